#if !hasFeature(Embedded)
  import Wire

  /// The operating system's randomness, for purses on a host.
  public struct SystemEntropy: EntropySource {
    public init() {}

    public mutating func draw() -> Word32 {
      var generator = SystemRandomNumberGenerator()
      return Word32(generator.next(), generator.next(), generator.next(), generator.next())
    }
  }
#endif
