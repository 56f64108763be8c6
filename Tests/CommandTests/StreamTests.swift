import Foundation
import Testing

/// What is at the other end of a command: nothing, a full disk, a terminal that believes everything.
@Suite("Streams") struct StreamTests {
  @Test("A closed standard output never lends its number to a device, and is an error")
  func closedOutput() throws {
    let desk = try Desk.set()
    for command in ["request Bob 6 -o q", "pay Alice q --pin 1234 -o p", "sync Alice"] {
      let answer = try desk.bash("kontant \(command) >&-")
      #expect(answer.status == 74, "\(command): \(answer.error)")
    }
    #expect(try desk.spendable("Alice") == 49_400)
    #expect(try desk.spendable("Bob") == 10_000)
    #expect(try desk.isBalanced())
  }

  @Test("A closed standard error leaves the exit code to speak") func closedError() throws {
    let desk = try Desk.set()
    #expect(try desk.bash("kontant nonsense 2>&-").status == 64)
    #expect(try desk.bash("kontant request Bob 0 2>&-").status != 0)
    #expect(try desk.bash("kontant status Nobody <&- >&- 2>&-").status < 128)
  }

  @Test("An answer that cannot be written is no success", arguments: ["world --seeds 1", "--json"])
  func fullOutput(_ words: String) throws {
    let desk = try Desk.set()
    let command = words == "--json" ? "ledger status --json" : words
    #expect(try desk.bash("kontant \(command) >/dev/full").status == 74)
  }

  @Test("--force never overwrites a device, a ledger or a home's own files") func force() throws {
    let desk = try Desk.set()
    let before = try desk.picture()
    for file in ["devices/Alice.device", "ledger.sqlite", "kontant.json", "keys.json"] {
      let answer = try desk.run("address", "Bob", "-o", "kontant-home/\(file)", "--force")
      #expect(answer.status == 73, "\(file): \(answer.error)")
    }
    #expect(try desk.picture() == before)
  }

  @Test("What a name brings does not steer the terminal") func controls() throws {
    let desk = try Desk.set()
    let answer = try desk.run("card", "issue", "--pin", "1234", "--", "a\u{1B}[31mb\nc")
    #expect(answer.status != 0)
    #expect(answer.errorLines.count == 1)
    #expect(!answer.error.contains("\u{1B}"))
  }
}
