"""The messages, as docs/spec/messages.md lists them: number, rule, signer, fields."""

U8, U16, U32, U64 = 0xFF, 0xFFFF, 0xFFFF_FFFF, (1 << 64) - 1
LARGEST_AMOUNT = 10**15
LARGEST_TIME = 253_402_300_799
LARGEST_COUNTER = U64 - 1

KIND = {1: "card", 2: "terminal", 3: "phone"}
REPORTING = {0: "full", 1: "totalsOnly"}
ROLE = {1: "issuer", 2: "ledger"}
SUITE = {1: "es256", 2: "edDSA", 3: "es256MLDSA65"}
VERIFICATION = {0: "none", 1: "pin"}
STATE = {1: "active", 2: "suspended", 3: "terminated"}
PIN = {0: "never", 1: "above", 2: "always"}
EVIDENCE = {0: "off", 1: "bestEffort", 2: "required"}
ACTION = {1: "issue", 2: "issuerKey", 3: "ledgerKey", 4: "rootKey"}
RESULT = {0: "tookEffect", 1: "alreadyDone", 2: "refused", 3: "notOpen"}
CLAIM = {1: "lost", 2: "broken", 3: "dormant", 4: "replaced", 5: "found", 6: "restored"}

DELIVERY = ["payment", "amount", "request"]
REVERSAL = ["payment", "amount"]
OUTCOME = ["payment", "amount", ("result", RESULT)]
TOTALS = ["sent", "received", "refunded", "unloaded", "loaded", "swept"]
CHECKPOINT = ["through", "head", "sent", "received", "kept"]


class Message:
    def __init__(self, name, number, rule, signer, required, optional=()):
        self.name, self.number, self.rule, self.signer = name, number, rule, signer
        self.fields = dict(required) | dict(optional)
        self.required = [k for k, _ in required]
        self.optional = [k for k, _ in optional]
        self.aad = f"kontant/{name}/1".encode()

    def decoded(self, payload):
        """Field names and plain values, as the vectors show them."""
        return {field_name(self.fields[k]): plain(self.fields[k], v)
                for k, v in sorted(payload.items()) if k != 0}


def field_name(field):
    return field if isinstance(field, str) else field[0]


def plain(field, value):
    meaning = None if isinstance(field, str) else field[1]
    if isinstance(meaning, dict):
        return meaning[value]
    if isinstance(meaning, Record):
        return meaning.plain(value)
    if isinstance(meaning, list):
        return [Record(meaning).plain(item) for item in value]
    if isinstance(value, list):
        return [plain("", item) for item in value]
    return value.hex() if isinstance(value, bytes) else value


class Record:
    """An array whose items have names. A null item is left out of the decoded form."""

    def __init__(self, names):
        self.names = names

    def plain(self, items):
        return {field_name(n): plain(n, v) for n, v in zip(self.names, items) if v is not None}


