/// One signature line of a note (LOG-9).
public struct NoteSignature: Hashable, Sendable {
  public let name: String
  public let id: UInt32
  public let signature: [UInt8]

  init(name: String, id: UInt32, signature: [UInt8]) {
    self.name = name
    self.id = id
    self.signature = signature
  }

  /// `nil`, unless the line, without its newline, is written in the one way.
  init?(line: String) {
    guard line.utf8.starts(with: Self.start.utf8) else { return nil }
    let parts = String(decoding: line.utf8.dropFirst(Self.start.utf8.count), as: UTF8.self)
      .utf8.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    guard parts.count == 2, NoteKey.isName(parts[0]),
      let bytes = CanonicalText.bytes(base64: parts[1]), bytes.count > Self.idBytes
    else { return nil }
    name = parts[0]
    id = bytes.prefix(Self.idBytes).reduce(0) { $0 << 8 | UInt32($1) }
    signature = Array(bytes.dropFirst(Self.idBytes))
  }

  /// The line without its newline.
  var line: String {
    let idBytes = withUnsafeBytes(of: id.bigEndian) { Array($0) }
    return "\(Self.start)\(name) \(CanonicalText.base64(idBytes + signature))"
  }

  func isBy(_ key: NoteKey) -> Bool { id == key.id && name.utf8.elementsEqual(key.name.utf8) }

  private static let start = "\u{2014} "
  private static let idBytes = 4
}
