import CardLink
import Testing

@testable import CardReader

@Suite("A reader's name") struct ReaderNameTests {
  private let known = ["Virtual PCD 00 00", "Virtual PCD 00 01", "ACS ACR122U 01 00"]

  @Test(
    "may be given by any part that no other has",
    arguments: [
      ("00 01", "Virtual PCD 00 01"), ("acr122", "ACS ACR122U 01 00"),
      ("Virtual PCD 00 00", "Virtual PCD 00 00"),
    ])
  func part(given: String, found: String) throws {
    #expect(try ReaderName.find(given, among: known) == found)
  }

  @Test("that is whole wins over a longer one that begins so") func whole() throws {
    #expect(try ReaderName.find("PCD", among: ["PCD", "PCD 2"]) == "PCD")
  }

  @Test("that fits several is refused, and they are named") func many() {
    #expect(throws: CardLinkError.manyReaders("pcd", Array(known.prefix(2)))) {
      try ReaderName.find("pcd", among: known)
    }
  }

  @Test("that fits none is refused, and all are named", arguments: ["PCD 02", ""])
  func none(given: String) {
    #expect(throws: CardLinkError.noReader(given, known: known)) {
      try ReaderName.find(given, among: known)
    }
  }

  @Test("is not needed where there is one reader") func only() throws {
    #expect(try ReaderName.find(nil, among: ["A"]) == "A")
    #expect(throws: CardLinkError.self) { try ReaderName.find(nil, among: known) }
    #expect(throws: CardLinkError.noReader(nil, known: [])) { try ReaderName.find(nil, among: []) }
  }
}
