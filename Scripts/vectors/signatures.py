"""Writes vectors/signature.json: which ES256 signatures hold, at the edges of the arithmetic (LED-82).

Every verdict comes from p256.py. Whole families of keys have no known secret: R = uG + vQ with
chosen u and v gives a signature (r = R.x, s = r/v) over the digest us, for any Q.
"""

import hashlib
import json
import pathlib
import sys

from p256 import G, N, P, add, combine, lift, negate, on_curve, sign, times, verify

FILE = pathlib.Path(__file__).resolve().parents[2] / "vectors" / "signature.json"
TOP = 2**256 - 1
# Where machine words, and the 52-bit words of vector arithmetic, begin and end.
BITS = (0, 1, 51, 52, 63, 64, 103, 104, 127, 128, 156, 192, 208, 223, 224, 254, 255)


class Case:
    def __init__(self, name, key, digest, r, s):
        self.name, self.key, self.digest, self.r, self.s = name, key, digest, r, s


def number(name):
    """Any number of 1...n-1: its name decides it."""
    return int.from_bytes(hashlib.sha256(b"kontant/vectors/number/" + name.encode()).digest(),
                          "big") % (N - 1) + 1


def signed(name, secret, digest, nonce=None):
    r, s = sign(secret, digest, number(name) if nonce is None else nonce)
    return Case(name, times(secret, G), digest, r, s)


def of_sum(name, key, u, v):
    """The signature whose verification computes uG + vQ."""
    r = combine(u, G, v, key)[0] % N
    s = r * pow(v, -1, N) % N
    return Case(name, key, u * s % N, r, s)


def changed(case, name, **fields):
    values = {"key": case.key, "digest": case.digest, "r": case.r, "s": case.s, **fields}
    return Case(name, **values)


def cases():
    yield from ordinary()
    yield from flipped()
    yield from halves()
    yield from overflows()
    yield from digests()
    yield from keys()
    yield from other_curves()
    yield from exceptional_sums()


def ordinary():
    for index in range(8):
        case = signed(f"ordinary-{index}", number(f"secret-{index}"), number(f"digest-{index}"))
        yield case
        yield changed(case, f"ordinary-{index}-other-half", s=N - case.s)


def flipped():
    good = signed("flipped", number("secret-0"), number("digest-flipped"))
    for bit in BITS:
        for name in ("digest", "r", "s"):
            flip = {name: getattr(good, name) ^ 1 << bit}
            yield changed(good, f"{name}-bit-{bit}", **flip)
        x, y = good.key
        yield changed(good, f"key-x-bit-{bit}", key=(x ^ 1 << bit, y))
        yield changed(good, f"key-y-bit-{bit}", key=(x, y ^ 1 << bit))
    yield changed(good, "halves-exchanged", r=good.s, s=good.r)
    yield changed(good, "key-negated", key=negate(good.key))
    yield changed(good, "key-of-another", key=times(number("secret-1"), G))


def halves():
    good = signed("halves", number("secret-2"), number("digest-halves"))
    edges = {"0": 0, "1": 1, "2": 2, "n-2": N - 2, "n-1": N - 1, "n": N, "n+1": N + 1,
             "p-1": P - 1, "p": P, "p+1": P + 1, "2^255": 2**255, "2^256-1": TOP}
    for name, value in edges.items():
        yield changed(good, f"r-{name}", r=value)
        yield changed(good, f"s-{name}", s=value)
        yield changed(good, f"r-and-s-{name}", r=value, s=value)
        # The digest for which the equation e = sk - rd holds with this s, in range or not.
        yield changed(good, f"s-made-{name}",
                      s=value, digest=(value * number("halves") - good.r * number("secret-2")) % N)
    yield changed(good, "r-negated", r=N - good.r)


def overflows():
    """R.x from n to p: r is R.x - n, and a comparison with R.x itself would miss it."""
    above = [x for x in range(N, N + 12) if lift(x)]
    for x in above[:3] + [x for x in range(P - 12, P) if lift(x)][-2:]:
        name = f"x-n+{x - N}" if x - N < 100 else f"x-p-{P - x}"
        case = reaching(name, lift(x))
        yield case
        yield changed(case, f"{name}-unreduced", r=x)
    below = [x for x in range(1, 12) if lift(x)]
    for x in below[:3] + [x for x in range(N - 12, N) if lift(x)][-2:]:
        name = f"x-{x}" if x < 100 else f"x-n-{N - x}"
        case = reaching(name, lift(x))
        yield case
        # r + n is below p and no abscissa of the sum.
        yield changed(case, f"{name}-plus-n", r=min(x + N, TOP))


def reaching(name, point):
    """A signature whose verification ends at a given point, by a key with no known secret."""
    u, v = number(name + "/u"), number(name + "/v")
    key = times(pow(v, -1, N), add(point, negate(times(u, G))))
    return of_sum(f"r-from-{name}", key, u, v)


