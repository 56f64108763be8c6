import Settlement
import Wire

/// Purses and accounts as this ledger read or wrote them last. A batch may begin from here without a
/// round trip: its commit sees whether anything has changed since, and then all of this is forgotten.
///
/// Where other ledgers write the same purses this is of little use, and every conflict costs a batch.
/// So after a conflict the store is asked for a while, the longer the more conflicts there are.
struct RowCache: Sendable {
  private var purses = Generations<Serial, KnownPurse>()
  private var accounts = Generations<String, KnownAccount>()
  /// Batches that still begin without this.
  private var rest = 0
  /// How many after the next conflict.
  private var nextRest = Self.rests.lowerBound

  private static let rests = 4...256

  /// Another batch begins.
  /// - Returns: whether it may use this.
  mutating func begin() -> Bool {
    guard rest > 0 else { return true }
    rest -= 1
    return false
  }

  mutating func purse(_ serial: Serial) -> KnownPurse? { purses[serial] }
  mutating func account(_ name: String) -> KnownAccount? { accounts[name] }

  mutating func add(_ found: RowFetch.Found) {
    guard rest == 0 else { return }
    for (serial, purse) in found.purses {
      // What was read while a batch was written may be older than what that has left here.
      if let known = purses[serial], known.version >= purse.version { continue }
      purses[serial] = purse
    }
    for (name, account) in found.accounts {
      if let known = accounts[name], known.version >= account.version { continue }
      accounts[name] = account
    }
  }

  /// Takes in what a batch has written.
  mutating func add(_ written: WrittenRows) {
    guard rest == 0 else { return }
    nextRest = max(Self.rests.lowerBound, nextRest - 1)
    for (serial, purse) in written.purses {
      purses[serial] = purses[serial].map { purse.with(payments: $0.payments) } ?? purse
    }
    for (name, account) in written.accounts { accounts[name] = account }
    for (payer, payments) in written.payments {
      guard let purse = purses[payer] else { continue }
      let changed = Set(payments.map(\.digest))
      let open = payments.filter { !written.closed.contains($0.digest) }
      purses[payer] = purse.with(
        payments: purse.payments.filter { !changed.contains($0.digest) } + open)
    }
  }

  /// Another ledger was first, or nobody knows what was written.
  mutating func forget() {
    purses = Generations()
    accounts = Generations()
    rest = nextRest
    nextRest = min(2 * nextRest, Self.rests.upperBound)
  }
}

/// A dictionary that forgets what has not been asked for since it was last half full.
private struct Generations<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private var young: [Key: Value] = [:]
  private var old: [Key: Value] = [:]
  private static var largest: Int { 60_000 }

  subscript(key: Key) -> Value? {
    mutating get {
      if let value = young[key] { return value }
      guard let value = old.removeValue(forKey: key) else { return nil }
      self[key] = value
      return value
    }
    set {
      if newValue != nil, young.count >= Self.largest {
        old = young
        young = [:]
      }
      young[key] = newValue
    }
  }
}
