#!/bin/sh
# Installs what only the tests need beside Python packages: a PostgreSQL server, and Prometheus' promtool.
set -eu
missing=
command -v postgres >/dev/null || ls /usr/lib/postgresql/*/bin/postgres >/dev/null 2>&1 || missing="$missing postgresql"
command -v prometheus >/dev/null || missing="$missing prometheus"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing for the tests:$missing ..."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null
else
    echo "acd: the tests need$missing: run 'apt-get install$missing' as root, then again" >&2
    exit 1
fi
