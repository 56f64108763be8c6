/// A table held in memory that remembers which rows changed, so that a store can write them. Rows
/// that are not in memory are looked for where its source says.
public struct Table<Key: Hashable & Sendable, Row: Sendable>: Sendable {
  private struct Slot: Sendable {
    let key: Key
    var row: Row
    var isChanged: Bool
  }

  /// Rows lie one behind the other, so that one can be looked at and changed where it is.
  private var slots: ContiguousArray<Slot> = []
  private var places: [Key: Int] = [:]
  /// Each once, in the order in which they changed first.
  private var changed: [Key] = []
  /// Where the row changed last lies: a payment's rows are changed several times one after the other.
  private var last: (key: Key, place: Int)?
  /// Finds a row that is not in memory.
  var find: (@Sendable (Key) -> Row?)?

  public init() {}

  /// How many rows are in memory.
  public var count: Int { slots.count }

  /// All rows that are in memory, gathered anew for each caller.
  public var rows: [Key: Row] {
    Dictionary(uniqueKeysWithValues: slots.lazy.map { ($0.key, $0.row) })
  }

  /// Those of them that are wanted.
  public func rows(where isWanted: (Row) -> Bool) -> [Key: Row] {
    var found: [Key: Row] = [:]
    for slot in slots where isWanted(slot.row) { found[slot.key] = slot.row }
    return found
  }

  public var keys: some Sequence<Key> { slots.lazy.map(\.key) }

  /// All that are in memory, one after the other.
  public var all: some Sequence<(key: Key, row: Row)> { slots.lazy.map { ($0.key, $0.row) } }

  public subscript(key: Key) -> Row? {
    get {
      if let place = place(of: key) { return slots[place].row }
      return find?(key)
    }
    set {
      guard let newValue else { return remove(key) }
      note(enter(newValue, key))
    }
  }

  public func has(_ key: Key) -> Bool { place(of: key) != nil || find?(key) != nil }

  public func isInMemory(_ key: Key) -> Bool { place(of: key) != nil }

  /// Looks at a row without a copy of all of it; nil when there is none.
  @inline(__always)
  public func look<Value>(_ key: Key, _ body: (Row) -> Value) -> Value? {
    if let value = lookInMemory(key, body) { return value }
    return find?(key).map(body)
  }

  /// The same for one that is in memory.
  @inline(__always)
  public func lookInMemory<Value>(_ key: Key, _ body: (Row) -> Value) -> Value? {
    guard let place = place(of: key) else { return nil }
    return slots.withUnsafeBufferPointer { body($0[place].row) }
  }

  /// Changes a row in place. A missing row is a broken invariant.
  public mutating func update(_ key: Key, _ change: (inout Row) -> Void) {
    let place: Int
    if let known = self.place(of: key) {
      place = known
    } else {
      guard let found = find?(key) else { preconditionFailure("row missing") }
      place = enter(found, key)
    }
    last = (key, place)
    note(place)
    change(&slots[place].row)
  }

  /// Takes a row out of memory that its source will find from now on; one that has changed since
  /// stays.
  mutating func release(_ key: Key) {
    guard let place = place(of: key), !slots[place].isChanged else { return }
    remove(key)
  }

  /// Takes in a stored row.
  public mutating func load(_ key: Key, _ row: Row?) {
    guard let row else { return remove(key) }
    enter(row, key)
  }

  public mutating func forgetChanges() {
    for key in changed {
      if let place = places[key] { slots[place].isChanged = false }
    }
    changed.removeAll(keepingCapacity: true)
  }

  /// The rows that changed, as they are now.
  var changedRows: [(key: Key, row: Row)] {
    changed.compactMap { key in places[key].map { (key, slots[$0].row) } }
  }

  @inline(__always)
  private func place(of key: Key) -> Int? {
    if let last, last.key == key { return last.place }
    return places[key]
  }

  private mutating func note(_ place: Int) {
    guard !slots[place].isChanged else { return }
    slots[place].isChanged = true
    changed.append(slots[place].key)
  }

  @discardableResult
  private mutating func enter(_ row: Row, _ key: Key) -> Int {
    if let place = place(of: key) {
      slots[place].row = row
      return place
    }
    places[key] = slots.count
    slots.append(Slot(key: key, row: row, isChanged: false))
    return slots.count - 1
  }

  /// The last row takes the place of the one that goes.
  private mutating func remove(_ key: Key) {
    guard let place = places.removeValue(forKey: key) else { return }
    last = nil
    if slots[place].isChanged { changed.removeAll { $0 == key } }
    let moved = slots.removeLast()
    guard place < slots.count else { return }
    slots[place] = moved
    places[moved.key] = place
  }
}
