extension RandomWorld {
  /// Draws what happens to rules and lists next.
  mutating func newsStep() -> Step {
    let person = random.below(country.people.count)
    let count = country.published.messages.count
    let place = random.below(max(1, count))
    switch random.below(12) {
    case 0: return Step(.news(.wait(1 + UInt32(random.below(1_440)))))
    case 1: return Step(.news(.publish(like: person, minutes: nil)))
    case 2: return Step(.news(.publish(like: person, minutes: 1 + UInt32(random.below(2_880)))))
    case 3: return Step(.news(.renewList))
    case 4, 5: return withAccidents(.news(.bring(place, to: person)))
    case 6, 7:
      let forgery = NewsForgery.allCases.randomElement(using: &random) ?? .altered
      return withAccidents(.news(.forge(place, forgery, to: person)))
    default:
      return withAccidents(.news(.meet(random.below(country.people.count), person)))
    }
  }
}
