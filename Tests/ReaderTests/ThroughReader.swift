import Foundation
import Testing

/// Everything that needs a card service. One test after the other: there are two readers.
@Suite(
  "Through a reader", .serialized,
  .enabled(
    if: ReaderRoom.isPossible || ReaderRoom.mustRun,
    "SKIPPED: needs pcscd (running, or root), vsmartcard-vpcd, opensc and python3-pyscard"))
struct ThroughReader {
  let desk: Desk

  init() throws {
    try #require(ReaderRoom.isPossible, "run Scripts/setup.sh as root before the tests")
    try ReaderRoom.enter()
    desk = try Desk()
  }
}
