"""The refused vectors: each differs from a valid message in one way and names the rule it breaks.

All but those of MSG-13 carry a signature that holds for their bytes, so that the named rule is the
only reason to refuse them. `cddl` says whether zcbor, which reads maps in order, can see the fault.
"""

import cose
from cose import EDDSA, ES256, Raw, cbor, head, raw_map
from schema import (LARGEST_AMOUNT, LARGEST_COUNTER, LARGEST_TIME, U16, U32, U64)

ES384 = bytes.fromhex("a1013822")


class Refused:
    def __init__(self, name, rule, data, cddl=True):
        self.name, self.rule, self.data, self.cddl = name, rule, data, cddl


def refused(message, content):
    """Every way in which one message can be refused, in the order of the rules."""
    good = {0: message.number, **content}
    pairs = sorted(good.items())
    body = cbor(good)
    whole = seal(message, body)
    last, last_value = pairs[-1]
    first_key = pairs[1][0]

    yield Refused("truncated", "MSG-1", whole[:-1])
    yield Refused("empty", "MSG-1", b"")
    yield Refused("payload-truncated", "MSG-1", seal(message, body[:-1]))

    yield Refused("untagged", "MSG-2", whole[1:])
    yield Refused("payload-an-array", "MSG-2", seal(message, cbor([message.number])))
    yield Refused("text-key", "MSG-2", seal(message, raw_map([*pairs, ("more", 1)])))
    yield Refused("field-of-another-type", "MSG-2", changed(message, good, {first_key: "text"}))

    long_type = [(0, Raw(head(0, message.number, 1)))] + pairs[1:]
    yield Refused("longer-head", "MSG-3", seal(message, raw_map(long_type)), cddl=False)
    yield Refused("longer-payload-head", "MSG-3", cose.envelope(
        body, cose.sign(body, message.aad, message.signer), payload_head=head(2, len(body), 4)),
        cddl=False)
    indefinite = b"\xbf" + raw_map(pairs)[len(head(5, len(pairs))):] + b"\xff"
    yield Refused("indefinite-map", "MSG-3", seal(message, indefinite), cddl=False)
    yield Refused("repeated-field", "MSG-3",
                  seal(message, raw_map([*pairs, (last, last_value)])), cddl=False)

    other = message.number % 10 + 1
    yield Refused("another-type", "MSG-4", seal(message, cbor({**good, 0: other})))
    yield Refused("unknown-type", "MSG-4", seal(message, cbor({**good, 0: 99})))
    yield Refused("type-above-a-byte", "MSG-4", seal(message, cbor({**good, 0: 256})))

    yield Refused("unknown-suite", "MSG-5", seal(message, body, protected=ES384))
    yield Refused("no-suite", "MSG-5", seal(message, body, protected=b""))

    yield Refused("type-missing", "MSG-6", seal(message, cbor(content)))
    yield Refused("empty-map", "MSG-6", seal(message, cbor({})))
    for field in message.required:
        missing = {k: v for k, v in good.items() if k != field}
        yield Refused(f"field-{field}-missing", "MSG-6", seal(message, cbor(missing)))

    yield Refused("unknown-field", "MSG-7",
                  changed(message, good, {max(message.fields) + 1: 0}))
    yield Refused("unprotected-header", "MSG-7", cose.envelope(
        body, cose.sign(body, message.aad, message.signer), unprotected=cbor({4: b"1"})))

    for name, change, cddl in OUT_OF_RANGE[message.name]:
        yield Refused(name, "MSG-8", changed(message, good, change), cddl)
    yield Refused("signature-too-short", "MSG-8", cose.envelope(
        body, cose.sign(body, message.aad, message.signer)[:-1]))
    yield Refused("five-parts", "MSG-8", b"\xd2\x85" + whole[2:] + b"\x00")

    yield Refused("protected-header-too-long", "MSG-9",
                  seal(message, body, protected=ES256 + bytes(14)))

    yield Refused("trailing-byte", "MSG-10", whole + b"\x00")
    yield Refused("trailing-byte-in-payload", "MSG-10", seal(message, body + b"\x00"))

    yield from badly_signed(message, body)
    yield from PARTICULAR.get(message.name, lambda m, g: ())(message, good)


