import Settlement
import Wire

/// What a library has to know before it is used: the signature of RFC 6979, A.2.5 ("sample", SHA-256)
/// holds, and does not with one bit of any part changed.
enum KnownAnswer {
  static func isGiven(by library: borrowing MultiBufferLibrary) -> Bool {
    var lanes = Lanes()
    for (lane, check) in [good, otherR, good, otherS, good, otherDigest, good, otherKey]
      .enumerated()
    {
      lanes.set(lane, to: check)
    }
    return library.taken(lanes) == 0b0101_0101
  }

  private static let r = Word32(
    0xEFD4_8B2A_ACB6_A8FD, 0x1140_DD9C_D45E_81D6, 0x9D2C_877B_56AA_F991, 0xC34D_0EA8_4EAF_3716)
  private static let s = Word32(
    0xF7CB_1C94_2D65_7C41, 0xD436_C7A1_B6E2_9F65, 0xF3E9_00DB_B9AF_F406, 0x4DC4_AB2F_843A_CDA8)
  private static let digest = Word32(
    0xAF2B_DBE1_AA9B_6EC1, 0xE2AD_E1D6_94F4_1FC7, 0x1A83_1D02_68E9_8915, 0x6211_3D8A_62AD_D1BF)
  private static let x = Word32(
    0x60FE_D4BA_255A_9D31, 0xC961_EB74_C635_6D68, 0xC049_B892_3B61_FA6C, 0xE669_622E_60F2_9FB6)
  private static let y = Word32(
    0x7903_FE10_08B8_BC99, 0xA41A_E9E9_5628_BC64, 0xF2F1_B20C_2D7E_9F51, 0x77A3_C294_D446_2299)

  private static let good = check()
  private static let otherR = check(r: changed(r))
  private static let otherS = check(s: changed(s))
  private static let otherDigest = check(digest: changed(digest))
  private static let otherKey = check(y: changed(y))

  private static func check(
    r: Word32 = r, s: Word32 = s, digest: Word32 = digest, y: Word32 = y
  ) -> SignatureCheck {
    SignatureCheck(
      signature: Signature(r: r, s: s), digest: Digest(digest), key: PublicKey(x: x, y: y))
  }

  private static func changed(_ word: Word32) -> Word32 {
    Word32(word.a, word.b, word.c, word.d ^ 1)
  }
}
