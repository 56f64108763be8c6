import CPKCS11

/// Bytes in a token that change: what a terminal has written last (TRM-20).
extension Token {
  /// Puts bytes under a name, which only who is logged in reads, in the place of those that had it. Not in one step,
  /// since tokens that let an object's value change are rare: broken off, both are there.
  public func putData(_ name: String, _ bytes: [UInt8]) throws(TokenError) {
    try inSession { session throws(TokenError) in
      let old = try find(Name.dataClass, name, session)
      let object = Attributes.nothing
        .adding(Name.class, Name.dataClass).adding(Name.token, true)
        .adding(Name.isPrivate, true).adding(Name.label, name)
        .adding(Name.application, "kontant").adding(Name.value, bytes)
      var handle: CK_OBJECT_HANDLE = 0
      try module.check("C_CreateObject") { functions in
        object.lend { functions.C_CreateObject(session, $0, $1, &handle) }
      }
      for object in old {
        try module.check("C_DestroyObject") { $0.C_DestroyObject(session, object) }
      }
    }
  }

  /// What lies under a name: nothing, one, or the old and the new.
  public func data(_ name: String) throws(TokenError) -> [[UInt8]] {
    try inSession { session throws(TokenError) in
      var found: [[UInt8]] = []
      for object in try find(Name.dataClass, name, session) {
        found.append(try value(Name.value, of: object, session))
      }
      return found
    }
  }
}

extension Token {
  /// Whether the token gives a private or secret key out: by its own word, when its value is asked for, or wrapped under
  /// a key of the asker's (TRM-3).
  public func givesOut(_ name: String) throws(TokenError) -> Bool {
    if try isExtractable(name) { return true }
    return try inSession { session throws(TokenError) in
      let secret = try find(Name.secretKeyClass, name, session)
      let signing = try find(Name.privateKeyClass, name, session)
      guard let key = secret.first ?? signing.first else {
        throw .keyMissing(name, token: label)
      }
      if let read = try? value(Name.value, of: key, session), !read.isEmpty { return true }
      return wraps(key, session)
    }
  }

  /// A token that cannot make the wrapping key, or does not wrap at all, gives nothing out this way.
  private func wraps(_ key: CK_OBJECT_HANDLE, _ session: CK_SESSION_HANDLE) -> Bool {
    let wrapping = Attributes.nothing
      .adding(Name.class, Name.secretKeyClass).adding(Name.keyType, Name.aesKey)
      .adding(Name.token, false).adding(Name.wrap, true).adding(Name.valueLength, CK_ULONG(32))
    var mechanism = CK_MECHANISM(mechanism: Name.generateAES, parameter: nil, length: 0)
    var handle: CK_OBJECT_HANDLE = 0
    do throws(TokenError) {
      try module.check("C_GenerateKey") { functions in
        wrapping.lend { functions.C_GenerateKey(session, &mechanism, $0, $1, &handle) }
      }
      mechanism.mechanism = Name.wrapAES
      var wrapped = [UInt8](repeating: 0, count: 1024)
      var length = CK_ULONG(wrapped.count)
      try module.check("C_WrapKey") {
        $0.C_WrapKey(session, &mechanism, handle, key, &wrapped, &length)
      }
      return true
    } catch {
      return false
    }
  }
}
