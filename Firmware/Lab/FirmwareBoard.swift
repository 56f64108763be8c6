import CardFlash
import CardLink
import Foundation
import Wire

/// The firmware on QEMU's mps2-an386, a Cortex-M4: frames over a serial line that is a socket here, and
/// a file for the memory that outlives power.
public final class FirmwareBoard: Board {
  /// What is wanted of the machine.
  public struct Setup: Sendable {
    public var image: URL
    /// Where the memory, the socket and the console's text lie; made if it isn't there.
    public var folder: URL
    /// The seed of the board's random numbers, if its memory is made now.
    public var seed: Word32
    /// Whether time goes by instructions: slower, and exact.
    public var countsInstructions = false

    public init(image: URL, folder: URL, seed: Word32) {
      (self.image, self.folder, self.seed) = (image, folder, seed)
    }

    var memory: URL { folder.appending(path: "memory") }
    var console: URL { folder.appending(path: "console") }
  }

  /// What a command cost.
  public struct Figures: Equatable, Sendable {
    /// Instructions, to forty. Only of a machine that counts them.
    public var instructions: Int
    /// Most bytes of stack in use.
    public var stack: Int
    public var flashOperations: Int
    /// Flash operations since power came that real flash forbids.
    public var violations: Int
    /// Bytes of memory that the card takes for good.
    public var card: Int
  }

  private let setup: Setup
  private let machine: Process
  private let leash = Pipe()
  private let line: FrameStream

  /// Starts the machine. It ends with this object, and with this program however that ends.
  public init(_ setup: Setup) throws {
    self.setup = setup
    try Self.makeMemory(setup)
    let socket = setup.folder.appending(path: "line").path
    let listener = try FrameListener(at: .unix(path: socket))
    machine = Process()
    machine.executableURL = URL(filePath: "/bin/sh")
    // The machine dies with the shell, and the shell when its standard input ends, which this program
    // holds: the system closes it when this program dies.
    machine.arguments =
      ["-c", "setpriv --pdeathsig KILL \"$@\" </dev/null & cat >/dev/null; kill -9 $!; wait", "sh"]
      + Self.machineCommand(setup, line: "socket,id=line,path=\(socket)")
    machine.standardInput = leash
    machine.standardError = FileHandle.nullDevice
    try machine.run()
    do {
      line = try listener.accept(within: Self.startMilliseconds)
    } catch {
      throw LabError.failed(
        "the firmware did not start; is qemu-system-arm installed (Debian: apt install "
          + "qemu-system-arm), and is the image there (make firmware)?")
    }
  }

  deinit {
    line.shutDown()
    try? leash.fileHandleForWriting.close()
    machine.waitUntilExit()
  }

  public func exchange(_ command: [UInt8]) throws -> [UInt8] {
    try line.send(command)
    return try receive()
  }

  public func restart(cut: OrderedCut?) throws {
    try line.send([Control.reset])
    guard let cut else { return }
    let order = [
      Control.cutPower, UInt8(cut.operations >> 8), UInt8(cut.operations & 0xFF), cut.pattern,
    ]
    guard try exchange(order) == [0x90, 0x00] else {
      throw LabError.failed("the board takes no order to lose power")
    }
  }

  public func answerToReset() throws -> [UInt8] {
    try line.send([Control.answerToReset])
    return try receive()
  }

  /// What the last command cost.
  public func figures() throws -> Figures {
    try line.send([Control.figures])
    let bytes = try receive()
    guard bytes.count == 22 else { throw LabError.failed("the board told no figures") }
    func word(_ index: Int) -> Int {
      bytes[(4 * index)..<(4 * index + 4)].reduce(0) { $0 << 8 | Int($1) }
    }
    return Figures(
      instructions: word(0) * Self.instructionsPerTick, stack: word(1), flashOperations: word(2),
      violations: word(3), card: word(4))
  }

  /// Has the firmware fail. What it says of it on its console.
  public func trap() throws -> String {
    try line.send([Control.trap])
    _ = try receive()
    return consoleText
  }

