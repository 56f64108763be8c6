#!/usr/bin/env bash
# Builds the card's firmware for a Cortex-M4 and holds it to its gates.
#
#   Scripts/firmware.sh         builds .build/firmware/firmware.img and loader.elf, and says what they take
#   Scripts/firmware.sh --json  the same sizes for programs
#
# 1. The card-safe sources, the card's cryptography and the board are compiled as Embedded Swift, a module at
#    a time, and linked with the C of Firmware/Board and the pinned cryptography library. What is undefined
#    then (a heap, floating point, Unicode tables) fails the link.
# 2. The C runtime may define no more than Scripts/card-provided.sh allows.
# 3. The miscompile gate: Scripts/firmware-gate.py finds what -Osize makes of correct code on this
#    processor. We use -O, and look.
# 4. The size budget, below.
# 5. The image is signed for the loader (docs/spec/boot.md) by the maker's key. FIRMWARE_KEY names its file, a P-256
#    key in PEM; without it one is made for this folder, which is for trying only.
set -euo pipefail
cd "$(dirname "$0")/.."
source Scripts/card-provided.sh

# Bytes: flash without the cryptography library (the aim is 65,536), RAM that the card takes for good (the aim is
# 8,192), and the whole image. They follow what is reached, so that growth is noticed.
flash_budget=122880
ram_budget=8304
image_budget=143360
# The loader lies in memory that nobody replaces.
loader_budget=32768

# Security version of the image: raised when an older one must never start again (BOO-6), and not otherwise.
security_version=1

json=${1:-}
[ -z "$json" ] || [ "$json" = --json ] || {
  echo "firmware: unknown option $json; the only one is --json" >&2
  exit 1
}

out=.build/firmware
library=$out/bearssl
tools=$(dirname "$(readlink -f "$(command -v swiftc)")")

# Of the library only what a purse's cryptography needs.
library_files=(
  codec/{ccopy,dec32be,enc32be,enc64be,dec32le,enc32le}
  ec/{ec_keygen,ec_p256_m31,ec_pubkey,ec_secp256r1,ec_secp384r1,ec_secp521r1}
  ec/{ecdsa_i31_bits,ecdsa_i31_sign_raw,ecdsa_i31_vrfy_raw}
  int/i31_{add,bitlen,decmod,decode,encode,fmont,iszero,modpow,montmul,muladd,ninv31,rshift,sub,tmont}
  int/i32_div32
  aead/gcm hash/{dig_size,ghash_ctmul,sha2small} kdf/hkdf mac/hmac rand/hmac_drbg
  symcipher/{aes_ct,aes_ct_ctr,aes_ct_enc}
)

c_flags=(
  --target=armv7em-none-none-eabi -mcpu=cortex-m4 -mfloat-abi=soft -ffreestanding -std=c11
  -ffunction-sections -fdata-sections -Wall -Werror -I Firmware/Board/include -I "$library/inc"
)
# Small before fast: without the inliner of Swift's own, and with little of LLVM's, the image is a quarter
# smaller, and the time of a command is its cryptography's anyway. -Osize is not to be had (the gate).
swift_flags=(
  -swift-version 6 -wmo -O -parse-as-library -warnings-as-errors
  -Xllvm -sil-disable-pass=inline -Xllvm -inline-threshold=10
  -enable-experimental-feature Embedded -enable-experimental-feature Lifetimes
  -enable-experimental-feature AddressableParameters
  -enable-upcoming-feature MemberImportVisibility
  -target armv7em-none-none-eabi -Xfrontend -function-sections
  -Xcc -mcpu=cortex-m4 -Xcc -mfloat-abi=soft -Xcc -ffreestanding
  -I Sources/CBearSSL -Xcc -I -Xcc "$library/inc" -I Firmware/Board/include -I "$out/swift"
)

fail() {
  echo "firmware: $*" >&2
  exit 1
}

compile_c() {
  local file
  for file in startup runtime boot; do
    "$tools/clang" "${c_flags[@]}" -O2 -c "Firmware/Board/$file.c" -o "$out/board/$file.o"
  done
  for file in "${library_files[@]}"; do
    "$tools/clang" "${c_flags[@]}" -Os -I "$library/src" -c "$library/src/$file.c" \
      -o "$out/library/$(basename "$file").o"
  done
}

