/// The page of flash that the counter is. Programming a word clears bits of it, and nothing sets them
/// again; where the power goes in the middle, any of them may be cleared.
public protocol CounterPage: Sendable {
  func word(at index: Int) -> UInt64
  /// Clears all bits of a word.
  mutating func program(wordAt index: Int)
}

/// The highest security version that has started on this board (BOO-4).
public struct RollbackCounter<Page: CounterPage>: Sendable {
  public private(set) var page: Page

  public init(page: Page) { self.page = page }

  /// 0 before anything has started.
  public var version: UInt32 {
    var index = Int(ImageHeader.largestVersion)
    while index > 0 {
      if page.word(at: index - 1) != .max { return UInt32(index) }
      index -= 1
    }
    return 0
  }

  /// Raises the counter; a lower version changes nothing. Words that a lost power has left come first, so
  /// that the counter never passes the version.
  public mutating func raise(to version: UInt32) {
    var index = 0
    while index < Int(min(version, ImageHeader.largestVersion)) {
      if page.word(at: index) != 0 { page.program(wordAt: index) }
      index += 1
    }
  }
}