def badly_signed(message, body):
    """Well-formed messages whose signature does not hold (MSG-13)."""
    signature = cose.sign(body, message.aad, message.signer)
    flipped = signature[:-1] + bytes([signature[-1] ^ 1])
    other_aad = b"kontant/policy/1" if message.name != "policy" else b"kontant/request/1"
    cases = [
        ("altered-signature", flipped),
        ("signed-as-another-type", cose.sign(body, other_aad, message.signer)),
        ("signed-as-another-version",
         cose.sign(body, message.aad[:-1] + b"2", message.signer)),
        ("signed-without-aad", cose.sign(body, b"", message.signer)),
        ("signed-by-another-key", cose.sign(body, message.aad, "stranger")),
        ("zero-signature", bytes(64)),
    ]
    for name, wrong in cases:
        yield Refused(name, "MSG-13", cose.envelope(body, wrong), cddl=False)
    # A good signature of suite 1 in the envelope of suite 2 (SUI-3).
    yield Refused("algorithm-of-another-suite", "MSG-13",
                  seal(message, body, protected=EDDSA), cddl=False)


def refused_eddsa(message, body):
    """Messages by a key of suite 2 whose signature does not hold."""
    signature = cose.sign_ed25519(body, message.aad, message.signer)
    structure = cose.sig_structure(body, message.aad, EDDSA)
    cases = [
        ("altered", EDDSA, signature[:-1] + bytes([signature[-1] ^ 1])),
        # s + L is the same number modulo the order: RFC 8032 refuses it.
        ("s-above-the-order", EDDSA, signature[:32] + (
            int.from_bytes(signature[32:], "little") + ED25519_ORDER).to_bytes(32, "little")),
        ("over-the-digest", EDDSA,
         cose.ed25519(message.signer).sign(cose.hashlib.sha256(structure).digest())),
        ("envelope-of-suite-1", ES256,
         cose.sign_ed25519(body, message.aad, message.signer, ES256)),
        ("by-a-key-of-suite-1", EDDSA,
         cose.sign(body, message.aad, message.signer, EDDSA)),
        ("without-aad", EDDSA, cose.sign_ed25519(body, b"", message.signer)),
        ("zero", EDDSA, bytes(64)),
    ]
    for name, protected, wrong in cases:
        yield Refused(name, "MSG-13", cose.envelope(body, wrong, protected), cddl=False)


def seal(message, body, protected=ES256):
    return cose.envelope(body, cose.sign(body, message.aad, message.signer, protected), protected)


def changed(message, good, change):
    return seal(message, cbor({**good, **change}))


ED25519_ORDER = 2**252 + 27742317777372353535851937790883648493

SHORT_NAME, SHORT_WORD, SHORT_KEY = bytes(7), bytes(31), bytes(63)

