import ArgumentParser
import Console
import Money
import Payment
import Purse
import PurseCrypto
import Wire

struct TakeCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "take",
    abstract:
      "Give a purse what came for it: a decision on its payment, or news (policies, block lists).",
    discussion: "Works on a device file alone.")
  @OptionGroup var common: CommonOptions
  @OptionGroup var purse: PurseOptions
  @Argument(help: "The decision's file.", completion: .file()) var decision: String?

  func run() throws {
    let (source, decision) = try purse.source(and: decision, "a decision's file")
    var payer = try common.open(source)
    let packet = try MessageFile.read(decision, .decision, .news)
    if packet.kind == .news { return try take(news: packet, by: &payer) }
    let subject: RefusalSubject
    let isRefusal: Bool
    do {
      (subject, isRefusal) = try Self.subject(packet.message)
    } catch {
      throw Explanation(wire: error, of: decision)
    }
    let amount = try payer.amount(inDoubt: subject)
    let message = packet.message
    let certificate = packet.certificate ?? []
    try payer.learn(beside: packet, of: packet.certificate)
    let (_, again) = try payer.repeatOrExecute(beforeNew: {}) { expected in
      isRefusal
        ? .takeRefusal(expected: expected, refusal: message, certificate: certificate)
        : .takeAcceptance(expected: expected, acceptance: message, certificate: certificate)
    }
    PendingOrder.abandon(of: payer)
    let money = amount.map { payer.currency.full($0) } ?? "the payment"
    let what =
      again
      ? "\(payer.name) has learnt this before"
      : isRefusal
        ? "\(payer.name) got \(money) back: the payee refused it"
        : "\(payer.name) knows now that \(money) was taken"
    let spendable = try payer.readStatus().spendable
    try common.show(
      Decided(
        device: payer.name, decision: isRefusal ? "refusal" : "acceptance",
        amount: amount.map { MoneyValue($0, payer.currency) },
        text: what + "; it holds \(payer.currency.full(spendable))"),
      of: &payer)
  }

  private func take(news packet: Packet, by purse: inout PurseHandle) throws {
    let documents = [packet.message] + packet.documents
    let (taken, refusal) = try purse.offer(news: documents)
    if taken == 0, let refusal { throw refusal }
    let status = try purse.readStatus()
    try common.show(
      TakenNews(
        device: purse.name, offered: documents.count, taken: taken,
        policyNumber: status.policyNumber, blockListNumber: status.blockListNumber), of: &purse)
  }

  private struct TakenNews: Report {
    var device: String
    var offered: Int
    var taken: Int
    var policyNumber: UInt32
    var blockListNumber: UInt32

    var text: String {
      let list = blockListNumber == 0 ? "no block list" : "block list \(blockListNumber)"
      let holds = "\(device) has policy number \(policyNumber) and \(list)"
      return taken == 0
        ? "nothing in it is newer than what the purse has, and the ledger's; \(holds)"
        : "\(taken) of \(offered) taken; \(holds)"
    }
  }

  private static func subject(
    _ message: [UInt8]
  ) throws(WireError) -> (RefusalSubject, isRefusal: Bool) {
    do throws(WireError) {
      return (try Signed<Refusal>(message.span.bytes).content.subject, true)
    } catch .wrongMessageType {
      return (.payment(try Signed<Acceptance>(message.span.bytes).content.payment), false)
    }
  }
}

extension PurseHandle {
  /// The amount of the payment in doubt that a decision is about.
  fileprivate mutating func amount(inDoubt subject: RefusalSubject) throws -> Amount? {
    try doubts().first { doubt in
      switch subject {
      case .payment(let payment): payment == doubt.payment
      case .request(let request): request == doubt.request
      }
    }?.amount
  }
}
