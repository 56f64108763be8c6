/// What one batch of entries writes, as values: a ledger may keep it in its own durable batch and
/// write the files behind that, because the same entries give the same bytes.
public struct LogBatch: Hashable, Sendable {
  /// A file and what is in it.
  public struct Content: Hashable, Sendable {
    public let file: LogFile
    public let bytes: [UInt8]

    public init(file: LogFile, bytes: [UInt8]) {
      self.file = file
      self.bytes = bytes
    }
  }

  /// Tiles and bundles, durable before the checkpoint is.
  public var contents: [Content]
  /// The signed checkpoint over all of them: with it the batch counts.
  public var checkpoint: [UInt8]
  /// Full files, which make the partial ones of their place superfluous once the checkpoint is
  /// durable.
  public var completed: [LogFile]
  /// Partial files that only the former checkpoint needed.
  public var superseded: [LogFile]
}