# Name, changed fields, and whether CDDL can say it.
OUT_OF_RANGE = {
    "certificate": [
        ("issuer-too-short", {1: SHORT_NAME}, True), ("serial-too-long", {2: bytes(9)}, True),
        ("suite-above-a-byte", {3: 256}, True), ("key-too-short", {4: SHORT_KEY}, True),
        ("key-compressed", {4: b"\x02" + bytes(32)}, True),
        ("device-kind-zero", {5: 0}, True), ("device-kind-unknown", {5: 4}, True),
        ("policy-id-too-large", {6: U16 + 1}, True),
        ("policy-number-too-large", {7: U32 + 1}, True), ("reporting-unknown", {8: 2}, True),
        ("currency-zero", {9: 0}, True), ("currency-too-large", {9: 1000}, True),
        ("applet-version-too-large", {10: U16 + 1}, True),
        ("not-after-too-large", {12: LARGEST_TIME + 1}, True),
        ("ends-before-it-begins", {11: 2, 12: 1}, False)],
    "authority": [
        ("id-too-short", {1: SHORT_NAME}, True), ("role-zero", {2: 0}, True),
        ("role-unknown", {2: 3}, True), ("suite-above-a-byte", {3: 256}, True),
        ("key-too-short", {4: SHORT_KEY}, True),
        ("currency-zero", {5: 0}, True), ("currency-too-large", {5: 1000}, True),
        ("not-after-too-large", {7: LARGEST_TIME + 1}, True),
        ("ends-before-it-begins", {6: 2, 7: 1}, False)],
    "approval": [
        ("operator-too-short", {1: SHORT_NAME}, True), ("operators-zero", {2: 0}, True),
        ("operators-too-large", {2: U32 + 1}, True), ("currency-zero", {3: 0}, True),
        ("action-zero", {4: 0}, True), ("action-unknown", {4: 5}, True),
        ("number-zero", {5: 0}, True), ("number-too-large", {5: U64}, True),
        ("not-after-too-large", {6: LARGEST_TIME + 1}, True), ("amount-zero", {7: 0}, True),
        ("amount-too-large", {7: LARGEST_AMOUNT + 1}, True), ("account-empty", {8: b""}, True),
        ("account-not-utf-8", {8: b"\xff"}, False)],
    "succession": [
        ("number-zero", {1: 0}, True), ("number-too-large", {1: U16 + 1}, True),
        ("suite-above-a-byte", {2: 256}, True), ("key-too-short", {3: SHORT_KEY}, True),
        ("currency-zero", {4: 0}, True), ("time-too-large", {5: LARGEST_TIME + 1}, True)],
    "operators": [
        ("number-zero", {1: 0}, True), ("number-too-large", {1: U32 + 1}, True),
        ("currency-zero", {2: 0}, True), ("needed-zero", {3: 0}, True),
        ("needed-too-large", {3: 17}, True), ("more-needed-than-there-are", {3: 4}, False),
        ("no-keys", {4: []}, True), ("key-too-short", {4: [SHORT_KEY]}, True),
        ("one-operator-twice", {4: [bytes(64)] * 2}, False),
        ("keys-unordered", {4: [b"\x02" + bytes(63), bytes(64), b"\x03" + bytes(63)]}, False),
        ("ends-before-it-begins", {5: 2, 6: 1}, False)],
    "request": [
        ("payee-too-short", {1: SHORT_NAME}, True), ("number-zero", {2: 0}, True),
        ("number-too-large", {2: U64}, True), ("amount-zero", {3: 0}, True),
        ("amount-too-large", {3: LARGEST_AMOUNT + 1}, True), ("currency-zero", {4: 0}, True),
        ("currency-too-large", {4: 1000}, True),
        ("policy-number-too-large", {5: U32 + 1}, True),
        ("block-list-number-too-large", {6: U32 + 1}, True),
        ("no-suites", {7: 0}, True), ("suites-above-a-byte", {7: 256}, True)],
    "payment": [
        ("payer-too-short", {1: SHORT_NAME}, True), ("sequence-zero", {2: 0}, True),
        ("sequence-too-large", {2: U64}, True), ("previous-too-short", {3: SHORT_WORD}, True),
        ("amount-zero", {4: 0}, True), ("amount-too-large", {4: LARGEST_AMOUNT + 1}, True),
        ("payee-too-long", {5: bytes(9)}, True), ("request-too-short", {6: SHORT_WORD}, True),
        ("verification-unknown", {7: 2}, True), ("commitment-too-long", {8: bytes(33)}, True)],
    "acceptance": [
        ("payment-too-short", {1: SHORT_WORD}, True), ("sequence-zero", {2: 0}, True),
        ("sequence-too-large", {2: U64}, True)],
    "refusal": [("payment-too-short", {1: SHORT_WORD}, True)],
    "sync-request": [
        ("serial-too-short", {1: SHORT_NAME}, True), ("last-grant-too-large", {2: U64}, True),
        ("first-zero", {3: 0}, True), ("last-too-large", {4: U64}, True),
        ("first-beyond-last", {3: 9, 4: 7}, False), ("head-too-short", {5: SHORT_WORD}, True),
        ("spendable-too-large", {6: LARGEST_AMOUNT + 1}, True),
        ("pending-too-large", {7: LARGEST_AMOUNT + 1}, True),
        ("policy-number-too-large", {8: U32 + 1}, True),
        ("block-list-number-too-large", {9: U32 + 1}, True),
        ("applet-version-too-large", {10: U16 + 1}, True),
        ("next-key-too-short", {11: SHORT_KEY}, True), ("load-zero", {12: 0}, True),
        ("checkpoint-of-four", {14: [1, bytes(32), 0, 0]}, True),
        ("checkpoint-through-zero", {14: [0, bytes(32), 0, 0, bytes(32)]}, True),
        ("totals-of-five", {16: [1, 2, 3, 4, 5]}, True),
        ("totals-too-large", {16: [LARGEST_AMOUNT + 1, 0, 0, 0, 0, 0]}, True),
        ("totals-with-checkpoint",
         {14: [1, bytes(32), 0, 0, bytes(32)], 16: [0, 0, 0, 0, 0, 0]}, False)],
    "sync-grant": [
        ("serial-too-short", {1: SHORT_NAME}, True), ("request-too-short", {2: SHORT_WORD}, True),
        ("number-zero", {3: 0}, True), ("number-too-large", {3: U64}, True),
        ("covered-too-large", {4: U64}, True), ("time-too-large", {5: LARGEST_TIME + 1}, True),
        ("state-zero", {6: 0}, True), ("state-unknown", {6: 4}, True),
        ("load-too-large", {7: LARGEST_AMOUNT + 1}, True),
        ("delivery-of-nothing", {10: [[bytes(32), 0, None]]}, True),
        ("delivery-of-two", {10: [[bytes(32), 1]]}, True),
        ("delivery-request-too-short", {10: [[bytes(32), 1, SHORT_WORD]]}, True),
        ("reversal-of-nothing", {11: [[bytes(32), 0]]}, True),
        ("reversal-of-three", {11: [[bytes(32), 1, None]]}, True)],
    "policy": [
        ("id-too-large", {1: U16 + 1}, True), ("number-too-large", {2: U32 + 1}, True),
        ("time-too-large", {3: LARGEST_TIME + 1}, True), ("currency-zero", {4: 0}, True),
        ("operations-too-large", {5: U32 + 1}, True),
        ("largest-balance-too-large", {9: LARGEST_AMOUNT + 1}, True),
        ("pin-rule-unknown", {14: 3}, True), ("evidence-rule-unknown", {21: 3}, True),
        ("evidence-bytes-too-large", {22: 4097}, True), ("reporting-unknown", {23: 2}, True),
        ("valid-until-too-large", {27: LARGEST_TIME + 1}, True),
        ("floor-zero", {32: 0, 33: 0}, True), ("floor-too-large", {32: U16 + 1, 33: 0}, True),
        ("floor-from-too-large", {32: 1, 33: LARGEST_TIME + 1}, True),
        ("suite-above-a-byte", {36: 256}, True), ("suite-floor-above-a-byte", {42: 256}, True)],
    "claim": [
        ("issuer-too-short", {1: SHORT_NAME}, True), ("serial-too-long", {2: bytes(9)}, True),
        ("account-too-short", {3: SHORT_WORD}, True), ("kind-zero", {4: 0}, True),
        ("kind-unknown", {4: 7}, True), ("number-zero", {5: 0}, True),
        ("number-too-large", {5: U64}, True), ("time-too-large", {6: LARGEST_TIME + 1}, True),
        ("replacement-too-short", {4: 4, 7: SHORT_NAME}, True)],
    "block-list": [
        ("number-zero", {1: 0}, True), ("number-too-large", {1: U32 + 1}, True),
        ("part-too-large", {2: U16}, True), ("parts-zero", {3: 0}, True),
        ("parts-too-large", {3: U16 + 1}, True), ("part-beyond-parts", {2: 1, 3: 1}, False),
        ("time-too-large", {4: LARGEST_TIME + 1}, True), ("currency-zero", {5: 0}, True),
        ("currency-too-large", {5: 1000}, True), ("serial-too-short", {6: [SHORT_NAME]}, True),
        ("serial-too-long", {6: [bytes(9)]}, True)],
}


