import CardLink
import Foundation

/// A card that serves on a thread of its own: it blocks, and the pool of tasks is as small as the
/// machine.
enum Served {
  typealias Ending = VirtualCard<CounterCard>.Ending

  static func run(
    _ card: VirtualCard<CounterCard>, at address: LinkAddress,
    observe: @escaping @Sendable (VirtualCardEvent) -> Void = { _ in }
  ) async -> Result<Ending, CardLinkError> {
    await withCheckedContinuation { continuation in
      Thread.detachNewThread {
        do throws(CardLinkError) {
          continuation.resume(returning: .success(try card.serve(at: address, observe: observe)))
        } catch {
          continuation.resume(returning: .failure(error))
        }
      }
    }
  }
}
