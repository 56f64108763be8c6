import Foundation
import Testing

extension ThroughReader {
  @Test("README.md promises only what works with a card in a reader") func readme() throws {
    let page = URL(filePath: #filePath).deletingLastPathComponent()
      .appending(path: "../../README.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    let tail = try #require(
      text.components(separatedBy: "<!-- tested in a reader -->\n").dropFirst().first)
    let block = try #require(
      tail.components(separatedBy: "```").dropFirst().first?.dropFirst("sh\n".count))
    // The block goes on in the home that the page's first one has made.
    let before =
      "kontant init --unsafe-file-keys --currency SEK; kontant card issue Bob --pin 4321\n"
    // A card that a failed command left in the reader is taken out all the same.
    let script = "set -euo pipefail; trap 'kill $(jobs -p) 2>/dev/null || true' EXIT\n"
    let products = URL(filePath: Desk.kontant).deletingLastPathComponent().path
    let answer = try desk.run(
      "/bin/bash", ["-c", script + before + block],
      environment: ["PATH": products + ":/usr/bin:/bin"])
    #expect(answer.status == 0, "\(answer.out)\n\(answer.error)")
    #expect(answer.out.contains("card: 1 tap, 1 PIN"))
  }
}
