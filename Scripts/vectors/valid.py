"""The content of the valid vectors: for every message a typical, a smallest and a largest one."""

import cose
from cose import cbor
from schema import (LARGEST_AMOUNT, LARGEST_COUNTER, LARGEST_TIME, MESSAGE, U16, U32)

NEW_YEAR = 1_767_225_600  # 2026-01-01T00:00:00Z
DAY = 86_400
SEK = 752
ISSUER = bytes.fromhex("15501e4b00000001")
LEDGER = bytes.fromhex("1ed9e40000000001")
PAYER = bytes.fromhex("a11ce00000000001")
PAYEE = bytes.fromhex("b0b0000000000001")
LOW, HIGH = bytes(8), b"\xff" * 8


def digest_of(name, content):
    message = MESSAGE[name]
    return cose.hashlib.sha256(cose.sig_structure(payload(name, content), message.aad)).digest()


def payload(name, content):
    return cbor({0: MESSAGE[name].number, **content})


def signed(name, content):
    message, body = MESSAGE[name], payload(name, content)
    return cose.envelope(body, cose.sign(body, message.aad, message.signer))


def signed_ed25519(name, content):
    """The same message by a key of suite 2."""
    message, body = MESSAGE[name], payload(name, content)
    return cose.envelope(
        body, cose.sign_ed25519(body, message.aad, message.signer), cose.EDDSA)


def word(text):
    """32 bytes that stand for a hash of something outside the vectors."""
    return cose.hashlib.sha256(b"kontant/vectors/word/" + text.encode()).digest()


