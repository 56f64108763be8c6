import CardLink
import Foundation
import Home
import LedgerLink
import LedgerLog
import LedgerRecords
import Money
import PKCS11
import Payment
import Purse
import Settlement
import TransparencyLog
import Wire

/// An error as a person reads it: one sentence that says what is wrong and what to do. `code` is
/// stable, for programs.
public struct Explanation: Error, Equatable, Sendable {
  public var code: String
  public var message: String
  public var exitCode: Int32

  public init(code: String, message: String, exitCode: Int32) {
    self.code = code
    self.message = message
    self.exitCode = exitCode
  }
}

/// How a command ends; from 64 up the meanings of sysexits.h.
public enum ExitCode {
  public static let refused: Int32 = 1
  public static let usage: Int32 = 64
  public static let data: Int32 = 65
  public static let noInput: Int32 = 66
  public static let cannotCreate: Int32 = 73
  public static let io: Int32 = 74
  public static let busy: Int32 = 75
}

extension Explanation {
  /// Nil for an error that this module does not know.
  public init?(of error: any Error) {
    switch error {
    case let error as Explanation: self = error
    case let error as PurseError: self = Explanation(purse: error)
    case let error as LedgerError: self = Explanation(ledger: error)
    case let error as WireError: self = Explanation(wire: error, of: "the message")
    case let error as HomeError: self = Explanation(home: error)
    case let error as TokenError: self = Explanation(token: error)
    case let error as ApprovalError: self = Explanation(approvals: error)
    case let error as CardLinkError: self = Explanation(link: error)
    case let error as CardPurseError: self = Explanation(card: error)
    case let error as UnexpectedReply:
      self.init(
        code: "unexpectedAnswer", message: error.description, exitCode: ExitCode.refused)
    case let error as ServiceError: self = Explanation(service: error)
    case let error as LedgerStoreError: self = Explanation(store: error)
    case let error as LogFollowError:
      self.init(code: "log", message: error.description, exitCode: ExitCode.data)
    case let error as LogError:
      self.init(code: "log", message: "the log: \(error)", exitCode: ExitCode.io)
    case let error as AmountTextError:
      self.init(code: "amount", message: error.description, exitCode: ExitCode.usage)
    case let error as CocoaError:
      self.init(code: "io", message: error.localizedDescription, exitCode: ExitCode.io)
    default: return nil
    }
  }

  init(home error: HomeError) {
    let (code, exit): (String, Int32) =
      switch error {
      case .missing: ("homeMissing", ExitCode.noInput)
      case .alreadyThere: ("homeExists", ExitCode.cannotCreate)
      case .otherVersion: ("otherVersion", ExitCode.refused)
      case .damaged: ("damaged", ExitCode.data)
      case .busy, .deviceBusy: ("busy", ExitCode.busy)
      case .served: ("served", ExitCode.busy)
      case .noSpace: ("noSpace", ExitCode.io)
      case .badName: ("badName", ExitCode.usage)
      case .unknownDevice: ("unknownDevice", ExitCode.noInput)
      case .deviceExists: ("deviceExists", ExitCode.cannotCreate)
      case .deviceUnfinished: ("deviceUnfinished", ExitCode.refused)
      case .otherDevice: ("otherDevice", ExitCode.usage)
      case .unknownCurrency: ("unknownCurrency", ExitCode.usage)
      case .unknownPolicy: ("unknownPolicy", ExitCode.usage)
      case .policyNumber: ("policyNumber", ExitCode.usage)
      case .policyChangesKind: ("policyChangesKind", ExitCode.refused)
      case .policyIsFixed: ("policyIsFixed", ExitCode.refused)
      case .policyHasEnded: ("policyHasEnded", ExitCode.usage)
      case .interimEndsSooner: ("interimEndsSooner", ExitCode.refused)
      case .interimWithoutRegular: ("interimWithoutRegular", ExitCode.refused)
      case .clockTooFar: ("clockTooFar", ExitCode.usage)
      case .programMissing: ("programMissing", ExitCode.noInput)
      case .databaseInUse: ("databaseInUse", ExitCode.busy)
      case .backupInHome: ("backupInHome", ExitCode.usage)
      case .anotherBank: ("anotherBank", ExitCode.data)
      case .logGone: ("log", ExitCode.data)
      case .logGoesOn: ("logGoesOn", ExitCode.usage)
      case .notSettled: ("notSettled", ExitCode.noInput)
      case .noKeys: ("noKeys", ExitCode.usage)
      case .keysThere: ("keysExist", ExitCode.cannotCreate)
      case .fileExists: ("fileExists", ExitCode.cannotCreate)
      case .notAnOrder: ("notAnOrder", ExitCode.data)
      case .badOperators: ("badOperators", ExitCode.usage)
      case .needsSuite3: ("needsSuite3", ExitCode.refused)
      case .notInSuite3: ("notInSuite3", ExitCode.refused)
      case .keysOfOtherCurrency: ("keysOfOtherCurrency", ExitCode.usage)
      case .notTheLatest: ("notTheLatest", ExitCode.refused)
      case .placeUnknown: ("placeUnknown", ExitCode.refused)
      case .keysGone: ("keysGone", ExitCode.io)
      case .sealed: ("sealed", ExitCode.usage)
      case .io: ("io", ExitCode.io)
      }
    self.init(code: code, message: error.description, exitCode: exit)
  }

