/// Keeps the files of a log. A batch is durable when `commit` returns; after a crash within it the
/// checkpoint is the old one or the new one, and all that the checkpoint covers is there (LOG-8).
public protocol LogStorage: LogReader {
  mutating func commit(_ batch: LogBatch) throws(LogError)
}
