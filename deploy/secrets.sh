#!/bin/sh
# Writes the passwords and the signing key that are not there yet; those that are stay as they are. Nobody needs to know them.
# The directory is closed to others; the files in it are not, because each container reads them as a user of its own.
set -eu
cd "$(dirname "$0")/secrets"
chmod 0700 .
chmod a+r ../*.sh ../dynamicconfig.yaml # a strict umask would have closed them to the containers
for name in postgres duban_owner duban_service duban_web temporal; do
    [ -s "${name}_password" ] && continue
    od -An -N32 -tx1 /dev/urandom | tr -d ' \n' > "${name}_password.new"
    chmod 0444 "${name}_password.new"
    mv "${name}_password.new" "${name}_password"
    echo "written: deploy/secrets/${name}_password"
done
# An Ed25519 key as PKCS #8: sixteen bytes that say so, and the key, which is any 32 bytes. No openssl needed.
if [ ! -s checkpoint_key ]; then
    {
        echo '-----BEGIN PRIVATE KEY-----'
        { printf '\060\056\002\001\000\060\005\006\003\053\145\160\004\042\004\040' && head -c 32 /dev/urandom; } | base64
        echo '-----END PRIVATE KEY-----'
    } > checkpoint_key.new
    chmod 0444 checkpoint_key.new
    mv checkpoint_key.new checkpoint_key
    echo "written: deploy/secrets/checkpoint_key"
fi
