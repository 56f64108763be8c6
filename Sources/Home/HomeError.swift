import Money
import Purse
import Settlement
import Wire

/// Why a home could not do what was asked. Each says what to do.
public enum HomeError: Error, Equatable, CustomStringConvertible {
  case missing(String)
  case alreadyThere(String)
  case otherVersion(String, found: Int, known: Int)
  case damaged(String, String)
  case busy(String)
  case served(String, at: String)
  case deviceBusy(String)
  case noSpace(String)
  case badName(String)
  case unknownDevice(String, known: [String])
  case deviceExists(String)
  case deviceUnfinished(String)
  case otherDevice(String, found: String, wanted: String)
  case unknownCurrency(String)
  case unknownPolicy(String)
  case policyNumber(UInt32, last: UInt32)
  case policyChangesKind(String)
  case policyIsFixed(String)
  case policyHasEnded(String)
  case interimWithoutRegular(UInt16)
  /// An interim policy that ends before the one that it would replace.
  case interimEndsSooner(String)
  case clockTooFar
  /// A program of PostgreSQL's that is not installed.
  case programMissing(String)
  /// So many others are connected to the ledger's database.
  case databaseInUse(Int)
  /// A backup that would be written into the home that it is a copy of.
  case backupInHome(String)
  /// A backup whose purses another central bank has issued.
  case anotherBank(String)
  /// The log's folder, which had begun, is gone or empty.
  case logGone(String)
  /// A log that can go on is not begun anew.
  case logGoesOn
  /// A payment that no transaction has settled.
  case notSettled(Digest)
  /// No ceremony has made keys, and nobody has asked for unsafe ones.
  case noKeys(String)
  case keysThere(String)
  case fileExists(String)
  case notAnOrder(String)
  case badOperators
  /// A purse of suite 3 in a home that is not.
  case needsSuite3
  /// What a home of suite 3 cannot do.
  case notInSuite3
  case keysOfOtherCurrency(String, found: String)
  /// A terminal's file, or its token, is an older one than the other.
  case notTheLatest(String)
  /// Its token does not know any more what was written last.
  case placeUnknown(String)
  /// Its memory can be read with its token only.
  case sealed(String)
  /// A home without its file of keys.
  case keysGone(String)
  case io(String)

