#!/usr/bin/env bash
# Guards the card-safe modules: what runs on a card has no heap, no Foundation, no floating point.
#
#   Scripts/card-safe.sh                      guards every card-safe module in the tree
#   MODULES="Wire Purse" Scripts/card-safe.sh guards these, in order of dependency
#
# 1. Source: imports only earlier modules of the list, and none of the words that need a heap or an FPU.
# 2. Host:   compiles as Embedded Swift with -no-allocations. The compiler sees an allocation only in
#            code it has specialised, so Guard/Instantiate.swift uses the generics, if it is there.
# 3. Card:   compiles for a Cortex-M4 and links all code of the modules, dropping what nothing reaches.
#            Whatever is then undefined must be on the list of what the firmware provides. There
#            -no-allocations finds allocations that are none, so malloc's absence does its work.
set -euo pipefail
cd "$(dirname "$0")/.."

modules=${MODULES:-}
if [ -z "$modules" ]; then
  for module in Wire Purse Card; do
    [ -d "Sources/$module" ] && modules="$modules $module"
  done
fi

source Scripts/card-provided.sh

# Words that need what a card lacks. `any` and `class` are matched as keywords, in code only.
forbidden='\b(any [A-Z(]|class\b|async\b|await\b|String\b|Dictionary\b|Double\b|Float(16|32|64)?\b|Array<|Set<)'
forbidden_initialisers='\[[A-Z][A-Za-z0-9]*\]\(|\[[A-Za-z0-9]+ ?: ?[A-Za-z0-9]+\](\(|$| |,)'

common=(
  -swift-version 6 -wmo -O -parse-as-library
  -enable-experimental-feature Embedded -enable-experimental-feature Lifetimes
  -enable-experimental-feature AddressableParameters
  -enable-upcoming-feature MemberImportVisibility
)
host=(-warnings-as-errors -Xfrontend -no-allocations)
card=(
  -target armv7em-none-none-eabi -Xfrontend -function-sections
  -Xcc -mcpu=cortex-m4 -Xcc -mfloat-abi=soft -Xcc -ffreestanding
)

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir "$work/host" "$work/card"

# The linker and llvm-nm of the toolchain itself, so that no other need be installed.
tools=$(dirname "$(readlink -f "$(command -v swiftc)")")
failed=0

fail() {
  echo "card-safe: $*" >&2
  failed=1
}

# The sources of a module with comments and string literals blanked, as file:line:code. What stands between
# `#if !hasFeature(Embedded)` and its end is never compiled for a card.
code_of() {
  find "Sources/$1" -name '*.swift' -print0 | sort -z |
    xargs -0 awk '
    FNR == 1 { depth = 0; host = 0 }
    /^ *#if / { depth++; if (!host && $0 ~ /!hasFeature\(Embedded\)/) host = depth }
    /^ *#else/ && host == depth { host = 0 }
    /^ *#endif/ { if (host == depth) host = 0; depth-- }
    !host {
      gsub(/"([^"\\]|\\.)*"/, "\"\""); sub(/\/\/.*/, "")
      print FILENAME ":" FNR ":" $0
    }'
}

check_source() {
  local module=$1 earlier=$2 found
  found=$(code_of "$module" | grep -E "$forbidden|$forbidden_initialisers" || true)
  [ -z "$found" ] || fail "$module uses a word that a card can't keep:"$'\n'"$found"
  found=$(code_of "$module" | grep -E ':[0-9]+:.*\bimport\b' || true)
  for allowed in $earlier; do
    found=$(grep -vE "\bimport ((struct|enum|protocol|func) )?$allowed(\.|\$| )" <<<"$found" || true)
  done
  [ -z "$found" ] || fail "$module may import only: ${earlier:-nothing}"$'\n'"$found"
}

# compile PLATFORM MODULE FILE... : an object and a module file in $work/PLATFORM.
compile() {
  local platform=$1 module=$2
  shift 2
  local -n flags=$platform
  swiftc "${common[@]}" "${flags[@]}" -I "$work/$platform" -module-name "$module" \
    -emit-module -emit-module-path "$work/$platform/$module.swiftmodule" \
    -c "$@" -o "$work/$platform/$module.o" ||
    fail "$module doesn't compile for the $platform"
}

# Links everything that the modules define and refuses what neither they nor the firmware define.
# `hashValue` is left out: it seeds itself at random, and card-safe code has no use for it.
check_symbols() {
  local roots=() provided_symbols=() name pattern
  pattern="^($(IFS='|'; echo "${provided[*]}"))\$"
  while read -r name; do
    roots+=("--undefined=$name")
  done < <(for module in "${linked[@]}"; do
    "$tools/llvm-nm" --defined-only --format=just-symbols "$work/card/$module.o" |
      grep -E "^\\\$e[0-9]+$module" | grep -v 'hashValueSivg' || true
  done)
  while read -r name; do
    provided_symbols+=("--defsym=$name=0")
  done < <("$tools/llvm-nm" --undefined-only --format=just-symbols "$work"/card/*.o |
    grep -E "$pattern" | sort -u)
  [ ${#roots[@]} -gt 0 ] || fail "no code of ${linked[*]} to link"
  "$tools/ld.lld" --gc-sections --error-limit=0 --no-demangle -m armelf --entry=0 \
    "${roots[@]}" "${provided_symbols[@]}" -o "$work/card/image" "$work"/card/*.o \
    2>"$work/link" || fail "a card has not:"$'\n'"$(swift demangle --simplified <"$work/link")"
}

linked=()
earlier=""
for module in $modules; do
  check_source "$module" "$earlier"
  mapfile -t files < <(find "Sources/$module" -name '*.swift' | sort)
  for platform in host card; do
    compile $platform "$module" "${files[@]}"
  done
  linked+=("$module")
  earlier="${earlier:+$earlier }$module"
done

if [ -f Guard/Instantiate.swift ]; then
  for platform in host card; do
    compile $platform Instantiate Guard/Instantiate.swift
  done
  linked+=(Instantiate)
fi

[ $failed = 1 ] || check_symbols
[ $failed = 1 ] || echo "card-safe: ${linked[*]} keep to what a card has"
exit $failed
