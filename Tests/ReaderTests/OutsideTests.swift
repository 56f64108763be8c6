import Foundation
import Testing

extension ThroughReader {
  /// Outside/payment.py: a program that knows Kontant from its specification only.
  @Test("two people pay each other by pyscard and opensc-tool, however the cards are pulled")
  func outside() throws {
    try desk.done("init", "--unsafe-file-keys", "--currency", "SEK")
    for (name, load) in [("Alice", "500"), ("Bob", "100")] {
      try desk.done("account", "open", name, "--issue", "1000")
      try desk.done("card", "issue", name, "--pin", "1234")
      try desk.done("load", name, load)
    }
    let script = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "Outside/payment.py")
    let answer = try desk.run(
      ReaderRoom.python, ["-B", script.path, Desk.kontant, desk.home, desk.folder.path])
    #expect(answer.status == 0, "\(answer.out)\(answer.error)")
    #expect(answer.out.split(separator: "\n").count { $0.hasPrefix("ok: ") } == 26)
  }
}
