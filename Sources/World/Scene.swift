import Payment
import Purse
import Wire

/// A state of the search: the country, and how much of the story is left.
struct Scene: Sendable {
  var country: Country
  let story: Story
  private var begun: [Bool]
  private var syncsLeft: [Int]
  private var lossesLeft: Int
  private var repetitionsLeft: Int
  private var cutsLeft: Int

  init(country: Country, story: Story) {
    self.country = country
    self.story = story
    begun = story.intents.map { _ in false }
    syncsLeft = story.syncs
    lossesLeft = story.losses
    repetitionsLeft = story.repetitions
    cutsLeft = story.cuts
  }

  /// Everything that can happen next, each with every accident that is left.
  var steps: [Step] {
    var steps: [Step] = []
    for i in story.intents.indices where !begun[i] {
      steps += withCuts(action(of: story.intents[i]))
    }
    for letter in country.mail {
      for action in actions(on: letter) {
        steps += withCuts(action)
        if repetitionsLeft > 0 { steps.append(Step(action, keepsLetter: true)) }
      }
      if lossesLeft > 0 { steps.append(Step(.lose(letter: letter.number))) }
    }
    for person in syncsLeft.indices where syncsLeft[person] > 0 {
      let load = syncsLeft[person] == story.syncs[person] ? story.loads[person] : 0
      steps += withCuts(.upload(person, load: load, documents: []))
      if story.documents {
        let documents = country.mail.filter {
          $0.packet.kind == .payment || $0.packet.kind == .decision
        }
        if !documents.isEmpty {
          steps.append(
            Step(.upload(person, load: load, documents: documents.map(\.number))))
        }
      }
    }
    return steps
  }

  /// - Returns: whether anything changed.
  mutating func perform(_ step: Step) throws(Violation) -> Bool {
    guard try country.perform(step) else { return false }
    if step.cut != nil { cutsLeft -= 1 }
    if step.keepsLetter { repetitionsLeft -= 1 }
    switch step.action {
    case .lose: lossesLeft -= 1
    case .upload(let person, _, _): syncsLeft[person] -= 1
    default: break
    }
    guard step.cut == nil || step.cut?.retries == true else { return true }
    for i in story.intents.indices where action(of: story.intents[i]) == step.action {
      begun[i] = true
    }
    return true
  }

  private func action(of intent: Story.Intent) -> Action {
    switch intent {
    case .onRequest(let payer, let payee, let amount): .request(payee, of: payer, amount: amount)
    case .direct(let payer, let payee, let amount): .payDirect(payer, to: payee, amount: amount)
    case .unload(let person, let amount): .unload(person, amount: amount)
    }
  }

  private func actions(on letter: Letter) -> [Action] {
    switch letter.packet.kind {
    case .request:
      let refuse: [Action] = story.refusals ? [.refuseRequest(letter.from)] : []
      return [.pay(letter: letter.number)] + refuse
    case .payment:
      let refuse: [Action] = story.refusals ? [.refuse(letter: letter.number)] : []
      return [.accept(letter: letter.number)] + refuse
    case .decision: return [.take(letter: letter.number)]
    case .upload: return [.answer(letter: letter.number)]
    case .news: return [.news(.take(letter: letter.number))]
    default: return [.apply(letter: letter.number)]
    }
  }

  /// The action whole, and cut at each of its writes: nothing, some, or all of the write is left.
  private func withCuts(_ action: Action) -> [Step] {
    var steps = [Step(action)]
    guard cutsLeft > 0, let writes = country.writes(of: action) else { return steps }
    for write in 0..<writes {
      for torn in [0, 16, 4_096] {
        steps.append(Step(action, cut: Cut(write: write, torn: torn, retries: false)))
        steps.append(Step(action, cut: Cut(write: write, torn: torn, retries: true)))
      }
    }
    return steps
  }
}

extension Scene {
  /// Tells states apart. Two states with the same digest go on in the same way.
  var digest: Word32 {
    var sink = Sink()
    for i in begun.indices { sink.add(begun[i] ? 1 : 0) }
    for left in syncsLeft { sink.add(UInt64(left)) }
    sink.add(UInt64(lossesLeft << 16 | repetitionsLeft << 8 | cutsLeft))
    country.absorb(into: &sink)
    return sink.word
  }
}