# compile_swift MODULE FOLDER
compile_swift() {
  swiftc "${swift_flags[@]}" -module-name "$1" -emit-module \
    -emit-module-path "$out/swift/$1.swiftmodule" -c "$2"/*.swift -o "$out/swift/$1.o"
}

# link NAME MAP OBJECTS...
link() {
  local name=$1 map=$2
  shift 2
  "$tools/ld.lld" --gc-sections -T "Firmware/Board/$map" -Map "$out/$name.map" \
    -o "$out/$name.elf" "$@" "$out"/library/*.o 2>"$out/link.log" || {
    swift demangle --simplified <"$out/link.log" >&2
    fail "$name does not link: a card has no more than Scripts/card-provided.sh lists"
  }
}

# The maker's key: its public half goes into the loader.
prepare_key() {
  if [ -z "${FIRMWARE_KEY:-}" ]; then
    FIRMWARE_KEY=$out/maker-for-trying.pem
    [ -f "$FIRMWARE_KEY" ] ||
      (umask 077 && openssl ecparam -name prime256v1 -genkey -noout -out "$FIRMWARE_KEY")
  fi
  openssl pkey -in "$FIRMWARE_KEY" -pubout -outform DER 2>"$out/key.log" | tail -c 64 >"$out/maker.key"
  [ "$(wc -c <"$out/maker.key")" = 64 ] || fail "$FIRMWARE_KEY is no P-256 key in PEM: $(cat "$out/key.log")"
  {
    echo '#include <stdint.h>'
    echo "const uint8_t board_maker[64] = {$(od -An -v -tu1 "$out/maker.key" | tr -s ' \n' ',' | sed 's/^,//')};"
  } >"$out/board/maker.c"
  "$tools/clang" "${c_flags[@]}" -O2 -c "$out/board/maker.c" -o "$out/board/maker.o"
}

sign() {
  "$tools/llvm-objcopy" -O binary "$out/firmware.elf" "$out/firmware.bin"
  python3 Scripts/firmware-sign.py --key "$FIRMWARE_KEY" --version $security_version \
    "$out/firmware.bin" "$out/firmware.img"
}

check_runtime() {
  local pattern extra
  pattern="^($(IFS='|'; echo "${provided[*]}"))\$"
  extra=$("$tools/llvm-nm" --defined-only --extern-only --format=just-symbols \
    "$out/board/runtime.o" | grep -vE "$pattern" || true)
  [ -z "$extra" ] || fail "the runtime provides what a card has not: $extra"
}

check_instructions() {
  local name
  for name in firmware loader; do
    "$tools/llvm-objdump" -d --no-show-raw-insn --mcpu=cortex-m4 "$out/$name.elf" >"$out/$name.s"
    python3 Scripts/firmware-gate.py "$out/$name.s" >"$out/gate.log" ||
      fail "the compiler has lost the state of $name, see Scripts/firmware-gate.py"
  done
}

# Sums input sections of the link map by what they belong to: flash of the purse and its board, flash of the
# library, and RAM that is taken for good.
# measure NAME
measure() {
  awk '
    function value(hex,  i, n) {
      n = 0
      for (i = 1; i <= length(hex); i++) n = n * 16 + index("0123456789abcdef", substr(hex, i, 1)) - 1
      return n
    }
    # An input section stands in the second column, an output section in the first.
    substr($0, 42, 1) ~ /[^ ]/ && $5 ~ /\.o:\(/ {
      size = value($3)
      place = $5 ~ /\/library\// ? "library" : $5 ~ /\/board\// ? "board" : "purse"
      if (output ~ /^\.(text|rodata|data)$/) flash[place] += size
      if (output ~ /^\.(data|bss)$/) ram[place] += size
      next
    }
    substr($0, 34, 1) == "." { output = $5 }
    END {
      print flash["purse"] + flash["board"], flash["library"] + 0, ram["purse"] + ram["board"],
        ram["library"] + 0
    }' "$out/$1.map"
}

report() {
  read -r flash library_flash ram library_ram <<<"$(measure firmware)"
  local image=$((flash + library_flash)) loader loader_library
  read -r loader loader_library _ <<<"$(measure loader)"
  loader=$((loader + loader_library))
  if [ -n "$json" ]; then
    printf '{"flash":%d,"flashWithLibrary":%d,"ram":%d,"ramWithLibrary":%d,"loader":%d}\n' \
      "$flash" "$image" "$ram" "$((ram + library_ram))" "$loader"
  else
    echo "firmware: flash $flash bytes (aim 65,536), with the cryptography library $image"
    echo "firmware: RAM for good $ram bytes, with the library $((ram + library_ram)); the stack apart"
    echo "firmware: loader $loader bytes; image of security version $security_version signed"
  fi
  # The compiler knows both sizes, and leaves out a card that has no room.
  [ "$ram" -gt 4096 ] ||
    fail "the image holds no card: it has outgrown BOARD_CARD_BYTES (Firmware/Board/include/board.h)"
  [ "$flash" -le $flash_budget ] || fail "flash is above its budget of $flash_budget bytes"
  [ "$ram" -le $ram_budget ] || fail "RAM is above its budget of $ram_budget bytes"
  [ "$image" -le $image_budget ] || fail "the image is above its budget of $image_budget bytes"
  [ "$loader" -le $loader_budget ] || fail "the loader is above its budget of $loader_budget bytes"
}

Scripts/firmware-source.sh
rm -rf "$out"/{board,library,swift,firmware.*,loader.*}
mkdir -p "$out"/{board,library,swift}
compile_c
prepare_key
compile_swift Wire Sources/Wire
compile_swift Purse Sources/Purse
compile_swift Card Sources/Card
compile_swift CardCrypto Sources/CardCrypto
compile_swift CardFlash Firmware/CardFlash
compile_swift CardBoot Firmware/CardBoot
compile_swift Firmware Firmware/Main
compile_swift Loader Firmware/Boot
link firmware board.ld "$out"/board/{startup,runtime}.o \
  "$out"/swift/{Wire,Purse,Card,CardCrypto,CardFlash,Firmware}.o
link loader boot.ld "$out"/board/{startup,runtime,boot,maker}.o \
  "$out"/swift/{Wire,Purse,CardCrypto,CardBoot,Loader}.o
check_runtime
check_instructions
sign
report
