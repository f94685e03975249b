#!/bin/sh
# Makes .venv. On a fresh Debian the module for it is a package of its own: as root it is installed.
set -eu
python=${1:-python3}
command -v "$python" >/dev/null || { echo "acd: $python is not there: install Python 3.11 or newer" >&2; exit 1; }
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || {
    echo "acd: $("$python" --version) is too old: install Python 3.11 or newer and run 'make PYTHON=python3.11 ...'" >&2
    exit 1
}
if ! "$python" -c 'import ensurepip, venv' 2>/dev/null; then
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        echo "Installing python3-venv ..."
        apt-get update -qq && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq python3-venv >/dev/null
    else
        echo "acd: Python's venv module is missing: run 'apt-get install python3-venv' as root, then again" >&2
        exit 1
    fi
fi
echo "Creating the virtual environment .venv ..."
rm -rf .venv
"$python" -m venv .venv || { rm -rf .venv; exit 1; }
