#!/usr/bin/python3
"""Two people pay each other with cards in two readers, and the ledger agrees in the end.

This is Phase 4's person-to-person payment, spoken to the cards by pyscard and by opensc-tool, with cards
pulled out of their readers in the middle. It shows all that a program of your own needs.

    payment.py KONTANT HOME FOLDER

HOME is a Kontant home with the cards Alice, who has 500.00, and Bob, who has 100.00; their PIN is 1234.
The virtual readers of vpcd listen on ports 35963 and 35964. FOLDER is for files that may be lost."""

import sys

import tool
from card import Card, Refused, Torn
from ledger import Ledger
from objects import (AMOUNT, CERTIFICATE, MESSAGE, PIN, REQUEST_NUMBER, SEALED, SEQUENCE, SPENDABLE,
                     encode, value)
from slot import Slot

DIGITS = b"1234"
REQUEST, PAY, ACCEPT, VERIFY = 0x10, 0x12, 0x16, 0x20
FIRST, SECOND = "Virtual PCD 00 00", "Virtual PCD 00 01"


def main():
    kontant, home, folder = sys.argv[1:]
    ledger = Ledger(kontant, home, folder)
    hands = [Slot(kontant, home, "Alice", 35963), Slot(kontant, home, "Bob", 35964)]
    try:
        for hand in hands:
            hand.insert()
        alice, bob = Card(FIRST), Card(SECOND)
        person_to_person(alice, bob)
        torn(alice, bob, *hands)
        wrong_pin(alice, hands[0])
        with_opensc_tool(alice, bob)
        for card in (bob, alice):
            card.tap()
            ledger.sync(card)
            expect("nothing in doubt after the sync", card.money()[1], 0)
            card.leave()
    finally:
        for hand in hands:
            hand.end()
    agree(ledger)


def person_to_person(alice, bob):
    """Bob asks for 80.00, Alice pays, Bob takes it: three taps."""
    me = bob.tap()
    request = bob.request(value(me, REQUEST_NUMBER) + 1, 8000)
    bob_certificate = me[CERTIFICATE]
    bob.leave()

    me = alice.tap()
    payment, sealed = alice.pay(value(me, SEQUENCE) + 1, request, DIGITS)
    alice_certificate = me[CERTIFICATE]
    expect("Alice paid and does not know more", alice.money(), (42000, 8000))
    alice.leave()

    me = bob.tap()
    acceptance = bob.accept(value(me, SEQUENCE) + 1, payment, alice_certificate, sealed, DIGITS)
    expect("Bob can spend it at once", bob.money(), (18000, 0))
    bob.leave()

    me = alice.tap()
    alice.take_acceptance(value(me, SEQUENCE) + 1, acceptance, bob_certificate)
    expect("Alice knows that it was taken", alice.money(), (42000, 0))
    alice.leave()


def torn(alice, bob, alice_hand, bob_hand):
    """The same for 20.00, with short commands, and a card pulled out in every command."""
    me = bob.tap()
    number = value(me, REQUEST_NUMBER) + 1
    pulled(bob_hand, REQUEST, "after", lambda: bob.request(number, 2000))
    bob.tap()
    request = bob.read_last()
    expect("the request was kept", request in bob_hand.lost_answer(), True)
    expect("asking again is the same request", bob.request(number, 2000), request)
    bob.leave()

    # The command never reaches the card, and then its answer is lost.
    place = value(alice.tap(), SEQUENCE) + 1
    pulled(alice_hand, PAY, "before", lambda: alice.pay(place, request, DIGITS))
    me = alice.tap()
    expect("nothing has happened", (alice.money(), value(me, SEQUENCE) + 1), ((42000, 0), place))
    pulled(alice_hand, PAY, "after", lambda: alice.pay(place, request, DIGITS, chained=True))
    alice.tap()
    payment = alice.read_last()
    expect("it was paid, once", alice.money(), (40000, 2000))
    again, sealed = alice.pay(place, request, DIGITS, chained=True)
    expect("paying again is the same payment", (again, alice.money()), (payment, (40000, 2000)))
    alice.leave()

    # The chain of ACCEPT is broken off after its first command: the card forgets it.
    alice_certificate = me[CERTIFICATE]
    me = bob.tap()
    place = value(me, SEQUENCE) + 1
    take = lambda: bob.accept(place, payment, alice_certificate, sealed, DIGITS, chained=True)
    pulled(bob_hand, ACCEPT, "after", take)
    me = bob.tap()
    expect("half a command is none", (bob.money(), value(me, SEQUENCE) + 1), ((18000, 0), place))
    acceptance = take()
    bob.leave()
    # Pulled after everything was answered: nothing is lost.
    bob_hand.pull(VERIFY, "before")
    bob.tap()
    torn_away(lambda: bob.verify(DIGITS))
    bob_hand.insert()
    bob.tap()
    expect("what was taken stays", (bob.money(), bob.read_last()), ((20000, 0), acceptance))
    expect("taking again is the same acceptance", take(), acceptance)
    bob_certificate = bob.select()[CERTIFICATE]
    bob.leave()

    place = value(alice.tap(), SEQUENCE) + 1
    alice.take_acceptance(place, acceptance, bob_certificate)
    expect("nothing is in doubt", alice.money(), (40000, 0))
    alice.leave()