def wrong_keys(message, good):
    """Keys in the form of another suite (SUI-2)."""
    keys = {1: good[4], 2: cose.public_ed25519("payer"), 3: cose.public_hybrid("payer")}
    for suite in keys:
        for other, key in keys.items():
            if other != suite:
                yield Refused(f"key-of-suite-{other}-for-{suite}", "MSG-8",
                              changed(message, good, {3: suite, 4: key}))
    odd = b"\x03" + keys[3][1:]
    yield Refused("key-with-odd-y", "MSG-8", changed(message, good, {3: 3, 4: odd}), cddl=False)


def of_certificate(message, good):
    yield Refused("key-of-unknown-suite", "MSG-5", changed(message, good, {3: 4}))
    yield from wrong_keys(message, good)
    yield from last_two_swapped(message, good, "MSG-6")


def of_authority(message, good):
    yield Refused("key-of-unknown-suite", "MSG-5", changed(message, good, {3: 4}))
    yield from wrong_keys(message, good)
    yield from last_two_swapped(message, good, "MSG-6")


def of_request(message, good):
    yield from last_two_swapped(message, good, "MSG-6")
    yield Refused("suites-as-when-absent", "MSG-3", changed(message, good, {7: 1}))
    yield Refused("payload-too-long", "MSG-9", seal(message, bytes(2049)))
    yield Refused("message-too-long", "MSG-9", seal(message, bytes(2144)))


