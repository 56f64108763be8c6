import Purse
import Wire

/// What the bank and the purses of a country sign with and know. Not drawn from the world's randomness: a seed
/// plays the same story whatever its purses sign with.
enum ModelSuites {
  /// In a third of the countries the bank is of suite 3.
  static func bank(_ seed: UInt64?) -> Suite {
    guard let seed, seed % 3 == 1 else { return .es256 }
    return .es256MLDSA65
  }

  /// A third of the purses have moved to suite 2; under a bank of suite 3 others to that.
  static func own(_ person: Int, _ seed: UInt64?) -> Suite {
    switch draw(person, seed) {
    case 0: .edDSA
    case 1 where bank(seed) == .es256MLDSA65: .es256MLDSA65
    default: .es256
    }
  }

  /// Of the others a third know nothing of suite 2. Who is to believe a bank of suite 3 knows that suite.
  static func known(_ person: Int, _ seed: UInt64?) -> SuiteSet {
    let least =
      bank(seed) == .es256 ? SuiteSet.es256 : SuiteSet.es256.union(SuiteSet(.es256MLDSA65))
    guard seed != nil, draw(person, seed) != 1 else { return least }
    return least.union(SuiteSet(.edDSA))
  }

  private static func draw(_ person: Int, _ seed: UInt64?) -> Int {
    guard let seed else { return 1 }
    var random = Seeded(seed: seed ^ UInt64(person + 1) << 48)
    return random.below(3)
  }
}