  /// What the firmware has said on its console: nothing, unless it failed.
  public var consoleText: String {
    (try? String(contentsOf: setup.console, encoding: .utf8)) ?? ""
  }

  /// The words of the flash and the seed, as they lie in the memory now.
  public func memory() throws -> (words: [UInt64], seed: Word32) {
    let file = try FileHandle(forReadingFrom: setup.memory)
    defer { try? file.close() }
    let count = ArrayMemory.bankBytes * 2
    let bytes = [UInt8](try file.read(upToCount: count + 32) ?? Data())
    guard bytes.count == count + 32 else { throw LabError.failed("the memory is cut short") }
    let words = Self.words(bytes)
    return (
      Array(words.dropLast(4)),
      Word32(
        words[words.count - 4], words[words.count - 3], words[words.count - 2], words.last ?? 0)
    )
  }

  /// Lays other contents into the memory; the card knows only after a restart.
  public func setMemory(_ words: [UInt64], seed: Word32) throws {
    let file = try FileHandle(forUpdating: setup.memory)
    defer { try? file.close() }
    try file.write(contentsOf: Self.bytes(words, seed))
  }

  private func receive() throws -> [UInt8] {
    let bytes = try line.receive(within: CardLinkLimits.answerMilliseconds)
    guard consoleText.isEmpty || bytes.count > 1 else {
      throw LabError.failed("the firmware failed: \(consoleText)")
    }
    return bytes
  }
}

extension FirmwareBoard {
  /// The board's controls (Firmware/README.md).
  private enum Control {
    static let reset: UInt8 = 2
    static let answerToReset: UInt8 = 4
    static let figures: UInt8 = 0xF0
    static let cutPower: UInt8 = 0xF1
    static let trap: UInt8 = 0xF2
  }

  private static let startMilliseconds: Int32 = 20_000
  /// The board's clock of 25 MHz, where an instruction takes a nanosecond.
  private static let instructionsPerTick = 40
  /// The machine's memory region; only its first pages are used.
  private static let regionBytes: UInt64 = 16 << 20

  /// The machine with its reader's line at a character device of QEMU's.
  static func machineCommand(_ setup: Setup, line: String) -> [String] {
    [
      "qemu-system-arm", "-machine", "mps2-an386,memory-backend=memory", "-object",
      "memory-backend-file,id=memory,size=16M,mem-path=\(setup.memory.path),share=on",
      "-nodefaults", "-nographic", "-monitor", "none", "-chardev", line, "-serial", "chardev:line",
      "-serial", "file:\(setup.console.path)", "-kernel", setup.image.path,
    ] + (setup.countsInstructions ? ["-icount", "shift=0,sleep=off"] : [])
  }

  /// Erased flash and a seed, unless the memory of an earlier run lies there.
  static func makeMemory(_ setup: Setup) throws {
    let files = FileManager.default
    guard files.isReadableFile(atPath: setup.image.path) else {
      throw LabError.failed("there is no firmware at \(setup.image.path); build it: make firmware")
    }
    try files.createDirectory(at: setup.folder, withIntermediateDirectories: true)
    try? files.removeItem(at: setup.console)
    guard !files.fileExists(atPath: setup.memory.path) else { return }
    let bytes = bytes(ArrayMemory().words, setup.seed)
    guard files.createFile(atPath: setup.memory.path, contents: bytes) else {
      throw LabError.failed("\(setup.memory.path) can't be written")
    }
    let file = try FileHandle(forUpdating: setup.memory)
    defer { try? file.close() }
    try file.truncate(atOffset: regionBytes)
  }

  private static func bytes(_ words: [UInt64], _ seed: Word32) -> Data {
    var data = Data()
    for word in words + [seed.a, seed.b, seed.c, seed.d] {
      withUnsafeBytes(of: word.littleEndian) { data.append(contentsOf: $0) }
    }
    return data
  }

  private static func words(_ bytes: [UInt8]) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
