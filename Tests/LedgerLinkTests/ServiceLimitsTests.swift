import Testing
import Wire

@testable import LedgerLink

@Suite struct ServiceLimitsTests {
  @Test("SRV-1, SRV-8, SRV-9: the bounds fit each other") func relations() {
    let limits = ServiceLimits()
    #expect(ServiceLimits.request == WireLimits.packet)
    // A grant and every notice there is; a refusal with the longest words.
    #expect(WireLimits.message + 100 + ServiceLimits.notices * 16 < ServiceLimits.answer)
    #expect(ServiceLimits.code + ServiceLimits.sentence + 100 < ServiceLimits.answer)
    // One connection cannot take the room of all.
    #expect(limits.connectionBytes + ServiceLimits.request < limits.heldBytes)
    #expect(limits.connectionBytes >= ServiceLimits.request)
    #expect(limits.unreadBytes >= ServiceLimits.answer)
    #expect(limits.tickMilliseconds * 4 <= limits.patienceMilliseconds)
    #expect(limits.tickMilliseconds * 4 <= limits.lingerMilliseconds)
    for refusal in [ServiceRefusal.busy, .halted, .framing, .tooSlow, .unknownRequest] {
      #expect(refusal.code.utf8.count <= ServiceLimits.code)
      #expect(refusal.message.utf8.count <= ServiceLimits.sentence)
    }
  }
}
