"""Checks every vector with tools that know nothing of Kontant: cbor2, pycose and zcbor.

A valid vector is canonical CBOR, follows the CDDL, and its signature holds with the external_aad of
its type. A refused one fails in the tool that can see its fault. The files themselves, and the
examples of messages.md, are what generate.py writes; signature.json is what signatures.py writes, and
OpenSSL agrees with each of its verdicts.
"""

import contextlib
import hashlib
import io
import json
import pathlib
import sys

import cbor2
import zcbor
from cryptography.exceptions import InvalidSignature, InvalidTag
from cryptography.hazmat.primitives.asymmetric import ec, utils
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from pycose.algorithms import EdDSA
from pycose.headers import Algorithm
from pycose.keys import EC2Key, OKPKey
from pycose.messages import CoseMessage
from zcbor import DataTranslator

import generate
import seconds
import signatures

PRELUDE = pathlib.Path(zcbor.__file__).parent / "zcbor" / "prelude.cddl"
CDDL = generate.ROOT / "docs" / "spec" / "messages.cddl"


class Checker:
    def __init__(self):
        self.failures = []
        self.count = 0
        # With the prelude, as the zcbor command reads it.
        cddl = PRELUDE.read_text() + "\n" + CDDL.read_text()
        self.grammar = DataTranslator.from_cddl(cddl, 4096).my_types

    def expect(self, condition, vector, text):
        if not condition:
            self.failures.append(f"{vector['name']}: {text}")

    def file(self, text):
        group = json.loads(text)
        for vector in group["vectors"]:
            self.count += 1
            if group["message"] == "suites":
                # Each of these names its own message and signer.
                self.suite(vector)
            elif group["message"] == "sealed-part":
                self.sealed_part(group, vector)
            elif "refusedBy" in vector:
                self.refused(group, vector)
            else:
                self.valid(group, vector)

    def valid(self, group, vector):
        data = bytes.fromhex(vector["hex"])
        self.expect(is_canonical(data), vector, "cbor2 writes it differently")
        self.expect(self.follows_cddl(group, data), vector, "zcbor refuses it")
        if "headBefore" in vector:
            head = hashlib.sha256(bytes.fromhex(vector["headBefore"]) + data).hexdigest()
            self.expect(head == vector["headAfter"], vector, "the head differs")
        if "signer" not in group:
            return
        message = CoseMessage.decode(data)
        self.expect(is_canonical(message.payload), vector, "cbor2 writes the payload differently")
        self.expect(signature_holds(group, data), vector, "pycose refuses the signature")
        digest = hashlib.sha256(sig_structure(group, message)).hexdigest()
        self.expect(digest == vector["digest"], vector, "the digest differs")

    def suite(self, vector):
        data = bytes.fromhex(vector["hex"])
        self.expect(is_canonical(data), vector, "cbor2 writes it differently")
        self.expect(self.follows_cddl(vector, data), vector, "zcbor refuses it")
        self.expect(signature_holds(vector, data) == ("refusedBy" not in vector), vector,
                    "pycose disagrees")
        if "digest" in vector:
            digest = hashlib.sha256(sig_structure(vector, CoseMessage.decode(data))).hexdigest()
            self.expect(digest == vector["digest"], vector, "the digest differs")

    def refused(self, group, vector):
        data = bytes.fromhex(vector["hex"])
        follows = self.follows_cddl(group, data)
        self.expect(follows == (vector["cddl"] == "accepted"), vector,
                    f"zcbor should have {vector['cddl']} it")
        if vector["refusedBy"] == "MSG-13":
            self.expect(is_canonical(data), vector, "only its signature should be wrong")
            self.expect(not signature_holds(group, data), vector, "pycose takes the signature")
        elif "signer" in group and vector["cddl"] == "accepted":
            self.expect(signature_holds(group, data), vector, "its signature should hold")

    def sealed_part(self, group, vector):
        data, commitment = bytes.fromhex(vector["hex"]), bytes.fromhex(vector["commitment"])
        key = HKDF(SHA256(), 32, commitment, b"kontant/sealed-part/1").derive(
            bytes.fromhex(group["purseKey"]))
        plaintext = opened(key, commitment, data)
        if "refusedBy" in vector:
            self.expect(plaintext is None, vector, "it opens")
            return
        self.expect(plaintext == bytes.fromhex(vector["plaintext"]), vector, "it does not open")
        self.expect(key.hex() == vector["sealingKey"], vector, "the sealing key differs")
        self.expect(is_canonical(plaintext), vector, "cbor2 writes the plaintext differently")
        self.expect(self.follows_cddl(group, plaintext), vector, "zcbor refuses it")

    def signature(self, vector):
        self.count += 1
        key, digest, data = (bytes.fromhex(vector[part]) for part in ("key", "digest", "hex"))
        self.expect(openssl_holds(key, digest, data) == ("refusedBy" not in vector), vector,
                    "OpenSSL disagrees")

    def follows_cddl(self, group, data):
        try:
            with contextlib.redirect_stdout(io.StringIO()):  # zcbor prints what it tried
                if "signer" not in group:
                    self.grammar[group["message"]].validate_str(data)
                    return single_item(data)
                self.grammar[group["message"] + "-message"].validate_str(data)
                # zcbor does not look into a byte string that can have one content only.
                header = cbor2.loads(data).value[0]
                self.grammar["header"].validate_str(header)
                return single_item(data) and single_item(header)
        except Exception:  # zcbor and cbor2 raise many kinds; each of them is a refusal
            return False


