/// Rows of text in aligned columns.
struct TextTable {
  enum Alignment { case left, right }

  private var rows: [[String]] = []
  /// Of the first columns; the others hold figures and stand to the right.
  private let alignment: [Alignment]

  init(alignment: [Alignment]) { self.alignment = alignment }

  mutating func add(_ row: [String]) { rows.append(row) }

  /// The rows, without blanks at their ends.
  var lines: [String] {
    var widths: [Int] = []
    for row in rows {
      for (column, cell) in row.enumerated() {
        if column == widths.count { widths.append(0) }
        widths[column] = max(widths[column], cell.count)
      }
    }
    return rows.map { row in
      let cells = row.enumerated().map { column, cell in
        let blanks = String(repeating: " ", count: widths[column] - cell.count)
        let side = column < alignment.count ? alignment[column] : .right
        return side == .left ? cell + blanks : blanks + cell
      }
      var line = cells.joined(separator: "  ")
      while line.last == " " { line.removeLast() }
      return line
    }
  }
}

/// How text looks on a terminal; plain everywhere else.
public struct TextStyle: Sendable {
  public var isColoured: Bool

  public init(isColoured: Bool) { self.isColoured = isColoured }

  func bold(_ text: String) -> String { wrap(text, "1") }
  func dim(_ text: String) -> String { wrap(text, "2") }
  func good(_ text: String) -> String { wrap(text, "32") }
  func bad(_ text: String) -> String { wrap(text, "31") }

  private func wrap(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
