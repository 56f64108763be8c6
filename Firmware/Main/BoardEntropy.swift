import CBoard
import CardCrypto
import Wire

/// The board has no generator of random numbers, so it lives on a seed that whoever made it has put
/// into its memory: good for one board and one maker, and no better (docs/design/firmware.md).
/// The seed moves on in memory before anything is drawn from it: a restart never draws the same.
struct BoardEntropy: EntropySource {
  mutating func draw() -> Word32 {
    let seed = board_seed()!  // A fixed address that is not zero.
    var chain = SeedEntropy(seed: Word32(seed[0], seed[1], seed[2], seed[3]))
    let drawn = chain.draw()
    seed[0] = chain.seed.a
    seed[1] = chain.seed.b
    seed[2] = chain.seed.c
    seed[3] = chain.seed.d
    return drawn
  }
}
