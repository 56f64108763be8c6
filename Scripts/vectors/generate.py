"""Writes vectors/*.json and the examples of docs/spec/messages.md.

The keys come from names and the signatures from RFC 6979: the same bytes every time. Nothing here
is shared with the Swift sources; where the two disagree, one of them breaks the specification.
"""

import hashlib
import hmac
import json
import pathlib
import re
import sys

from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import cose
import valid
from cose import cbor
from diagnostic import diagnostic
from refused import refused, refused_eddsa, refused_entries, refused_packets
from schema import ENTRIES, MESSAGES, PACKET_FIELDS, field_name, plain

ROOT = pathlib.Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "spec" / "messages.md"


def files():
    """File name -> text, of every vector file."""
    contents = valid.contents()
    result = {f"{m.name}.json": message_file(m, contents[m.name]) for m in MESSAGES}
    result["journal-entry.json"] = journal_file()
    result["packet.json"] = packet_file()
    result["sealed-part.json"] = sealed_file(contents)
    result["suites.json"] = suites_file(contents)
    return {name: json.dumps(value, indent=2) + "\n" for name, value in result.items()}


def message_file(message, contents):
    vectors = [valid_message(message, name, content) for name, content in contents]
    vectors += [refused_vector(message.name, r) for r in refused(message, contents[0][1])]
    return {"message": message.name, "rule": message.rule, "type": message.number,
            "aad": message.aad.decode(), "signer": cose.public(message.signer).hex(),
            "vectors": vectors}


def valid_message(message, name, content):
    body = valid.payload(message.name, content)
    return {"name": f"{message.name}/{name}", "rule": message.rule,
            "fields": message.decoded(content),
            "digest": hashlib.sha256(cose.sig_structure(body, message.aad)).hexdigest(),
            "hex": valid.signed(message.name, content).hex()}


def refused_vector(group, r):
    return {"name": f"{group}/{r.name}", "refusedBy": r.rule,
            "cddl": "refused" if r.cddl else "accepted", "hex": r.data.hex()}


def suites_file(contents):
    """Every message once, signed by a key of suite 2, and what passes for one and is none (SUI-3)."""
    vectors = []
    for m in MESSAGES:
        content = contents[m.name][0][1]
        body, data = valid.payload(m.name, content), valid.signed_ed25519(m.name, content)
        common = {"message": m.name, "aad": m.aad.decode(),
                  "signer": cose.public_ed25519(m.signer).hex()}
        structure = cose.sig_structure(body, m.aad, cose.EDDSA)
        vectors.append({"name": f"suites/{m.name}", "rule": "SUI-3", **common,
                        "digest": hashlib.sha256(structure).hexdigest(), "hex": data.hex()})
        for r in refused_eddsa(m, body):
            vectors.append({"name": f"suites/{m.name}-{r.name}", "refusedBy": r.rule, **common,
                            "hex": r.data.hex()})
    return {"message": "suites", "rule": "SUI-3", "vectors": vectors}


def journal_file():
    vectors, head, arrays = [], bytes(32), {}
    for name, array in valid.entries():
        arrays[name] = array
        before, head = head, hashlib.sha256(head + cbor(array)).digest()
        kind, names = ENTRIES[array[0]]
        fields = {field_name(n): plain(n, v) for n, v in zip(names, array[1:])}
        vectors.append({"name": f"journal-entry/{name}", "rule": "JRN-1",
                        "fields": {"kind": kind, **fields}, "headBefore": before.hex(),
                        "headAfter": head.hex(), "hex": cbor(array).hex()})
    vectors += [refused_vector("journal-entry", r) for r in refused_entries(arrays)]
    return {"message": "journal-entry", "rule": "JRN-1", "vectors": vectors}


