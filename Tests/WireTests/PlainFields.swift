import Wire

/// Content that can be shown as the vectors show it: names of fields and plain values.
/// An absent field is left out.
protocol PlainFields: MessageContent {
  var plain: [String: Plain?] { get }
}

extension PlainFields {
  var present: [String: Plain] { plain.compactMapValues { $0 } }
}

extension Plain {
  static func name(_ value: UInt64) -> Plain {
    .text((0..<8).map { UInt8(truncatingIfNeeded: value >> (56 - 8 * UInt64($0))) }.hex)
  }

  static func word(_ word: Word32) -> Plain { .text(word.hex) }
  static func key(_ key: PublicKey) -> Plain { .text(key.array.hex) }
  static func signature(_ s: Signature) -> Plain { .text(s.r.hex + s.s.hex) }
  static func choice(_ value: some Any) -> Plain { .text("\(value)") }
  static func amount(_ amount: Amount) -> Plain { .number(amount.minorUnits) }
  static func integer(_ value: some UnsignedInteger) -> Plain { .number(UInt64(value)) }
  static func whenTrue(_ flag: Bool) -> Plain? { flag ? .flag(true) : nil }
  static func unlessZero(_ amount: Amount) -> Plain? { amount.isZero ? nil : .amount(amount) }

  static func unlessEmpty<Element, let n: Int>(
    _ list: BoundedList<Element, n>, _ item: (Element) -> [String: Plain?]
  ) -> Plain? {
    list.isEmpty ? nil : .items(list, item)
  }

  static func items<Element, let n: Int>(
    _ list: BoundedList<Element, n>, _ item: (Element) -> [String: Plain?]
  ) -> Plain {
    .list((0..<list.count).map { .record(item(list[$0]).compactMapValues { $0 }) })
  }
}

extension Certificate: PlainFields {
  var plain: [String: Plain?] {
    [
      "issuer": .name(issuer.value), "serial": .name(serial.value), "suite": .choice(key.suite),
      "key": .key(key), "kind": .choice(kind), "policyID": .integer(policyID),
      "policyNumber": .integer(policyNumber), "reporting": .choice(reporting),
      "currency": .integer(currency.numeric), "appletVersion": .integer(appletVersion),
      "notBefore": .number(notBefore.seconds), "notAfter": .number(notAfter.seconds),
    ]
  }
}

extension Authority: PlainFields {
  var plain: [String: Plain?] {
    [
      "id": .name(id.value), "role": .choice(role), "suite": .choice(key.suite), "key": .key(key),
      "currency": .integer(currency.numeric), "notBefore": .number(notBefore.seconds),
      "notAfter": .number(notAfter.seconds),
    ]
  }
}

extension Approval: PlainFields {
  var plain: [String: Plain?] {
    var fields: [String: Plain?] = [
      "operator": .name(operatorID.value), "operators": .integer(operators),
      "currency": .integer(currency.numeric), "number": .number(number),
      "notAfter": .number(notAfter.seconds),
    ]
    switch action {
    case .issue(let amount, let account):
      fields["action"] = .text("issue")
      fields["amount"] = .amount(amount)
      fields["account"] = .text(Array(account.utf8).hex)
    case .issuerKey(let key):
      fields["action"] = .text("issuerKey")
      fields["key"] = .key(key)
    case .ledgerKey(let key):
      fields["action"] = .text("ledgerKey")
      fields["key"] = .key(key)
    case .rootKey(let key):
      fields["action"] = .text("rootKey")
      fields["key"] = .key(key)
    }
    return fields
  }
}

extension Succession: PlainFields {
  var plain: [String: Plain?] {
    [
      "number": .integer(number), "suite": .choice(key.suite), "key": .key(key),
      "currency": .integer(currency.numeric), "time": .number(time.seconds),
    ]
  }
}

extension Operators: PlainFields {
  var plain: [String: Plain?] {
    [
      "number": .integer(number), "currency": .integer(currency.numeric),
      "needed": .integer(needed), "keys": .list(keys.map { .key($0) }),
      "notBefore": .number(notBefore.seconds), "notAfter": .number(notAfter.seconds),
    ]
  }
}

