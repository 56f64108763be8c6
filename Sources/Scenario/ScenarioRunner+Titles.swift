import Home
import Money
import Wire

extension ScenarioRunner {
  /// What a step does, in a sentence.
  func title(of action: Action) -> String {
    switch action {
    case .say(let text), .compare(let text): text
    case .expect: "As expected"
    case .open(let account, let money):
      "\(account) opens an account" + (money.isZero ? "" : " with \(self.money(money))")
    case .issue(let issue): title(of: issue)
    case .load(let purse, let amount):
      "\(money(amount)) goes from the account to \(device(of: purse))"
    case .pay(let order): title(of: order)
    case .accept(let message, _, _): ending(message, "accepts")
    case .refuse(let message): ending(message, "refuses")
    case .take(let purse): "\(device(of: purse)) sees the answers that wait for it"
    case .resume(let purse): "The torn payment of \(purse) is carried on, with no connection"
    case .sync(let purse, let carries, _):
      "\(purse) syncs" + (carries.isEmpty ? "" : " and carries \(carries.joined(separator: ", "))")
    case .unload(let purse, let amount):
      "\(money(amount)) goes from \(device(of: purse)) to the account"
    case .transfer(let from, let to, let amount):
      "\(from) sends \(to) \(money(amount)) online, from account to account"
    case .backUp(let purse): "\(purse) backs the \(purses[purse]?.kind.noun ?? "device") up"
    case .restore(let purse): "\(purse) puts the backup back"
    case .markRestored(let purse):
      "\(purse) says that the file of \(device(of: purse)) is an older copy"
    case .update(let purse, let version):
      "\(device(of: purse)) gets version \(version) of the purse application"
    case .floor(let like, let version, let days):
      "The central bank lets versions below \(version) pay no more"
        + (days == 0 ? "" : days == 1 ? " from tomorrow on" : " from \(days) days on")
        + ", for all with the policy of \(like)"
    case .clone(let card, let copy): "A thief copies \(device(of: card)): the copy is \(copy)"
    case .copyFile(let purse): "Somebody copies the file of \(device(of: purse))"
    case .putBack(let purse):
      "The copy is put in the place of the file of \(device(of: purse)), and the file kept"
    case .breakOpen(let card, let adds):
      "A thief opens \(device(of: card)) and writes \(money(adds)) more into it"
    case .emergency(let like, let days, _):
      "The central bank relaxes the policy of \(device(of: like)) for \(days) days"
    case .topUp(let purse, let target):
      "\(device(of: purse)) shall hold \(scenario.currency.text(target)) after each sync"
    case .renewKey(let role): "The central bank puts a new \(role.rawValue) key into force"
    case .wait(let days): days == 1 ? "A day passes" : "\(days) days pass"
    case .report(let purse, let kind, let other): title(of: kind, purse, by: other)
    case .found(let purse): "\(device(of: purse)) is found again, and the claim withdrawn"
    case .refund(let purse): "The ledger pays the claim on \(device(of: purse))"
    case .cap(let amount):
      "The central bank caps what one person's purses hold together at \(money(amount))"
    case .bearers(let name):
      "From now on holders of \(name)'s policy bear a share of losses by counterfeit"
    case .cashOutCap(let name, let amount):
      "Purses of \(name)'s policy may cash out \(money(amount)) that nothing explains yet"
    case .prove(let purse): "Anybody checks the proof against \(purse) with public keys alone"
    }
  }

  private func title(of kind: ClaimKind, _ purse: String, by other: String?) -> String {
    let became =
      switch kind {
      case .lost: "lost"
      case .broken: "broken"
      case .dormant: "forgotten"
      case .replaced: "replaced by \(other ?? "another")"
      case .found: "found"
      case .restored: "restored"
      }
    return "The bank of \(purse) reports \(device(of: purse)) \(became)"
  }

  private func title(of issue: Issue) -> String {
    let changes = issue.policy.changes.isEmpty ? "" : ", changed"
    let owner = issue.account == issue.purse ? "" : " on the account of \(issue.account)"
    let token = issue.hasToken ? " with its keys in a token" : ""
    return "\(issue.purse) gets a \(issue.kind.noun)\(token)\(owner), policy "
      + issue.policy.preset.rawValue + changes
  }

  private func title(of order: PayOrder) -> String {
    let sum = "\(order.payer) pays \(order.payee) \(money(order.amount))"
    let way =
      switch order.flow {
      case .request: ", with no connection"
      case .direct: " without a request, with no connection"
      case .terminal: " at the terminal, with no connection"
      }
    return sum + way + (order.wrongPIN ? ", the PIN mistyped" : "")
  }

  private func ending(_ message: String, _ verb: String) -> String {
    guard let order = kept[message]?.order else { return "The payee \(verb) \(message)" }
    return "\(order.payee) \(verb) the \(money(order.amount)) from \(order.payer)"
  }

  private func device(of purse: String) -> String {
    "\(purse)'s \(purses[purse]?.kind.noun ?? "purse")"
  }
}

extension DeviceKind {
  var noun: String {
    switch self {
    case .card: "card"
    case .terminal: "terminal"
    case .phone: "phone"
    }
  }
}