  init(token error: TokenError) {
    let (code, exit): (String, Int32) =
      switch error {
      case .module: ("tokenModule", ExitCode.noInput)
      case .unknownToken: ("unknownToken", ExitCode.noInput)
      case .pinMissing: ("tokenPINMissing", ExitCode.usage)
      case .pinFile: ("tokenPINFile", ExitCode.noInput)
      case .pinWrong: ("tokenPINWrong", ExitCode.refused)
      case .pinLocked: ("tokenPINLocked", ExitCode.refused)
      case .keyMissing: ("keyMissing", ExitCode.noInput)
      case .keyExists: ("keyExists", ExitCode.cannotCreate)
      case .otherKey: ("otherKey", ExitCode.refused)
      case .givesOut: ("tokenGivesOut", ExitCode.refused)
      case .failed: ("token", ExitCode.io)
      }
    self.init(code: code, message: error.description, exitCode: exit)
  }

  init(service error: ServiceError) {
    let (code, exit): (String, Int32) =
      switch error {
      case .noAddress: ("usage", ExitCode.usage)
      case .taken: ("placeTaken", ExitCode.cannotCreate)
      case .nothingListens: ("noLedger", ExitCode.noInput)
      case .lost: ("ledgerLost", ExitCode.busy)
      case .notALedger: ("notALedger", ExitCode.data)
      case .refused(let refusal):
        (refusal.code, refusal.mayPass ? ExitCode.busy : ExitCode.refused)
      case .system: ("io", ExitCode.io)
      }
    self.init(code: code, message: error.description, exitCode: exit)
  }

  init(store error: LedgerStoreError) {
    let (code, exit): (String, Int32) =
      switch error {
      case .newerSchema: ("otherVersion", ExitCode.refused)
      case .notALedger, .otherCurrency, .damaged, .unfinished: ("damaged", ExitCode.data)
      case .notDurable, .failed, .readOnly, .unavailable, .uncertain: ("io", ExitCode.io)
      case .conflict: ("busy", ExitCode.busy)
      case .noSpace: ("noSpace", ExitCode.io)
      case .busy: ("busy", ExitCode.busy)
      }
    self.init(code: code, message: error.description, exitCode: exit)
  }

  /// - Parameter what: the bytes that were refused, as the subject of the sentence.
  public init(wire error: WireError, of what: String) {
    let message =
      switch error {
      case .truncated: "\(what) ends too early (truncated); copy the whole file again"
      case .trailingBytes: "\(what) has bytes after its end (trailingBytes); copy the file again"
      case .wrongMessageType: "\(what) is of another kind than is needed here; choose another file"
      case .unknownSuite, .unknownField:
        "\(what) uses what this version does not know (\(error)); use a matching kontant"
      default: "\(what) is damaged or not a Kontant message (\(error)); get the file again"
      }
    self.init(code: "\(error)", message: message, exitCode: ExitCode.data)
  }

  init(ledger error: LedgerError) {
    let (code, message): (String, String) =
      switch error {
      case .malformed(let wire):
        ("malformed", Explanation(wire: wire, of: "the upload").message)
      case .accountExists(let name): ("accountExists", "account \(name) is open already; use it")
      case .unknownAccount(let name):
        (
          "unknownAccount",
          "there is no account \(name); open it with: kontant account open \(name)"
        )
      case .amountZero: ("amountZero", "the amount is zero; name one above zero")
      case .amountTooLarge:
        ("amountTooLarge", "all money issued would pass 10^15 minor units; issue less")
      case .insufficientFunds:
        ("insufficientFunds", "the account holds less than that; name a smaller amount")
      case .unknownPurse: ("unknownPurse", "this ledger knows no such purse; use its own home")
      case .purseExists: ("purseExists", "this serial is registered already; issue another device")
      case .convicted:
        ("convicted", "a proof names this purse, so it stays suspended; see: kontant ledger proofs")
      case .wrongCurrency: ("wrongCurrency", "this ledger keeps another currency; use its own home")
      case .badSignature:
        ("badSignature", "the request's signature does not hold, nothing was booked; ask again")
      case .secondSignatureMissing:
        (
          "secondSignatureMissing",
          "a second signature of suite 3 did not come with the upload or does not hold, nothing was booked; "
            + "sync again from the device that keeps it"
        )
      case .halfOfAnotherKey:
        ("halfOfAnotherKey", "the key is half of another purse's key; make a new one")
      case .staleRequest:
        ("staleRequest", "a later sync than this one was booked; sync the purse anew")
      case .garbledUpload:
        (
          "garbledUpload",
          "the upload's entries do not lead to its signed head, nothing was booked; send it again"
        )
      case .approvals(let error): Self.words(error)
      case .issuerKeyMissing:
        ("issuerKeyMissing", "the issuer's key is not here; call the operator")
      default: Self.claim(error)
      }
    self.init(code: code, message: message, exitCode: ExitCode.refused)
  }
}
