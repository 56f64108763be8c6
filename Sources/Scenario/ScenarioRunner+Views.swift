import Home
import Money
import Purse
import Settlement
import Wire

extension ScenarioRunner {
  /// Who holds what, in the order of issue.
  func holdings() throws -> [Holding] {
    try order.compactMap { name in
      guard let device = try latest(name) else { return nil }
      let status = device.purse.status
      let stage = purses[name]
      let serial = device.purse.currentCertificate?.content.serial
      let row = serial.flatMap { home.ledger.book.holder(of: $0) }
      let account = stage?.account ?? name
      return Holding(
        name: name, kind: device.info.kind, state: PurseStateName.name(status.lifeCycle),
        spendable: status.spendable.minorUnits, pending: status.pending.minorUnits,
        inDoubt: status.inDoubt.minorUnits, shadow: row?.shadow.minorUnits ?? 0,
        advance: row?.advance.minorUnits ?? 0, accountName: account,
        account: home.ledger.book.accounts[account]?.minorUnits ?? 0, copyOf: stage?.copyOf,
        serials: serial.map { home.ledger.book.serials(ofPurseWith: $0).count } ?? 0)
    }
  }

  /// Nil where the file is an older copy, which says nothing to anybody (TRM-22).
  private func latest(_ name: String) throws -> Device? {
    do { return try device(name) } catch HomeError.notTheLatest { return nil }
  }

  func ledgerView() -> LedgerView {
    let book = home.ledger.book
    var view = LedgerView()
    view.issued = book.totals.issued
    view.accounts = book.accounts.rows.values.reduce(0) { $0 + Int64($1.minorUnits) }
    view.shadows = book.purses.rows.values.reduce(0) { $0 + Int64($1.shadow.minorUnits) }
    view.pool = book.totals.pool
    view.held = book.totals.held
    view.loss = book.totals.loss
    view.transit = book.totals.transit
    view.unexplained = book.unexplained.minorUnits
    let known = book.totals.known
    view.settled = UInt64(known.settledValue)
    view.settledCount = Int(known.settled)
    view.confirmed = UInt64(known.confirmedValue)
    view.confirmedCount = Int(known.confirmed)
    view.waiting = book.waitingPayments().values.reduce(0) { $0 + $1.payment.amount.minorUnits }
    view.proofs = proofs(book)
    return view
  }

  /// Proofs by the name of the purse they convict; a copy has its original's serial and name.
  private func proofs(_ book: Book) -> [LedgerView.Proof] {
    let names = order.filter { purses[$0]?.copyOf == nil }
    var proofs: [LedgerView.Proof] = []
    for (_, row) in book.proofs.rows.sorted(by: { $0.key < $1.key }) {
      let name =
        names.first { serial($0).map(book.root) == book.heir(of: row.serial) } ?? "unknown"
      let proof = LedgerView.Proof(purse: name, shows: row.kind.words)
      if !proofs.contains(proof) { proofs.append(proof) }
    }
    return proofs.sorted { ($0.purse, $0.shows) < ($1.purse, $1.shows) }
  }

  func serial(_ name: String) -> Serial? {
    try? device(name).purse.currentCertificate?.content.serial
  }

  /// Throws all expectations that do not hold.
  func check(_ expectations: [Expectation]) throws {
    let holdings = try holdings()
    let view = ledgerView()
    var problems: [ScenarioProblem] = []
    for expectation in expectations {
      let (subject, expected, found) = compare(expectation.subject, holdings, view)
      guard expected != found else { continue }
      problems.append(
        ScenarioProblem(
          file: scenario.file, place: expectation.place,
          message: "expected \(subject) to be \(expected), found \(found)"
            + (scenario.answers.count > 1 ? " (under \(answer.rawValue))" : "")))
    }
    if !problems.isEmpty { throw ScenarioFailure(problems: problems) }
    let count = expectations.count
    result.notes.append(count == 1 ? "1 figure" : "\(count) figures")
  }

  private func compare(
    _ subject: Expectation.Subject, _ holdings: [Holding], _ view: LedgerView
  ) -> (String, expected: String, found: String) {
    switch subject {
    case .purse(let name, let figure, let amount):
      let found = holdings.first { $0.name == name }?.value(figure) ?? 0
      return ("\(name)'s \(figure.rawValue)", money(amount), signedMoney(Int64(found)))
    case .state(let name, let state):
      return ("\(name)'s state", state, holdings.first { $0.name == name }?.state ?? "absent")
    case .serials(let name, let count):
      let found = holdings.first { $0.name == name }?.serials ?? 0
      return ("the number of \(name)'s serials", String(count), String(found))
    case .suite(let name, let suite):
      let found = try? device(name).purse.currentCertificate?.content.key.suite
      let words = { (suite: Suite?) in
        PolicyChange.suites.first { $0.1 == suite }?.0 ?? "none that is known"
      }
      return ("what \(name) signs with", words(suite), words(found))
    case .account(let name, let amount):
      let found = home.ledger.book.accounts[name] ?? .zero
      return ("\(name)'s account", money(amount), money(found))
    case .ledger(let figure, let value):
      return (
        "the ledger's \(figure.rawValue)", signedMoney(value), signedMoney(view.value(figure))
      )
    case .proofs(let names):
      let found = Set(view.proofs.map(\.purse)).sorted()
      return ("the purses that proofs name", list(names), list(found))
    }
  }

  private func list(_ names: [String]) -> String {
    names.isEmpty ? "none" : names.joined(separator: ", ")
  }

  private func signedMoney(_ value: Int64) -> String { scenario.currency.text(signed: value) }
}

extension Currency {
  /// An amount with a sign, as the pool's balance has one.
  func text(signed value: Int64) -> String {
    guard let amount = Amount(minorUnits: value.magnitude) else { return String(value) }
    return (value < 0 ? "-" : "") + text(amount)
  }
}

extension Holding {
  func value(_ figure: PurseFigure) -> UInt64 {
    switch figure {
    case .spendable: spendable
    case .pending: pending
    case .inDoubt: inDoubt
    case .shadow: shadow
    case .advance: advance
    }
  }
}

extension ProofKind {
  /// What a proof shows, for people.
  var words: String {
    switch self {
    case .fork: "two payments at one place of its journal"
    case .missing: "a payment that its own journal does not have"
    case .journal: "a journal that no honest purse signs"
    case .twoFaced: "acceptance and refusal of one payment"
    case .split: "going on under a serial that it had left"
    }
  }
}
