"""A Kontant card in a PC/SC reader, driven with pyscard. Nothing here comes from Kontant's own code: it
is written from docs/spec/apdu.md, as anybody's program would be."""

import time

from smartcard.Exceptions import CardConnectionException, NoCardException
from smartcard.System import readers

from objects import (AMOUNT, CERTIFICATE, ENTRY, HEAD, IN_DOUBT, MESSAGE, PIN, REQUEST_NUMBER, SEALED,
                     SEQUENCE, SPENDABLE, decode, encode, value)

NAME = bytes.fromhex("F04B4F4E54414E5401")


class Refused(Exception):
    """The card answered with a status word that is not 9000."""

    def __init__(self, word):
        super().__init__(f"the card answered {word:04X}")
        self.word = word


class Torn(Exception):
    """The card went before it had answered. Nobody knows whether it carried the command out."""


class Card:
    def __init__(self, reader_name):
        self.reader = next(r for r in readers() if reader_name in str(r))
        self.connection = None

    # How bytes get to the card and back

    def tap(self):
        """Lays the card on the reader: waits for it, gives it power, selects the purse. Returns what
        the purse tells of itself."""
        self.leave()
        deadline = time.monotonic() + 20
        while True:
            try:
                self.connection = self.reader.createConnection()
                self.connection.connect()
                return self.select()
            except (NoCardException, CardConnectionException, Torn):
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def leave(self):
        """Takes the card off the reader."""
        if self.connection is not None:
            try:
                self.connection.disconnect()
            except CardConnectionException:
                pass
            self.connection = None

    def send(self, command):
        """One command APDU; its answer and status word."""
        try:
            data, sw1, sw2 = self.connection.transmit(list(command))
        except CardConnectionException as error:
            raise Torn(str(error)) from error
        return bytes(data), sw1 << 8 | sw2

    def extended(self, cla, instruction, data=b"", p1=0, p2=0):
        """A command in extended form: long data, long answer, one exchange."""
        command = bytes([cla, instruction, p1, p2, 0])
        if data:
            command += len(data).to_bytes(2, "big") + data
        answer, word = self.send(command + b"\x00\x00")
        if word != 0x9000:
            raise Refused(word)
        return decode(answer)

    def chained(self, cla, instruction, data=b"", p1=0, p2=0):
        """The same for a reader that knows short commands only: data in a chain of commands, the answer
        fetched in parts with GET RESPONSE."""
        while len(data) > 255:
            _, word = self.send(bytes([cla | 0x10, instruction, p1, p2, 255]) + data[:255])
            if word != 0x9000:
                raise Refused(word)
            data = data[255:]
        command = bytes([cla, instruction, p1, p2])
        if data:
            command += bytes([len(data)]) + data
        answer, word = self.send(command + b"\x00")
        while word >> 8 == 0x61:
            part, word = self.send(bytes([0x00, 0xC0, 0x00, 0x00, word & 0xFF]))
            answer += part
        if word != 0x9000:
            raise Refused(word)
        return decode(answer)

    # The commands

    def select(self):
        template = self.extended(0x00, 0xA4, NAME, p1=0x04)
        return decode(decode(template[0x6F])[0xA5])

    def get_data(self, p2):
        return self.extended(0x00, 0xCA, p1=0x01, p2=p2)

    def status(self):
        return self.get_data(0x01)

    def verify(self, pin):
        _, word = self.send(bytes([0x00, 0x20, 0x00, 0x81, len(pin)]) + pin)
        return word

    def read_last(self):
        """The answer to the last command that changed the purse."""
        return self.get_data(0x06)[MESSAGE]

    def request(self, request_number, amount):
        data = encode({REQUEST_NUMBER: request_number, AMOUNT: amount})
        return self.extended(0x80, 0x10, data)[MESSAGE]

    def pay(self, sequence, request, pin, chained=False):
        data = encode({SEQUENCE: sequence, MESSAGE: request, PIN: pin})
        answer = (self.chained if chained else self.extended)(0x80, 0x12, data)
        return answer[MESSAGE], answer.get(SEALED)

    def accept(self, sequence, payment, certificate, sealed, pin, chained=False):
        data = encode({SEQUENCE: sequence, MESSAGE: payment, CERTIFICATE: certificate,
                       SEALED: sealed, PIN: pin})
        return (self.chained if chained else self.extended)(0x80, 0x16, data)[MESSAGE]

    def take_acceptance(self, sequence, acceptance, certificate):
        data = encode({SEQUENCE: sequence, MESSAGE: acceptance, CERTIFICATE: certificate})
        self.extended(0x80, 0x1C, data)

    def sync_request(self):
        """The signed request, the head that its entries begin from, and the entries."""
        answer = self.extended(0x80, 0x24)
        entries, p1 = [], 0
        while True:
            try:
                entries.append(self.extended(0x80, 0x26, p1=p1))
            except Refused as refused:
                if refused.word != 0x6A83:  # after the last
                    raise
                return answer[MESSAGE], answer[HEAD], [
                    (value(e, SEQUENCE), e[ENTRY], e.get(MESSAGE), e.get(SEALED)) for e in entries]
            p1 = 1

    def apply(self, grant):
        self.extended(0x80, 0x28, encode({MESSAGE: grant}))

    # What the holder sees

    def money(self):
        """Spendable, and paid out without an answer yet."""
        status = self.status()
        return value(status, SPENDABLE), value(status, IN_DOUBT)
