/// What is wrong in a scenario's file, or with what came of playing it, and where.
public struct ScenarioProblem: Error, Equatable, Sendable, CustomStringConvertible {
  public var file: String
  public var place: Place
  public var message: String

  public var description: String { "\(file):\(place.line):\(place.column): \(message)" }
}

/// The problems of one run, in the order of the file.
public struct ScenarioFailure: Error, Sendable, CustomStringConvertible {
  public var problems: [ScenarioProblem]

  public var description: String { problems.map(\.description).joined(separator: "\n") }
}

/// Finds the word that was probably meant.
enum Suggestion {
  /// ", did you mean `amount`?" or, when nothing is near, "; there are: ...".
  static func text(for word: String, among known: [String]) -> String {
    let candidate =
      word.count > longestWord
      ? nil
      : known.map { (word: $0, distance: distance(word.lowercased(), $0.lowercased())) }
        .filter { $0.distance <= max(1, $0.word.count / 3) }
        .min { ($0.distance, $0.word) < ($1.distance, $1.word) }
    if let candidate { return ", did you mean `\(candidate.word)`?" }
    guard !known.isEmpty else { return "; there are none yet" }
    return "; there are: \(known.joined(separator: ", "))"
  }

  /// Letters to insert, delete, replace or swap with their neighbour.
  static func distance(_ first: String, _ second: String) -> Int {
    let a = Array(first)
    let b = Array(second)
    guard !a.isEmpty, !b.isEmpty else { return max(a.count, b.count) }
    var rows = [Array(0...b.count)]
    for i in 1...a.count {
      var row = [i]
      for j in 1...b.count {
        let replaced = rows[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1)
        var best = min(rows[i - 1][j] + 1, row[j - 1] + 1, replaced)
        if i > 1, j > 1, a[i - 1] == b[j - 2], a[i - 2] == b[j - 1] {
          best = min(best, rows[i - 2][j - 2] + 1)
        }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }

  /// Longer words are no misspellings of ours.
  private static let longestWord = 64
}
