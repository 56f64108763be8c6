import Purse
import Synchronization
import Wire

/// The second signatures that a software purse has: those brought beside messages, verified as they came, and its
/// own (SUI-22). The device beside a purse keeps them; the purse does not see them.
public final class SecondStore: Sendable {
  private struct State {
    var known: SecondSignatures
    /// Brought since they were last written.
    var isChanged = false
  }

  private let state: Mutex<State>

  public init(_ known: SecondSignatures = SecondSignatures()) {
    state = Mutex(State(known: known))
  }

  /// Takes in what came beside a message. What does not hold is left out, so that nothing wrong can stand where
  /// the right one belongs.
  public func bring(_ items: [[UInt8]]) {
    guard !items.isEmpty else { return }
    let brought = SecondSignatures(items, hash: SoftwareHash())
    let known = all
    for (name, signature) in brought.signatures where known.signatures[name] == nil {
      let key = Wire.PublicKey(evenX: .zero, hash: name.key)
      guard
        let second = (brought.keys[name.key] ?? known.keys[name.key]).flatMap({
          SecondSignature(key: $0, signature: signature)
        }), second.holds(over: name.digest, by: key)
      else { continue }
      add(second, of: name.digest, by: key)
    }
  }

  func add(_ second: SecondSignature, of digest: Digest, by key: PublicKey) {
    state.withLock { state in
      state.known.add(second, of: digest, by: key)
      state.isChanged = true
    }
  }

  /// Drops what is not wanted any more.
  public func keep(_ isWanted: (SecondSignatures.Name) -> Bool) {
    let kept = all.filtered(isWanted)
    state.withLock { state in
      state.isChanged = state.isChanged || kept.signatures.count != state.known.signatures.count
      state.known = kept
    }
  }

  public var all: SecondSignatures { state.withLock { $0.known } }

  /// What `changes` gave could not be written.
  public func noteUnwritten() { state.withLock { $0.isChanged = true } }

  /// Everything, if something has come in or gone since it was last asked; else nil.
  public func changes() -> SecondSignatures? {
    state.withLock { state in
      guard state.isChanged else { return nil }
      state.isChanged = false
      return state.known
    }
  }
}