def contents():
    """Message name -> list of (what the vector is called, content)."""
    certificate = {
        1: ISSUER, 2: PAYER, 3: 1, 4: cose.public("payer"), 5: 1, 6: 1, 7: 7, 8: 0, 9: SEK,
        10: 256, 11: NEW_YEAR, 12: NEW_YEAR + 180 * DAY}
    largest_certificate = {
        1: HIGH, 2: HIGH, 3: 1, 4: cose.public("payee"), 5: 3, 6: U16, 7: U32, 8: 1, 9: 999,
        10: U16, 11: LARGEST_TIME, 12: LARGEST_TIME}
    authority = {1: ISSUER, 2: 1, 3: 1, 4: cose.public("issuer"), 5: SEK, 6: NEW_YEAR,
                 7: NEW_YEAR + 3650 * DAY}
    request = {1: PAYEE, 2: 17, 3: 12_000, 4: SEK, 5: 7, 6: 41}
    payment = {1: PAYER, 2: 6, 3: word("head after 5"), 4: 12_000, 5: PAYEE,
               6: digest_of("request", request), 7: 1}
    direct = {1: PAYER, 2: 7, 3: word("head after 6"), 4: 2_500, 5: PAYEE, 7: 0,
              8: word("sealed part")}
    acceptance = {1: digest_of("payment", payment), 2: 31}
    sync_request = {1: PAYER, 2: 3, 3: 5, 4: 7, 5: word("head after 7"), 6: 45_500, 7: 0, 8: 7,
                    9: 41, 10: 256, 12: 50_000}
    policy = {1: 1, 2: 8, 3: NEW_YEAR + DAY, 4: SEK, 5: 5, 9: 300_000, 12: True, 14: 1,
              15: 20_000, 16: 5_000, 18: 30, 19: True, 21: 1, 22: 1_024, 23: 0}
    largest_policy = {
        1: U16, 2: U32, 3: LARGEST_TIME, 4: 999, **{k: U32 for k in (5, 6, 7, 13, 18, 25)},
        **{k: LARGEST_AMOUNT for k in (8, 9, 10, 11, 15, 16)},
        **{k: True for k in (12, 17, 19, 20, 24, 26, 28, 29)},
        14: 2, 21: 2, 22: 4096, 23: 1, 27: LARGEST_TIME, 32: U16, 33: LARGEST_TIME, 36: 3}
    grant = {1: PAYER, 2: digest_of("sync-request", sync_request), 3: 4, 4: 7,
             5: NEW_YEAR + 2 * DAY, 6: 1, 7: 50_000, 8: 9_900, 10: [[word("payment"), 700, word("request")],
                                             [word("direct payment"), 300, None]],
             11: [[word("undone payment"), 4_200]], 13: signed("certificate", certificate)}
    largest_grant = {
        1: HIGH, 2: b"\xff" * 32, 3: LARGEST_COUNTER, 4: LARGEST_COUNTER, 5: LARGEST_TIME, 6: 3,
        **{k: LARGEST_AMOUNT for k in (7, 8, 9)},
        10: [[word(f"payment {i}"), LARGEST_AMOUNT, word(f"request {i}")] for i in range(8)],
        11: [[word(f"undone {i}"), LARGEST_AMOUNT] for i in range(8)],
        12: True, 13: signed("certificate", largest_certificate),
        14: signed("policy", largest_policy), 15: True, 20: True}
    operator = cose.hashlib.sha256(cose.public("operator 1")).digest()[:8]
    approval = {1: operator, 2: 1, 3: SEK, 4: 1, 5: 7, 6: NEW_YEAR + 3 * DAY, 7: 100_000_000,
                8: b"Reserve"}
    operators = {1: 1, 2: SEK, 3: 2,
                 4: sorted(cose.public(f"operator {i}") for i in (1, 2, 3)),
                 5: NEW_YEAR, 6: NEW_YEAR + 365 * DAY}
    succession = {1: 1, 2: 1, 3: cose.public("second root"), 4: SEK, 5: NEW_YEAR + 400 * DAY}
    claim = {1: ISSUER, 2: PAYER, 3: cose.hashlib.sha256(b"Anna").digest(), 4: 1, 5: 1,
             6: NEW_YEAR + 9 * DAY}
    return {
        "approval": [
            ("typical", approval),
            ("key", {k: v for k, v in approval.items() if k < 7}
             | {4: 2, 9: cose.public("second issuer")}),
            ("smallest", {1: LOW, 2: 1, 3: 1, 4: 1, 5: 1, 6: 0, 7: 1, 8: b"A"}),
            ("largest", {1: HIGH, 2: U32, 3: 999, 4: 1, 5: LARGEST_COUNTER, 6: LARGEST_TIME,
                         7: LARGEST_AMOUNT, 8: "ö".encode() * 64})],
        "succession": [
            ("typical", succession),
            ("smallest", {1: 1, 2: 1, 3: bytes(64), 4: 1, 5: 0}),
            ("largest", {1: U16, 2: 1, 3: b"\xff" * 64, 4: 999, 5: LARGEST_TIME})],
        "operators": [
            ("typical", operators),
            ("smallest", {1: 1, 2: 1, 3: 1, 4: [bytes(64)], 5: 0, 6: 0}),
            ("largest", {1: U32, 2: 999, 3: 16,
                         4: [bytes([i]) + b"\xff" * 63 for i in range(16)], 5: LARGEST_TIME,
                         6: LARGEST_TIME})],
        "certificate": [
            ("typical", certificate),
            ("smallest", {1: LOW, 2: LOW, 3: 1, 4: bytes(64), 5: 1, 6: 0, 7: 0, 8: 0, 9: 1, 10: 0,
                          11: 0, 12: 0}),
            ("largest", largest_certificate | {3: 3, 4: cose.public_hybrid("payee")}),
            ("eddsa", certificate | {3: 2, 4: cose.public_ed25519("payer")}),
            ("es256-mldsa65", certificate | {3: 3, 4: cose.public_hybrid("payer")})],
        "authority": [
            ("typical", authority),
            ("ledger", authority | {1: LEDGER, 2: 2, 4: cose.public("ledger")}),
            ("smallest", {1: LOW, 2: 1, 3: 1, 4: bytes(64), 5: 1, 6: 0, 7: 0}),
            ("largest", {1: HIGH, 2: 2, 3: 1, 4: b"\xff" * 64, 5: 999, 6: LARGEST_TIME,
                         7: LARGEST_TIME}),
            ("eddsa", authority | {3: 2, 4: cose.public_ed25519("issuer")})],
        "request": [
            ("typical", request),
            ("smallest", {1: LOW, 2: 1, 3: 1, 4: 1, 5: 0, 6: 0}),
            ("suites", request | {7: 3}),
            ("largest", {1: HIGH, 2: LARGEST_COUNTER, 3: LARGEST_AMOUNT, 4: 999, 5: U32, 6: U32,
                         7: 255})],
        "payment": [
            ("typical", payment),
            ("direct", direct),
            ("smallest", {1: LOW, 2: 1, 3: bytes(32), 4: 1, 5: LOW, 7: 0}),
            ("largest", {1: HIGH, 2: LARGEST_COUNTER, 3: b"\xff" * 32, 4: LARGEST_AMOUNT, 5: HIGH,
                         6: b"\xff" * 32, 7: 1, 8: b"\xff" * 32})],
        "acceptance": [
            ("typical", acceptance),
            ("smallest", {1: bytes(32), 2: 1}),
            ("largest", {1: b"\xff" * 32, 2: LARGEST_COUNTER})],
        "refusal": [
            ("payment", {1: digest_of("payment", direct)}),
            ("request", {2: digest_of("request", request)})],
        "sync-request": [
            ("typical", sync_request),
            ("smallest", {1: LOW, 2: 0, 3: 1, 4: 0, 5: bytes(32), 6: 0, 7: 0, 8: 0, 9: 0, 10: 0}),
            ("totals-only", sync_request | {16: [3_000, 2_500, 0, 1_000, 50_000, 0]}),
            ("totals-largest", sync_request | {16: [LARGEST_AMOUNT] * 6}),
            ("restored", sync_request | {11: cose.public("payer's next"), 15: True}),
            ("next-key-eddsa", sync_request | {11: cose.public_ed25519("payer's next")}),
            ("largest", {1: HIGH, 2: LARGEST_COUNTER, 3: LARGEST_COUNTER, 4: LARGEST_COUNTER,
                         5: b"\xff" * 32, 6: LARGEST_AMOUNT, 7: LARGEST_AMOUNT, 8: U32, 9: U32,
                         10: U16, 11: cose.public_hybrid("payer's next"), 12: LARGEST_AMOUNT, 13: True,
                         14: [LARGEST_COUNTER, b"\xff" * 32, LARGEST_AMOUNT, LARGEST_AMOUNT,
                              b"\xff" * 32], 15: True})],
        "sync-grant": [
            ("typical", grant),
            ("smallest", {1: LOW, 2: bytes(32), 3: 1, 4: 0, 5: 0, 6: 1}),
            ("restored", {k: v for k, v in grant.items() if k not in (7, 8, 10, 11)}
             | {13: signed("certificate", certificate | {2: PAYEE, 4: cose.public("payer's next")}), 20: True}),
            ("largest", largest_grant)],
        "policy": [
            ("typical", policy),
            ("smallest", {1: 0, 2: 0, 3: 0, 4: 1, 14: 0, 21: 0, 23: 0}),
            ("interim", policy | {2: 9, 5: 50, 27: NEW_YEAR + 15 * DAY, 29: True}),
            ("suite", policy | {2: 10, 36: 2}),
            ("suite-floor", policy | {2: 11, 36: 3, 42: 3}),
            ("floor", policy | {2: 11, 32: 257, 33: NEW_YEAR + 30 * DAY}),
            ("largest", largest_policy)],
        "claim": [
            ("typical", claim),
            ("replaced", claim | {4: 4, 5: 2, 7: PAYEE}),
            ("restored", claim | {4: 6, 5: 3, 7: PAYEE}),
            ("smallest", {1: LOW, 2: LOW, 3: bytes(32), 4: 2, 5: 1, 6: 0}),
            ("largest", {1: HIGH, 2: HIGH, 3: b"\xff" * 32, 4: 4, 5: LARGEST_COUNTER,
                         6: LARGEST_TIME, 7: LOW})],
        "block-list": [
            ("typical", {1: 41, 2: 0, 3: 1, 4: NEW_YEAR + 2 * DAY, 5: SEK,
                         6: [PAYEE, PAYER, bytes.fromhex("bad0000000000001")]}),
            ("empty", {1: 42, 2: 0, 3: 1, 4: NEW_YEAR + 3 * DAY, 5: SEK, 6: []}),
            ("smallest", {1: 1, 2: 0, 3: 1, 4: 0, 5: 1, 6: []}),
            ("largest", {1: U32, 2: U16 - 1, 3: U16, 4: LARGEST_TIME, 5: 999, 6: [HIGH] * 32})],
    }


