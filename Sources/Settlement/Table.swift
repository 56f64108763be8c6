/// A table held in memory that remembers which rows changed, so that a store can write them. Rows
/// that are not in memory are looked for where its source says.
public struct Table<Key: Hashable & Sendable, Row: Sendable>: Sendable {
  public private(set) var rows: [Key: Row] = [:]
  private var changed: Set<Key> = []
  /// The two keys noted last: a payment's rows are changed several times one after the other.
  private var noted: (last: Key?, before: Key?)
  /// Where the row changed last lies, as long as no row has come or gone since.
  private var last: (key: Key, index: Dictionary<Key, Row>.Index)?
  /// Finds a row that is not in memory.
  var find: (@Sendable (Key) -> Row?)?

  public init() {}

  public subscript(key: Key) -> Row? {
    get {
      if let index = index(of: key) { return rows.values[index] }
      return find?(key)
    }
    set {
      last = nil
      rows[key] = newValue
      note(key)
    }
  }

  public func has(_ key: Key) -> Bool { index(of: key) != nil || find?(key) != nil }

  /// Looks at a row without a copy of all of it; nil when there is none.
  public func look<Value>(_ key: Key, _ body: (Row) -> Value) -> Value? {
    if let index = index(of: key) { return body(rows.values[index]) }
    return find?(key).map(body)
  }

  /// Changes a row in place. A missing row is a broken invariant.
  public mutating func update(_ key: Key, _ change: (inout Row) -> Void) {
    note(key)
    if let last, last.key == key { return change(&rows.values[last.index]) }
    if rows.index(forKey: key) == nil, let found = find?(key) { rows[key] = found }
    guard let index = rows.index(forKey: key) else { preconditionFailure("row missing") }
    last = (key, index)
    change(&rows.values[index])
  }

  /// Takes a row out of memory that its source will find from now on; one that has changed since
  /// stays.
  mutating func release(_ key: Key) {
    guard !changed.contains(key) else { return }
    last = nil
    rows[key] = nil
  }

  /// Takes in a stored row.
  public mutating func load(_ key: Key, _ row: Row?) {
    last = nil
    rows[key] = row
  }

  public mutating func forgetChanges() {
    changed.removeAll(keepingCapacity: true)
    noted = (nil, nil)
  }

  /// The rows that changed, as they are now.
  var changedRows: [(key: Key, row: Row)] {
    var found: [(key: Key, row: Row)] = []
    found.reserveCapacity(changed.count)
    for key in changed {
      if let index = rows.index(forKey: key) { found.append((key, rows.values[index])) }
    }
    return found
  }

  private func index(of key: Key) -> Dictionary<Key, Row>.Index? {
    if let last, last.key == key { return last.index }
    return rows.index(forKey: key)
  }

  private mutating func note(_ key: Key) {
    if key == noted.last || key == noted.before { return }
    changed.insert(key)
    noted = (key, noted.last)
  }
}
