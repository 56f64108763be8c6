import Foundation

/// Columns of text, aligned: words to the left, numbers to the right.
public struct Table {
  private var rows: [[String]] = []
  private let rightAligned: Set<Int>

  public init(rightAligned: Set<Int> = []) { self.rightAligned = rightAligned }

  public mutating func add(_ cells: String...) { rows.append(cells) }

  public var lines: [String] {
    let columns = rows.map(\.count).max() ?? 0
    let widths = (0..<columns).map { column in
      rows.map { $0.indices.contains(column) ? $0[column].count : 0 }.max() ?? 0
    }
    return rows.map { row in
      let cells = row.indices.map { column in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return rightAligned.contains(column) ? space + row[column] : row[column] + space
      }
      return trimmed(cells.joined(separator: "  "))
    }
  }

  public var text: String { lines.joined(separator: "\n") }

  private func trimmed(_ line: String) -> String {
    var line = line
    while line.last == " " { line.removeLast() }
    return line
  }
}

/// Colour where a person looks on: on a terminal, and never with NO_COLOR (no-color.org).
public struct Style: Sendable {
  public let isColoured: Bool

  public init(descriptor: Int32, environment: [String: String]) {
    let asked = environment["NO_COLOR"].map { !$0.isEmpty } ?? false
    isColoured = isatty(descriptor) == 1 && !asked && environment["TERM"] != "dumb"
  }

  public func bold(_ text: String) -> String { wrap(text, "1") }
  public func red(_ text: String) -> String { wrap(text, "31") }

  private func wrap(_ text: String, _ code: String) -> String {
    isColoured ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
