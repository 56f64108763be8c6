import Foundation
import Testing

/// Whether a disk of one's own can be mounted: root may, where it has a namespace of its own.
enum SmallDisk {
  static let canMount: Bool = {
    let probe = Process()
    probe.executableURL = URL(filePath: "/usr/bin/unshare")
    probe.arguments = ["-m", "mount", "-t", "tmpfs", "none", "/mnt"]
    probe.standardError = FileHandle.nullDevice
    guard geteuid() == 0, (try? probe.run()) != nil else { return false }
    probe.waitUntilExit()
    return probe.terminationStatus == 0
  }()
}

/// A disk of a few megabytes in memory, for one script.
@Suite(
  "A disk that is full or read-only", .enabled(if: SmallDisk.canMount, "only root may mount one"))
struct DiskTests {
  /// Alice's upload has been written; the home goes to the small disk.
  private func desk() throws -> Desk {
    let desk = try Desk.set()
    try desk.pay("Alice", "Bob", 80, "payment")
    try desk.done("sync", "Alice", "--request-only", "-o", "up")
    return desk
  }

  @Test(
    "STO-10: on a full disk nothing is booked or all of it, and with room it goes on",
    arguments: [0, 8, 24, 40, 60, 90, 140, 400])
  func full(kilobytesLeft: Int) throws {
    let desk = try desk()
    let answer = try onSmallDisk(
      desk,
      """
      dd if=/dev/zero of=disk/fill bs=1k 2>/dev/null
      truncate -s -\(kilobytesLeft)k disk/fill
      kontant ledger receive up -o grant --home disk/home >out 2>error; echo $? >status
      rm disk/fill
      kontant ledger history --home disk/home --json >history
      kontant ledger receive up -o again --home disk/home >>out 2>>late || exit 1
      kontant ledger fsck --home disk/home >>out 2>>late || exit 2
      kontant ledger status --json --home disk/home >ledger
      """)
    #expect(answer.status == 0, "\(text(desk, "late"))")
    let status = text(desk, "status")
    if status == "0\n" {
      // The answer went out, and stays the same.
      #expect(try desk.bytes("grant") == desk.bytes("again"))
    } else {
      let error = text(desk, "error")
      #expect(status == "74\n", "\(status)\(error)")
      #expect(error.split(separator: "\n").count == 1 && error.hasPrefix("kontant: "), "\(error)")
      #expect(!FileManager.default.fileExists(atPath: desk.path("grant").path))
    }
    let ledger = try desk.object(text(desk, "ledger"))
    #expect(ledger["paymentCount"] as? Int == 1 && ledger["isBalanced"] as? Bool == true)
    if kilobytesLeft == 0 { #expect(status != "0\n", "a full disk had room") }
    if kilobytesLeft == 400 { #expect(status == "0\n", "\(text(desk, "error"))") }
  }

  @Test("STO-10: on a disk that became read-only nothing is booked, and every command says so")
  func readOnly() throws {
    let desk = try desk()
    let answer = try onSmallDisk(
      desk,
      """
      mount -o remount,ro disk
      kontant ledger receive up -o grant --home disk/home >out 2>error; echo $? >status
      kontant ledger fsck --home disk/home >out 2>>error; echo $? >>status
      kontant ledger backup copy --home disk/home >out 2>>error; echo $? >>status
      mount -o remount,rw disk
      kontant ledger receive up -o grant --home disk/home >out 2>late || exit 1
      kontant ledger fsck --home disk/home >out 2>late
      """)
    #expect(answer.status == 0, "\(text(desk, "late"))")
    let errors = text(desk, "error").split(separator: "\n")
    let statuses = text(desk, "status").split(separator: "\n")
    #expect(statuses.count == 3 && statuses.allSatisfy { $0 == "74" }, "\(statuses) \(errors)")
    #expect(errors.count == 3 && errors.allSatisfy { $0.hasPrefix("kontant: ") }, "\(errors)")
  }

  @Test("STO-10: a database that cannot be written is said to be one")
  func databaseReadOnly() throws {
    let desk = try desk()
    let before = try desk.picture()
    let answer = try onSmallDisk(
      desk,
      """
      mount --bind disk/home/ledger.sqlite disk/home/ledger.sqlite
      mount -o remount,ro,bind disk/home/ledger.sqlite
      kontant ledger receive up -o grant --home disk/home >out 2>error; echo $? >status
      """)
    #expect(answer.status == 0)
    #expect(text(desk, "status") == "74\n")
    let error = text(desk, "error")
    #expect(error.contains("cannot be written (read-only disk or rights); nothing was booked"))
    #expect(error.split(separator: "\n").count == 1, "\(error)")
    #expect(try desk.picture() == before)
  }

  private func onSmallDisk(_ desk: Desk, _ script: String) throws -> Desk.Answer {
    let whole = """
      mkdir disk && mount -t tmpfs -o size=4m none disk && cp -r kontant-home disk/home || exit 9
      \(script)
      """
    try desk.write(Array(whole.utf8), to: "script")
    return try desk.bash("unshare -m bash script")
  }

  /// A file's text, or nothing.
  private func text(_ desk: Desk, _ name: String) -> String {
    (try? String(contentsOf: desk.path(name), encoding: .utf8)) ?? ""
  }
}
