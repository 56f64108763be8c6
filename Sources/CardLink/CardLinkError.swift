/// Why a card could not be reached. Each says what helps.
public enum CardLinkError: Error, Equatable, Sendable, CustomStringConvertible {
  /// No card service runs on this machine.
  case noService
  /// No reader of this name; nil means that there is none at all.
  case noReader(String?, known: [String])
  /// More than one reader has this in its name.
  case manyReaders(String, [String])
  /// The reader is empty.
  case noCard(reader: String)
  /// Another program has the card to itself.
  case busy(reader: String)
  /// The card or the link went before the answer came: whether the command was carried out is not
  /// known, and the last answer can be fetched again.
  case torn
  /// Nobody takes connections at this place.
  case nothingListens(String)
  /// No card came to this place in time.
  case nobodyCame(String)
  /// This many bytes are no command APDU.
  case noCommand(bytes: Int)
  /// Anything else, as the system says it.
  case refused(String)

  public var description: String {
    switch self {
    case .noService:
      "the card service is not running; start it as root with: pcscd (Debian: apt install pcscd)"
    case .noReader(nil, _), .noReader(_, known: []):
      "there is no card reader; connect one, or see with: kontant card readers"
    case .noReader(let name?, let known):
      "there is no reader \(name); there are: \(known.joined(separator: ", "))"
    case .manyReaders(let name, let found):
      "\(name) fits several readers; say more of the name: \(found.joined(separator: ", "))"
    case .noCard(let reader):
      "there is no card in \(reader); lay one on it, then try again"
    case .busy(let reader):
      "another program has the card in \(reader) to itself; end it, then try again"
    case .torn:
      "the card went before it had answered; lay it on the reader again and repeat the command, "
        + "which has no second effect"
    case .nothingListens(let place):
      "no reader listens at \(place); start a virtual one (pcscd with vsmartcard-vpcd), "
        + "or name its port"
    case .nobodyCame(let place):
      "no card came to \(place) in time; serve one there with: kontant card serve"
    case .noCommand(let bytes):
      "\(bytes) bytes are no command APDU; it has 4 to \(CardLinkLimits.frame)"
    case .refused(let what): what
    }
  }
}
