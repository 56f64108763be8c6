import Foundation
import Wire

/// What is wanted of a machine for the firmware.
public struct FirmwareSetup: Sendable {
  /// The signed image; the loader lies beside it.
  public var image: URL
  /// Where the memory, the line and the console's text lie; made if it isn't there.
  public var folder: URL
  /// The seed of the board's random numbers, if its memory is made now.
  public var seed: Word32
  /// Whether time goes by instructions: slower, and exact.
  public var countsInstructions = false

  public init(image: URL, folder: URL, seed: Word32) {
    (self.image, self.folder, self.seed) = (image, folder, seed)
  }

  var loader: URL { image.deletingLastPathComponent().appending(path: "loader.elf") }
  var memory: URL { folder.appending(path: "memory") }
  var console: URL { folder.appending(path: "console") }
  static var flashBytes: Int { ArrayMemory.bankBytes * 2 }

  /// Becomes the machine: this program ends with it, and so with Ctrl-C. Returns only if that fails.
  /// - Parameter port: where a virtual reader (vpcd) listens.
  public func becomeCard(inReaderAt port: UInt16) throws {
    try makeMemory()
    let command = command(line: "socket,id=line,host=127.0.0.1,port=\(port),nodelay=on")
    var arguments: [UnsafeMutablePointer<CChar>?] = command.map { strdup($0) }
    arguments.append(nil)
    // What was printed would be lost with this program.
    fflush(nil)
    execvp(command[0], arguments)
    throw LabError.failed("\(command[0]) is missing (Debian: apt install qemu-system-arm)")
  }

  /// The machine with its reader's line at a character device of QEMU's.
  func command(line: String) -> [String] {
    [
      "qemu-system-arm", "-machine", "mps2-an386,memory-backend=memory", "-object",
      "memory-backend-file,id=memory,size=16M,mem-path=\(memory.path),share=on",
      "-nodefaults", "-nographic", "-monitor", "none", "-chardev", line, "-serial", "chardev:line",
      "-serial", "file:\(console.path)", "-kernel", loader.path,
      "-device", "loader,file=\(image.path),addr=\(Self.slotAddress),force-raw=on",
    ] + (countsInstructions ? ["-icount", "shift=0,sleep=off"] : [])
  }

  /// Erased flash and a seed, unless the memory of an earlier run lies there.
  func makeMemory() throws {
    let files = FileManager.default
    for part in [image, loader] where !files.isReadableFile(atPath: part.path) {
      throw LabError.failed("there is no firmware at \(part.path); build it: make firmware")
    }
    try files.createDirectory(at: folder, withIntermediateDirectories: true)
    try? files.removeItem(at: console)
    guard !files.fileExists(atPath: memory.path) else { return try checkCounter() }
    let bytes = Self.bytes(ArrayMemory().words, seed)
    guard files.createFile(atPath: memory.path, contents: bytes) else {
      throw LabError.failed("\(memory.path) can't be written")
    }
    let file = try FileHandle(forUpdating: memory)
    defer { try? file.close() }
    try file.seek(toOffset: Self.counterOffset)
    try file.write(contentsOf: Data(repeating: 0xFF, count: Self.counterBytes))
    try file.truncate(atOffset: Self.regionBytes)
  }

  /// Memories that were made before there was a counter have no erased page for it.
  private func checkCounter() throws {
    let file = try FileHandle(forReadingFrom: memory)
    defer { try? file.close() }
    try file.seek(toOffset: Self.counterOffset)
    guard let page = try file.read(upToCount: Self.counterBytes), page.contains(0xFF) else {
      throw LabError.failed(
        "\(memory.path) counts no versions: it is damaged, or of an earlier build; remove it and "
          + "issue the card anew")
    }
  }

  /// Words of flash and the seed, as they lie in the memory.
  static func bytes(_ words: [UInt64], _ seed: Word32) -> Data {
    var data = Data()
    for word in words + [seed.a, seed.b, seed.c, seed.d] {
      withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  /// As in Firmware/Board/include/board.h.
  private static let slotAddress = "0x8000"
  private static let counterOffset = UInt64(flashBytes + 0x800)
  private static let counterBytes = 2048
  /// The machine's memory region; only its first pages are used.
  private static let regionBytes: UInt64 = 16 << 20
}
