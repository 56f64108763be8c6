import Payment
import Settlement
import Testing
import Wire
import World

@testable import Purse

/// Every limit of a policy at its boundary and one step beyond it (PUR-20 to PUR-23).
struct LimitTests {
  static func at(_ time: LedgerTime, _ pair: inout Pair, _ units: UInt64) throws {
    let request = try pair.stage.request("Bob", Pair.sek(units))
    try pair.stage.givePIN("Alice")
    let command = PurseCommand.pay(
      expected: pair.next("Alice"), request: request.message, certificate: [])
    _ = try pair.stage.purses["Alice"]?.execute(command, time: time)
  }

  @Test("PUR-21: the largest payment may be made, one öre more may not") func largestPayment()
    throws
  {
    var pair = try Pair { $0.largestPayment = Amount(minorUnits: 4_999) }
    #expect(throws: PurseError.aboveLargestPayment) { try pair.paidDirect(50) }
    var enough = try Pair { $0.largestPayment = Pair.sek(50) }
    _ = try enough.paidDirect(50)
  }

  @Test("PUR-21: payments are counted together, sent and received apart", arguments: [0, 1, 2])
  func counts(_ which: Int) throws {
    var pair = try Pair {
      if which == 0 { $0.operations = 2 }
      if which == 1 { $0.operationsSent = 2 }
      if which == 2 { $0.operationsReceived = 2 }
    }
    let third = try pair.stage.request("Bob", Pair.sek(1))
    try pair.exchange(1)
    try pair.exchange(1)
    if which < 2 {
      #expect(throws: PurseError.operationsUsedUp) { try pair.paidDirect(1) }
    } else {
      let payment = try pair.stage.pay("Alice", third)
      #expect(throws: PurseError.operationsUsedUp) { try pair.stage.accept("Bob", payment) }
      #expect(throws: PurseError.operationsUsedUp) { try pair.stage.request("Bob", Pair.sek(1)) }
    }
  }

  @Test("PUR-21: the sum sent may be reached and not passed") func sumSent() throws {
    var pair = try Pair { $0.sumSent = Pair.sek(50) }
    _ = try pair.paidDirect(30)
    #expect(throws: PurseError.sumUsedUp) { try pair.paidDirect(21) }
    _ = try pair.paidDirect(20)
  }

  @Test("PUR-22: the sum received may be reached and not passed") func sumReceived() throws {
    var pair = try Pair { $0.sumReceived = Pair.sek(50) }
    try pair.exchange(30)
    #expect(throws: PurseError.sumUsedUp) { try pair.stage.request("Bob", Pair.sek(21)) }
    try pair.exchange(20)
  }

  @Test("PUR-22: the largest balance counts pending value too, and may be reached") func balance()
    throws
  {
    var pair = try Pair {
      $0.largestBalance = Pair.sek(200)
      $0.reuse = false
    }
    try pair.exchange(150)
    #expect(pair.stage.status("Bob")?.pending == Pair.sek(150))
    #expect(throws: PurseError.balanceLimit) { try pair.stage.request("Bob", Pair.sek(51)) }
    _ = try pair.stage.request("Bob", Pair.sek(50))
  }

  @Test("PUR-22: limits count again when the payment comes, not only when it is asked for")
  func atAcceptance() throws {
    var pair = try Pair { $0.largestBalance = Pair.sek(200) }
    let first = try pair.paid(90)
    let second = try pair.stage.request("Bob", Pair.sek(120))
    _ = try pair.stage.accept("Bob", first)
    let payment = try pair.forgedPayment(
      Pair.sek(120),
      request: Signed<Request>(second.message.span.bytes)
        .digest(hash: ModelPurseCrypto(seed: 0)))
    #expect(throws: PurseError.balanceLimit) { try pair.stage.accept("Bob", payment) }
  }

  @Test("PUR-22: without any limit a sum above the largest amount is refused and never traps")
  func overflow() throws {
    var pair = try Pair()
    let first = try pair.forgedPayment(.largest, request: nil)
    let second = try pair.forgedPayment(.largest, request: nil, sequence: SequenceNumber(9))
    _ = try pair.stage.accept("Bob", first)
    #expect(throws: PurseError.sumUsedUp) { try pair.stage.accept("Bob", second) }
    try pair.stage.givePIN("Bob")
    try pair.stage.sync("Bob")
    #expect(throws: (any Error).self) { try pair.stage.accept("Bob", second) }
    let bob = try #require(pair.stage.purses["Bob"])
    #expect(Pair.reopened(bob).status.spendable == .largest)
  }

  @Test("PUR-21: nothing can be paid or asked for") func zero() throws {
    var pair = try Pair()
    #expect(throws: PurseError.amountZero) { try pair.paidDirect(0) }
    #expect(throws: PurseError.amountZero) { try pair.stage.request("Bob", .zero) }
    #expect(throws: PurseError.amountZero) { try pair.stage.unload("Alice", .zero) }
  }

