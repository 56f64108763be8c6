import Foundation
import Testing

@Suite("With --reader") struct ReaderOptionTests {
  @Test(
    "a device and a reader, or neither, are refused with what to do",
    arguments: [
      (["pay", "Alice", "request", "--reader", "x"], "not both"),
      (["accept", "Alice", "payment", "--reader", "x"], "not both"),
      (["status", "Alice", "--reader", "x", "--short-commands", "more"], "more"),
      (["address"], "--reader READER"), (["fetch"], "--reader READER"),
      (["load", "50"], "--reader READER"), (["take", "--reader", "x"], "a decision's file"),
      (["accept", "Alice"], "a payment's file"), (["request", "--reader", "x"], "an amount"),
      (["pay", "--to", "sticker", "--amount", "5"], "--reader READER"),
      (["pay", "--reader", "x"], "Give either a request's file"),
      (["status", "Alice", "--short-commands"], "goes with --reader"),
    ] as [([String], String)])
  func usage(_ arguments: [String], _ complaint: String) throws {
    let answer = try Desk(empty: ()).run(arguments)
    #expect(answer.status == 64)
    #expect(answer.error.contains(complaint), "\(answer.error)")
    #expect(answer.errorLines.count == 1)
  }

  @Test("FLO-9: what a tap costs is counted, and computed for real cards, within the aims")
  func bench() throws {
    let desk = try Desk(empty: ())
    let flows = try #require(
      desk.object(try desk.done("bench", "card", "--json"))["flows"] as? [[String: Any]])
    #expect(flows.count == 5)
    let terminal = try #require(flows.first { $0["name"] as? String == "terminal, one tap" })
    let meter = try #require(terminal["meter"] as? [String: Int])
    #expect(meter["taps"] == 1 && meter["pins"] == 1 && meter["apdus"] == 2)
    #expect(meter["signatures"] == 1 && meter["verifications"] == 0)
    let bytes = try #require(meter["bytesToCard"]) + (try #require(meter["bytesFromCard"]))
    #expect(bytes < 700)
    let news = try #require(flows.first { $0["name"] as? String == "terminal, with a newer list" })
    let newsMeter = try #require(news["meter"] as? [String: Int])
    #expect(try #require(newsMeter["bytesToCard"]) > (try #require(meter["bytesToCard"])) + 100)
    let times = try #require(terminal["times"] as? [[String: Any]])
    #expect(times.count == 6)
    for time in times {
      let limit = time["card"] as? String == "JCOP4 J3R180" ? 300 : 500
      #expect(try #require(time["milliseconds"] as? Int) < limit)
    }
  }
}
