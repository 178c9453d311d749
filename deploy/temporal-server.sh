#!/bin/sh
# The image takes its password from the environment alone: put it there from the secret, for this one process.
set -eu
POSTGRES_PWD=$(cat /run/secrets/temporal_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
