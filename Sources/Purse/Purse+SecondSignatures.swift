#if !hasFeature(Embedded)
  import Wire

  /// Second signatures, on hosts (docs/spec/suites.md, SUI-20 to SUI-25). They are made of what lies in the purse's
  /// own storage: no bytes come in here, so that nobody can have the purse sign what it has not decided.
  extension Purse {
    /// Countersigns the answer to the last command that changed the purse, once it is durable, and again whenever
    /// it is asked for.
    public mutating func countersignAnswer() {
      guard signsTwice else { return }
      countersign(state.last.answer)
    }

    /// Countersigns the sync request that waits for its grant.
    public mutating func countersignSyncRequest() {
      guard signsTwice, let request = state.syncRequest else { return }
      crypto.countersign(request.digest(hash: crypto), with: state.keyHandle)
    }

    /// Countersigns a payment that this purse has made under its serial, if the journal still has it.
    public mutating func countersignPayment(at sequence: SequenceNumber) {
      guard signsTwice else { return }
      var message = PurseAnswer()
      readPayment(at: sequence, into: &message)
      let span = message.span
      guard message.count > 0, let payment = try? Signed<Payment>(span),
        payment.content.payer == certificate.serial, payment.content.sequence == sequence
      else { return }
      countersign(message)
    }

    /// What came beside messages, to be used when they are verified.
    public mutating func bring(_ seconds: [[UInt8]]) { crypto.bring(seconds) }

    /// All second signatures that are at hand.
    public var secondSignatures: SecondSignatures { crypto.secondSignatures }

    /// Those that the entries of an upload can rest on: not what the ledger and its issuers have signed themselves.
    public var secondsToReport: SecondSignatures {
      mutating get {
        let all = crypto.secondSignatures
        guard !all.isEmpty else { return all }
        var own: [Word32] = [state.rootKey.y]
        for i in 0..<state.authorities.count { own.append(state.authorities.peek(i).key.y) }
        return all.filtered { !own.contains($0.key) }
      }
    }

    /// Once a grant covers the journal, what its entries rest on is the ledger's to keep. What speaks for the
    /// purse's own certificate stays.
    public mutating func dropCoveredSeconds() {
      guard crypto.suites.contains(.es256MLDSA65), state.lifeCycle != .manufactured,
        state.sequence.value <= state.covered.value + 1, let own = state.certificate
      else { return }
      let kept = own.digest(hash: crypto)
      let root = state.rootKey.y
      crypto.keepSeconds { $0.digest == kept || $0.key == root }
    }

    private var signsTwice: Bool {
      mutating get { state.certificate != nil && suite == .es256MLDSA65 }
    }

    private mutating func countersign(_ message: PurseAnswer) {
      let span = message.span
      guard message.count > 0, let envelope = try? Envelope(span),
        let type = try? Envelope.type(ofPayload: envelope.payload)
      else { return }
      let digest = Envelope.digest(
        envelope.algorithm, type: type, payload: envelope.payload, hash: crypto)
      crypto.countersign(digest, with: state.keyHandle)
    }
  }
#endif