def wrong_pin(alice, hand):
    """Pulling the card before it says that the PIN was wrong does not give the try back."""
    alice.tap()
    expect("a wrong PIN costs a try", alice.verify(b"9999"), 0x63C2)
    pulled(hand, VERIFY, "after", lambda: alice.verify(b"9999"))
    alice.tap()
    expect("so does one whose answer is lost", alice.verify(b""), 0x63C1)
    expect("the right one gives them back", alice.verify(DIGITS), 0x9000)
    alice.leave()
    alice.tap()
    expect("power ends a verification", alice.verify(b""), 0x63C3)
    try:
        alice.get_data(0x77)
        raise SystemExit("a data object that is not there was answered")
    except Refused as refused:
        expect("what is not there is refused", refused.word, 0x6A88)
    alice.leave()


def with_opensc_tool(alice, bob):
    """Bob pays 50.00 back, in three taps with opensc-tool."""
    alice.leave()
    bob.leave()
    me, = tool.tap(FIRST)
    ask = encode({REQUEST_NUMBER: value(me, REQUEST_NUMBER) + 1, AMOUNT: 5000})
    _, request = tool.tap(FIRST, tool.command(0x80, REQUEST, ask))

    me, = tool.tap(SECOND)
    pay = encode({SEQUENCE: value(me, SEQUENCE) + 1, MESSAGE: request[MESSAGE], PIN: DIGITS})
    _, payment = tool.tap(SECOND, tool.command(0x80, PAY, pay))
    bob_certificate = me[CERTIFICATE]

    me, = tool.tap(FIRST)
    take = encode({SEQUENCE: value(me, SEQUENCE) + 1, MESSAGE: payment[MESSAGE],
                   CERTIFICATE: bob_certificate, SEALED: payment.get(SEALED), PIN: DIGITS})
    status = tool.command(0x00, 0xCA, p1=0x01, p2=0x01)
    *_, after = tool.tap(FIRST, tool.command(0x80, ACCEPT, take), status)
    expect("Alice has it back", value(after, SPENDABLE), 45000)


def agree(ledger):
    """The cards' files, the ledger's books and the story agree."""
    alice, bob = (ledger.run("status", name) for name in ("Alice", "Bob"))
    expect("Alice has 450.00", alice["spendable"]["minorUnits"], 45000)
    expect("Bob has 150.00", bob["spendable"]["minorUnits"], 15000)
    books = ledger.run("ledger", "status")
    expect("the books balance", books["isBalanced"], True)
    expect("all of it is in the cards' shadows", books["shadows"]["minorUnits"], 60000)
    expect("three payments, each known from both sides", books["confirmedCount"], 3)
    expect("nothing is unexplained", books["unexplained"]["minorUnits"], 0)


def pulled(hand, instruction, when, command):
    """Gives a command while the hand pulls the card at it, and lays the card back."""
    hand.pull(instruction, when)
    torn_away(command)
    hand.insert()


def torn_away(command):
    try:
        command()
    except Torn:
        return
    raise SystemExit("the card was pulled, and the command was answered")


def expect(what, found, wanted):
    if found != wanted:
        raise SystemExit(f"{what}: found {found!r}, wanted {wanted!r}")
    print(f"ok: {what}")


if __name__ == "__main__":
    main()