  public var description: String {
    switch self {
    case .missing(let path):
      "there is no Kontant home in \(path); make one with: kontant init (see --help)"
    case .needsSuite3:
      "a purse of ES256+ML-DSA-65 needs a central bank whose own keys are of it; make a home with: "
        + "kontant init --suite ES256+ML-DSA-65 --unsafe-file-keys"
    case .notInSuite3:
      "this home's root is of suite 3, for which kontant cannot do that: its keys stay as they are, in a "
        + "file, and it has no operators; make another home for it"
    case .programMissing(let program):
      "\(program) is not on the path; install Debian's package postgresql-client, then try again"
    case .databaseInUse(let count):
      "\(count) more \(count == 1 ? "is" : "are") connected to the ledger's database: end every ledger that "
        + "uses it, then try again; nothing was changed"
    case .backupInHome(let path):
      "\(path) lies in the home itself, where it could take the place of what is in use; name a file in another folder"
    case .anotherBank(let path):
      "\(path) is the ledger of another central bank: its purses are not this home's; name a backup of this one"
    case .logGone(let folder):
      "the ledger's log in \(folder) is gone: put it back from a copy, or begin another one with kontant "
        + "ledger restore --new-log"
    case .logGoesOn: "the log goes on with this ledger: there is no need for another"
    case .notSettled:
      "the ledger has not settled this payment, or has taken it back because its payee refused it; when "
        + "one of its two sides has synced, ask again"
    case .alreadyThere(let path):
      "\(path) is a Kontant home already; use it, or name another folder"
    case .otherVersion(let path, let found, let known):
      "\(path) is a home of version \(found) and this kontant knows \(known); use a matching one"
    case .damaged(let path, let what): "\(path) is damaged: \(what); restore it from a copy"
    case .otherDevice(let path, let found, let wanted):
      "\(path) is a copy of \(found) and not of \(wanted); nothing was changed"
    case .busy(let path): "another kontant is working in \(path); wait for it, then try again"
    case .served(let path, let place):
      "the ledger of \(path) is served at \(place); sync with --ledger \(place), or end its service first"
    case .deviceBusy(let path):
      "another kontant is working with \(path); wait for it, then try again"
    case .noSpace(let path): "no room on the disk for \(path); free some and try again"
    case .badName(let name):
      "\(name.isEmpty ? "nothing" : name) is not a name: use letters, digits, - and _, at most 32, starting with a letter"
    case .unknownDevice(let name, let known):
      known.isEmpty
        ? "there is no device \(name); issue one with: kontant card issue \(name)"
        : "there is no device \(name); there are: \(known.joined(separator: ", "))"
    case .deviceExists(let name): "device \(name) exists already; choose another name"
    case .deviceUnfinished(let name):
      "device \(name) was never finished; finish it with the same command that began it"
    case .unknownCurrency(let letters):
      "\(letters) is not a currency known here; use letters of ISO 4217 such as SEK, JPY or KWD"
    case .unknownPolicy(let name):
      "\(name) is not a policy here; the policies lie in the home's folder policies"
    case .policyNumber(let number, let last):
      "number \(number) is not above \(last), the last one given out; leave the number out to get the next"
    case .policyChangesKind(let name):
      "\(name) changes ring, reporting or sweep of its identifier, which purses cannot; give it another id"
    case .policyIsFixed(let name):
      "the policy that \(name) would replace is fixed: its purses take no other; give it another id"
    case .policyHasEnded(let name): "\(name) has ended already; give it a later valid-until"
    case .interimWithoutRegular(let id):
      "there is no policy \(id) that could hold again afterwards; publish a regular one first"
    case .interimEndsSooner(let name):
      "\(name) ends before the interim policy that runs, which would hold again after it: publish the regular one "
        + "again first, which ends that, or give it a later valid-until"
    case .clockTooFar: "the clock cannot go that far; pass at most 100 years in all"
    case .noKeys(let path):
      "\(path) has no keys: make them in a token with kontant keys ceremony, or, to try kontant without one, "
        + "add --unsafe-file-keys"
    case .fileExists(let path): "\(path) is there already; name another file"
    case .notAnOrder(let path):
      "\(path) is no order, or says what cannot be ordered; make one with kontant account order"
    case .badOperators:
      "a set has 1 to \(Operators.most) different operators, and needs at least 1 and at most all of them"
    case .keysThere(let path):
      "\(path) has keys already; use them with kontant init, or name another folder"
    case .keysOfOtherCurrency(let path, let found):
      "the keys in \(path) are for \(found); say --currency \(found), or make other keys in another folder"
    case .notTheLatest(let path):
      "\(path) is not what its token says was written last: an older copy was put back, or another copy has gone on; "
        + "put the newest one back, or, if it is lost, let this one sync, and do nothing else, after: kontant device "
        + "restored \(Self.name(path))"
    case .placeUnknown(let path):
      "nobody can tell whether \(path) is the latest, for its token has forgotten what was written last; let it sync, "
        + "and do nothing else, after: kontant device restored \(Self.name(path))"
    case .sealed(let path):
      "\(path) is sealed under a key in a token, and cannot be a card's memory or be changed from outside; name another device"
    case .keysGone(let path):
      "\(path) is gone, without which this home signs nothing: put it back from a copy of the home; keys in a token are "
        + "still there, and the file says which they are"
    case .io(let what): what
    }
  }
  /// A device's name by its file's.
  private static func name(_ path: String) -> String {
    let file = path.split(separator: "/").last.map(String.init) ?? path
    return file.hasSuffix(".device") ? String(file.dropLast(7)) : file
  }
}
