"""A hand that holds a card: lets it lie in a virtual reader, and pulls it out at a chosen moment.

vpcd, the virtual reader, listens on a port for a card. `kontant card serve` is such a card. This slot sits
between them and passes frames on (a big-endian 16-bit length, then the bytes; one byte is a control, more
are an APDU), until it is told to pull the card."""

import socket
import struct
import subprocess
import threading
import time


class Slot:
    def __init__(self, kontant, home, name, reader_port):
        self.reader_port = reader_port
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.lock = threading.Lock()
        self.pull_at = None
        self.lost = None
        self.is_inserted = threading.Event()
        port = str(self.listener.getsockname()[1])
        # setpriv: the card goes with this program, however that ends.
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM",
             kontant, "card", "serve", name, "--home", home, "--port", port],
            stdout=subprocess.DEVNULL)
        self.thread = threading.Thread(target=self.run, daemon=True)
        self.thread.start()

    def insert(self):
        """Lays the card into the reader."""
        self.is_inserted.set()

    def pull(self, instruction, when):
        """Pulls the card at the next command with this instruction: "before" the card gets it, or
        "after" it has carried it out and answered, when the answer is under way."""
        with self.lock:
            self.pull_at, self.lost = (instruction, when), None

    def lost_answer(self):
        """What the card answered when it was pulled: it never came to the reader."""
        with self.lock:
            return self.lost

    def end(self):
        """Takes the card out for good."""
        self.is_inserted.clear()
        self.process.terminate()
        code = self.process.wait(timeout=20)
        self.listener.close()
        if code != 0:
            raise SystemExit(f"kontant card serve ended with {code}")

    # Passing frames on, in a thread of its own

    def run(self):
        while True:
            try:
                card, _ = self.listener.accept()
            except OSError:
                return
            with card:
                card.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                self.is_inserted.wait()
                # pcscd looks into its readers every 0.4 s, and must see this one empty.
                time.sleep(0.8)
                with self.reach_reader() as reader:
                    try:
                        self.forward(reader, card)
                    except (ConnectionError, OSError):
                        pass  # one of the two ended

    def reach_reader(self):
        deadline = time.monotonic() + 20
        while True:
            try:
                reader = socket.create_connection(("127.0.0.1", self.reader_port))
                reader.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return reader
            except ConnectionRefusedError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.05)

    def forward(self, reader, card):
        while True:
            frame = receive(reader)
            is_command = len(frame) > 1
            if is_command and self.is_time(frame, "before"):
                self.is_inserted.clear()
                return
            send(card, frame)
            if is_command or frame == b"\x04":
                answer = receive(card)
                if is_command and self.is_time(frame, "after"):
                    with self.lock:
                        self.lost = answer
                    self.is_inserted.clear()
                    return
                send(reader, answer)

    def is_time(self, frame, when):
        with self.lock:
            if self.pull_at != (frame[1], when):
                return False
            self.pull_at = None
            return True


def send(stream, frame):
    stream.sendall(struct.pack(">H", len(frame)) + frame)


def receive(stream):
    (count,) = struct.unpack(">H", exactly(stream, 2))
    return exactly(stream, count)


def exactly(stream, count):
    data = b""
    while len(data) < count:
        part = stream.recv(count - len(data))
        # An acknowledgement that is held back would cost 40 ms each time.
        stream.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)
        if not part:
            raise ConnectionError("the other end is gone")
        data += part
    return data
