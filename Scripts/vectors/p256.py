"""P-256 and ECDSA over it, in whole numbers and nothing else: slow, plain, and nobody's library.

A point is a pair (x, y); None is the point at infinity.
"""

P = 2**256 - 2**224 + 2**192 + 2**96 - 1
N = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551
B = 0x5ac635d8aa3a93e7b3ebbd55769886bc651d06b0cc53b0f63bce3c3e27d2604b
G = (0x6b17d1f2e12c4247f8bce6e563a440f277037d812deb33a0f4a13945d898c296,
     0x4fe342e2fe1a7f9b8ee7eb4a7c0f9e162bce33576b315ececbb6406837bf51f5)


def on_curve(point):
    x, y = point
    return 0 <= x < P and 0 <= y < P and (y * y - x * x * x + 3 * x - B) % P == 0


def add(a, b):
    if a is None or b is None:
        return a or b
    (x1, y1), (x2, y2) = a, b
    if x1 == x2 and (y1 + y2) % P == 0:
        return None
    if a == b:
        slope = (3 * x1 * x1 - 3) * pow(2 * y1, -1, P) % P
    else:
        slope = (y2 - y1) * pow(x2 - x1, -1, P) % P
    x = (slope * slope - x1 - x2) % P
    return x, (slope * (x1 - x) - y1) % P


def negate(point):
    return point[0], -point[1] % P


def times(number, point):
    return combine(number, point, 0, None)


def combine(u, a, v, b):
    """ua + vb, both scalars read together bit by bit."""
    u, v = u % N, v % N
    addends = (None, b, a, add(a, b))
    result = None
    for bit in reversed(range(max(u.bit_length(), v.bit_length()))):
        result = add(result, result)
        result = add(result, addends[(u >> bit & 1) * 2 + (v >> bit & 1)])
    return result


def lift(x):
    """The point over x with even y, or None."""
    square = (x * x * x - 3 * x + B) % P
    y = pow(square, (P + 1) // 4, P)
    if y * y % P != square:
        return None
    return x, y if y % 2 == 0 else P - y


def verify(key, digest, r, s):
    """FIPS 186-5, 6.4.2; the digest is a number of 256 bits."""
    if not on_curve(key) or not 0 < r < N or not 0 < s < N:
        return False
    inverse = pow(s, -1, N)
    point = combine(digest * inverse, G, r * inverse, key)
    return point is not None and point[0] % N == r


def sign(secret, digest, nonce):
    """(r, s); the nonce is the caller's, so that every case can be made."""
    r = times(nonce, G)[0] % N
    return r, (digest + r * secret) * pow(nonce, -1, N) % N
