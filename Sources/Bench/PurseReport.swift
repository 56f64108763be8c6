import Purse
import Wire

/// All figures of `kontant bench purse`.
public struct PurseReport: Codable, Sendable {
  public var sizes: MessageSizes
  public var costs: FlowCosts
  public var evidence: EvidenceGrowth
  public var rates: Rates
  public var suites: SuiteCosts

  /// - Parameter payments: how many payments with model cryptography to time; a hundredth of them
  ///   with ES256.
  public static func measure(payments: Int) throws -> PurseReport {
    PurseReport(
      sizes: try MessageSizes.measure(), costs: try FlowCosts.measure(),
      evidence: try EvidenceGrowth.measure(hops: 10),
      rates: try Rates.measure(
        modelPayments: payments, es256Payments: max(1, payments / 100)),
      suites: try SuiteCosts.measure())
  }
}

extension PurseReport {
  /// The report for people.
  public var lines: [String] {
    var lines = ["Messages, bytes"]
    let rows: [(String, Int, String)] = [
      ("request", sizes.request, "under 120"), ("payment", sizes.payment, "under 220"),
      ("payment with commitment", sizes.paymentWithCommitment, ""),
      ("direct payment", sizes.directPayment, ""), ("certificate", sizes.certificate, "under 220"),
      ("authority", sizes.authority, ""), ("acceptance", sizes.acceptance, ""),
      ("refusal", sizes.refusal, ""), ("policy", sizes.policy, ""),
      ("sync request", sizes.syncRequest, ""), ("sync grant", sizes.syncGrant, ""),
      ("tap at a terminal", sizes.terminalTap, "under 700"),
      ("tap of a direct payment", sizes.directTap, ""),
      ("person to person, all taps", sizes.personToPerson, ""),
    ]
    for (name, bytes, aim) in rows { lines.append(row(name, String(bytes), aim)) }
    lines += ["", "Cost of a payment: taps, PINs, payer signs/verifies, payee signs/verifies"]
    for flow in costs.flows {
      lines.append(
        row(
          flow.name,
          "\(flow.taps), \(flow.pins), \(flow.payer.signatures)/\(flow.payer.verifications), "
            + "\(flow.payee.signatures)/\(flow.payee.verifications)", ""))
    }
    lines += ["", "Evidence, bytes by hop (limit \(evidence.limit))"]
    lines.append("  " + evidence.sealedBytes.map(String.init).joined(separator: " "))
    lines += [""] + suites.lines
    lines += ["", "Payments a second on one core"]
    lines.append(row("model cryptography", String(Int(rates.model)), "aim 1000000"))
    lines.append(row("ES256", String(Int(rates.es256)), ""))
    return lines
  }

  private func row(_ name: String, _ value: String, _ aim: String) -> String {
    let padded = name + String(repeating: " ", count: max(1, 30 - name.count))
    return "  " + padded + value + (aim.isEmpty ? "" : "   (" + aim + ")")
  }
}
