#!/usr/bin/env python3
"""Checks the folder of a log with nothing of Kontant: docs/spec/log.md, read once more.

Usage: log-check.py FOLDER KEY

KEY is the ledger's public key as signed notes write it, NAME+ID+BASE64. Every tile, bundle and leaf is
computed again from the entries; where there are none, from the commitments.
"""

import base64
import hashlib
import pathlib
import struct
import sys

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey


def sha(*parts):
    return hashlib.sha256(b"".join(parts)).digest()


def root(hashes):
    """RFC 6962, 2.1, over hashes of leaves."""
    if not hashes:
        return sha()
    if len(hashes) == 1:
        return hashes[0]
    half = 1 << (len(hashes) - 1).bit_length() - 1
    return sha(b"\x01", root(hashes[:half]), root(hashes[half:]))


def checkpoint(note, key):
    """LOG-9 to LOG-12: origin's name, number of leaves and root, once the signature holds."""
    name, identifier, encoded = key.split("+", 2)
    public = base64.b64decode(encoded, validate=True)
    assert public[0] == 1 and len(public) == 33, "the key is not Ed25519"
    assert sha(name.encode(), b"\n", public)[:4].hex() == identifier, "the key's id is not its own"
    text, signatures = note.decode().rsplit("\n\n", 1)
    text += "\n"
    for line in signatures.splitlines():
        dash, signer, value = line.split(" ")
        value = base64.b64decode(value, validate=True)
        if dash == "\u2014" and signer == name and value[:4].hex() == identifier:
            Ed25519PublicKey.from_public_bytes(public[1:]).verify(value[4:], text.encode())
            break
    else:
        raise AssertionError("the key has not signed the checkpoint")
    origin, size, top = text.splitlines()
    assert origin == name, "the checkpoint is another log's"
    return int(size), base64.b64decode(top, validate=True)


def path(index, width):
    """LOG-5."""
    groups = [f"{index % 1000:03}"]
    while index >= 1000:
        index //= 1000
        groups.insert(0, f"x{index % 1000:03}")
    return "/".join(groups) + (f".p/{width}" if width < 256 else "")


def tiles(count):
    """Index and width of the tiles over so many hashes (LOG-4)."""
    for index in range(0, count, 256):
        yield index // 256, min(256, count - index)


def records(data):
    """LOG-6."""
    while data:
        (length,) = struct.unpack(">H", data[:2])
        assert len(data) >= 2 + length, "a record is cut off"
        yield data[2 : 2 + length]
        data = data[2 + length :]


def same(folder, name, expected):
    assert (folder / name).read_bytes() == expected, f"{name} is not what was signed"


def check(folder, key):
    size, top = checkpoint((folder / "checkpoint").read_bytes(), key)
    has_entries = (folder / "private").exists()
    commitments = []
    for index, width in tiles(size):
        public = (folder / "tile/entries" / path(index, width)).read_bytes()
        found = list(records(public))
        if has_entries:
            private = (folder / "private/entries" / path(index, width)).read_bytes()
            assert [sha(record) for record in records(private)] == found, (
                f"entries {256 * index} and on are not those committed to"
            )
        assert len(found) == width, "a bundle has not the entries of its tile"
        commitments += found
    hashes = [sha(b"\x00", commitment) for commitment in commitments]
    assert root(hashes) == top, "the entries do not lead to the signed root"
    level = 0
    while hashes:
        for index, width in tiles(len(hashes)):
            name = f"tile/{level}/{path(index, width)}"
            same(folder, name, b"".join(hashes[256 * index : 256 * index + width]))
        whole = len(hashes) // 256
        hashes = [root(hashes[256 * index : 256 * index + 256]) for index in range(whole)]
        level += 1
    return size


def main():
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    try:
        size = check(pathlib.Path(sys.argv[1]), sys.argv[2])
    except InvalidSignature:
        sys.exit("log-check: the checkpoint's signature does not hold")
    except (AssertionError, ValueError, OSError, struct.error) as error:
        sys.exit(f"log-check: {error}")
    print(f"log-check: {size} entries, every file is what was signed")


main()
