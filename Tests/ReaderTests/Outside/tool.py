"""A Kontant card driven with opensc-tool, a program that has never heard of it. Each call is one tap: it
connects, sends its commands in order, and leaves. Short commands only, chained where they are long."""

import re
import subprocess

from objects import decode

SELECT = bytes.fromhex("00A4040009F04B4F4E54414E540100")


def tap(reader, *commands):
    """The answers to the commands, after the purse was selected; each must be 9000 in the end."""
    arguments = ["opensc-tool", "--reader", reader, "--card-driver", "default"]
    for command in (SELECT, *commands):
        for block in blocks(command):
            arguments += ["--send-apdu", block.hex(":")]
    result = subprocess.run(arguments, capture_output=True, text=True)
    if result.returncode != 0:
        raise SystemExit(f"opensc-tool: {result.stderr}{result.stdout}")
    answers = [decode(data) for word, data in parse(result.stdout) if check(word) and data]
    answers[0] = decode(decode(answers[0][0x6F])[0xA5])
    return answers


def command(cla, instruction, data=b"", p1=0, p2=0):
    return bytes([cla, instruction, p1, p2]) + len(data).to_bytes(2, "big") + data


def blocks(command):
    """A command as the chain of short ones that carries it."""
    if command == SELECT:
        return [command]
    header, data = command[:4], command[6:]
    chain = []
    while len(data) > 255:
        chain.append(bytes([header[0] | 0x10]) + header[1:] + b"\xff" + data[:255])
        data = data[255:]
    return chain + [header + (bytes([len(data)]) + data if data else b"") + b"\x00"]


def check(word):
    if word != 0x9000:
        raise SystemExit(f"the card answered {word:04X} to opensc-tool")
    return True


def parse(text):
    """Status words and data, from lines such as `Received (SW1=0x90, SW2=0x00):` and a dump below."""
    answers = []
    for line in text.splitlines():
        status = re.match(r"Received \(SW1=0x(..), SW2=0x(..)\)", line)
        dump = re.match(r"((?:[0-9A-F]{2} ){1,16})", line)
        if status:
            answers.append((int(status[1] + status[2], 16), b""))
        elif dump and answers:
            word, data = answers[-1]
            answers[-1] = (word, data + bytes.fromhex(dump[1]))
    return answers
