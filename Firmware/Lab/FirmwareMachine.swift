import Foundation

/// A running machine. It ends with this object, and with this program however that ends.
final class FirmwareMachine {
  private let process = Process()
  private let leash = Pipe()

  /// - Parameter line: the character device of QEMU's that is the reader's line.
  init(_ setup: FirmwareSetup, line: String) throws {
    try setup.makeMemory()
    process.executableURL = URL(filePath: "/bin/sh")
    // The machine dies with the shell, and the shell when its standard input ends, which this program
    // holds: the system closes it when this program dies. A signal on the death of this program itself
    // would come when the thread that started the machine ends.
    process.arguments =
      ["-c", "setpriv --pdeathsig KILL \"$@\" </dev/null & cat >/dev/null; kill -9 $!", "sh"]
      + setup.command(line: line)
    process.standardInput = leash
    process.standardError = FileHandle.nullDevice
    try process.run()
  }

  deinit { try? leash.fileHandleForWriting.close() }
}