def single_item(data):
    """zcbor leaves bytes after the first item unread."""
    stream = io.BytesIO(data)
    value = cbor2.load(stream)
    if stream.tell() != len(data):
        return False
    return not isinstance(value, cbor2.CBORTag) or single_item(value.value[2])


def is_canonical(data):
    value = cbor2.loads(data)
    return cbor2.dumps(value, canonical=True) == data


def sig_structure(group, message):
    return cbor2.dumps(["Signature1", message.phdr_encoded, group["aad"].encode(),
                        message.payload], canonical=True)


def signature_holds(group, data):
    signer = bytes.fromhex(group["signer"])
    message = CoseMessage.decode(data)
    message.external_aad = group["aad"].encode()
    if (message.phdr.get(Algorithm) is EdDSA) != (len(signer) == 32):
        return False  # the key's suite decides, whatever the message says
    if len(signer) == 32:
        message.key = OKPKey(crv="ED25519", x=signer)
        try:
            return message.verify_signature()
        except InvalidSignature:
            return False
    message.key = EC2Key(crv="P_256", x=signer[:32], y=signer[32:])
    return message.verify_signature()


def openssl_holds(key, digest, data):
    r, s = (int.from_bytes(half, "big") for half in (data[:32], data[32:]))
    try:
        point = ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), b"\x04" + key)
        point.verify(utils.encode_dss_signature(r, s), digest,
                     ec.ECDSA(utils.Prehashed(SHA256())))
    except (InvalidSignature, ValueError):
        return False
    return True


def opened(key, commitment, data):
    try:
        plaintext = AESGCM(key).decrypt(bytes(12), data, b"")
    except (InvalidTag, ValueError):
        return None
    matches = hashlib.sha256(b"kontant/sealed/1" + plaintext).digest() == commitment
    return plaintext if matches else None


def main():
    checker = Checker()
    texts = generate.files()
    folder = generate.ROOT / "vectors"
    for path in sorted(folder.glob("*.json")):
        if path.name not in texts:
            continue  # another part of the specification makes it
        if path.read_text() != texts[path.name]:
            checker.failures.append(f"{path.name}: not what generate.py writes")
        checker.file(path.read_text())
    for name in texts:
        if not (folder / name).exists():
            checker.failures.append(f"{name}: missing")
    for vector in json.loads(seconds.FILE.read_text())["vectors"]:
        checker.count += 1
        checker.expect(seconds.holds(vector) == ("refusedBy" not in vector), vector,
                       "cryptography disagrees")
    text = signatures.FILE.read_text()
    if text != signatures.text():
        checker.failures.append("signature.json: not what signatures.py writes")
    for vector in json.loads(text)["vectors"]:
        checker.signature(vector)
    page = generate.PAGE.read_text()
    if generate.page_with_examples(page, texts) != page:
        checker.failures.append("messages.md: its examples are not what generate.py writes")
    for failure in checker.failures:
        print(failure, file=sys.stderr)
    print(f"{checker.count} vectors checked, {len(checker.failures)} failures")
    sys.exit(1 if checker.failures else 0)


if __name__ == "__main__":
    main()