MESSAGES = [
    Message("certificate", 1, "MSG-20", "issuer", [
        (1, "issuer"), (2, "serial"), (3, ("suite", SUITE)), (4, "key"), (5, ("kind", KIND)),
        (6, "policyID"), (7, "policyNumber"), (8, ("reporting", REPORTING)), (9, "currency"),
        (10, "appletVersion"), (11, "notBefore"), (12, "notAfter")]),
    Message("authority", 2, "MSG-21", "root", [
        (1, "id"), (2, ("role", ROLE)), (3, ("suite", SUITE)), (4, "key"), (5, "currency"),
        (6, "notBefore"), (7, "notAfter")]),
    Message("request", 3, "MSG-22", "payee", [
        (1, "payee"), (2, "number"), (3, "amount"), (4, "currency"), (5, "policyNumber"),
        (6, "blockListNumber")], [(7, "suites")]),
    Message("payment", 4, "MSG-23", "payer", [
        (1, "payer"), (2, "sequence"), (3, "previous"), (4, "amount"), (5, "payee"),
        (7, ("verification", VERIFICATION))], [(6, "request"), (8, "sealed")]),
    Message("acceptance", 5, "MSG-24", "payee", [(1, "payment"), (2, "sequence")]),
    Message("refusal", 6, "MSG-25", "payee", [], [(1, "payment"), (2, "request")]),
    Message("sync-request", 7, "MSG-26", "payer", [
        (1, "serial"), (2, "lastGrant"), (3, "first"), (4, "last"), (5, "head"), (6, "spendable"),
        (7, "pending"), (8, "policyNumber"), (9, "blockListNumber"), (10, "appletVersion")],
        [(11, "nextKey"), (12, "load"), (13, "unblockPIN"),
         (14, ("checkpoint", Record(CHECKPOINT))), (15, "restored"), (16, ("totals", Record(TOTALS)))]),
    Message("sync-grant", 8, "MSG-27", "ledger", [
        (1, "serial"), (2, "request"), (3, "number"), (4, "covered"), (5, "time"),
        (6, ("state", STATE))],
        [(7, "load"), (8, "released"), (9, "swept"), (10, ("deliveries", DELIVERY)),
         (11, ("reversals", REVERSAL)), (12, "unblockPIN"), (13, "certificate"), (14, "policy"),
         (15, "more"), (20, "restored")]),
    Message("policy", 9, "MSG-28", "ledger", [
        (1, "id"), (2, "number"), (3, "time"), (4, "currency"), (14, ("pinRule", PIN)),
        (21, ("evidence", EVIDENCE)), (23, ("reporting", REPORTING))],
        [(5, "operations"), (6, "operationsSent"), (7, "operationsReceived"),
         (8, "largestPayment"), (9, "largestBalance"), (10, "sumSent"), (11, "sumReceived"),
         (12, "reuse"), (13, "reuseOperations"), (15, "pinAbove"), (16, "largestWithoutPIN"),
         (17, "pinToReceive"), (18, "daysSinceSync"), (19, "direct"), (20, "verifyPayee"),
         (22, "evidenceBytes"), (24, "sweep"), (25, "rotation"), (26, "fixed"),
         (27, "validUntil"), (28, "ring"), (29, "interim"), (32, "floor"),
         (33, "floorFrom"), (36, ("suite", SUITE)), (42, ("suiteFloor", SUITE))]),
    Message("approval", 11, "MSG-60", "operator 1", [
        (1, "operator"), (2, "operators"), (3, "currency"), (4, ("action", ACTION)),
        (5, "number"), (6, "notAfter")], [(7, "amount"), (8, "account"), (9, "key")]),
    Message("succession", 13, "MSG-62", "root", [
        (1, "number"), (2, ("suite", SUITE)), (3, "key"), (4, "currency"), (5, "time")]),
    Message("operators", 16, "MSG-61", "root", [
        (1, "number"), (2, "currency"), (3, "needed"), (4, "keys"), (5, "notBefore"),
        (6, "notAfter")]),
    Message("claim", 12, "MSG-52", "issuer", [
        (1, "issuer"), (2, "serial"), (3, "account"), (4, ("kind", CLAIM)), (5, "number"),
        (6, "time")], [(7, "replacement")]),
    Message("block-list", 10, "MSG-29", "ledger", [
        (1, "number"), (2, "part"), (3, "parts"), (4, "time"), (5, "currency"), (6, "serials")]),
]
MESSAGE = {m.name: m for m in MESSAGES}

PACKET = {1: "request", 2: "payment", 3: "decision", 4: "upload", 5: "grant", 6: "address",
          7: "proof", 8: "approvals", 9: "news"}
PROOF = {1: "fork", 2: "missing", 3: "journal", 4: "twoFaced", 5: "split"}
PACKET_FIELDS = {
    0: ("kind", PACKET), 1: "message", 2: "certificate", 3: "authority", 4: "sealed",
    5: ("items", ["sequence", "entry", "payment", "sealed"]), 6: "documents", 7: "start",
    8: ("proof", PROOF), 9: ("holds", Record(["policyNumber", "blockListNumber"])),
    10: "seconds"}

ENTRIES = {
    1: ("paid", ["payment", "amount"]),
    2: ("received", ["payment", "amount", "signature"]),
    3: ("refusedPayment", ["payment"]),
    4: ("refusedRequest", ["request"]),
    5: ("refunded", ["payment", "amount", "byRequest", "signature"]),
    6: ("confirmed", ["payment", "sequence", "signature"]),
    7: ("granted", ["number", "grant", "load", "released", "swept",
                    ("deliveries", OUTCOME), ("reversals", OUTCOME)]),
    8: ("unloaded", ["amount"]),
}
