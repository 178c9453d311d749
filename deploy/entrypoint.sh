#!/bin/sh
# Passwords for PostgreSQL's clients: libpq and asyncpg take them from a file that nobody but its owner may read, and
# secrets of compose are files that everybody in the container may. Each is named after its role: <role>_password.
set -eu
umask 077
: > "${PGPASSFILE:?}"
for secret in /run/secrets/*_password; do
    [ -f "$secret" ] || continue
    role=$(basename "$secret" _password)
    password=$(cat "$secret")
    printf '*:*:*:%s:%s\n' "$role" "$password" >> "$PGPASSFILE"
done
umask 022
exec "$@"