def digests():
    secret = number("secret-3")
    for name, value in {"0": 0, "1": 1, "n-1": N - 1, "n": N, "n+1": N + 1, "p": P,
                        "2^255": 2**255, "2^256-1": TOP}.items():
        case = signed(f"digest-{name}", secret, value)
        yield case
        yield changed(case, f"digest-{name}-but-signed-another", digest=number("another"))
    zero = signed("zero", secret, 0)
    yield changed(zero, "digest-n-for-0", digest=N)
    top = signed("top", secret, TOP)
    yield changed(top, "digest-reduced", digest=TOP - N)


def keys():
    near = {"1": 1, "2": 2, "3": 3, "n-1": N - 1, "n-2": N - 2, "half": (N - 1) // 2,
            "other-half": (N + 1) // 2, "2^255": 2**255, "2^128": 2**128}
    for name, secret in near.items():
        case = signed(f"secret-{name}", secret, number("digest-keys"))
        yield case
        yield changed(case, f"secret-{name}-other-digest", digest=number("digest-other"))
    for x in [x for x in (*range(0, 8), *range(P - 8, P), *range(2**255, 2**255 + 4)) if lift(x)]:
        name = str(x) if x < 8 else f"p-{P - x}" if P - x < 9 else f"2^255+{x - 2**255}"
        case = of_sum(f"key-over-{name}", lift(x), number("key/u"), number("key/v"))
        yield case
        yield changed(case, f"key-over-{name}-negated", key=negate(case.key))
        if x + P <= TOP:
            yield changed(case, f"key-over-{name}-unreduced", key=(x + P, case.key[1]))


def other_curves():
    """The formulas never use b: off the curve they still add up, and the sum must not count."""
    beside = {"any": (number("off/x") % P, number("off/y") % P), "near-g": (G[0], G[1] + 1),
              "small": (5, 1), "x-p": (P, lift(0)[1]), "y-p": (5, P), "all-ones": (TOP, TOP)}
    for name, key in beside.items():
        assert not on_curve(key)
        for v in (1, 2, number(f"off/{name}")):
            u = number(f"{name}/{v}")
            r = add(times(u, G), times(v, (key[0] % P, key[1] % P)))[0] % N
            s = r * pow(v, -1, N) % N
            yield Case(f"key-off-curve-{name}-{min(v, 9)}", key, u * s % N, r, s)
    for name, key in {"origin": (0, 0), "order-two": (5, 0)}.items():
        # An even multiple of it is infinity: the sum is uG alone.
        u = number(name)
        r = times(u, G)[0] % N
        s = r * pow(2, -1, N) % N
        yield Case(f"key-off-curve-{name}", key, u * s % N, r, s)


def exceptional_sums():
    """Where adding becomes doubling or infinity, and scalars at the ends of every window."""
    secret = number("secret-sums")
    key = times(secret, G)
    for name, v in {"any": number("sums/v"), "1": 1, "2": 2, "n-1": N - 1}.items():
        yield of_sum(f"sum-doubles-{name}", key, v * secret % N, v)
        r, s = number("sums/r"), number("sums/r") * pow(v, -1, N) % N
        yield Case(f"sum-is-infinity-{name}", key, -r * secret % N, r, s)
        # Infinity has no abscissa; a sum that loses it may end at either addend.
        r = times(v * secret, G)[0] % N
        yield Case(f"sum-loses-an-addend-{name}", key, -r * secret % N, r, r * pow(v, -1, N) % N)
    edges = [1, 2, 3, 4, 5, 7, 8, 15, 16, 17, 31, 32, 33, 63, 64, 65, 2**32, 2**52 - 1, 2**64 - 1,
             2**64, 2**128, 2**252, 2**255, 2**255 - 1, N // 2, N - 32, N - 17, N - 16, N - 3,
             N - 2, N - 1]
    for point, owner in (("g", G), ("minus-g", negate(G)), ("2g", times(2, G)), ("any", key)):
        for index, v in enumerate(edges):
            u = edges[(index * 7 + 3) % len(edges)]
            if point == "any" or (u + v * {"g": 1, "minus-g": N - 1, "2g": 2}[point]) % N:
                yield of_sum(f"scalars-{index}-of-{point}", owner, u, v)
    yield of_sum("u-0", key, 0, number("sums/v"))
    for name, nonce in {"1": 1, "2": 2, "n-1": N - 1, "n-2": N - 2, "half": (N + 1) // 2}.items():
        yield signed(f"nonce-{name}", secret, number("digest-nonce"), nonce)


def hexadecimal(*numbers):
    return "".join(n.to_bytes(32, "big").hex() for n in numbers)


def text():
    vectors = []
    for case in cases():
        holds = verify(case.key, case.digest, case.r, case.s)
        vectors.append({"name": f"signature/{case.name}", "rule": "LED-82",
                        **({} if holds else {"refusedBy": "MSG-13"}),
                        "key": hexadecimal(*case.key), "digest": hexadecimal(case.digest),
                        "hex": hexadecimal(case.r, case.s)})
    names = [v["name"] for v in vectors]
    assert len(set(names)) == len(names), [n for n in names if names.count(n) > 1]
    return json.dumps({"message": "signature", "rule": "LED-82", "vectors": vectors}, indent=2) + "\n"


if __name__ == "__main__":
    vectors = text()
    FILE.write_text(vectors)
    print(f"{vectors.count('refusedBy')} of {vectors.count(chr(10) + '    {')} are refused",
          file=sys.stderr)
