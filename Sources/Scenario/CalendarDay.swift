import Wire

/// A day or a moment as people write it, in UTC: 2026-12-24, or 2026-12-24 18:00.
public struct CalendarDay: Equatable, Sendable {
  /// Seconds (MSG-33); of a day its beginning.
  public let time: LedgerTime

  public init?(_ text: String) {
    let halves = text.split(separator: " ", omittingEmptySubsequences: false)
    guard halves.count <= 2, let day = Self.numbers(halves[0], [4, 2, 2], by: "-") else {
      return nil
    }
    var clock = [0, 0]
    if halves.count == 2 {
      guard let read = Self.numbers(halves[1], [2, 2], by: ":"), read[0] < 24, read[1] < 60 else {
        return nil
      }
      clock = read
    }
    let (year, month, date) = (day[0], day[1], day[2])
    guard year >= 1970, (1...12).contains(month), date >= 1,
      date <= Self.days(of: month, in: year)
    else { return nil }
    let days = Self.daysBefore(year) + (1..<month).reduce(0) { $0 + Self.days(of: $1, in: year) }
    let minutes = (days + date - 1) * 1_440 + clock[0] * 60 + clock[1]
    time = LedgerTime(seconds: UInt64(minutes) * 60)
  }

  init(
    _ text: String, _ context: FileContext, _ place: Place
  ) throws(ScenarioProblem) {
    guard let day = CalendarDay(text) else {
      throw context.problem(
        place, "\(text.short) is no day; write it like 2026-12-24 or 2026-12-24 18:00 (UTC)")
    }
    self = day
  }

  /// The text of a time.
  public static func text(_ time: LedgerTime) -> String {
    var day = Int(time.seconds / 86_400)
    var year = 1970
    while day >= length(year) {
      day -= length(year)
      year += 1
    }
    var month = 1
    while day >= days(of: month, in: year) {
      day -= days(of: month, in: year)
      month += 1
    }
    let minutes = Int(time.seconds % 86_400) / 60
    let date = "\(year)-\(two(month))-\(two(day + 1))"
    return minutes == 0 ? date : date + " \(two(minutes / 60)):\(two(minutes % 60))"
  }

  private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

  private static func numbers(_ text: Substring, _ digits: [Int], by separator: Character) -> [Int]?
  {
    let parts = text.split(separator: separator, omittingEmptySubsequences: false)
    guard parts.map(\.utf8.count) == digits,
      parts.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } })
    else { return nil }
    return parts.compactMap { Int($0) }
  }

  private static func isLeap(_ year: Int) -> Bool {
    year % 4 == 0 && (year % 100 != 0 || year % 400 == 0)
  }

  private static func length(_ year: Int) -> Int { isLeap(year) ? 366 : 365 }

  private static func daysBefore(_ year: Int) -> Int {
    let last = year - 1
    return (year - 1970) * 365 + (last / 4 - last / 100 + last / 400)
      - (1969 / 4 - 1969 / 100 + 1969 / 400)
  }

  private static func days(of month: Int, in year: Int) -> Int {
    switch month {
    case 2: isLeap(year) ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }
}
