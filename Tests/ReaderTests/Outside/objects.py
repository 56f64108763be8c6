"""Data objects: what the commands and answers of a Kontant card are made of (docs/spec/apdu.md, APD-7)."""

SEQUENCE = 0x80
REQUEST_NUMBER = 0x81
AMOUNT = 0x82
MESSAGE = 0x85
CERTIFICATE = 0x86
SEALED = 0x87
PIN = 0x88
LIFE_CYCLE = 0x8A
HEAD = 0x93
ENTRY = 0x94
SPENDABLE = 0xC0
IN_DOUBT = 0xC2


def number(value):
    """A number in as few bytes as it needs."""
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")


def encode(values):
    """Data objects in ascending order of their tags; a value is a number or bytes, None is left out."""
    data = b""
    for tag, value in sorted(values.items()):
        if value is None:
            continue
        value = number(value) if isinstance(value, int) else bytes(value)
        data += bytes([tag]) + length(len(value)) + value
    return data


def length(count):
    if count < 0x80:
        return bytes([count])
    if count < 0x100:
        return bytes([0x81, count])
    return bytes([0x82]) + count.to_bytes(2, "big")


def decode(data):
    """The objects of an answer, by tag."""
    values = {}
    while data:
        tag, count, rest = data[0], data[1], data[2:]
        if count > 0x80:
            size = count - 0x80
            count, rest = int.from_bytes(rest[:size], "big"), rest[size:]
        values[tag], data = rest[:count], rest[count:]
    return values


def value(objects, tag):
    """A number of an answer."""
    return int.from_bytes(objects[tag], "big")
