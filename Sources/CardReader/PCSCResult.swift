import CPCSC
import CardLink

/// What PC/SC says, as an error of ours.
enum PCSCResult {
  /// - Parameter reader: for the sentence.
  static func check(_ result: LONG, reader: String = "the reader") throws(CardLinkError) {
    switch result {
    case SCARD_S_SUCCESS: return
    case SCARD_E_NO_SERVICE, SCARD_E_SERVICE_STOPPED: throw .noService
    case SCARD_E_NO_READERS_AVAILABLE: throw .noReader(nil, known: [])
    case SCARD_E_UNKNOWN_READER, SCARD_E_READER_UNAVAILABLE:
      throw .noReader(reader, known: [])
    case SCARD_E_NO_SMARTCARD, SCARD_W_REMOVED_CARD: throw .noCard(reader: reader)
    case SCARD_E_SHARING_VIOLATION: throw .busy(reader: reader)
    case SCARD_W_UNRESPONSIVE_CARD, SCARD_W_UNPOWERED_CARD:
      throw .refused("the card in \(reader) does not answer; turn it over, or take another")
    default:
      throw .refused("\(reader): \(String(cString: pcsc_stringify_error(result)))")
    }
  }

  /// Once a command is under way, everything that may have happened after it reached the card is
  /// torn: the caller asks again.
  static func checkTransmitted(_ result: LONG, reader: String) throws(CardLinkError) {
    switch result {
    case SCARD_W_REMOVED_CARD, SCARD_W_RESET_CARD, SCARD_W_UNPOWERED_CARD, SCARD_E_NO_SMARTCARD,
      SCARD_W_UNRESPONSIVE_CARD, SCARD_E_NOT_TRANSACTED, SCARD_F_COMM_ERROR,
      SCARD_E_COMM_DATA_LOST, SCARD_E_TIMEOUT, SCARD_E_READER_UNAVAILABLE:
      throw .torn
    default: try check(result, reader: reader)
    }
  }
}
