import CardLink

/// Finding a reader by what a person types of its long name.
enum ReaderName {
  static func find(_ part: String?, among known: [String]) throws(CardLinkError) -> String {
    guard !known.isEmpty else { throw .noReader(part, known: []) }
    guard let part else {
      guard known.count == 1 else { throw .manyReaders("no name", known) }
      return known[0]
    }
    if known.contains(part) { return part }
    let found = part.isEmpty ? [] : known.filter { $0.lowercased().contains(part.lowercased()) }
    switch found.count {
    case 0: throw .noReader(part, known: known)
    case 1: return found[0]
    default: throw .manyReaders(part, found)
    }
  }
}
