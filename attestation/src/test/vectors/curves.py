"""ECDSA (RFC 6979) and Ed25519 (RFC 8032) by the book: slow, not in constant time, for test vectors only."""
import hashlib
import hmac


class Weierstrass:
    def __init__(self, name, p, b, gx, gy, n, digest, oid):
        self.name, self.p, self.b, self.n, self.g = name, p, b, n, (gx, gy)
        self.digest, self.oid, self.size = digest, oid, (p.bit_length() + 7) // 8

    def add(self, a, b):
        if a is None or b is None:
            return b if a is None else a
        if a[0] == b[0]:
            if (a[1] + b[1]) % self.p == 0:
                return None
            slope = (3 * a[0] * a[0] - 3) * pow(2 * a[1], -1, self.p)
        else:
            slope = (b[1] - a[1]) * pow(b[0] - a[0], -1, self.p)
        x = (slope * slope - a[0] - b[0]) % self.p
        return x, (slope * (a[0] - x) - a[1]) % self.p

    def multiply(self, k, point):
        result = None
        while k:
            if k & 1:
                result = self.add(result, point)
            point, k = self.add(point, point), k >> 1
        return result

    def octets(self, number):
        return number.to_bytes(self.size, "big")

    def spki(self, d):
        return self.spki_of(self.multiply(d, self.g))

    def spki_of(self, point):
        return self.spki_from(b"\x04" + self.octets(point[0]) + self.octets(point[1]))

    def spki_from(self, encoded_point):
        algorithm = der(0x30, bytes.fromhex("06072a8648ce3d0201") + self.oid)
        return der(0x30, algorithm + der(0x03, b"\0" + encoded_point))

    def pkcs8(self, d):
        x, y = self.multiply(d, self.g)
        point = b"\x04" + self.octets(x) + self.octets(y)
        inner = der(0x30, b"\x02\x01\x01" + der(0x04, self.octets(d)) + der(0xA1, der(0x03, b"\0" + point)))
        algorithm = der(0x30, bytes.fromhex("06072a8648ce3d0201") + self.oid)
        return der(0x30, b"\x02\x01\x00" + algorithm + der(0x04, inner))

    def hash(self, message):
        return int.from_bytes(self.digest(message).digest(), "big") % self.n

    def nonce(self, d, message):
        h1 = self.octets(self.hash(message))
        v, k = b"\1" * self.digest().digest_size, b"\0" * self.digest().digest_size
        for octet in (b"\0", b"\1"):
            k = hmac.new(k, v + octet + self.octets(d) + h1, self.digest).digest()
            v = hmac.new(k, v, self.digest).digest()
        while True:
            v = hmac.new(k, v, self.digest).digest()
            candidate = int.from_bytes(v, "big")
            if 0 < candidate < self.n:
                return candidate
            k = hmac.new(k, v + b"\0", self.digest).digest()
            v = hmac.new(k, v, self.digest).digest()

    def sign(self, d, message):
        k = self.nonce(d, message)
        r = self.multiply(k, self.g)[0] % self.n
        return r, pow(k, -1, self.n) * (self.hash(message) + r * d) % self.n

    def contains(self, point):
        x, y = point
        return max(x, y) < self.p and (y * y - x * x * x + 3 * x - self.b) % self.p == 0

    def verifies(self, point, message, r, s):
        if not (0 < r < self.n and 0 < s < self.n):
            return False
        w = pow(s, -1, self.n)
        sum_ = self.add(self.multiply(self.hash(message) * w % self.n, self.g), self.multiply(r * w % self.n, point))
        return sum_ is not None and sum_[0] % self.n == r


P256 = Weierstrass(
    "P256", 0xFFFFFFFF00000001000000000000000000000000FFFFFFFFFFFFFFFFFFFFFFFF,
    0x5AC635D8AA3A93E7B3EBBD55769886BC651D06B0CC53B0F63BCE3C3E27D2604B,
    0x6B17D1F2E12C4247F8BCE6E563A440F277037D812DEB33A0F4A13945D898C296,
    0x4FE342E2FE1A7F9B8EE7EB4A7C0F9E162BCE33576B315ECECBB6406837BF51F5,
    0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551,
    hashlib.sha256, bytes.fromhex("06082a8648ce3d030107"))
P384 = Weierstrass(
    "P384", 2**384 - 2**128 - 2**96 + 2**32 - 1,
    0xB3312FA7E23EE7E4988E056BE3F82D19181D9C6EFE8141120314088F5013875AC656398D8A2ED19D2A85C8EDD3EC2AEF,
    0xAA87CA22BE8B05378EB1C71EF320AD746E1D3B628BA79B9859F741E082542A385502F25DBF55296C3A545E3872760AB7,
    0x3617DE4A96262C6F5D9E98BF9292DC29F8F41DBD289A147CE9DA3113B5F0B8C00A60B1CE1D7E819D7A431D7C90EA0E5F,
    0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFC7634D81F4372DDF581A0DB248B0A77AECEC196ACCC52973,
    hashlib.sha384, bytes.fromhex("06052b81040022"))


def der(tag, content):
    if len(content) < 128:
        return bytes([tag, len(content)]) + content
    length = len(content).to_bytes((len(content).bit_length() + 7) // 8, "big")
    return bytes([tag, 0x80 | len(length)]) + length + content


def der_integer(number):
    return der(0x02, number.to_bytes(number.bit_length() // 8 + 1, "big"))


class Ed25519:
    name, p, L = "ED25519", 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
    d = -121665 * pow(121666, -1, 2**255 - 19) % (2**255 - 19)

    def __init__(self):
        y = 4 * pow(5, -1, self.p) % self.p
        self.g = (self.x_of(y, 0), y)

    def x_of(self, y, sign):
        xx = (y * y - 1) * pow(self.d * y * y + 1, -1, self.p) % self.p
        x = pow(xx, (self.p + 3) // 8, self.p)
        if (x * x - xx) % self.p:
            x = x * pow(2, (self.p - 1) // 4, self.p) % self.p
        if (x * x - xx) % self.p:
            return None
        return self.p - x if x & 1 != sign else x

    def add(self, a, b):
        t = self.d * a[0] * b[0] * a[1] * b[1]
        return ((a[0] * b[1] + b[0] * a[1]) * pow(1 + t, -1, self.p) % self.p,
                (a[1] * b[1] + a[0] * b[0]) * pow(1 - t, -1, self.p) % self.p)

    def multiply(self, k, point):
        result = (0, 1)
        while k:
            if k & 1:
                result = self.add(result, point)
            point, k = self.add(point, point), k >> 1
        return result

    def encode(self, point):
        return (point[1] | (point[0] & 1) << 255).to_bytes(32, "little")

    def expand(self, seed):
        h = hashlib.sha512(seed).digest()
        a = int.from_bytes(h[:32], "little") & (1 << 254) - 8 | 1 << 254
        return a, h[32:]

    def public(self, seed):
        return self.encode(self.multiply(self.expand(seed)[0], self.g))

    def spki(self, seed):
        return bytes.fromhex("302a300506032b6570032100") + self.public(seed)

    def pkcs8(self, seed):
        return bytes.fromhex("302e020100300506032b657004220420") + seed

    def sign(self, seed, message):
        a, prefix = self.expand(seed)
        r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % self.L
        big_r = self.encode(self.multiply(r, self.g))
        k = int.from_bytes(hashlib.sha512(big_r + self.public(seed) + message).digest(), "little") % self.L
        return big_r, (r + k * a) % self.L


ED25519 = Ed25519()