def of_payment(message, good):
    yield unordered(message, good, 6, 7)


def of_acceptance(message, good):
    yield from last_two_swapped(message, good, "MSG-6")


def of_refusal(message, good):
    yield Refused("of-nothing", "MSG-6", seal(message, cbor({0: 6})))
    yield Refused("of-payment-and-request", "MSG-7", changed(message, good, {2: bytes(32)}))
    yield unordered(message, {**good, 2: bytes(32)}, 1, 2)


def of_sync_request(message, good):
    both = {**good, 13: True}
    yield unordered(message, both, 12, 13)
    yield Refused("false-flag", "MSG-3", changed(message, good, {13: False}), cddl=True)
    yield Refused("flag-as-number", "MSG-2", changed(message, good, {13: 1}))
    yield Refused("null-load", "MSG-2", changed(message, good, {12: None}))
    yield Refused("restored-without-next-key", "MSG-6", changed(message, good, {15: True}), cddl=False)


def of_sync_grant(message, good):
    delivery, reversal = [bytes(32), 1, None], [bytes(32), 1]
    certificate = good[13]
    yield unordered(message, good, 10, 11)
    yield Refused("zero-load", "MSG-3", changed(message, good, {7: 0}))
    yield Refused("zero-sweep", "MSG-3", changed(message, good, {9: 0}))
    yield Refused("no-deliveries", "MSG-3", changed(message, good, {10: []}))
    yield Refused("no-reversals", "MSG-3", changed(message, good, {11: []}))
    yield Refused("false-flag", "MSG-3", changed(message, good, {15: False}))
    without = {k: v for k, v in good.items() if k != 13}
    yield Refused("restored-without-certificate", "MSG-6", seal(message, cbor({0: 8} | without | {20: True})),
                  cddl=False)
    yield Refused("certificate-unwrapped", "MSG-2", changed(message, good, {13: {0: 1}}))
    yield Refused("policy-that-is-a-certificate", "MSG-4",
                  changed(message, good, {14: certificate}))
    yield Refused("certificate-with-trailing-byte", "MSG-10",
                  changed(message, good, {13: certificate + b"\x00"}), cddl=False)
    yield Refused("nine-deliveries", "MSG-9", changed(message, good, {10: [delivery] * 9}))
    yield Refused("nine-reversals", "MSG-9", changed(message, good, {11: [reversal] * 9}))
    yield Refused("certificate-too-long", "MSG-9", changed(message, good, {13: bytes(513)}))


def of_policy(message, good):
    yield unordered(message, good, 15, 16)
    yield Refused("false-flag", "MSG-3", changed(message, good, {12: False}))
    yield Refused("floor-without-time", "MSG-6", changed(message, good, {32: 256}))
    yield Refused("time-without-floor", "MSG-7", changed(message, good, {33: 0}))
    yield Refused("interim-without-end", "MSG-6", changed(message, good, {29: True}), cddl=False)


def of_block_list(message, good):
    yield from last_two_swapped(message, good, "MSG-6")
    yield Refused("thirty-three-serials", "MSG-9", changed(message, good, {6: [bytes(8)] * 33}))
    yield Refused("serials-in-one-string", "MSG-2", changed(message, good, {6: bytes(24)}))


