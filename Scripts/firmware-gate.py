"""Finds the compiler's fault that loses a purse's state, in a disassembly of the firmware.

Swift passes `self` in r10. Compiled with -Osize, correct code loads through r10 and writes it back
(`ldm r10!`), and then goes on as if r10 still were `self`: the purse reads a balance of 0 from behind
its own end. The same instruction is right where a structure is copied and r10 is not used after it. So
from each one every path is followed: until r10 is set anew, nothing may read it but the copy's own
next loads, and no function may be called that expects `self`.

Usage: firmware-gate.py DISASSEMBLY   (of llvm-objdump -d --no-show-raw-insn --mcpu=cortex-m4)
"""

import re
import sys

SELF = "r10"
WRITE_BACK = re.compile(rf"^ldm\S* {SELF}!,")
NEXT_LOAD = re.compile(rf"^(ldm\S* {SELF}!?,|ldr\S* \w+, \[{SELF}\](,|$))")
ENDS = ("trap", "udf", "bx", "tbb", "tbh", ".word", ".short", ".byte")
TARGET = re.compile(r"0x([0-9a-f]+)")


class Code:
    def __init__(self, lines):
        self.instructions = {}  # address: text
        self.following = {}  # address: address of the next one
        self.expecting = {}  # address of a function: whether it reads self
        last = None
        for line in lines:
            match = re.match(r"^\s*([0-9a-f]+):\s+(.*)", line)
            if not match:
                continue
            address = int(match[1], 16)
            text = re.sub(r"\s+", " ", re.sub(r"[<@].*", "", match[2])).strip()
            self.instructions[address] = text
            if last is not None:
                self.following[last] = address
            last = address

    def reader_of_self(self, start, in_copy=False):
        """Where r10 is read on a path from `start` before it is set; None when nowhere."""
        seen, waiting = set(), [start]
        while waiting:
            address = waiting.pop()
            if address in seen or address not in self.instructions:
                continue
            seen.add(address)
            text = self.instructions[address]
            name, _, operands = text.partition(" ")
            if in_copy and NEXT_LOAD.match(text):
                waiting.append(self.following.get(address))
            elif name in ("bl", "blx"):
                target = TARGET.search(operands)
                if target is None or self.expects_self(int(target[1], 16)):
                    return address
                waiting.append(self.following.get(address))
            elif name in ENDS and SELF not in operands:
                continue
            elif SELF in operands and not name.startswith("push"):
                if not self.sets_self(name, operands):
                    return address
            elif name in ("pop", "pop.w") and "pc" in operands:
                continue
            elif re.match(r"^(b|cb)", name) and TARGET.search(operands):
                waiting.append(int(TARGET.findall(operands)[-1], 16))
                if name not in ("b", "b.w"):
                    waiting.append(self.following.get(address))
            else:
                waiting.append(self.following.get(address))
        return None

    def expects_self(self, function):
        if function not in self.expecting:
            self.expecting[function] = False  # A recursion's own call decides nothing.
            self.expecting[function] = self.reader_of_self(function) is not None
        return self.expecting[function]

    @staticmethod
    def sets_self(name, operands):
        if name.startswith("pop"):
            return True
        first, _, rest = operands.partition(",")
        writes = not name.startswith(("str", "stm", "cmp", "cmn", "tst", "teq", "push"))
        if name.startswith("ldrd"):
            second, _, rest = rest.partition(",")
            return SELF in (first.strip(), second.strip()) and SELF not in rest
        if name.startswith("ldm"):
            return SELF in rest and SELF not in first
        return writes and first.strip() == SELF and SELF not in rest


def main(path):
    with open(path) as file:
        lines = file.readlines()
    if any("<unknown>" in line for line in lines):
        sys.exit("firmware-gate: the disassembler doesn't know this processor")
    code = Code(lines)
    if len(code.instructions) < 4:
        sys.exit("firmware-gate: the disassembly has no instructions")
    faults = copies = 0
    for address, text in code.instructions.items():
        if not WRITE_BACK.match(text):
            continue
        copies += 1
        reader = code.reader_of_self(code.following.get(address), in_copy=True)
        if reader is not None:
            faults += 1
            print(f"firmware-gate: {address:x}: {text}: self is lost, and expected at {reader:x}: "
                  f"{code.instructions[reader]}", file=sys.stderr)
    if faults:
        sys.exit(1)
    print(f"firmware-gate: {len(code.instructions)} instructions, {copies} copies through self, "
          "none of which it outlives")


main(sys.argv[1])
