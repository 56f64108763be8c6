/// How long a flow would take with a real card, computed and not timed.
public struct CardTime: Codable, Equatable, Sendable {
  public var card: String
  public var kilobitsPerSecond: Int
  /// Rounded up.
  public var milliseconds: Int
}

extension CardMeter {
  /// A current card and two older ones, each in a slow field and a fast one.
  public var times: [CardTime] {
    [CardSpeed.current, .olderFast, .olderSlow].flatMap { card in
      [FieldSpeed.slow, .fast].map { field in
        CardTime(
          card: card.name, kilobitsPerSecond: field.kilobitsPerSecond,
          milliseconds: Int(milliseconds(card: card, field: field).rounded(.up)))
      }
    }
  }
}
