#!/bin/sh
# Makes .build/python: the Python tools that check the vectors, at pinned versions.
# Does nothing when it is there already. Usage: Scripts/python-env.sh
set -eu
cd "$(dirname "$0")/.."
wanted=Scripts/vectors/requirements.txt
env=.build/python

cmp -s "$wanted" "$env/requirements.txt" && exit 0

if ! command -v python3 >/dev/null; then
  echo "python-env: python3 is needed" >&2
  exit 1
fi
mkdir -p .build
rm -rf "$env"
if ! python3 -m venv "$env"; then
  echo "python-env: python3 makes no virtual environment (Debian: apt install python3-venv)" >&2
  exit 1
fi
if ! "$env/bin/pip" install --quiet --disable-pip-version-check --retries 2 --timeout 20 \
  --requirement "$wanted" 2>"$env/pip.log"; then
  tail -3 "$env/pip.log" >&2
  rm -rf "$env"
  echo "python-env: pip could not install $wanted; is the package index reachable?" >&2
  exit 1
fi
# Written last: an interrupted run starts again.
cp "$wanted" "$env/requirements.txt"
