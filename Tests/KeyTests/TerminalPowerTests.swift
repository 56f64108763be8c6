import Foundation
import Home
import Payment
import Purse
import Settlement
import Testing
import Wire

@Suite("Power of a terminal with a token", .enabled(if: SoftToken.isThere), .serialized)
struct TerminalPowerTests {
  /// What of the purse must be before or after.
  private struct View: Equatable {
    var sequence: SequenceNumber
    var openRequests: Int
    var awaitsGrant: Bool
    var tries: Int

    init(_ device: Device) {
      let status = device.purse.status
      sequence = status.sequence
      openRequests = Int(status.openRequests)
      awaitsGrant = status.awaitsGrant
      tries = Int(status.pinTriesLeft)
    }
  }

  @Test("TRM-21, TRM-22: cut anywhere within a write, it is before or after, and goes on")
  func write() throws {
    let kiosk = try Kiosk("power")
    let (before, place) = (try kiosk.file, try kiosk.place)
    let old = try kiosk.open { View($0) }
    try kiosk.ask(1)
    let new = try kiosk.open { View($0) }
    #expect(old != new)
    let (after, last) = (try kiosk.file, try kiosk.place)
    let record = try #require(SealedRecord.all(in: after).last)
    #expect(record.range.lowerBound == before.count)
    #expect(record.place == last)
    for end in record.range where (end - record.range.lowerBound) % 3 == 0 {
      let found = try reopen(kiosk, Array(after[..<end]), place)
      #expect(found == old, "\(end - before.count) bytes")
      #expect(try kiosk.place == place)
    }
    // Whole in the file, and the token knows it or not.
    #expect(try reopen(kiosk, after, place) == new)
    #expect(try kiosk.place == last)
    #expect(try reopen(kiosk, after, last) == new)
    // It goes on from a torn write.
    try kiosk.put(Array(after.dropLast(7)))
    try kiosk.setPlace(place)
    try kiosk.take(50, request: 1)
    #expect(try kiosk.pending == kiosk.sek(50))
  }

  @Test("TRM-13, TRM-22: cut anywhere while a bank is left, it is before or after, and goes on")
  func bank() throws {
    let kiosk = try Kiosk("power")
    try kiosk.take(50, request: 1)
    let (before, place) = (try kiosk.file, try kiosk.place)
    let old = try kiosk.open { View($0) }
    let request = try syncRequest(kiosk)
    let new = try kiosk.open { View($0) }
    #expect(old != new)
    let after = try kiosk.file
    let records = SealedRecord.all(in: after)
    #expect(after[..<SealedRecord.header] != before[..<SealedRecord.header])
    // The old file is there until the new one has its first record.
    #expect(try reopen(kiosk, before, place) == old)
    var known = place
    var views: [View] = []
    for record in records {
      let (start, end) = (record.range.lowerBound, record.range.upperBound)
      if record.place != records[0].place {
        for cut in [start + 1, start + 27, start + 40, end - 1] {
          views.append(try reopen(kiosk, Array(after[..<cut]), known))
        }
      }
      views.append(try reopen(kiosk, Array(after[..<end]), known))
      views.append(try reopen(kiosk, Array(after[..<end]), record.place))
      known = record.place
    }
    let first = try #require(views.firstIndex(of: new))
    #expect(views[..<first].allSatisfy { $0 == old })
    #expect(views[first...].allSatisfy { $0 == new })
    #expect(try syncRequest(kiosk) == request)
    try kiosk.sync()
    #expect(kiosk.home.ledger.book.accounts["Kiosk"] == (try kiosk.sek(50)))
  }

  private func syncRequest(_ kiosk: Kiosk) throws -> [UInt8] {
    guard case .upload(let upload) = try kiosk.open({ try $0.execute(.syncRequest(SyncWishes())) })
    else { throw UnexpectedReply() }
    return upload.message
  }

  /// The purse in a file, where the token knows so much.
  private func reopen(_ kiosk: Kiosk, _ file: [UInt8], _ place: [UInt8]) throws -> View {
    try kiosk.put(file)
    try kiosk.setPlace(place)
    return try kiosk.open { View($0) }
  }
}
