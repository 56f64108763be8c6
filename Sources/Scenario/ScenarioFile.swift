import Foundation
import Yams

/// Reads a scenario's file as far as YAML goes: text, one document, its nodes.
enum ScenarioFile {
  /// A page of YAML is a few thousand bytes; more than this is no scenario.
  static let largestBytes = 262_144
  /// Aliases repeat a part of the file; nested in each other they grow without bound.
  static let mostAliases = 12

  static func read(_ path: String) throws(ScenarioProblem) -> String {
    let start = Place(line: 1, column: 1)
    func problem(_ message: String) -> ScenarioProblem {
      ScenarioProblem(file: path, place: start, message: message)
    }
    var isFolder: ObjCBool = false
    guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder) else {
      throw problem("there is no such file; the shipped ones are in the folder scenarios")
    }
    guard !isFolder.boolValue else {
      throw problem("this is a folder; name the files in it, like \(path)/*.yaml")
    }
    guard let handle = FileHandle(forReadingAtPath: path) else {
      throw problem("the file cannot be read; check its rights")
    }
    defer { try? handle.close() }
    guard let data = try? handle.read(upToCount: largestBytes + 1) else {
      return ""
    }
    guard data.count <= largestBytes else {
      throw problem("the file has more than \(largestBytes) bytes; a scenario has a few thousand")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw problem("the file is not a UTF-8 text")
    }
    return text
  }

  /// - Parameter content: what such a file has, for who gives an empty one.
  static func root(
    _ text: String, file: String, content: String = "a scenario has `title` and `steps`"
  ) throws(ScenarioProblem) -> Node {
    func problem(_ place: Place, _ message: String) -> ScenarioProblem {
      ScenarioProblem(file: file, place: place, message: message)
    }
    let start = Place(line: 1, column: 1)
    guard text.utf8.count <= largestBytes else {
      throw problem(start, "the text has more than \(largestBytes) bytes")
    }
    guard aliases(in: text) <= mostAliases else {
      throw problem(start, "more than \(mostAliases) words begin with *; write them out")
    }
    var documents: [Node] = []
    do {
      var sequence = try Yams.compose_all(yaml: text)
      while documents.count < 2, let document = sequence.next() { documents.append(document) }
      if let error = sequence.error { throw error }
    } catch {
      let (place, message) = explain(error)
      throw problem(place, message)
    }
    guard let root = documents.first else {
      throw problem(start, "the file is empty; \(content)")
    }
    guard documents.count == 1 else {
      throw problem(
        Place(line: documents[1].mark?.line ?? 1, column: 1),
        "a second document begins here; a file holds one")
    }
    if case .scalar(let scalar) = root, scalar.string.isEmpty {
      throw problem(start, "the file is empty; \(content)")
    }
    return root
  }

  private static func aliases(in text: String) -> Int {
    var previous: UInt8 = 0x20
    var count = 0
    for byte in text.utf8 {
      if byte == UInt8(ascii: "*"), " \n\t[{,-:?".utf8.contains(previous) { count += 1 }
      previous = byte
    }
    return count
  }

  private static func explain(_ error: any Error) -> (Place, String) {
    let start = Place(line: 1, column: 1)
    switch error as? YamlError {
    case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
      .composer(_, let problem, let mark, _):
      return (
        Place(line: mark.line, column: mark.column),
        "this is not YAML: \(problem.isEmpty ? "it cannot be read" : problem)"
      )
    case .duplicatedKeysInMapping(let duplicates, let context):
      return (
        Place(line: context.mark.line, column: context.mark.column),
        "a key stands here twice: \(duplicates.sorted().joined(separator: ", ").short)"
      )
    case .reader(let problem, _, _, _):
      return (start, "this is not YAML: \(problem)")
    default:
      return (start, "this is not YAML: it cannot be read")
    }
  }
}