def of_claim(message, good):
    yield from last_two_swapped(message, good, "MSG-6")
    yield Refused("replaced-by-nothing", "MSG-6", changed(message, good, {4: 4}), cddl=False)
    yield Refused("lost-and-replaced", "MSG-7", changed(message, good, {7: bytes(8)}),
                  cddl=False)
    yield Refused("replaced-by-itself", "MSG-8",
                  changed(message, good, {4: 4, 7: good[2]}), cddl=False)


def unordered(message, good, first, second):
    """Two fields, the first of them optional, in each other's place."""
    pairs = sorted(good.items())
    keys = [k for k, _ in pairs]
    i, j = keys.index(first), keys.index(second)
    pairs[i], pairs[j] = pairs[j], pairs[i]
    return Refused("unordered-fields", "MSG-3", seal(message, raw_map(pairs)))


def last_two_swapped(message, good, rule):
    """A required field that comes later than its place is missing there (MSG-42)."""
    pairs = sorted(good.items())
    pairs[-1], pairs[-2] = pairs[-2], pairs[-1]
    yield Refused("required-fields-unordered", rule, seal(message, raw_map(pairs)))


def of_approval(message, good):
    key = {k: v for k, v in good.items() if k < 7} | {4: 2, 9: bytes(64)}
    yield Refused("issue-without-account", "MSG-6",
                  seal(message, cbor({k: v for k, v in good.items() if k != 8})))
    yield Refused("key-missing", "MSG-6",
                  seal(message, cbor({k: v for k, v in key.items() if k != 9})))
    yield Refused("issue-with-a-key", "MSG-7", changed(message, good, {9: bytes(64)}))
    yield Refused("key-with-an-amount", "MSG-7", seal(message, cbor({**key, 7: 1})))
    yield Refused("account-too-long", "MSG-9", changed(message, good, {8: b"a" * 129}))


def of_succession(message, good):
    yield Refused("suite-unknown", "MSG-5", changed(message, good, {2: 200}))


def of_operators(message, good):
    yield Refused("seventeen-keys", "MSG-9", changed(message, good, {4: [bytes(64)] * 17}))


PARTICULAR = {
    "approval": of_approval, "succession": of_succession, "operators": of_operators,
    "certificate": of_certificate, "authority": of_authority, "request": of_request,
    "payment": of_payment, "acceptance": of_acceptance, "refusal": of_refusal,
    "sync-request": of_sync_request, "sync-grant": of_sync_grant, "policy": of_policy,
    "claim": of_claim,
    "block-list": of_block_list,
}


def refused_packets(packet):
    """Ways in which bytes are not a packet; `packet` gives the maps of the valid ones."""
    request, upload, proof = packet["request"], packet["upload"], packet["proof"]
    item = upload[5][1]
    yield Refused("truncated", "MSG-1", cbor(request)[:-1])
    yield Refused("empty", "MSG-1", b"")
    yield Refused("an-array", "MSG-2", cbor([1]))
    yield Refused("message-as-text", "MSG-2", cbor({**request, 1: "text"}))
    yield Refused("null-certificate", "MSG-2", cbor({**request, 2: None}))
    pairs = sorted(request.items())
    yield Refused("longer-head", "MSG-3", raw_map([(0, Raw(head(0, 1, 1))), *pairs[1:]]), False)
    yield Refused("repeated-field", "MSG-3", raw_map([*pairs, pairs[-1]]), cddl=False)
    yield Refused("unordered-fields", "MSG-3",
                  raw_map([*pairs[:2], (3, b""), (2, b"")]))
    yield Refused("no-items", "MSG-3", cbor({**upload, 5: []}))
    yield Refused("no-seconds", "MSG-3", cbor({**request, 10: []}))
    yield Refused("no-documents", "MSG-3", cbor({**upload, 6: []}))
    yield Refused("kind-missing", "MSG-6", cbor({1: b""}))
    yield Refused("message-missing", "MSG-6", cbor({0: 1}))
    yield Refused("unknown-field", "MSG-7", cbor({**request, 13: 0}))
    yield Refused("kind-zero", "MSG-8", cbor({**request, 0: 0}))
    yield Refused("kind-unknown", "MSG-8", cbor({**request, 0: 20}))
    yield Refused("item-of-three", "MSG-8", cbor({**upload, 5: [item[:3]]}))
    yield Refused("item-of-sequence-zero", "MSG-8", cbor({**upload, 5: [[0, *item[1:]]]}))
    yield Refused("start-too-short", "MSG-8", cbor({**upload, 7: SHORT_WORD}))
    yield Refused("proof-unknown", "MSG-8", cbor({**proof, 8: 6}))
    yield Refused("holds-of-one", "MSG-8", cbor({**request, 9: [7]}))
    yield Refused("holds-too-large", "MSG-8", cbor({**request, 9: [7, U32 + 1]}))
    yield Refused("second-of-another-length", "MSG-8", cbor({**request, 10: [bytes(3309)]}))
    yield Refused("second-too-long", "MSG-9", cbor({**request, 10: [bytes(3374)]}))
    yield Refused("8193-seconds", "MSG-9", cbor({**request, 10: [b""] * 8193}))
    yield Refused("message-too-long", "MSG-9", cbor({**request, 1: bytes(2145)}))
    yield Refused("certificate-too-long", "MSG-9", cbor({**request, 2: bytes(2145)}))
    yield Refused("entry-too-long", "MSG-9", cbor({**upload, 5: [[8, bytes(1025), None, None]]}))
    yield Refused("sealed-part-too-long", "MSG-9", cbor({**request, 4: bytes(4097)}))
    yield Refused("257-documents", "MSG-9", cbor({**upload, 6: [b""] * 257}))
    yield Refused("trailing-byte", "MSG-10", cbor(request) + b"\x00")


