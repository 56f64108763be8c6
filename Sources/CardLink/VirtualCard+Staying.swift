import Foundation

extension VirtualCard {
  /// Lies in a reader until it is stopped: when the reader goes, the card waits for it to come back, as
  /// one does that was left on it.
  /// - Parameter awaitsReader: whether it waits for a reader that is not there yet, too.
  public func stay(
    at address: LinkAddress, awaitsReader: Bool, observe: (VirtualCardEvent) -> Void
  ) throws(CardLinkError) {
    var awaitsReader = awaitsReader
    while !isStopped {
      do throws(CardLinkError) {
        if try serve(at: address, observe: observe) == .stopped { return }
        observe(.readerGone)
      } catch {
        guard awaitsReader, case .nothingListens = error else { throw error }
      }
      awaitsReader = true
      if !isStopped { usleep(UInt32(CardLinkLimits.retryMilliseconds) * 1000) }
    }
  }
}
