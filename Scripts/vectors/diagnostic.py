"""Diagnostic notation (RFC 8949 section 8), with byte strings that hold CBOR shown as CBOR."""

import io

import cbor2

from schema import MESSAGES, PACKET_FIELDS, field_name

BY_NUMBER = {m.number: m for m in MESSAGES}


def diagnostic(data, indent=0):
    value = cbor2.loads(data)
    if isinstance(value, cbor2.CBORTag):
        protected, _, payload, signature = value.value
        pad = "  " * (indent + 1)
        return (f"{value.tag}([\n{pad}<< {{1: {cbor2.loads(protected)[1]}}} >>,\n{pad}{{}},\n"
                f"{pad}<< {fields(cbor2.loads(payload), indent + 1)} >>,\n"
                f"{pad}{scalar(signature)}\n{'  ' * indent}])")
    return item(value, indent)


def fields(payload, indent):
    names = {0: "type", **BY_NUMBER[payload[0]].fields}
    return labelled(payload, names, indent)


def labelled(value, names, indent):
    pad = "  " * (indent + 1)
    lines = [f"{pad}/ {field_name(names[k])} / {k}: {item(v, indent + 1)}"
             for k, v in value.items()]
    return "{\n" + ",\n".join(lines) + "\n" + "  " * indent + "}"


def item(value, indent):
    if isinstance(value, list):
        pad = "  " * (indent + 1)
        if not any(isinstance(v, (list, bytes)) for v in value):
            return "[" + ", ".join(scalar(v) for v in value) + "]"
        inner = ",\n".join(pad + item(v, indent + 1) for v in value)
        return "[\n" + inner + "\n" + "  " * indent + "]"
    if isinstance(value, dict):
        return labelled(value, PACKET_FIELDS, indent)
    if isinstance(value, bytes) and is_message(value):
        return f"<< {diagnostic(value, indent)} >>"
    return scalar(value)


def scalar(value):
    if isinstance(value, bytes):
        return f"h'{value.hex()}'"
    return {True: "true", False: "false", None: "null"}[value] if value is None or isinstance(
        value, bool) else str(value)


def is_message(data):
    if data[:2] != b"\xd2\x84":
        return False
    stream = io.BytesIO(data)
    cbor2.load(stream)
    return stream.tell() == len(data)