def refused_entries(entry):
    """Ways in which bytes are not a journal entry; `entry` gives the arrays of the valid ones."""
    paid, received, granted = entry["paid"], entry["received"], entry["granted-with-transfers"]
    kind, digest, amount = paid
    yield Refused("truncated", "MSG-1", cbor(paid)[:-1])
    yield Refused("empty", "MSG-1", b"")
    yield Refused("a-map", "MSG-2", cbor({0: 1}))
    yield Refused("amount-as-text", "MSG-2", cbor([kind, digest, "12000"]))
    yield Refused("flag-as-number", "MSG-2", cbor([5, digest, 1, 0, bytes(64)]))
    yield Refused("longer-head", "MSG-3",
                  b"\x83" + head(0, 1, 1) + cbor(digest) + cbor(amount), cddl=False)
    yield Refused("longer-amount", "MSG-3",
                  b"\x83\x01" + cbor(digest) + head(0, amount, 4), cddl=False)
    yield Refused("indefinite-array", "MSG-3", b"\x9f" + cbor(paid)[1:] + b"\xff", cddl=False)
    yield Refused("no-items", "MSG-6", cbor([]))
    yield Refused("item-missing", "MSG-6", cbor(paid[:-1]))
    yield Refused("signature-missing", "MSG-6", cbor(received[:-1]))
    yield Refused("unknown-item", "MSG-7", cbor([*paid, 0]))
    yield Refused("kind-zero", "MSG-8", cbor([0, digest, amount]))
    yield Refused("kind-unknown", "MSG-8", cbor([9, amount]))
    yield Refused("digest-too-short", "MSG-8", cbor([kind, digest[:-1], amount]))
    yield Refused("amount-too-large", "MSG-8", cbor([kind, digest, LARGEST_AMOUNT + 1]))
    yield Refused("sequence-zero", "MSG-8", cbor([6, digest, 0, bytes(64)]))
    yield Refused("sequence-too-large", "MSG-8", cbor([6, digest, LARGEST_COUNTER + 1, bytes(64)]))
    yield Refused("grant-number-zero", "MSG-8", cbor([7, 0, *granted[2:]]))
    yield Refused("result-unknown", "MSG-8",
                  cbor([*granted[:6], [[digest, 1, 4]], []]))
    yield Refused("outcome-of-two", "MSG-8", cbor([*granted[:6], [[digest, 1]], []]))
    yield Refused("nine-outcomes", "MSG-9", cbor([*granted[:6], [[digest, 1, 0]] * 9, []]))
    yield Refused("nine-items", "MSG-9", cbor([*granted, 0]))
    yield Refused("entry-too-long", "MSG-9", cbor([kind, bytes(1024), amount]))
    yield Refused("trailing-byte", "MSG-10", cbor(paid) + b"\x00")
