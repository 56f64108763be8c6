import Foundation

/// The commands that README.md promises: the `sh` blocks that follow the line `<!-- tested -->`.
struct Readme {
  let blocks: [String]

  init(markdown: String) {
    var blocks: [String] = []
    var block: [String]?
    var isTagged = false
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false).map(String.init) {
      if let open = block {
        if line.hasPrefix("```") {
          blocks.append(open.joined(separator: "\n"))
          block = nil
        } else {
          block = open + [line]
        }
      } else if line == Self.tag {
        isTagged = true
      } else if !line.isEmpty {
        if isTagged, line == "```sh" { block = [] }
        isTagged = false
      }
    }
    self.blocks = blocks
  }

  static let ours = Readme(
    markdown: Tree.files.first { $0.path == "README.md" }?.lines.joined(separator: "\n") ?? "")

  private static let tag = "<!-- tested -->"
}
