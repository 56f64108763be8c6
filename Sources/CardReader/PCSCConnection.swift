import CPCSC
import CardLink

/// A card in a reader of this machine.
///
/// It is reset when the connection ends: no PIN stays verified for the program that comes next.
public final class PCSCConnection: CardConnection {
  /// Whether other programs may talk to the card meanwhile. A payment in one tap is nobody else's.
  public enum Sharing: Sendable {
    case exclusive
    case shared

    var mode: DWORD {
      switch self {
      case .exclusive: DWORD(SCARD_SHARE_EXCLUSIVE)
      case .shared: DWORD(SCARD_SHARE_SHARED)
      }
    }
  }

  /// The reader's whole name.
  public let reader: String
  public private(set) var answerToReset: [UInt8] = []
  private let service: CardService
  private let sharing: Sharing
  private var handle = SCARDHANDLE()
  private var isConnected = false
  private var transmission = g_rgSCardT1Pci

  /// Connects to the card that is in the reader now.
  /// - Parameter reader: any part of its name that no other reader has; nil when there is only one.
  public init(
    _ service: CardService, reader: String?, sharing: Sharing
  ) throws(CardLinkError) {
    self.service = service
    self.sharing = sharing
    self.reader = try service.reader(reader)
    try connect()
  }

  deinit { if isConnected { SCardDisconnect(handle, DWORD(SCARD_RESET_CARD)) } }

  public func transmit(_ command: [UInt8]) throws(CardLinkError) -> [UInt8] {
    try Self.check(command: command)
    guard isConnected else { throw .torn }
    var result = LONG()
    let response = [UInt8](unsafeUninitializedCapacity: Self.responseRoom) { buffer, count in
      var size = DWORD(buffer.count)
      result = SCardTransmit(
        handle, &transmission, command, DWORD(command.count), nil, buffer.baseAddress, &size)
      count = result == SCARD_S_SUCCESS ? Int(size) : 0
    }
    try PCSCResult.checkTransmitted(result, reader: reader)
    return try Self.check(response: response)
  }

  public func reset() throws(CardLinkError) {
    var active = DWORD()
    let result =
      isConnected
      ? SCardReconnect(handle, sharing.mode, Self.protocols, DWORD(SCARD_UNPOWER_CARD), &active)
      : SCARD_W_REMOVED_CARD
    // A card that was taken out and laid back is another one to the service.
    guard result == SCARD_S_SUCCESS else { return try connect() }
    transmission = active == DWORD(SCARD_PROTOCOL_T0) ? g_rgSCardT0Pci : g_rgSCardT1Pci
    try readAnswerToReset()
  }

  private func connect() throws(CardLinkError) {
    disconnect()
    var active = DWORD()
    let result = SCardConnect(
      service.context, reader, sharing.mode, Self.protocols, &handle, &active)
    try PCSCResult.check(result, reader: reader)
    isConnected = true
    transmission = active == DWORD(SCARD_PROTOCOL_T0) ? g_rgSCardT0Pci : g_rgSCardT1Pci
    try readAnswerToReset()
  }

  private func disconnect() {
    guard isConnected else { return }
    isConnected = false
    SCardDisconnect(handle, DWORD(SCARD_RESET_CARD))
  }

  private func readAnswerToReset() throws(CardLinkError) {
    var bytes = [UInt8](repeating: 0, count: Int(MAX_ATR_SIZE))
    var count = DWORD(bytes.count)
    try PCSCResult.check(
      SCardStatus(handle, nil, nil, nil, nil, &bytes, &count), reader: reader)
    answerToReset = Array(bytes.prefix(Int(count)))
  }

  private static let protocols = DWORD(SCARD_PROTOCOL_T0 | SCARD_PROTOCOL_T1)
  /// pcsc-lite's MAX_BUFFER_SIZE_EXTENDED, a macro that Swift cannot read.
  private static let responseRoom = 4 + 3 + 65_536 + 3 + 2
}
