import CPKCS11

extension Token {
  /// Makes a signing key on P-256 that never leaves the token (KEY-3).
  /// - Returns: its public half, x || y, 64 bytes.
  public func makeSigningKey(_ name: String) throws(TokenError) -> [UInt8] {
    try inSession { session throws(TokenError) in
      try isTaken(Name.privateKeyClass, name, session)
      let publicKey = Attributes.nothing
        .adding(Name.class, Name.publicKeyClass).adding(Name.keyType, Name.ecKey)
        .adding(Name.token, true).adding(Name.isPrivate, false).adding(Name.label, name)
        .adding(Name.verify, true).adding(Name.ecParameters, Self.p256)
      let privateKey = Attributes.nothing
        .adding(Name.class, Name.privateKeyClass).adding(Name.keyType, Name.ecKey)
        .adding(Name.token, true).adding(Name.isPrivate, true).adding(Name.label, name)
        .adding(Name.sensitive, true).adding(Name.extractable, false)
        .adding(Name.sign, true).adding(Name.decrypt, false).adding(Name.derive, false)
      var handles: (CK_OBJECT_HANDLE, CK_OBJECT_HANDLE) = (0, 0)
      var mechanism = CK_MECHANISM(mechanism: Name.generateEC, parameter: nil, length: 0)
      try module.check("C_GenerateKeyPair") { functions in
        publicKey.lend { publicList, publicCount in
          privateKey.lend { privateList, privateCount in
            functions.C_GenerateKeyPair(
              session, &mechanism, publicList, publicCount, privateList, privateCount, &handles.0,
              &handles.1)
          }
        }
      }
      return try point(of: handles.0, session)
    }
  }

  /// The public half of a key, x || y.
  public func publicKey(_ name: String) throws(TokenError) -> [UInt8] {
    try inSession { session throws(TokenError) in
      try point(of: try only(Name.publicKeyClass, name, session), session)
    }
  }

  /// Signs a digest of 32 bytes with CKM_ECDSA.
  /// - Returns: r || s, 64 bytes.
  public func sign(_ digest: [UInt8], with name: String) throws(TokenError) -> [UInt8] {
    try inSession { session throws(TokenError) in
      let key = try only(Name.privateKeyClass, name, session)
      return try sign(digest, Name.ecdsa, key, length: 64, session)
    }
  }

  /// Makes a secret of 32 bytes for HMAC that never leaves the token (KEY-4).
  public func makeSecret(_ name: String) throws(TokenError) {
    try inSession { session throws(TokenError) in
      try isTaken(Name.secretKeyClass, name, session)
      let secret = Attributes.nothing
        .adding(Name.class, Name.secretKeyClass).adding(Name.keyType, Name.genericSecretKey)
        .adding(Name.token, true).adding(Name.isPrivate, true).adding(Name.label, name)
        .adding(Name.sensitive, true).adding(Name.extractable, false)
        .adding(Name.sign, true).adding(Name.verify, true).adding(Name.derive, false)
        .adding(Name.valueLength, CK_ULONG(32))
      var mechanism = CK_MECHANISM(
        mechanism: Name.generateGenericSecret, parameter: nil, length: 0)
      var handle: CK_OBJECT_HANDLE = 0
      try module.check("C_GenerateKey") { functions in
        secret.lend { functions.C_GenerateKey(session, &mechanism, $0, $1, &handle) }
      }
    }
  }

  /// HMAC-SHA256 under a secret, 32 bytes.
  public func authenticate(_ bytes: [UInt8], with name: String) throws(TokenError) -> [UInt8] {
    try inSession { session throws(TokenError) in
      let key = try only(Name.secretKeyClass, name, session)
      return try sign(bytes, Name.hmacSHA256, key, length: 32, session)
    }
  }

  /// Whether a private or secret key can be read out of the token, by what the token says of it.
  public func isExtractable(_ name: String) throws(TokenError) -> Bool {
    try inSession { session throws(TokenError) in
      let signing = try find(Name.privateKeyClass, name, session)
      let secret = try find(Name.secretKeyClass, name, session)
      guard let key = signing.first ?? secret.first else {
        throw .keyMissing(name, token: label)
      }
      let extractable = try value(Name.extractable, of: key, session)
      let sensitive = try value(Name.sensitive, of: key, session)
      return extractable != [0] || sensitive != [1]
    }
  }

  private func sign(
    _ bytes: [UInt8], _ type: CK_ULONG, _ key: CK_OBJECT_HANDLE, length: Int,
    _ session: CK_SESSION_HANDLE
  ) throws(TokenError) -> [UInt8] {
    var mechanism = CK_MECHANISM(mechanism: type, parameter: nil, length: 0)
    try module.check("C_SignInit") { $0.C_SignInit(session, &mechanism, key) }
    var signature = [UInt8](repeating: 0, count: length)
    var count = CK_ULONG(length)
    try module.check("C_Sign") {
      $0.C_Sign(session, bytes, CK_ULONG(bytes.count), &signature, &count)
    }
    guard count == length else { throw .failed(function: "C_Sign", code: 0) }
    return signature
  }

  /// The point as the token gives it: an octet string in DER around 04 || x || y. Some tokens leave the wrapping out.
  private func point(
    of key: CK_OBJECT_HANDLE, _ session: CK_SESSION_HANDLE
  ) throws(TokenError) -> [UInt8] {
    var bytes = try value(Name.ecPoint, of: key, session)
    if bytes.count == 67, bytes[0] == 4, bytes[1] == 65 { bytes.removeFirst(2) }
    guard bytes.count == 65, bytes[0] == 4 else {
      throw .failed(function: "C_GetAttributeValue", code: 0)
    }
    return Array(bytes.dropFirst())
  }

  /// The object identifier of P-256 in DER: 1.2.840.10045.3.1.7.
  private static let p256: [UInt8] = [6, 8, 0x2A, 0x86, 0x48, 0xCE, 0x3D, 3, 1, 7]
}