def packets():
    """What travels between devices: (what the vector is called, map)."""
    made = contents()
    message = {name: signed(name, vectors[0][1]) for name, vectors in made.items()}
    direct = signed("payment", made["payment"][1][1])
    paid = cbor([1, digest_of("payment", made["payment"][1][1]), 2_500])
    return [
        ("request", {0: 1, 1: message["request"], 2: message["certificate"]}),
        ("payment", {0: 2, 1: direct, 2: message["certificate"], 3: message["authority"],
                     4: b"\x5e" * 40, 9: [7, 41]}),
        ("decision", {0: 3, 1: message["acceptance"]}),
        ("upload", {0: 4, 1: message["sync-request"], 2: message["certificate"],
                    5: [[7, paid, direct, b"\x5e" * 40], [8, cbor([8, 500]), None, None]],
                    6: [cbor({0: 3, 1: message["refusal"]})], 7: word("head after 6")}),
        ("grant", {0: 5, 1: message["sync-grant"]}),
        ("address", {0: 6, 1: message["certificate"]}),
        ("proof", {0: 7, 1: message["certificate"], 6: [message["payment"], direct], 8: 1}),
        ("approvals", {0: 8, 1: message["operators"], 6: [message["approval"]]}),
        ("news", {0: 9, 1: message["policy"], 6: [message["block-list"]]}),
        ("second-signature", {0: 3, 1: message["acceptance"],
                              10: [b"\x3a" * 1952, b"\x3b" * 3373]}),
        ("smallest", {0: 1, 1: b""}),
    ]


def entries():
    """What a journal holds, in the order of one chain: (what the vector is called, array)."""
    signature = cose.sign(b"any", b"any", "payee")
    outcomes = [[word(f"delivery {i}"), 100 + i, i] for i in range(4)]
    full = [[word(f"outcome {i}"), LARGEST_AMOUNT, 3] for i in range(8)]
    return [
        ("granted", [7, 1, word("grant"), 50_000, 0, 0, [], []]),
        ("paid", [1, word("payment"), 12_000]),
        ("received", [2, word("received"), 4_500, signature]),
        ("refused-payment", [3, word("refused")]),
        ("refused-request", [4, word("closed request")]),
        ("refunded", [5, word("payment"), 12_000, False, signature]),
        ("refunded-by-request", [5, word("payment 2"), 800, True, signature]),
        ("confirmed", [6, word("payment 3"), 31, signature]),
        ("granted-with-transfers", [7, 2, word("grant 2"), 0, 4_500, 0, outcomes, outcomes[:2]]),
        ("unloaded", [8, 30_000]),
        ("largest", [7, LARGEST_COUNTER, word("last grant"), LARGEST_AMOUNT, LARGEST_AMOUNT,
                     LARGEST_AMOUNT, full, full]),
    ]