def packet_file():
    packets = valid.packets()
    vectors = [{"name": f"packet/{name}", "rule": "MSG-40",
                "fields": {field_name(PACKET_FIELDS[k]): plain(PACKET_FIELDS[k], v)
                           for k, v in sorted(packet.items())},
                "hex": cbor(packet).hex()} for name, packet in packets]
    vectors += [refused_vector("packet", r) for r in refused_packets(dict(packets))]
    return {"message": "packet", "rule": "MSG-40", "vectors": vectors}


def sealed_file(contents):
    purse_key = hashlib.sha256(b"kontant/vectors/purse key").digest()
    payments = dict(contents["payment"])
    inner = valid.signed("payment", payments["typical"])
    plaintexts = [
        ("no-evidence", [bytes(range(16)), [1, 0, 12_000, 0], []]),
        ("evidence", [bytes(range(16, 32)), [3, 1, 14_500, 700],
                      [[inner, None],
                       [valid.signed("payment", payments["direct"]), b"\x5e" * 40]]]),
    ]
    vectors = []
    for name, array in plaintexts:
        plaintext = cbor(array)
        commitment = hashlib.sha256(b"kontant/sealed/1" + plaintext).digest()
        key = sealing_key(purse_key, commitment)
        sealed = AESGCM(key).encrypt(bytes(12), plaintext, b"")
        vectors.append({"name": f"sealed-part/{name}", "rule": "MSG-30",
                        "commitment": commitment.hex(), "plaintext": plaintext.hex(),
                        "sealingKey": key.hex(), "hex": sealed.hex()})
    first = vectors[0]
    good, commitment = bytes.fromhex(first["hex"]), first["commitment"]
    other = AESGCM(bytes.fromhex(first["sealingKey"])).encrypt(
        bytes(12), cbor(plaintexts[1][1]), b"")
    wrong = [
        ("truncated", good[:-1]), ("shorter-than-a-tag", good[:15]),
        ("altered", bytes([good[0] ^ 1]) + good[1:]),
        ("altered-tag", good[:-1] + bytes([good[-1] ^ 1])),
        ("of-another-commitment", bytes.fromhex(vectors[1]["hex"])),
        ("commitment-to-another-plaintext", other)]
    vectors += [{"name": f"sealed-part/{name}", "refusedBy": "MSG-30", "commitment": commitment,
                 "hex": data.hex()} for name, data in wrong]
    return {"message": "sealed-part", "rule": "MSG-30", "purseKey": purse_key.hex(),
            "vectors": vectors}


def sealing_key(purse_key, commitment):
    """HKDF-SHA256 (RFC 5869) written out: one block of output."""
    extracted = hmac.digest(commitment, purse_key, "sha256")
    return hmac.digest(extracted, b"kontant/sealed-part/1" + b"\x01", "sha256")


def page_with_examples(page, texts):
    """The page with the text between each `<!-- example NAME -->` and `<!-- end -->` renewed."""
    vectors = {v["name"]: v for text in texts.values() for v in json.loads(text)["vectors"]}
    pattern = re.compile(r"(<!-- example (\S+) -->\n).*?(<!-- end -->)", re.DOTALL)
    return pattern.sub(lambda m: m[1] + example(vectors[m[2]]) + m[3], page)


def example(vector):
    data = bytes.fromhex(vector.get("plaintext", vector["hex"]))
    text = data.hex()
    lines = "\n".join(text[i:i + 96] for i in range(0, len(text), 96))
    digest = f"\nDigest: `{vector['digest']}`\n" if "digest" in vector else ""
    return (f"Vector `{vector['name']}`, {len(data)} bytes:\n\n```\n{lines}\n```\n\n"
            f"```cbor-diag\n{diagnostic(data)}\n```\n{digest}")


def main():
    texts = files()
    folder = ROOT / "vectors"
    folder.mkdir(exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text)
    if PAGE.exists():
        PAGE.write_text(page_with_examples(PAGE.read_text(), texts))
    count = sum(len(json.loads(t)["vectors"]) for t in texts.values())
    print(f"{count} vectors in {len(texts)} files", file=sys.stderr)


if __name__ == "__main__":
    main()