extension Request: PlainFields {
  var plain: [String: Plain?] {
    [
      "payee": .name(payee.value), "number": .number(number.value), "amount": .amount(amount),
      "currency": .integer(currency.numeric), "policyNumber": .integer(policyNumber),
      "blockListNumber": .integer(blockListNumber),
      "suites": suites == .es256 ? nil : .integer(suites.bits),
    ]
  }
}

extension Payment: PlainFields {
  var plain: [String: Plain?] {
    [
      "payer": .name(payer.value), "sequence": .number(sequence.value),
      "previous": .word(previous.word), "amount": .amount(amount), "payee": .name(payee.value),
      "request": request.map { .word($0.word) }, "verification": .choice(verification),
      "sealed": sealed.map { .word($0.word) },
    ]
  }
}

extension Acceptance: PlainFields {
  var plain: [String: Plain?] {
    ["payment": .word(payment.word), "sequence": .number(sequence.value)]
  }
}

extension Refusal: PlainFields {
  var plain: [String: Plain?] {
    switch subject {
    case .payment(let digest): ["payment": .word(digest.word)]
    case .request(let digest): ["request": .word(digest.word)]
    }
  }
}

extension SyncRequest: PlainFields {
  var plain: [String: Plain?] {
    [
      "serial": .name(serial.value), "lastGrant": .number(lastGrant.value),
      "first": .number(first.value), "last": .number(last.value), "head": .word(head.word),
      "spendable": .amount(spendable), "pending": .amount(pending),
      "policyNumber": .integer(policyNumber), "blockListNumber": .integer(blockListNumber),
      "appletVersion": .integer(appletVersion), "nextKey": nextKey.map { .key($0) },
      "load": load.map { .amount($0) }, "unblockPIN": .whenTrue(unblockPIN),
      "totals": totals.map { .record($0.plain) },
      "checkpoint": checkpoint.map { .record($0.plain) }, "restored": .whenTrue(restored),
    ]
  }
}

extension SyncTotals {
  var plain: [String: Plain] {
    [
      "sent": .amount(sent), "received": .amount(received), "refunded": .amount(refunded),
      "unloaded": .amount(unloaded), "loaded": .amount(loaded), "swept": .amount(swept),
    ]
  }
}

extension Checkpoint {
  var plain: [String: Plain] {
    [
      "through": .number(through.value), "head": .word(head.word), "sent": .amount(sent),
      "received": .amount(received), "kept": .word(kept.word),
    ]
  }
}

extension SyncGrant: PlainFields {
  var plain: [String: Plain?] {
    [
      "serial": .name(serial.value), "request": .word(request.word),
      "number": .number(number.value), "covered": .number(covered.value),
      "time": .number(time.seconds), "state": .choice(state), "load": .unlessZero(load),
      "released": .unlessZero(released), "swept": .unlessZero(swept),
      "deliveries": .unlessEmpty(deliveries) {
        [
          "payment": .word($0.payment.word), "amount": .amount($0.amount),
          "request": $0.request.map { .word($0.word) },
        ]
      },
      "reversals": .unlessEmpty(reversals) {
        ["payment": .word($0.payment.word), "amount": .amount($0.amount)]
      },
      "unblockPIN": .whenTrue(unblockPIN), "certificate": certificate.map { .text($0.array.hex) },
      "policy": policy.map { .text($0.array.hex) }, "more": .whenTrue(more),
      "restored": .whenTrue(restored),
    ]
  }
}

extension Policy: PlainFields {
  var plain: [String: Plain?] {
    limits.merging(rules) { first, _ in first }
  }

