"""Writes vectors/second-signature.json: keys of suite 3 from their secret (SUI-29), and both signatures (SUI-20).

ML-DSA signs with fresh randomness, so each run writes other signatures: check.py verifies those in the file and
does not make them again.
"""

import hashlib
import json
import pathlib

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, mldsa, utils
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

FILE = pathlib.Path(__file__).resolve().parents[2] / "vectors" / "second-signature.json"
CONTEXT = b"kontant/suite-3"
PREHASHED = ec.ECDSA(utils.Prehashed(hashes.SHA256()))
ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


def derived(secret, info):
    return HKDF(hashes.SHA256(), 32, None, info.encode()).derive(secret)


def keys(secret):
    """The two private keys, and the public key of suite 3."""
    other = mldsa.MLDSA65PrivateKey.from_seed_bytes(derived(secret, "kontant/suite-3/ml-dsa-65"))
    for number in range(128):
        scalar = int.from_bytes(derived(secret, f"kontant/suite-3/es256/{number}"), "big")
        if not 0 < scalar < ORDER:
            continue
        point = ec.derive_private_key(scalar, ec.SECP256R1())
        at = point.public_key().public_numbers()
        if at.y % 2 == 0:
            break
    public = other.public_key().public_bytes_raw()
    return point, other, b"\x02" + at.x.to_bytes(32, "big") + hashlib.sha256(public).digest()


def first(key, digest):
    r, s = utils.decode_dss_signature(key.sign(digest, PREHASHED))
    return r.to_bytes(32, "big") + s.to_bytes(32, "big")


def vector(name, secret, refused=False, *, digest=None, over=None, context=CONTEXT, by=None,
           altered=False, first_over=None):
    digest = digest or hashlib.sha256(b"a message").digest()
    point, other, key = keys(secret)
    signer = other if by is None else keys(by)[1]
    signature = bytearray(signer.sign(over or digest, context))
    if altered:
        signature[1000] ^= 1
    public = signer.public_key().public_bytes_raw() if by else other.public_key().public_bytes_raw()
    made = {"name": f"second-signature/{name}", "secret": secret.hex(), "key": key.hex(),
            "otherKey": public.hex(), "digest": digest.hex(),
            "first": first(point, first_over or digest).hex(),
            "hex": (hashlib.sha256(public).digest() + digest + bytes(signature)).hex()}
    return made | ({"refusedBy": "SUI-21"} if refused else {"rule": "SUI-20"})


def text():
    a, b = (hashlib.sha256(b"kontant/vectors/suite-3/" + n).digest() for n in (b"a", b"b"))
    another = hashlib.sha256(b"another message").digest()
    vectors = [
        vector("whole", a), vector("whole-2", b), vector("whole-3", bytes(32), digest=another),
        vector("of-another-message", a, True, over=another),
        vector("another-context", a, True, context=b"kontant/suite-2"),
        vector("no-context", a, True, context=b""),
        vector("altered", a, True, altered=True),
        vector("by-another-key", a, True, by=b),
        vector("first-of-another-message", a, True, first_over=another)]
    return json.dumps({"message": "second-signature", "rule": "SUI-20", "vectors": vectors},
                      indent=2) + "\n"


def holds(v):
    """Whether both signatures of a vector hold, by `cryptography` alone; its key is what its secret gives."""
    key, item = bytes.fromhex(v["key"]), bytes.fromhex(v["hex"])
    other, digest = bytes.fromhex(v["otherKey"]), bytes.fromhex(v["digest"])
    point, _, derived_key = keys(bytes.fromhex(v["secret"]))
    if key != derived_key or item[:32] != key[33:] or hashlib.sha256(other).digest() != key[33:]:
        return False
    r, s = (int.from_bytes(bytes.fromhex(v["first"])[i:i + 32], "big") for i in (0, 32))
    try:
        point.public_key().verify(utils.encode_dss_signature(r, s), digest, PREHASHED)
        mldsa.MLDSA65PublicKey.from_public_bytes(other).verify(item[64:], digest, CONTEXT)
    except InvalidSignature:
        return False
    return True


if __name__ == "__main__":
    FILE.write_text(text())
