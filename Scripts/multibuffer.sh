#!/bin/sh
# Makes .build/multibuffer: Intel's multi-buffer library, which verifies signatures eight at a time
# (docs/design/dependencies.md), at a pinned version. Does nothing when it is there already.
# Usage: Scripts/multibuffer.sh; then: export KONTANT_MULTIBUFFER="$PWD/.build/multibuffer/libcrypto_mb.so"
set -eu
cd "$(dirname "$0")/.."
wanted=Scripts/multibuffer.txt
folder=.build/multibuffer

if [ "$(uname -s) $(uname -m)" != "Linux x86_64" ]; then
  echo "multibuffer: there is no such library for $(uname -s) on $(uname -m); swift-crypto serves" >&2
  exit 0
fi
cmp -s "$wanted" "$folder/wanted.txt" && exit 0

rm -rf "$folder"
mkdir -p "$folder"
if ! python3 -m venv "$folder/env"; then
  echo "multibuffer: python3 makes no virtual environment (Debian: apt install python3-venv)" >&2
  exit 1
fi
if ! "$folder/env/bin/pip" install --quiet --disable-pip-version-check --retries 2 --timeout 20 \
  --no-deps --require-hashes --requirement "$wanted" 2>"$folder/pip.log"; then
  tail -3 "$folder/pip.log" >&2
  rm -rf "$folder"
  echo "multibuffer: pip could not install $wanted; is the package index reachable?" >&2
  exit 1
fi
cp "$folder/env/lib/libcrypto_mb.so" "$folder/libcrypto_mb.so"
rm -rf "$folder/env"

# It is linked to four runtime libraries of Intel's compiler and calls nothing in them: empty ones do,
# and spare their license. Should a later version call something, loading it fails and says what.
tools=$(dirname "$(readlink -f "$(command -v swiftc)")")
for name in libintlc.so.5 libimf.so libirng.so libsvml.so; do
  "$tools/clang" -shared -nostdlib -Wl,-soname,"$name" -x c /dev/null -o "$folder/$name"
done
# Written last: an interrupted run starts again.
cp "$wanted" "$folder/wanted.txt"
