import Foundation

/// How fast the ledger settles: real signed uploads, decoded, verified, booked and made durable.
public struct SettleReport: Codable, Sendable {
  public var store: String
  public var purses: Int
  public var payments: Int
  /// Settled payments that were there before.
  public var preloaded: Int
  public var uploads: Int
  /// Uploads in one durable transaction.
  public var batch: Int
  public var seconds: Double
  public var paymentsPerSecond: Double
  public var syncsPerSecond: Double
  /// Signatures the ledger verified, for each payment.
  public var checksPerPayment: Double
  /// Shares of the time, in percent. Stages of different batches overlap.
  public var shares: [String: Double]
  /// From the moment an upload is offered until its answer may go out, in milliseconds; the queue is full.
  public var latencyMedian: Double
  public var latency99: Double
  /// This machine's ES256 verifications a second on all cores, in the same run.
  public var verificationsPerSecond: Double
  /// What verified the uploads' signatures.
  public var verifier: String
  /// Why it is not the multi-buffer library, where that was wanted.
  public var verifierReason: String?
  /// Its verifications a second on all cores, in the same run.
  public var verifierPerSecond: Double
  /// Payments a second over half of that: 1 is what two verifications a payment would allow.
  public var ratio: Double
  /// This process's processor time for a payment, in microseconds.
  public var processorMicroseconds: Double
  /// Processor time of two verifications over that of a payment: the ratio of a machine that has nothing
  /// else to do and never waits. Nil where a server works beside this process.
  public var processorRatio: Double?
  public var storedBytesPerPayment: Double
  public var peakMemoryMiB: Double
  public var isBalanced: Bool

  public var lines: [String] {
    [
      "\(payments) payments "
        + (preloaded > 0 ? "behind \(preloaded) that were there, " : "")
        + "of \(purses) purses in \(uploads) uploads, \(batch) a batch, on \(store): \(Self.rounded(paymentsPerSecond)) payments/s, "
        + "\(Self.rounded(syncsPerSecond)) syncs/s",
      "  ratio \(Self.hundredths(ratio)) to \(Self.rounded(verificationsPerSecond)) ES256 "
        + "verifications/s on all cores, halved; \(Self.hundredths(checksPerPayment)) checks a "
        + "payment",
      "  \(Self.hundredths(processorMicroseconds)) µs of processor time a payment"
        + (processorRatio.map { ", ratio \(Self.hundredths($0)) by processor time" } ?? ""),
      "  verifier \(verifier): \(Self.rounded(verifierPerSecond)) verifications/s on all cores",
      "  time: "
        + shares.sorted { $0.key < $1.key }
        .map { "\($0.key) \(Self.rounded($0.value)) %" }.joined(separator: ", "),
      "  latency behind a full queue: median \(Self.hundredths(latencyMedian)) ms, 99th percentile "
        + "\(Self.hundredths(latency99)) ms",
      "  \(Self.rounded(storedBytesPerPayment)) bytes stored a payment, peak memory "
        + "\(Self.rounded(peakMemoryMiB)) MiB; books \(isBalanced ? "balance" : "DO NOT BALANCE")",
    ]
  }

  private static func rounded(_ value: Double) -> String { String(Int(value.rounded())) }
  private static func hundredths(_ value: Double) -> String { String(format: "%.2f", value) }
}
