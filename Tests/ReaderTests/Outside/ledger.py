"""The way to the ledger: uploads and grants travel as packets (docs/spec/messages.md, MSG-40), which are
CBOR maps, and `kontant ledger receive` stands for the bank's server."""

import json
import os
import subprocess


class Ledger:
    def __init__(self, kontant, home, folder):
        self.kontant, self.home, self.folder = kontant, home, folder
        self.count = 0

    def run(self, *arguments):
        result = subprocess.run(
            [self.kontant, *arguments, "--home", self.home, "--json"], capture_output=True, text=True)
        if result.returncode != 0:
            raise SystemExit(f"kontant {' '.join(arguments)}: {result.stderr}")
        return json.loads(result.stdout)

    def sync(self, card):
        """One sync of a card: its request and entries go up, the grant comes down into the card."""
        message, start, entries = card.sync_request()
        packet = {0: 4, 1: message}
        if entries:
            packet[5] = [list(entry) for entry in entries]
        packet[7] = start
        self.count += 1
        upload = os.path.join(self.folder, f"upload-{self.count}")
        grant = upload + "-grant"
        with open(upload, "wb") as file:
            file.write(encode(packet))
        self.run("ledger", "receive", upload, "--output", grant)
        with open(grant, "rb") as file:
            card.apply(decode(file.read())[0][1])


def encode(item):
    """CBOR of what a packet has: numbers, bytes, lists, maps with ascending keys, and nothing."""
    if item is None:
        return b"\xf6"
    if isinstance(item, int):
        return head(0, item)
    if isinstance(item, bytes):
        return head(2, len(item)) + item
    if isinstance(item, list):
        return head(4, len(item)) + b"".join(encode(element) for element in item)
    return head(5, len(item)) + b"".join(encode(k) + encode(v) for k, v in item.items())


def head(major, count):
    for size, mark in ((1, 24), (2, 25), (4, 26), (8, 27)):
        if count < 24:
            return bytes([major << 5 | count])
        if count < 1 << 8 * size:
            return bytes([major << 5 | mark]) + count.to_bytes(size, "big")
    raise ValueError("too large")


def decode(data):
    """An item, and the bytes after it."""
    major, count, data = data[0] >> 5, data[0] & 31, data[1:]
    if major == 7:
        return None, data
    if count > 23:
        size = 1 << count - 24
        count, data = int.from_bytes(data[:size], "big"), data[size:]
    if major == 0:
        return count, data
    if major == 2:
        return data[:count], data[count:]
    items = []
    for _ in range(count * (2 if major == 5 else 1)):
        item, data = decode(data)
        items.append(item)
    return (dict(zip(items[::2], items[1::2])) if major == 5 else items), data
