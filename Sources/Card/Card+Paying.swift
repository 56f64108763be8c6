import Purse
import Wire

extension Card {
  mutating func request(_ objects: DataObjects) throws(PurseError) {
    let number = RequestNumber(try objects.number(.requestNumber, buffer.span))
    let amount = try objects.amount(buffer.span)
    var message = PurseAnswer()
    try purse.request(
      number: number, amount: amount, time: try objects.time(buffer.span), answer: &message)
    answer(message: message)
  }

  mutating func pay(_ objects: DataObjects) throws(PurseError) {
    let expected = try objects.sequence(buffer.span)
    let time = try objects.time(buffer.span)
    var message = PurseAnswer()
    var sealed = SealedBytes()
    try purse.pay(
      expected: expected, request: buffer.span.extracting(objects.range(.message)),
      certificate: buffer.span.extracting(objects.range(.certificate)), time: time,
      answer: &message, sealed: &sealed)
    answer(payment: &message, sealed: &sealed)
  }

  mutating func payDirect(_ objects: DataObjects) throws(PurseError) {
    let expected = try objects.sequence(buffer.span)
    let amount = try objects.amount(buffer.span)
    let payee = Serial(try objects.number(.serial, buffer.span))
    let time = try objects.time(buffer.span)
    var message = PurseAnswer()
    var sealed = SealedBytes()
    try purse.payDirect(
      expected: expected, amount: amount, payee: payee,
      certificate: buffer.span.extracting(objects.range(.certificate)), time: time,
      answer: &message, sealed: &sealed)
    answer(payment: &message, sealed: &sealed)
  }

  mutating func unload(_ objects: DataObjects) throws(PurseError) {
    try purse.unload(
      expected: try objects.sequence(buffer.span), amount: try objects.amount(buffer.span))
    answerNothing()
  }

  /// A payment, with its sealed part where it has one.
  /// They are lent for change, although nothing changes: what is only borrowed is copied.
  mutating func answer(payment: inout PurseAnswer, sealed: inout SealedBytes) {
    answer(message: payment)
    if sealed.count > 0 { buffer.append(.sealed, sealed.span) }
  }
}