  @Test("PUR-21: all value may be spent, and not one öre more") func funds() throws {
    var pair = try Pair()
    #expect(throws: PurseError.insufficientFunds) { try pair.paidDirect(201) }
    _ = try pair.paidDirect(200)
    #expect(throws: PurseError.insufficientFunds) { try pair.stage.unload("Alice", Pair.sek(1)) }
  }

  @Test("PUR-23: without reuse received value waits for a sync") func noReuse() throws {
    var pair = try Pair { $0.reuse = false }
    try pair.exchange(50)
    #expect(throws: PurseError.valuePending) {
      try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(50))
    }
    #expect(throws: PurseError.insufficientFunds) {
      try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(51))
    }
    try pair.stage.sync("Bob")
    _ = try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(50))
  }

  @Test("PUR-23: a purse degrades to staged when its operations with reuse are used up")
  func degrades() throws {
    var pair = try Pair { $0.reuseOperations = 2 }
    for _ in 0..<3 { try pair.exchange(10) }
    #expect(pair.stage.status("Bob")?.spendable == Pair.sek(20))
    #expect(pair.stage.status("Bob")?.pending == Pair.sek(10))
    try pair.stage.sync("Bob")
    #expect(pair.stage.status("Bob")?.spendable == Pair.sek(30))
    try pair.exchange(10)
    #expect(pair.stage.status("Bob")?.spendable == Pair.sek(40))
  }

  @Test("PUR-20: the policy ends at its time, one second before it still holds") func policyEnd()
    throws
  {
    let end = ModelBank.start.adding(days: 30)
    var pair = try Pair { $0.validUntil = end }
    #expect(throws: PurseError.policyExpired) { try Self.at(end, &pair, 1) }
    try Self.at(LedgerTime(seconds: end.seconds - 1), &pair, 1)
  }

  @Test("PUR-20: days since the last sync count to their end") func overdue() throws {
    var pair = try Pair { $0.daysSinceSync = 7 }
    let end = ModelBank.start.adding(days: 7)
    #expect(throws: PurseError.syncOverdue) {
      try Self.at(LedgerTime(seconds: end.seconds + 1), &pair, 1)
    }
    try Self.at(end, &pair, 1)
  }

  @Test("PUR-20: a purse's own certificate counts up to its end") func ownCertificate() throws {
    var pair = try Pair()
    let end = ModelBank.start.adding(days: ModelBank.lifetimeDays)
    #expect(throws: PurseError.certificateExpired) {
      try Self.at(LedgerTime(seconds: end.seconds + 1), &pair, 1)
    }
    try Self.at(end, &pair, 1)
  }

  @Test("PUR-20: a device's clock makes a purse stricter and never laxer") func clock() throws {
    let end = ModelBank.start.adding(days: 30)
    var pair = try Pair { $0.validUntil = end }
    pair.stage.time = end
    try pair.stage.sync("Alice")
    #expect(throws: PurseError.policyExpired) { try Self.at(ModelBank.start, &pair, 1) }
  }

  @Test("PUR-41: a refund passes every limit and gives no count back") func refund() throws {
    var pair = try Pair {
      $0.operations = 1
      $0.largestBalance = Pair.sek(200)
    }
    let payment = try pair.paid(50)
    try pair.stage.take("Alice", try pair.stage.refuse("Bob", payment: payment))
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(200))
    #expect(throws: PurseError.operationsUsedUp) { try pair.paidDirect(1) }
  }

  @Test("SYN-10: no limit blocks a grant (attack 10)") func grantPasses() throws {
    var pair = try Pair {
      $0.largestBalance = Pair.sek(300)
      $0.operations = 1
    }
    let upload = try pair.stage.upload("Alice", load: Pair.sek(100))
    let grant = try pair.stage.bank.ledger.sync(upload, time: pair.stage.time).grant
    let request = try pair.stage.request("Alice", Pair.sek(20))
    try pair.stage.sync("Bob", load: Pair.sek(20))
    _ = try pair.stage.accept("Alice", try pair.stage.pay("Bob", request))
    try pair.stage.apply("Alice", grant)
    #expect(pair.stage.status("Alice")?.spendable == Pair.sek(320))
  }

  @Test("PUR-50: a policy that demands evidence refuses what cannot carry it") func evidence()
    throws
  {
    var pair = try Pair {
      $0.evidence = .required
      $0.evidenceBytes = 100
    }
    try pair.exchange(50)
    #expect(throws: PurseError.evidenceTooLong) {
      try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(10))
    }
    try pair.stage.sync("Bob")
    _ = try pair.stage.payDirect("Bob", to: "Alice", Pair.sek(10))
  }

  @Test("PUR-50: own load goes first, and carries no evidence") func loadFirst() throws {
    var pair = try Pair()
    let request = try pair.stage.request("Alice", Pair.sek(50))
    try pair.stage.sync("Bob", load: Pair.sek(50))
    _ = try pair.stage.accept("Alice", try pair.stage.pay("Bob", request))
    #expect(try pair.paidDirect(200).sealed == nil)
    #expect(try pair.paidDirect(50).sealed != nil)
  }
}
