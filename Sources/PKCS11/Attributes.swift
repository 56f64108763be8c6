import CPKCS11

/// The attributes of an object, for as long as one call takes.
struct Attributes {
  private var list: [(type: CK_ULONG, bytes: [UInt8])] = []

  static let nothing = Attributes()

  func adding(_ type: CK_ULONG, _ bytes: [UInt8]) -> Attributes {
    var copy = self
    copy.list.append((type, bytes))
    return copy
  }

  func adding(_ type: CK_ULONG, _ flag: Bool) -> Attributes { adding(type, [flag ? 1 : 0]) }

  func adding(_ type: CK_ULONG, _ number: CK_ULONG) -> Attributes {
    adding(type, withUnsafeBytes(of: number) { Array($0) })
  }

  func adding(_ type: CK_ULONG, _ text: String) -> Attributes { adding(type, Array(text.utf8)) }

  /// Lends them as the standard wants them: pointers that hold during the call.
  func lend<Result>(_ body: (UnsafeMutablePointer<CK_ATTRIBUTE>?, CK_ULONG) -> Result) -> Result {
    var joined = list.flatMap(\.bytes)
    return joined.withUnsafeMutableBytes { buffer in
      var offset = 0
      var attributes = list.map { entry in
        defer { offset += entry.bytes.count }
        return CK_ATTRIBUTE(
          type: entry.type, value: buffer.baseAddress.map { $0 + offset },
          length: CK_ULONG(entry.bytes.count))
      }
      return attributes.withUnsafeMutableBufferPointer {
        body($0.baseAddress, CK_ULONG($0.count))
      }
    }
  }
}

/// CKA_, CKO_, CKK_ and CKM_.
enum Name {
  static let `class`: CK_ULONG = 0
  static let token: CK_ULONG = 1
  static let isPrivate: CK_ULONG = 2
  static let label: CK_ULONG = 3
  static let application: CK_ULONG = 0x10
  static let value: CK_ULONG = 0x11
  static let keyType: CK_ULONG = 0x100
  static let sensitive: CK_ULONG = 0x103
  static let encrypt: CK_ULONG = 0x104
  static let decrypt: CK_ULONG = 0x105
  static let sign: CK_ULONG = 0x108
  static let wrap: CK_ULONG = 0x106
  static let verify: CK_ULONG = 0x10A
  static let derive: CK_ULONG = 0x10C
  static let valueLength: CK_ULONG = 0x161
  static let extractable: CK_ULONG = 0x162
  static let modifiable: CK_ULONG = 0x170
  static let ecParameters: CK_ULONG = 0x180
  static let ecPoint: CK_ULONG = 0x181

  static let dataClass: CK_ULONG = 0
  static let publicKeyClass: CK_ULONG = 2
  static let privateKeyClass: CK_ULONG = 3
  static let secretKeyClass: CK_ULONG = 4

  static let ecKey: CK_ULONG = 3
  static let genericSecretKey: CK_ULONG = 0x10
  static let aesKey: CK_ULONG = 0x1F

  static let generateEC: CK_ULONG = 0x1040
  static let ecdsa: CK_ULONG = 0x1041
  static let generateGenericSecret: CK_ULONG = 0x350
  static let generateAES: CK_ULONG = 0x1080
  static let wrapAES: CK_ULONG = 0x2109
  static let hmacSHA256: CK_ULONG = 0x251
}