  private var limits: [String: Plain?] {
    [
      "operations": operations.map { .integer($0) },
      "operationsSent": operationsSent.map { .integer($0) },
      "operationsReceived": operationsReceived.map { .integer($0) },
      "largestPayment": largestPayment.map { .amount($0) },
      "largestBalance": largestBalance.map { .amount($0) },
      "sumSent": sumSent.map { .amount($0) }, "sumReceived": sumReceived.map { .amount($0) },
      "reuseOperations": reuseOperations.map { .integer($0) },
      "pinAbove": pinAbove.map { .amount($0) },
      "largestWithoutPIN": largestWithoutPIN.map { .amount($0) },
      "daysSinceSync": daysSinceSync.map { .integer($0) },
      "evidenceBytes": evidenceBytes.map { .integer($0) },
      "rotation": rotation.map { .integer($0) },
      "validUntil": validUntil.map { .number($0.seconds) },
    ]
  }

  private var rules: [String: Plain?] {
    [
      "id": .integer(id), "number": .integer(number), "time": .number(time.seconds),
      "currency": .integer(currency.numeric), "reuse": .whenTrue(reuse),
      "pinRule": .choice(pinRule), "pinToReceive": .whenTrue(pinToReceive),
      "direct": .whenTrue(direct), "verifyPayee": .whenTrue(verifyPayee),
      "evidence": .choice(evidence), "reporting": .choice(reporting), "sweep": .whenTrue(sweep),
      "fixed": .whenTrue(fixed), "ring": .whenTrue(ring), "interim": .whenTrue(interim),
      "floor": floor == 0 ? nil : .number(UInt64(floor)),
      "floorFrom": floor == 0 ? nil : .number(floorFrom.seconds),
      "suite": suite.map { .choice($0) }, "suiteFloor": suiteFloor.map { .choice($0) },
    ]
  }
}

extension BlockList: PlainFields {
  var plain: [String: Plain?] {
    [
      "number": .integer(number), "part": .integer(part), "parts": .integer(parts),
      "time": .number(time.seconds), "currency": .integer(currency.numeric),
      "serials": .list((0..<serials.count).map { .name(serials[$0].value) }),
    ]
  }
}

extension Claim: PlainFields {
  var plain: [String: Plain?] {
    [
      "issuer": .name(issuer.value), "serial": .name(serial.value), "account": .word(account),
      "kind": .choice(kind), "number": .number(number.value), "time": .number(time.seconds),
      "replacement": replacement.map { .name($0.value) },
    ]
  }
}

extension JournalEntry {
  var plain: [String: Plain] {
    switch self {
    case .paid(let payment, let amount):
      ["kind": .text("paid"), "payment": .word(payment.word), "amount": .amount(amount)]
    case .received(let payment, let amount, let signature):
      [
        "kind": .text("received"), "payment": .word(payment.word), "amount": .amount(amount),
        "signature": .signature(signature),
      ]
    case .refusedPayment(let payment):
      ["kind": .text("refusedPayment"), "payment": .word(payment.word)]
    case .refusedRequest(let request):
      ["kind": .text("refusedRequest"), "request": .word(request.word)]
    case .refunded(let payment, let amount, let byRequest, let signature):
      [
        "kind": .text("refunded"), "payment": .word(payment.word), "amount": .amount(amount),
        "byRequest": .flag(byRequest), "signature": .signature(signature),
      ]
    case .confirmed(let payment, let sequence, let signature):
      [
        "kind": .text("confirmed"), "payment": .word(payment.word),
        "sequence": .number(sequence.value), "signature": .signature(signature),
      ]
    case .granted(let results): results.plain
    case .unloaded(let amount): ["kind": .text("unloaded"), "amount": .amount(amount)]
    }
  }
}

extension GrantResults {
  fileprivate var plain: [String: Plain] {
    [
      "kind": .text("granted"), "number": .number(number.value), "grant": .word(grant.word),
      "load": .amount(load),
      "released": .amount(released), "swept": .amount(swept),
      "deliveries": .items(deliveries, outcome), "reversals": .items(reversals, outcome),
    ]
  }

  private func outcome(_ outcome: TransferOutcome) -> [String: Plain?] {
    [
      "payment": .word(outcome.payment.word), "amount": .amount(outcome.amount),
      "result": .choice(outcome.result),
    ]
  }
}
