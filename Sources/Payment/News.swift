import Purse
import Wire

/// Policies and block lists on their way through the field (docs/spec/field.md, FLD-10): who has a newer one
/// gives it to who has an older one, and numbers tell which.
public enum News {
  /// The commands by which a purse takes what is newer than what it has, in the order given. What it could not
  /// use is left out, and so is more than one meeting should cost a card.
  public static func commands(
    taking documents: [[UInt8]], by place: PursePlace, policyID: UInt16?, most: Int
  ) -> [PurseCommand] {
    var commands: [PurseCommand] = []
    for document in documents where commands.count < most {
      if let list = try? Signed<BlockList>(document.span.bytes).content {
        if list.number > place.blockListNumber { commands.append(.takeBlockList(document)) }
      } else if let policy = try? Signed<Policy>(document.span.bytes).content {
        if policy.id == policyID, policy.number > place.policyNumber {
          commands.append(.updatePolicy(document))
        }
      }
    }
    return commands
  }

  /// The commands that read out of a purse what another one lacks.
  static func commands(
    giving place: PursePlace, policyID: UInt16?, to other: Packet.Holdings,
    policyID otherID: UInt16?
  ) -> [PurseCommand] {
    var commands: [PurseCommand] = []
    if place.blockListNumber > other.blockListNumber { commands.append(.blockList(part: 0)) }
    if policyID != nil, policyID == otherID, place.policyNumber > other.policyNumber {
      commands.append(.policy)
    }
    return commands
  }

  static func policyID(_ certificate: [UInt8]?) -> UInt16? {
    guard let certificate else { return nil }
    return try? Signed<Certificate>(certificate.span.bytes).content.policyID
  }

  /// News that one payment brings to one purse at most.
  static let mostPerMeeting = 2
}

/// What is still to be told to a purse when its payment is done, and is given up when the link tears or the
/// purse refuses: no payment waits for news.
struct Errands: Sendable {
  private var commands: [PurseCommand]
  /// What was read, for the other side.
  private(set) var read: [[UInt8]] = []

  init(_ commands: [PurseCommand]) { self.commands = commands }

  /// The next command, or nil at the end.
  var next: PurseCommand? { commands.first }

  mutating func note(_ reply: PurseReply) {
    commands.removeFirst()
    if case .message(let document) = reply { read.append(document) }
  }

  mutating func skip() { commands.removeFirst() }

  mutating func giveUp() { commands = [] }
}

extension PurseAccess {
  /// Gives a purse what is newer than what it has. What it refuses is left out: nothing else depends on it.
  /// - Returns: how many it took.
  @discardableResult
  public mutating func take(news documents: [[UInt8]]) throws -> Int {
    try offer(news: documents).taken
  }

  /// The same for whoever wants to know what was wrong.
  /// - Returns: how many it took, and why it refused the last that it refused.
  public mutating func offer(
    news documents: [[UInt8]]
  ) throws -> (taken: Int, refusal: PurseError?) {
    guard !documents.isEmpty, case .place(let place) = try execute(.place),
      case .message(let certificate) = try execute(.certificate)
    else { return (0, nil) }
    var taken = 0
    var refusal: PurseError?
    for command in News.commands(
      taking: documents, by: place, policyID: News.policyID(certificate), most: .max)
    {
      do {
        _ = try execute(command)
        taken += 1
      } catch let error as PurseError {
        refusal = error
      }
    }
    return (taken, refusal)
  }
}
