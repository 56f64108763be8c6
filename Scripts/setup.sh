#!/usr/bin/env bash
# Makes sure that what the build and the tests need is installed. Quick when nothing is missing; as root
# on Debian or Ubuntu it installs the rest, and elsewhere it says what is missing and fails.
set -euo pipefail

# command or file to look for, and the Debian package that brings it
needed=(
  "make               make"
  "git                git"
  "/usr/include/sqlite3.h libsqlite3-dev" # GRDB's system library
  "/usr/include/PCSC/winscard.h libpcsclite-dev"
  "pkg-config         pkg-config"         # the build asks it where libpcsclite lies
  "/usr/include/bearssl.h libbearssl-dev" # the card's cryptography on a host
  "/usr/include/postgresql/libpq-fe.h libpq-dev"
  "qemu-system-arm    qemu-system-arm"    # a microcontroller for the firmware
  "softhsm2-util      softhsm2"           # tokens for keys
  "openssl            openssl"            # signs the firmware's image
  "xz                 xz-utils"           # the source of the firmware's cryptography is packed with it
  # The reader tests: a card service with virtual readers, and other people's programs at it.
  "/usr/sbin/pcscd    pcscd"
  "/usr/lib/pcsc/drivers/serial/libifdvpcd.so vsmartcard-vpcd"
  "opensc-tool        opensc"
  "/usr/lib/python3/dist-packages/smartcard python3-pyscard"
)
# PostgreSQL's server programs, for the tests' own servers; Debian keeps them by version.
compgen -G "/usr/lib/postgresql/*/bin/initdb" >/dev/null || command -v initdb >/dev/null ||
  needed+=("- postgresql")
# The tests that put our messages before other people's CBOR and COSE tools make a virtual environment.
if python3 -c 'import ensurepip, venv' 2>/dev/null; then :; else needed+=("- python3-venv"); fi

if ! command -v swift >/dev/null; then
  echo "setup: Swift 6.3 or later is missing: https://www.swift.org/install/linux/" >&2
  exit 1
fi

missing=()
for entry in "${needed[@]}"; do
  read -r what package <<<"$entry"
  [ -e "$what" ] || command -v "$what" >/dev/null || missing+=("$package")
done
[ ${#missing[@]} -gt 0 ] || exit 0

if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
  echo "setup: missing packages (Debian's names): ${missing[*]}" >&2
  echo "setup: install them, for example with: sudo apt-get install ${missing[*]}" >&2
  exit 1
fi

echo "setup: installing ${missing[*]}"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq </dev/null
apt-get install -y -qq --no-install-recommends "${missing[@]}" </dev/null
