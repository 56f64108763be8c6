import Foundation
import Wire

extension Signed {
  /// A message that was kept; nil for what is none.
  init?(kept data: Data) {
    let bytes = [UInt8](data)
    do throws(WireError) {
      let view = bytes.span.bytes
      self = try Signed(view)
    } catch { return nil }
  }
}
