#!/bin/sh
# Makes .env for compose.yaml, once: new secrets, and the hash of the manager's password, which it reads from standard
# input. Keep the file with the volumes: without it nobody gets into them, and reservation tokens lose their value.
set -eu
cd "$(dirname "$0")"

if [ -e .env ]; then
    echo "deploy/.env is there already and is left as it is" >&2
    exit 1
fi
if [ -t 0 ]; then
    printf 'Choose a password for the manager, of 8 characters at least: ' >&2
    trap 'stty echo' EXIT
    stty -echo
fi
IFS= read -r password || [ -n "$password" ]
[ ! -t 0 ] || echo >&2
if [ "${#password}" -lt 8 ] || [ "$(printf '%s' "$password" | wc -c)" -gt 72 ]; then
    echo "the manager's password must have at least 8 characters, and 72 bytes at most" >&2
    exit 1
fi
if command -v htpasswd >/dev/null; then
    hash=$(printf '%s' "$password" | htpasswd -niBC 10 manager)
else
    hash=$(printf '%s' "$password" | docker run --rm --interactive httpd:2.4-alpine htpasswd -niBC 10 manager)
fi

secret() {
    od -An -v -tx1 -N32 /dev/urandom | tr -d ' \n'
}

umask 077
cat >.env.new <<EOF
# The secrets of an installation with containers. Nobody else may read them.
OUTERPARK_MANAGER_PASSWORD_HASH='${hash#manager:}'
OUTERPARK_TOKEN_KEY=$(head -c 32 /dev/urandom | base64)
OUTERPARK_SERVICE_CREDENTIAL=$(secret)
POSTGRES_PASSWORD=$(secret)
MUSICAL_DATABASE_PASSWORD=$(secret)
RESERVATION_DATABASE_PASSWORD=$(secret)
PAYMENT_DATABASE_PASSWORD=$(secret)
NOTICE_DATABASE_PASSWORD=$(secret)
CUSTOMERCENTER_DATABASE_PASSWORD=$(secret)
REDIS_PASSWORD=$(secret)
EOF
mv .env.new .env
