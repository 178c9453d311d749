#!/bin/sh
# Writes the passwords that are not there yet; those that are stay as they are. Nobody needs to know them.
# The directory is closed to others; the files in it are not, because each container reads them as a user of its own.
set -eu
cd "$(dirname "$0")/secrets"
chmod 0700 .
chmod a+r ../*.sh ../dynamicconfig.yaml # a strict umask would have closed them to the containers
for name in postgres duban_owner duban_service temporal; do
    [ -s "${name}_password" ] && continue
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "${name}_password.new"
    chmod 0444 "${name}_password.new"
    mv "${name}_password.new" "${name}_password"
    echo "written: deploy/secrets/${name}_password"
done
