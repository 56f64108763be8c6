import Purse
import Wire

extension Card {
  mutating func accept(_ objects: DataObjects) throws(PurseError) {
    let expected = try objects.sequence(buffer.span)
    let time = try objects.time(buffer.span)
    var message = PurseAnswer()
    try purse.accept(
      expected: expected, payment: buffer.span.extracting(objects.range(.message)),
      certificate: buffer.span.extracting(objects.range(.certificate)),
      sealed: buffer.span.extracting(objects.range(.sealed)), time: time, answer: &message)
    answer(message: message)
  }

  mutating func refusePayment(_ objects: DataObjects) throws(PurseError) {
    var message = PurseAnswer()
    try purse.refuse(
      expected: try objects.sequence(buffer.span),
      payment: buffer.span.extracting(objects.range(.message)), answer: &message)
    answer(message: message)
  }

  mutating func refuseRequest(_ objects: DataObjects) throws(PurseError) {
    let request = Digest(try objects.word(.digest, buffer.span))
    var message = PurseAnswer()
    try purse.refuse(
      expected: try objects.sequence(buffer.span), request: request, answer: &message)
    answer(message: message)
  }

  mutating func takeAcceptance(_ objects: DataObjects) throws(PurseError) {
    try purse.take(
      expected: try objects.sequence(buffer.span),
      acceptance: buffer.span.extracting(objects.range(.message)),
      certificate: buffer.span.extracting(objects.range(.certificate)))
    answerNothing()
  }

  mutating func takeRefusal(_ objects: DataObjects) throws(PurseError) {
    try purse.take(
      expected: try objects.sequence(buffer.span),
      refusal: buffer.span.extracting(objects.range(.message)),
      certificate: buffer.span.extracting(objects.range(.certificate)))
    answerNothing()
  }

  mutating func check(_ objects: DataObjects) throws(PurseError) {
    try purse.check(certificate: buffer.span.extracting(objects.range(.certificate)))
    answerNothing()
  }
}
