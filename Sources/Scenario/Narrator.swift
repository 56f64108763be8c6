import Money

/// Tells what came of a scenario's steps, so that it can be followed without knowing the project.
/// Plain text is the same on every run: no serials, no times.
public struct Narrator {
  let scenario: Scenario
  let style: TextStyle
  /// What was last shown: tables are told again only when they have changed.
  private var shownPurses: [Holding] = []
  private var shownLedger = LedgerView()
  /// Lines without room after them came before.
  private var hasToSpace = false

  public init(_ scenario: Scenario, style: TextStyle) {
    self.scenario = scenario
    self.style = style
  }

  /// What the scenario is about.
  public var opening: [String] {
    var lines = [style.bold(scenario.title), ""]
    lines += scenario.about.map { $0.isEmpty ? "" : "  " + $0 }
    if !scenario.about.isEmpty { lines.append("") }
    return lines
  }

  /// Begins the story under one answer.
  public mutating func begin(_ answer: LiquidityAnswer) -> [String] {
    shownPurses = []
    shownLedger = LedgerView()
    return [
      style.dim(
        "Amounts in \(scenario.currency.letters). Liquidity: \(answer.rawValue), "
          + answer.words + "."), "",
    ]
  }

  /// One step.
  public mutating func tell(_ result: StepResult) -> [String] {
    switch result.verb {
    case "say":
      defer { hasToSpace = false }
      return (hasToSpace ? [""] : []) + wrapped(result.title).map { "  " + $0 } + [""]
    case "compare": return []
    case "expect": return ["  " + style.good("as expected:") + " " + result.notes.joined(), ""]
    case "open", "issue":
      // Setting the stage: no tables yet, and no room between the lines.
      hasToSpace = true
      return heading(result)
    default:
      let lines = action(result)
      defer { hasToSpace = false }
      return hasToSpace ? [""] + lines : lines
    }
  }

  private mutating func action(_ result: StepResult) -> [String] {
    var lines = heading(result)
    var blocks: [[String]] = []
    if !result.messages.isEmpty { blocks.append(air(result)) }
    if result.purses != shownPurses { blocks.append(holdings(result.purses)) }
    if result.ledger != shownLedger, !result.ledger.isQuiet(after: shownLedger) {
      blocks.append(ledger(result.ledger))
    }
    shownPurses = result.purses
    shownLedger = result.ledger
    for block in blocks { lines += [""] + block.map { $0.isEmpty ? "" : indent + $0 } }
    return lines + [""]
  }

  private func heading(_ result: StepResult) -> [String] {
    let number = String(result.number)
    let blanks = String(repeating: " ", count: max(0, 3 - number.count))
    var lines = [style.bold(blanks + number + "  " + result.title)]
    for note in result.notes {
      let isBad = result.refused != nil || note.hasPrefix("torn: ")
      lines += wrapped(note).map { indent + (isBad ? style.bad($0) : $0) }
    }
    return lines
  }

  private func air(_ result: StepResult) -> [String] {
    var table = TextTable(alignment: [.left, .left, .right, .left])
    for message in result.messages {
      var beside: [String] = []
      if message.certificateBytes > 0 { beside.append("certificate \(message.certificateBytes)") }
      if message.sealedBytes > 0 { beside.append("sealed part \(message.sealedBytes)") }
      if message.secondBytes > 0 { beside.append("second signatures \(message.secondBytes)") }
      if let entries = message.entries, entries > 0 {
        beside.append(entries == 1 ? "1 entry" : "\(entries) entries")
      }
      if message.isLost { beside.append("LOST") }
      if message.isKept { beside.append("kept") }
      table.add([
        message.kind, "\(message.from) to \(message.to)", "\(message.bytes) bytes",
        beside.joined(separator: ", "),
      ])
    }
    var effort: [String] = []
    if result.taps > 0 { effort.append(result.taps == 1 ? "1 tap" : "\(result.taps) taps") }
    if result.pins > 0 { effort.append(result.pins == 1 ? "1 PIN" : "\(result.pins) PINs") }
    let lines = table.lines
    return section("over the air", lines + (effort.isEmpty ? [] : [effort.joined(separator: ", ")]))
  }

  private func holdings(_ purses: [Holding]) -> [String] {
    var table = TextTable(alignment: [.left])
    let lends = purses.contains { $0.advance > 0 }
    table.add(
      ["", "spendable", "pending", "in doubt", "shadow"] + (lends ? ["advance"] : []) + ["account"])
    for purse in purses {
      var name = purse.name
      if purse.kind != "card" { name += " (\(purse.kind))" }
      if purse.copyOf != nil { name += " (copy)" }
      if purse.state != "active" { name += ", \(purse.state)" }
      let isCopy = purse.copyOf != nil
      table.add(
        [
          name, text(purse.spendable), text(purse.pending), text(purse.inDoubt),
          isCopy ? "the same" : text(purse.shadow),
        ] + (lends ? [isCopy ? "" : text(purse.advance)] : []) + [text(purse.account)])
    }
    return section("who holds what", table.lines)
  }

  private func ledger(_ view: LedgerView) -> [String] {
    var sums = "issued \(signed(view.issued)) = accounts \(signed(view.accounts))"
    sums += " + shadows \(signed(view.shadows))"
    for (name, value) in [
      ("pool", view.pool), ("held", view.held), ("loss", view.loss), ("transit", view.transit),
    ] where value != 0 {
      sums += " + \(name) \(signed(value))"
    }
    var lines = [sums]
    var facts: [String] = []
    if view.settledCount > 0 {
      facts.append("settled \(text(view.settled)) in \(payments(view.settledCount))")
      facts.append("confirmed by both sides \(text(view.confirmed))")
    }
    if view.waiting > 0 { facts.append("waiting \(text(view.waiting))") }
    if view.unexplained > 0 { facts.append("unexplained \(text(view.unexplained))") }
    if !facts.isEmpty { lines.append(facts.joined(separator: "; ")) }
    for proof in view.proofs {
      lines.append(style.bad("proof against \(proof.purse): \(proof.shows)"))
    }
    return section("the ledger knows", lines)
  }

  /// Lines under a name that stands in a column of its own.
  private func section(_ name: String, _ lines: [String]) -> [String] {
    lines.enumerated().map { index, line in
      let head = index == 0 ? name : ""
      let blanks = String(repeating: " ", count: Self.nameWidth - head.count)
      return style.dim(head) + blanks + line
    }
  }

  private func payments(_ count: Int) -> String { count == 1 ? "1 payment" : "\(count) payments" }

  func text(_ value: UInt64) -> String { signed(Int64(value)) }
  func signed(_ value: Int64) -> String { scenario.currency.text(signed: value) }

  private var indent: String { "     " }
  private static let nameWidth = 18
}

extension LedgerView {
  /// Whether nothing but the sums of accounts and shadows has changed since, as when an account is
  /// opened: the table of holders tells that.
  fileprivate func isQuiet(after earlier: LedgerView) -> Bool {
    var other = earlier
    other.issued = issued
    other.accounts = accounts
    other.shadows = shadows
    return other == self && earlier.settledCount == 0
  }
}

/// A text in lines of at most 92 letters.
func wrapped(_ text: String) -> [String] {
  var lines: [String] = []
  var line = ""
  for word in text.split(whereSeparator: \.isWhitespace) {
    if !line.isEmpty, line.count + 1 + word.count > 92 {
      lines.append(line)
      line = ""
    }
    line += (line.isEmpty ? "" : " ") + word
  }
  return lines + [line]
}
