"""CBOR and COSE pieces from which vectors are built, good ones and bad ones."""

import hashlib

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from ecdsa import NIST256p, SigningKey
from ecdsa.util import sigencode_string

ES256 = bytes.fromhex("a10126")
EDDSA = bytes.fromhex("a10127")


def key(name):
    """The private key of a person in the vectors: its name decides it."""
    seed = hashlib.sha256(b"kontant/vectors/key/" + name.encode()).digest()
    secret = int.from_bytes(seed, "big") % (NIST256p.order - 1) + 1
    return SigningKey.from_secret_exponent(secret, NIST256p, hashlib.sha256)


def public(name):
    """x||y, 64 bytes."""
    return key(name).get_verifying_key().to_string()


def ed25519(name):
    """The Ed25519 key of a person in the vectors."""
    return Ed25519PrivateKey.from_private_bytes(
        hashlib.sha256(b"kontant/vectors/ed25519/" + name.encode()).digest())


def public_ed25519(name):
    """32 bytes."""
    return ed25519(name).public_key().public_bytes_raw()


def public_hybrid(name):
    """Suite 3: x of a P-256 point, marked as one with an even y, and the hash of an ML-DSA-65 key."""
    return b"\x02" + public(name)[:32] + hashlib.sha256(b"kontant/vectors/ml-dsa-65/" + name.encode()).digest()


def cbor(value):
    return cbor2.dumps(value, canonical=True)


def head(major, value, size=None):
    """The head of an item; `size` forces 0, 1, 2, 4 or 8 bytes after the first."""
    if size is None:
        size = next(s for s, top in ((0, 24), (1, 1 << 8), (2, 1 << 16), (4, 1 << 32), (8, 1 << 64))
                    if value < top)
    if size == 0:
        return bytes([major << 5 | value])
    return bytes([major << 5 | {1: 24, 2: 25, 4: 26, 8: 27}[size]]) + value.to_bytes(size, "big")


def raw_map(pairs):
    """A map exactly as given: no sorting, no check for repeated keys. Values may be raw bytes."""
    out = head(5, len(pairs))
    for k, v in pairs:
        out += (k.bytes if isinstance(k, Raw) else cbor(k))
        out += (v.bytes if isinstance(v, Raw) else cbor(v))
    return out


class Raw:
    """Bytes that go into a map as they are."""

    def __init__(self, data):
        self.bytes = data


def sig_structure(payload, aad, protected=ES256):
    return cbor(["Signature1", protected, aad, payload])


def sign(payload, aad, signer, protected=ES256):
    """RFC 6979, so that the same vector always has the same bytes."""
    return key(signer).sign_deterministic(
        sig_structure(payload, aad, protected), hashfunc=hashlib.sha256,
        sigencode=sigencode_string)


def sign_ed25519(payload, aad, signer, protected=EDDSA):
    """RFC 8032, which draws nothing at random either. It signs the Sig_structure, not its hash."""
    return ed25519(signer).sign(sig_structure(payload, aad, protected))


def envelope(payload, signature, protected=ES256, tag=b"\xd2", unprotected=b"\xa0",
             payload_head=None):
    return (tag + b"\x84" + cbor(protected) + unprotected
            + (payload_head or head(2, len(payload))) + payload + cbor(signature))
