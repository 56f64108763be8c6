/// A list of at most `capacity` elements, held in place: no heap. Order is kept; removal closes gaps.
public struct BoundedList<Element: Sendable, let capacity: Int>: Sendable {
  private var storage: InlineArray<capacity, Element>
  public private(set) var count = 0

  /// An empty list. `filler` occupies unused places and is never read.
  public init(filler: Element) { storage = InlineArray(repeating: filler) }

  public var isFull: Bool { count == capacity }
  public var isEmpty: Bool { count == 0 }
  public var room: Int { capacity - count }

  public subscript(index: Int) -> Element {
    // In place: a getter would copy the whole list for one element.
    _read {
      precondition(index < count)
      yield storage[index]
    }
    _modify {
      precondition(index < count)
      yield &storage[index]
    }
  }

  /// The element at an index. Mutating, though it changes nothing: a list that is passed by
  /// reference is not copied for one element, and on the hot paths that is most of the time.
  public mutating func peek(_ index: Int) -> Element {
    precondition(index < count)
    return storage[index]
  }

  /// Appending to a full list is a broken invariant: callers check `isFull` first.
  public mutating func append(_ element: Element) {
    precondition(count < capacity, "list above its limit")
    storage[count] = element
    count += 1
  }

  public mutating func remove(at index: Int) {
    precondition(index < count)
    var i = index
    while i + 1 < count {
      storage[i] = storage[i + 1]
      i += 1
    }
    count -= 1
  }

  public mutating func removeAll() { count = 0 }
}
