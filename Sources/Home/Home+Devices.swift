import Foundation
import LedgerCrypto
import Money
import Payment
import Purse
import PurseCrypto
import Settlement
import Wire

extension Home {
  /// Names of the devices in this home.
  public var deviceNames: [String] { Self.deviceNames(in: path) }

  /// The same for whoever needs the devices only, and neither the home nor its lock.
  public static func deviceNames(in path: String) -> [String] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path + "/devices")) ?? []
    return names.filter { $0.hasSuffix(".device") && !$0.hasPrefix(".") }
      .map { String($0.dropLast(7)) }.sorted()
  }

  /// Where a device of this name lies.
  public func devicePath(_ name: String) -> String { Self.devicePath(name, in: path) }

  public static func devicePath(_ name: String, in path: String) -> String {
    path + "/devices/\(name).device"
  }

  /// Opens a device by name.
  public func device(_ name: String) throws -> Device {
    guard deviceNames.contains(name) else {
      throw HomeError.unknownDevice(name, known: deviceNames)
    }
    return try Device(path: devicePath(name))
  }

  /// Makes and personalises a device. Killed half-way, the same call finishes it.
  /// - Parameters:
  ///   - holderOf: another purse of the same person.
  ///   - pin: 4 to 12 ASCII digits.
  ///   - suite: what its key signs with.
  ///   - supports: the suites that the device knows: fewer than there are for one of an older make.
  public func issueDevice(
    _ name: String, kind: DeviceKind, policyID: UInt16, account: String, holderOf: Serial? = nil,
    pin: [UInt8], suite: Suite = .es256, supports: SuiteSet = SoftwarePurseCrypto.known
  ) throws {
    try Self.checkName(name)
    try checkChain(for: suite)
    guard supports.contains(suite) else { throw PurseError.unsupportedSuite }
    let policy = try policy(policyID, account: account, pin: pin)
    if !FileManager.default.fileExists(atPath: devicePath(name)) {
      try Device.create(path: devicePath(name), name: name, kind: kind, supports: supports)
    }
    var device = try Device(path: devicePath(name))
    guard device.purse.status.lifeCycle == .manufactured || device.purse.status.lifeCycle == .keyed
    else { throw HomeError.deviceExists(name) }
    try issue(
      &device.purse, kind: kind, policy: policy, account: account, holderOf: holderOf, pin: pin,
      suite: suite)
    // While the first keys are in force everybody knows them.
    guard !bankKeys.lessons.isEmpty, let certificate = device.purse.currentCertificate else {
      return
    }
    try introduction(of: certificate.content).write(to: devicePath(name) + ".keys")
  }

  /// Personalises a blank purse wherever it is, such as a card on a reader. Interrupted before the
  /// purse had its certificate, the same call finishes it.
  /// - Parameters:
  ///   - pin: 4 to 12 ASCII digits.
  ///   - suite: what its key signs with; a purse that does not know it refuses.
  public func issue(
    _ purse: inout some PurseAccess, kind: DeviceKind, policyID: UInt16, account: String,
    holderOf: Serial? = nil, pin: [UInt8], suite: Suite = .es256
  ) throws {
    try checkChain(for: suite)
    let policy = try policy(policyID, account: account, pin: pin)
    try issue(
      &purse, kind: kind, policy: policy, account: account, holderOf: holderOf, pin: pin,
      suite: suite)
  }

  private func issue(
    _ purse: inout some PurseAccess, kind: DeviceKind, policy: Signed<Policy>, account: String,
    holderOf: Serial?, pin: [UInt8], suite: Suite
  ) throws {
    let key = try purse.generateKey(of: suite)
    let certificate = try register(
      key: key, kind: kind, policy: policy.content, account: account, holderOf: holderOf)
    let data = Personalisation(
      certificate: certificate, issuer: issuerCertificate, ledger: ledgerCertificate,
      policy: policy, rootKey: rootKey,
      purseKey: PurseKey(
        try bankKeys.master.purseKey(certificate.content.serial)),
      time: now)
    try purse.bring(seconds(beside: certificate, policy))
    try purse.personalise(data, pin: pin)
    try introduceOlderIssuers(to: &purse)
  }

  /// The second signatures of what a purse is personalised with, where this home is of suite 3.
  private func seconds(
    beside certificate: Signed<Certificate>, _ policy: Signed<Policy>
  ) -> [[UInt8]] {
    let hash = SoftwareHash()
    var seconds = bankKeys.rootSeconds
    seconds.form(union: bankKeys.issuer.seconds(of: certificate.digest(hash: hash)))
    seconds.form(union: bankKeys.ledger.seconds(of: policy.digest(hash: hash)))
    return seconds.items
  }

  /// Nothing weaker stands above a key of suite 3 (SUI-25): asked before anything is made.
  private func checkChain(for suite: Suite) throws(HomeError) {
    guard suite != .es256MLDSA65 || rootKey.suite == .es256MLDSA65 else { throw .needsSuite3 }
  }

  /// The policy to issue with, once everything else that is asked for is there, too.
  private func policy(
    _ id: UInt16, account: String, pin: [UInt8]
  ) throws -> Signed<Policy> {
    guard ledger.book.accounts[account] != nil else { throw LedgerError.unknownAccount(account) }
    guard PIN.isWellFormed(pin.span.bytes) else { throw PurseError.pinFormat }
    guard let message = ledger.rules.policies[id],
      let policy = try? Signed<Policy>(message.span.bytes)
    else { throw HomeError.unknownPolicy(String(id)) }
    return policy
  }

  /// Registers a key's serial, durably, before its certificate leaves the issuer (LED-5).
  private func register(
    key: PublicKey, kind: DeviceKind, policy: Policy, account: String, holderOf: Serial?
  ) throws -> Signed<Certificate> {
    let purses = try books.purses.rows
    for row in purses.values where row.certificate.key == key {
      if let known = try? Signed<Certificate>(row.certificateMessage.span.bytes) { return known }
    }
    var generator = SystemRandomNumberGenerator()
    var serial = Serial(generator.next())
    while ledger.book.purses[serial] != nil { serial = Serial(generator.next()) }
    let certificate = try BankKeys.sign(
      Certificate(
        issuer: issuerCertificate.content.id, serial: serial, key: key, kind: kind,
        policyID: policy.id, policyNumber: policy.number, reporting: policy.reporting,
        currency: currency.code, appletVersion: PurseLimits.appletVersion, notBefore: now,
        notAfter: now.adding(days: ledger.rules.certificateDays)), bankKeys.issuer)
    try ledger.register(
      certificate, account: account,
      besides: try siblings(of: account, and: holderOf, among: purses))
    try save()
    return certificate
  }

  /// All purses of one person: those of the account, and those of a purse of theirs (CLM-40).
  private func siblings(
    of account: String, and other: Serial?, among purses: [Serial: PurseRow]
  ) throws(LedgerError) -> [Serial] {
    var found = Set(purses.filter { $0.value.account == account }.keys)
    if let other {
      guard purses[other] != nil else { throw .unknownPurse }
      found.insert(other)
    }
    for serial in found { found.formUnion(purses[serial]?.siblings ?? []) }
    return found.sorted()
  }

  /// Copies a device as a thief with a broken chip would: same keys, same value, twice.
  public func cloneDevice(_ name: String, as copy: String) throws {
    _ = try device(name)
    try cloneDevice(at: devicePath(name), as: copy)
  }

  /// The same for a device that lies anywhere.
  public func cloneDevice(at original: String, as copy: String) throws {
    // Held open, so that nothing writes to it while it is copied.
    let device = try Device(path: original)
    try Self.checkName(copy)
    guard !FileManager.default.fileExists(atPath: devicePath(copy)) else {
      throw HomeError.deviceExists(copy)
    }
    guard let data = FileManager.default.contents(atPath: original) else {
      throw DurableFile.failure(original)
    }
    try withExtendedLifetime(device) {
      if let seconds = FileManager.default.contents(atPath: original + ".seconds") {
        try DurableFile.write([UInt8](seconds), to: devicePath(copy) + ".seconds", mode: 0o600)
      }
      try DurableFile.write([UInt8](data), to: devicePath(copy), mode: 0o600)
    }
  }

  /// Names of devices become file names.
  public static func checkName(_ name: String) throws(HomeError) {
    let letters = name.unicodeScalars
    guard let first = letters.first, letters.count <= 32, first.properties.isAlphabetic,
      letters.allSatisfy({
        $0.properties.isAlphabetic || ("0"..."9").contains($0) || $0 == "-" || $0 == "_"
      })
    else { throw .badName(name) }
  }
}
