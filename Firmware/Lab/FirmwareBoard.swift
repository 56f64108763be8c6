import CardFlash
import CardLink
import Foundation
import Wire

/// The firmware on QEMU's mps2-an386, a Cortex-M4: frames over a serial line that is a socket here, and
/// a file for the memory that outlives power.
public final class FirmwareBoard: Board {
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

  private let setup: FirmwareSetup
  private let machine: FirmwareMachine
  private let line: FrameStream

  /// Starts the machine. It ends with this object, and with this program however that ends.
  public init(_ setup: FirmwareSetup) throws {
    self.setup = setup
    try FileManager.default.createDirectory(
      at: setup.folder, withIntermediateDirectories: true)
    let socket = setup.folder.appending(path: "line").path
    let listener = try FrameListener(at: .unix(path: socket))
    machine = try FirmwareMachine(setup, line: "socket,id=line,path=\(socket)")
    do {
      line = try listener.accept(within: Self.startMilliseconds)
    } catch {
      throw LabError.failed(
        "the firmware did not start; is qemu-system-arm installed? (Debian: apt install "
          + "qemu-system-arm)")
    }
    // Until it answers, the loader checks the image, or a card that opens still draws on the seed.
    _ = try answerToReset()
  }

  deinit { line.shutDown() }

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
    let count = FirmwareSetup.flashBytes
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
    try file.write(contentsOf: FirmwareSetup.bytes(words, seed))
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

  private static func words(_ bytes: [UInt8]) -> [UInt64] {
    stride(from: 0, to: bytes.count, by: 8).map { start in
      bytes[start..<(start + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
    }
  }
}
