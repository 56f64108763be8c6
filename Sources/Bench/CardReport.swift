import CardLink

/// All figures of `kontant bench card`: what a payment costs the cards, and how long real ones would
/// take.
public struct CardReport: Codable, Sendable {
  public struct Flow: Codable, Sendable {
    public var name: String
    public var meter: CardMeter
    /// Computed from published tables; nothing here was timed.
    public var times: [CardTime]

    init(_ name: String, _ meter: CardMeter) {
      self.name = name
      self.meter = meter
      times = meter.times
    }
  }

  public var flows: [Flow]

  public static func measure() throws -> CardReport {
    var flows = try CardFlows()
    return CardReport(flows: [
      Flow("person to person, Phase 4", try flows.personToPerson()),
      Flow("terminal, one tap", try flows.atTerminal(withEvidence: false)),
      Flow("terminal, with evidence", try flows.atTerminal(withEvidence: true)),
      Flow(
        "terminal, with a newer list", try flows.atTerminal(withEvidence: false, withList: true)),
      Flow("direct, one tap", try flows.directly()),
    ])
  }

  /// The report for people.
  public var lines: [String] {
    var lines = [
      "Cards: taps, PINs, APDUs, bytes to/from card, signatures/verifications",
      "  computed ms on a current, a fast older and a slow older card, each at 106 and 424 kbit/s",
    ]
    for flow in flows {
      let times = flow.times.map { String($0.milliseconds) }.joined(separator: " ")
      let name = flow.name + String(repeating: " ", count: max(1, 28 - flow.name.count))
      let meter = flow.meter
      lines.append(
        "  \(name)\(meter.taps), \(meter.pins), \(meter.apdus), "
          + "\(meter.bytesToCard)/\(meter.bytesFromCard), "
          + "\(meter.signatures)/\(meter.verifications): \(times)")
    }
    return lines
  }
}
