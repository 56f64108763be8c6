#!/usr/bin/env python3
"""Makes a firmware image of a body: header and signature (docs/spec/boot.md, BOO-1 and BOO-2).

    firmware-sign.py --key KEY.pem --version N BODY IMAGE

The signature is openssl's, so that the key may lie wherever openssl can use it.
"""
import argparse
import os
import struct
import subprocess
import sys
import tempfile

HEADER = 256
LARGEST_VERSION = 256


def fail(text):
    sys.exit(f"firmware-sign: {text}")


def sign(key, data):
    """r and s, 32 bytes each, of an ECDSA signature over SHA-256 of the data."""
    with tempfile.NamedTemporaryFile() as file:
        file.write(data)
        file.flush()
        run = subprocess.run(
            ["openssl", "dgst", "-sha256", "-sign", key, file.name], capture_output=True
        )
    if run.returncode != 0:
        fail(f"{key} cannot sign: {run.stderr.decode(errors='replace').strip()}")
    return integers(run.stdout)


def integers(der):
    """The two integers of a short DER sequence."""
    if len(der) < 8 or der[0] != 0x30 or der[1] != len(der) - 2:
        fail("the key is not a P-256 key")
    result, rest = b"", der[2:]
    for _ in range(2):
        count = rest[1]
        value = int.from_bytes(rest[2 : 2 + count], "big")
        if rest[0] != 2 or value >= 1 << 256:
            fail("the key is not a P-256 key")
        result += value.to_bytes(32, "big")
        rest = rest[2 + count :]
    return result


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--key", required=True, help="the maker's P-256 key, PEM")
    parser.add_argument("--version", type=int, required=True, help="the security version")
    parser.add_argument("body")
    parser.add_argument("image")
    options = parser.parse_args()
    if not 1 <= options.version <= LARGEST_VERSION:
        fail(f"a security version is 1 to {LARGEST_VERSION}")
    try:
        with open(options.body, "rb") as file:
            body = file.read()
    except OSError as error:
        fail(f"{options.body}: {error.strerror}")
    if not body:
        fail(f"{options.body} is empty")
    signed = b"KFW1" + struct.pack(">III", options.version, len(body), 0)
    header = signed + sign(options.key, signed + body)
    with open(options.image + ".new", "wb") as file:
        file.write(header.ljust(HEADER, b"\0") + body)
    os.replace(options.image + ".new", options.image)


main()
