import Payment
import Purse
import Settlement
import Wire

/// Purses that report sums and no payments (docs/spec/privacy.md, PRV-50 to PRV-57).
extension Country {
  /// A broken purse reports that it received more than it did: its sums lead to what it declares, and nobody can
  /// tell (PRV-54).
  mutating func overstate(_ person: Int, _ amount: Amount) -> Touched? {
    guard !people[person].isHonest else { return nil }
    var purse = people[person].purse
    guard case .upload(let upload)? = try? purse.execute(.syncRequest(SyncWishes()), time: nil),
      let signed = try? Signed<SyncRequest>(upload.message.span.bytes),
      var totals = signed.content.totals
    else { return nil }
    var (packet, request) = (upload, signed.content)
    totals.received = totals.received + amount
    request.summary = .totals(totals)
    request.spendable = request.spendable + amount
    request.last = request.last.next
    packet.message = sign(request, by: person)
    packet.seconds += seconds(of: packet.message, by: person)
    send(packet, from: person, to: nil)
    return .nothing
  }
}
