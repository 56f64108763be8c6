#!/bin/sh
# Runs every fuzz target of Fuzz/, or the named ones, on a fixed number of inputs.
# Usage: Scripts/fuzz.sh [WireFuzz ...]
#   RUNS=200000   inputs for each target
#   SEED=1        of the random numbers: the same seed, the same inputs
#
# A target is one Swift file in Fuzz/ that defines LLVMFuzzerTestOneInput, with what else it needs in a
# folder of its name. The modules it may import are listed, in the order of their dependencies, in
# `modules` below. The corpus starts with the
# vectors; what breaks a target is left in .build/fuzz/<target>/ as crash-*.
set -eu
cd "$(dirname "$0")/.."
runs=${RUNS:-200000}
seed=${SEED:-1}
out=.build/fuzz
modules="Wire Purse Card Payment Settlement"

# What a target shares with the test world, which is too much to build for it.
shared_sources() {
  bank="Sources/World/ModelCrypto.swift Sources/World/MemoryStorage.swift Sources/World/ModelBank.swift
    Sources/World/ModelKeys.swift Sources/World/ModelMath+Seconds.swift Sources/World/ModelSuites.swift
    Sources/World/Seeded.swift"
  case $1 in
    CardFuzz) echo "$bank" ;;
    UploadFuzz) echo "$bank" Sources/World/Stage.swift ;;
  esac
}

export SWIFT_BACKTRACE=enable=no
swift="swiftc -swift-version 6 -package-name kontant -O -wmo -parse-as-library -sanitize=fuzzer,address
  -use-ld=lld -enable-experimental-feature Lifetimes -enable-experimental-feature AddressableParameters
  -enable-upcoming-feature MemberImportVisibility"

build_modules() {
  for module in $modules; do
    $swift -module-name "$module" -emit-module -emit-module-path "$out/$module.swiftmodule" \
      -emit-object -o "$out/$module.o" -I "$out" "Sources/$module"/*.swift
  done
}

# The bytes of every vector, and the payload of every message among them. For cards (the language is
# Fuzz/CardFuzz/FuzzInput.swift's): every true command to a card in each state, and what brings value.
seed_corpus() {
  python3 - "$1" "$2" <<'PYTHON'
import json, pathlib, sys

corpus = pathlib.Path(sys.argv[1])
if sys.argv[2] == "CardFuzz":
    select, true = b"\x01", lambda number, choice=0: bytes([7, number, choice, 0, 0, 0, 0])
    accept, take, refund, apply = true(3) + true(3, 1), true(6), true(7), true(11)
    for state in range(5):
        every = b"".join(true(number) for number in range(18) if number != 10)
        (corpus / f"state-{state}").write_bytes(bytes([state]) + select + every)
    (corpus / "credits").write_bytes(b"\x02" + select + accept + refund + apply + take + accept)
if sys.argv[2] == "UploadFuzz":
    # Noise, honest uploads and the broken purse's, with every kind of change at every place.
    for kind in range(4):
        for change in range(9):
            edits = b"".join(bytes([0, place, change, 0, place, 7, 1]) for place in range(8))
            (corpus / f"upload-{kind}-{change}").write_bytes(bytes([kind, 0, 0, 8]) + edits + bytes(8))
            (corpus / f"signed-{kind}-{change}").write_bytes(bytes([kind, 8]) + edits + bytes(8))
for path in pathlib.Path("vectors").glob("*.json"):
    for vector in json.loads(path.read_text())["vectors"]:
        name = vector["name"].replace("/", "-")
        data = bytes.fromhex(vector["hex"])
        (corpus / name).write_bytes(data)
        if data[:7] == bytes.fromhex("d28443a10126a0") and len(data) > 75:
            head = {0x58: 2, 0x59: 3}.get(data[7], 1)
            (corpus / (name + "-payload")).write_bytes(data[7 + head:-66])
PYTHON
}

run_target() {
  target=$1
  folder=$out/$target
  rm -rf "$folder/corpus"
  mkdir -p "$folder/corpus"
  objects=""
  for module in $modules; do objects="$objects $out/$module.o"; done
  # shellcheck disable=SC2086
  $swift -module-name "$target" -I "$out" "Fuzz/$target.swift" \
    $(find "Fuzz/$target" -name '*.swift' 2>/dev/null) $(shared_sources "$target") $objects \
    -o "$folder/$target"
  seed_corpus "$folder/corpus" "$target"
  if ! "$folder/$target" -runs="$runs" -seed="$seed" -max_len=4096 -timeout=10 \
    -artifact_prefix="$folder/" "$folder/corpus" >"$folder/log" 2>&1; then
    tail -30 "$folder/log" >&2
    echo "fuzz: $target failed; the input is in $folder, the log in $folder/log" >&2
    exit 1
  fi
  echo "$target: $(grep -o 'Done [0-9]* runs in [0-9]* second' "$folder/log")s, no failure"
}

mkdir -p "$out"
build_modules
if [ $# -eq 0 ]; then set -- $(basename -s .swift Fuzz/*.swift); fi
for target in "$@"; do run_target "$target"; done
