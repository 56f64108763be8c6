import CPostgres

/// What the server says unasked on a connection: the last warning, and its farewell. Notices are dropped.
final class ServerWarnings {
  fileprivate(set) var last: String?
  /// It ended the connection while nothing was under way.
  fileprivate(set) var saidFarewell = false

  /// - Parameter connection: outlived by this object: `LibpqSession` holds both and closes it first.
  func collect(from connection: OpaquePointer) {
    PQsetNoticeReceiver(
      connection, receive, Unmanaged.passUnretained(self).toOpaque())
  }

  func forget() { last = nil }
}

private func receive(_ box: UnsafeMutableRawPointer?, _ notice: OpaquePointer?) {
  guard let box, let notice else { return }
  let warnings = Unmanaged<ServerWarnings>.fromOpaque(box).takeUnretainedValue()
  // PG_DIAG_SEVERITY_NONLOCALIZED.
  switch PQresultErrorField(notice, Int32(UInt8(ascii: "V"))).map({ String(cString: $0) }) {
  case "WARNING": warnings.last = PostgresError.text(PQresultErrorMessage(notice))
  case "FATAL", "PANIC": warnings.saidFarewell = true
  default: break
  }
}
