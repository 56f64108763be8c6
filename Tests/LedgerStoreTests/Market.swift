import Foundation
import LedgerEngine
import LedgerRecords
import Money
import Payment
import Purse
import Settlement
import Synchronization
import Testing
import Wire
import World

/// People who pay each other and sync with whichever ledger is near, all at the same time. One store
/// stands behind all ledgers.
final class Market: Sendable {
  let names: [String]
  /// With the accounts and purses, before anything happened.
  let ledger: ModelLedger
  let time = ModelBank.start
  private let stage: Mutex<Stage>
  private let count = Mutex(0)
  private let last = Mutex<(from: String, to: String)?>(nil)
  private let absences = Mutex<[String: Int]>([:])

  static let money: UInt64 = 1_000_000

  init(
    people: Int, liquidity: Liquidity = .evidenceAndPool,
    evidence: EvidenceRule = .bestEffort
  ) throws {
    let currency = try #require(Currency(letters: "SEK"))
    var policy = Policy(id: 9, number: 1, time: ModelBank.start, currency: currency.code)
    policy.reuse = true
    policy.direct = true
    policy.evidence = evidence
    var stage = Stage(currency: currency.code, liquidity: liquidity, policies: [policy])
    names = (0..<people).map { "P\($0)" }
    let money = try #require(Amount(minorUnits: Self.money))
    for name in names { try stage.issue(name, policy: policy, money: money) }
    ledger = stage.bank.ledger
    self.stage = Mutex(stage)
  }

  /// Payments that were made and accepted.
  var payments: Int { count.withLock { $0 } }

  /// Who paid whom last.
  var lastPayment: (from: String, to: String)? { last.withLock { $0 } }

  /// How often the store was away, by the kind of error.
  var storeAbsences: [String: Int] { absences.withLock { $0 } }

  /// Somebody pays somebody, if purses and money allow.
  func pay(_ random: inout Seeded) {
    let payer = names.randomElement(using: &random) ?? ""
    let payee = names.filter { $0 != payer }.randomElement(using: &random) ?? ""
    let amount = Amount(minorUnits: .random(in: 1...300, using: &random)) ?? .zero
    let isPaid = stage.withLock { stage in
      guard let payment = try? stage.payDirect(payer, to: payee, amount) else { return false }
      // Else the payee has it from the ledger.
      _ = try? stage.accept(payee, payment)
      return true
    }
    guard isPaid else { return }
    count.withLock { $0 += 1 }
    last.withLock { $0 = (payer, payee) }
  }

  /// P0 pays P1, P1 pays P2 with that, and P2 pays P3 with that, who refuses.
  func payOnward() throws -> Packet {
    let amount = try #require(Amount(minorUnits: 100))
    return try stage.withLock { stage in
      _ = try stage.accept("P1", try stage.payDirect("P0", to: "P1", amount))
      _ = try stage.accept("P2", try stage.payDirect("P1", to: "P2", amount))
      return try stage.refuse("P3", payment: try stage.payDirect("P2", to: "P3", amount))
    }
  }

  /// What some people would upload now. Each may have one upload under way.
  func uploads(_ names: [String], load: UInt64) -> [(name: String, packet: Packet)] {
    stage.withLock { stage in
      names.compactMap { name in
        let wish = Amount(minorUnits: load) ?? .zero
        return (try? stage.upload(name, load: wish)).map { (name, $0) }
      }
    }
  }

  func apply(_ grant: [UInt8], to name: String) throws {
    try stage.withLock { try $0.apply(name, grant) }
  }

  /// What a purse holds.
  func value(_ name: String) -> Amount? {
    stage.withLock { stage in
      stage.status(name).flatMap { $0.spendable.adding($0.pending) }
    }
  }

  func serial(_ name: String) -> Serial? { stage.withLock { $0.serial(name) } }
}

extension Market {
  /// One sync of some people in one batch; the same again while the store is away.
  func sync(_ names: [String], load: UInt64 = 0, with ledger: inout StoredLedger) throws {
    let uploads = uploads(names, load: load)
    let answers = try settle(uploads.map(\.packet), with: &ledger)
    for (upload, answer) in zip(uploads, answers) { try apply(answer.get().grant, to: upload.name) }
  }

  private func settle(
    _ uploads: [Packet], with ledger: inout StoredLedger
  ) throws -> [SyncResult] {
    for _ in 0..<200 {
      do {
        return try ledger.settle(uploads, time: time)
      } catch let error as LedgerStoreError where error.mayPass {
        absences.withLock { $0[error.kind, default: 0] += 1 }
        usleep(20_000)
      }
    }
    throw LedgerStoreError.unavailable("for good")
  }

  /// Until nothing is left to be delivered.
  func syncAll(with ledger: inout StoredLedger) throws {
    for _ in 0..<4 { try sync(names, with: &ledger) }
  }

  /// Everything that was paid is settled once, every shadow is what its purse holds, and all of it adds
  /// up, by the rows and by the transactions.
  func expectSettled(_ store: StoreUnderTest) throws {
    let book = try store.rows()
    #expect(book.isBalanced)
    #expect(book.proofs.rows.isEmpty)
    #expect(book.unexplained == .zero)
    #expect(book.totals.issued == Int64(names.count) * Int64(Self.money))
    #expect(book.totals.held == 0)
    #expect(book.totals.known.count == Int64(payments))
    #expect(book.totals.known.settled == Int64(payments))
    #expect(book.payments.rows.isEmpty)
    for name in names {
      let shadow = serial(name).flatMap { book.purses.rows[$0]?.shadow }
      #expect(shadow != nil && shadow == value(name), "\(name)")
    }
    try expectSums(store, book)
  }

  private func expectSums(_ store: StoreUnderTest, _ book: Book) throws {
    var sums: [LedgerAccount: Int64] = [:]
    for name in names { sums[.account(name)] = Int64(Self.money) }
    var settled: Set<Digest> = []
    for transaction in try store.storage.transactions(touching: nil, limit: .max) {
      for posting in transaction.postings { sums[posting.account, default: 0] += posting.change }
      if transaction.kind == .settlement, let payment = transaction.payment {
        #expect(settled.insert(payment).inserted, "a payment was settled twice")
      }
    }
    #expect(settled.count == payments)
    for (name, balance) in book.accounts.rows {
      #expect(sums[.account(name)] == Int64(balance.minorUnits), "\(name)")
    }
    for (serial, row) in book.purses.rows {
      #expect(sums[.shadow(serial), default: 0] == Int64(row.shadow.minorUnits))
    }
  }
}

extension LedgerStoreError {
  /// Its name, without what it says.
  var kind: String { String("\(self)".prefix { $0.isLetter }) }
}
