/// The tables of a page in Markdown, row by row: what stands in a cell is read, not how it looks.
struct DocumentTable {
  struct Row {
    var line: Int
    var cells: [String]
  }

  /// All rows below a heading row, of all tables of the page.
  let rows: [Row]

  init(markdown: String) {
    var rows: [Row] = []
    var isInTable = false
    let lines = markdown.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      guard line.hasPrefix("|") else {
        isInTable = false
        continue
      }
      let cells = line.split(separator: "|", omittingEmptySubsequences: false).dropFirst()
        .dropLast()
        .map { String($0.trimming(while: { $0 == " " })) }
      if cells.allSatisfy({ $0.wholeMatch(of: /-+/) != nil }) {
        isInTable = true
      } else if isInTable {
        rows.append(Row(line: index + 1, cells: cells))
      }
    }
    self.rows = rows
  }
}

extension Substring {
  fileprivate func trimming(while isSpace: (Character) -> Bool) -> Substring {
    var rest = drop(while: isSpace)
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return rest
  }
}
