#!/usr/bin/env bash
# Obtains the source of BearSSL, the firmware's cryptography, into .build/firmware/bearssl: from the package
# archive that this machine uses already, checked against the sum below. Does nothing when it is there.
#
# The archive's source entries are read through a private configuration of apt, so that the machine's own is
# left as it is; root is not needed. On a machine without apt, put the tarball into .build/firmware yourself.
set -euo pipefail
cd "$(dirname "$0")/.."

# Debian's name for BearSSL 0.6: upstream's files without its test certificates.
tarball=bearssl_0.6+dfsg.1.orig.tar.xz
sum=102a625bd8f6155260867a50c508df8d8c3f796985dd744df1a68e5cd1a79004

folder=.build/firmware
source=$folder/bearssl

fail() {
  echo "firmware-source: $*" >&2
  echo "firmware-source: to go on by hand, put $tarball (SHA-256 $sum) into $folder" >&2
  exit 1
}

# The machine's sources with `deb` made `deb-src`, whichever of apt's two forms they are written in.
write_sources() {
  local file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [ -f "$file" ] || continue
    sed -nE 's/^deb(-src)?[[:space:]]/deb-src /p' "$file"
  done | sort -u >"$1/parts/machine.list"
  for file in /etc/apt/sources.list.d/*.sources; do
    [ -f "$file" ] || continue
    sed -E 's/^Types:.*/Types: deb-src/' "$file" >"$1/parts/$(basename "$file")"
  done
}

fetch() {
  command -v apt-get >/dev/null || fail "apt-get is missing, so the source can't be fetched"
  local private
  private=$(mktemp -d)
  # shellcheck disable=SC2064
  trap "rm -rf '$private'" EXIT
  mkdir -p "$private"/{parts,lists/partial,cache/archives/partial}
  write_sources "$private"
  cat >"$private/apt.conf" <<END
Dir::Etc::sourcelist "/dev/null";
Dir::Etc::sourceparts "$private/parts";
Dir::State::lists "$private/lists";
Dir::Cache "$private/cache";
APT::Sandbox::User "";
Acquire::Retries "2";
END
  local private_apt=(env "APT_CONFIG=$private/apt.conf" apt-get -qq)
  "${private_apt[@]}" update >"$private/log" 2>&1 &&
    (cd "$folder" && "${private_apt[@]}" source --download-only --tar-only bearssl) \
      >>"$private/log" 2>&1 || {
    tail -3 "$private/log" >&2
    fail "apt could not fetch the source package bearssl"
  }
  [ -f "$folder/$tarball" ] || fail "the archive has another version of bearssl than $tarball"
}

is_intact() { echo "$sum  $folder/$tarball" | sha256sum --check --status 2>/dev/null; }

[ "$(cat "$source/.sum" 2>/dev/null)" = "$sum" ] && exit 0

mkdir -p "$folder"
[ -f "$folder/$tarball" ] || fetch
is_intact || fail "$folder/$tarball is not the pinned file; remove it and run this again"
rm -rf "$source"
mkdir "$source"
tar -xf "$folder/$tarball" -C "$source" --strip-components=1
# Written last: an interrupted run starts again.
echo "$sum" >"$source/.sum"
