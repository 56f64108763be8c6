import Foundation
import Home
import Money
import PKCS11
import Payment
import Purse
import Settlement
import Testing
import Wire

/// A small bank, Alice's card with 500 on it, and a terminal whose keys lie in a token.
final class Kiosk {
  let home: Home
  let folder: String
  /// Logged in for as long as this lives, so that the terminal's own sessions come and go.
  let token: Token

  /// - Parameter label: of the token, which no other suite uses.
  init(_ label: String) throws {
    token = try SoftToken.open(label)
    folder = FileManager.default.temporaryDirectory.path + "/kontant-kiosk-\(UUID())"
    try Home.create(
      path: folder, currency: try #require(Currency(letters: "SEK")), liquidity: .evidenceAndPool,
      now: LedgerTime(seconds: 1_800_000_000), keys: .unsafeFile)
    home = try Home(path: folder)
    try Data("1234\n".utf8).write(to: URL(filePath: folder + "/pin"))
    for name in ["Alice", "Kiosk", "Other"] { try home.ledger.openAccount(name) }
    try home.ledger.issue(try sek(1_000), to: "Alice", time: home.now)
    try home.issueDevice(
      "Alice", kind: .card, policyID: PolicyPreset.ekronaCard.id, account: "Alice",
      pin: SoftToken.pin)
    try issue("Kiosk")
    var alice = try home.device("Alice")
    var wishes = SyncWishes()
    wishes.load = try sek(500)
    _ = try home.sync(&alice, wishes: wishes, documents: [])
  }

  deinit { try? FileManager.default.removeItem(atPath: folder) }

  /// Makes a terminal with its keys in the token.
  func issue(_ name: String) throws {
    try home.issueDevice(
      name, kind: .terminal, policyID: PolicyPreset.ekronaTerminal.id, account: name,
      pin: SoftToken.pin,
      keys: TerminalPlace(
        module: try #require(SoftToken.modulePath), token: token.label, pinFile: folder + "/pin"))
  }

  func sek(_ units: UInt64) throws -> Amount { try #require(Amount(minorUnits: units * 100)) }

  var path: String { home.devicePath("Kiosk") }

  /// The bytes of the terminal's file.
  var file: [UInt8] {
    get throws { [UInt8](try Data(contentsOf: URL(filePath: path))) }
  }

  /// Puts a file in the terminal's place.
  func put(_ bytes: [UInt8]) throws { try Data(bytes).write(to: URL(filePath: path)) }

  /// Opens the terminal, does something with it, and lets go of its file.
  @discardableResult
  func open<Result>(_ body: (inout Device) throws -> Result) throws -> Result {
    var device = try Device(path: path)
    return try body(&device)
  }

  var pending: Amount {
    get throws { try open { $0.purse.status.pending } }
  }

  /// Where the token says that the terminal's memory stands.
  var place: [UInt8] {
    get throws {
      let found = try token.data(try placeName)
      #expect(found.count == 1)
      return try #require(found.first)
    }
  }

  /// The token is set back to before it knew a place, and its keys are not.
  func forgetPlace() throws { try token.putData(try placeName, []) }

  func setPlace(_ place: [UInt8]) throws { try token.putData(try placeName, place) }

  private var placeName: String {
    get throws { try Kiosk.prefix(try file) + "-place" }
  }

  /// What the names of a terminal's objects in its token begin with.
  static func prefix(_ file: [UInt8]) throws -> String {
    struct Info: Decodable {
      struct Seal: Decodable { var identity: [UInt8] }
      var seal: Seal
    }
    let line = try #require(
      file.split(separator: 0x0A, maxSplits: 2, omittingEmptySubsequences: false).dropFirst().first)
    let info = try JSONDecoder().decode(Info.self, from: Data(line))
    return "kontant-"
      + info.seal.identity.map { String(UInt16($0) + 256, radix: 16).dropFirst() }.joined()
  }

  /// The terminal asks, Alice pays, the terminal takes it.
  func take(_ units: UInt64, request: UInt64) throws {
    try open { try take(units, request: request, &$0) }
  }

  func take(_ units: UInt64, request: UInt64, _ kiosk: inout Device) throws {
    var alice = try home.device("Alice")
    let asked = try message(
      kiosk.execute(.request(number: RequestNumber(request), amount: try sek(units))))
    let next = alice.purse.sequence.next
    let paid = try alice.execute(
      .pay(
        expected: next, request: asked, certificate: try certificate(&kiosk), pin: SoftToken.pin))
    let (payment, sealed) = try payment(paid)
    let taken = kiosk.purse.sequence.next
    _ = try kiosk.execute(
      .accept(
        expected: taken, payment: payment, certificate: try certificate(&alice),
        sealed: sealed ?? []))
  }

  func sync() throws { try open { try sync(&$0) } }

  func sync(_ kiosk: inout Device) throws {
    _ = try home.sync(&kiosk, wishes: SyncWishes(), documents: [])
  }

  func message(_ reply: PurseReply) throws -> [UInt8] {
    guard case .message(let bytes) = reply else { throw UnexpectedReply() }
    return bytes
  }

  /// The terminal asks for 5.
  func ask(_ number: UInt64) throws {
    _ = try open {
      try $0.execute(.request(number: RequestNumber(number), amount: try sek(5)))
    }
  }

  private func payment(_ reply: PurseReply) throws -> ([UInt8], [UInt8]?) {
    guard case .payment(let message, let sealed) = reply else { throw UnexpectedReply() }
    return (message, sealed)
  }

  private func certificate(_ device: inout Device) throws -> [UInt8] {
    try message(device.execute(.certificate))
  }
}

/// A record in a terminal's file, as its specification says.
struct SealedRecord {
  var range: Range<Int>
  /// Sequence and tag, as the token keeps them.
  var place: [UInt8]

  static let header = 4096

  /// All that lie in a file.
  static func all(in file: [UInt8]) -> [SealedRecord] {
    var records: [SealedRecord] = []
    var start = header
    while start + 44 <= file.count {
      let length = (0..<4).reduce(0) { $0 | Int(file[start + $1]) << (8 * $1) }
      let end = start + 28 + length + 16
      guard end <= file.count else { break }
      records.append(
        SealedRecord(
          range: start..<end,
          place: Array(file[(start + 4)..<(start + 12)] + file[(end - 16)..<end])
        ))
      start = end
    }
    return records
  }
}
