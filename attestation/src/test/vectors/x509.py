"""Certificates, audit certificates and revocation lists: docs/spec/attestation-certificate.md §2, §5 and §6.

Written from that page and Python's standard library alone. Whatever is not the one DER form of the profile is refused.
"""
import datetime

from curves import P256, P384, der, der_integer
from encoding import H, malformed, Refused

INTEGER, BITS, OCTETS, OID, UTF8, PRINTABLE, SEQUENCE, SET = 2, 3, 4, 6, 12, 19, 0x30, 0x31
MAX_DEPTH = 20
ECDSA_SHA384 = bytes.fromhex("300a06082a8648ce3d040303")
ARC = bytes.fromhex("69839aa3ac97fabfc2a3c98b868dc68ac0f78335")
CMW = bytes.fromhex("2b06010505070123")
KEY_ID, USAGE, CONSTRAINTS, CRL_NUMBER, ISSUER_KEY_ID, PURPOSE = (bytes([0x55, 0x1D, n]) for n in (14, 15, 19, 20, 35, 37))
EVIDENCE, PROCESSOR, AUTHORITY = (ARC + bytes([1, n]) for n in (1, 2, 3))
AUDIT, DEVICE = ARC + b"\3\1", ARC + b"\4\1"
CRITICAL = {USAGE, CONSTRAINTS, PURPOSE, EVIDENCE, PROCESSOR, AUTHORITY}
# purpose: role, curve, key usage, whether an authority, lengths of path, the role's own extension
ROLES = {ARC + bytes([2, n]): row for n, row in {
    1: ("authority", P384, "03020106", True, (1, 2, 3), AUTHORITY),
    2: ("processor", P384, "03020204", True, (0,), PROCESSOR),
    3: ("attestation", P256, "03020780", False, (None,), EVIDENCE),
    4: ("statement", P384, "03020780", False, (None,), None),
    5: ("auditor", P384, "03020780", False, (None,), None),
}.items()}


def require(condition, why):
    if not condition:
        raise malformed(why)


class Node:
    """One DER value: its tag, its content, and what is in it when it is constructed."""

    def __init__(self, data, at=0, depth=0):
        require(depth <= MAX_DEPTH and at + 2 <= len(data), "DER that is cut or nested too deep")
        self.tag, length, begin = data[at], data[at + 1], at + 2
        require(self.tag & 31 != 31, "a tag of several bytes")
        if length & 0x80:
            width = length & 0x7F
            require(0 < width <= 4 and begin + width <= len(data), "an indefinite or enormous length")
            length = int.from_bytes(data[begin:begin + width], "big")
            require(length >= 128 and data[begin] != 0, "a length that is not minimal")
            begin += width
        self.end = begin + length
        require(self.end <= len(data), "DER that is cut")
        self.content, self.raw = data[begin:self.end], data[at:self.end]
        self.parts = []
        if self.tag & 0x20:
            while begin < self.end:
                self.parts.append(Node(data[:self.end], begin, depth + 1))
                begin = self.parts[-1].end

    def sequence(self, tag=SEQUENCE):
        require(self.tag == tag, f"tag {self.tag:02x} instead of {tag:02x}")
        return self.parts

    def value(self, tag):
        require(self.tag == tag, f"tag {self.tag:02x} instead of {tag:02x}")
        return self.content

    def integer(self):
        number = int.from_bytes(self.value(INTEGER), "big", signed=True)
        require(number >= 0 and der_integer(number) == self.raw, "an integer that is negative or not minimal")
        return number

    def time(self):
        """UTCTime until 2049, GeneralizedTime after, in whole seconds."""
        text = self.content.decode("ascii", "replace")
        form, prefix = ("%y%m%d%H%M%SZ", "20") if self.tag == 0x17 else ("%Y%m%d%H%M%SZ", "")
        try:
            time = datetime.datetime.strptime(prefix + text, "%Y%m%d%H%M%SZ").replace(tzinfo=datetime.timezone.utc)
        except ValueError:
            raise malformed("a time in another form") from None
        require(self.tag in (0x17, 0x18) and time.strftime(form) == text, "a time in another form")
        require((self.tag == 0x17) == (time.year < 2050), "the other type of time")
        return time


def read(data, limit):
    if len(data) > limit:
        raise Refused("TOO_LARGE", f"{len(data)} bytes")
    node = Node(data)
    require(node.end == len(data), "bytes after the end")
    return node.sequence()


class Key:
    """A public key in the one form of README.md §2."""

    def __init__(self, spki):
        self.spki, self.curve = spki, {91: P256, 120: P384}.get(len(spki))
        require(self.curve is not None, "a key of another kind")
        size = self.curve.size
        self.point = (int.from_bytes(spki[-2 * size:-size], "big"), int.from_bytes(spki[-size:], "big"))
        require(self.curve.spki_from(b"\4" + spki[-2 * size:]) == spki, "a key in another form")
        require(self.curve.contains(self.point), "a point off the curve")
        self.id = H("VS-key", spki)

    def __eq__(self, other):
        return self.spki == other.spki

    def verifies(self, message, signature):
        """Strict DER; both s and n-s."""
        try:
            r, s = (part.integer() for part in read(signature, 256))
        except (Refused, ValueError):
            return False
        return self.curve.verifies(self.point, message, r, s)


def name(node):
    require(1 <= len(node.sequence()) <= 6, "the number of parts of a name")
    for part in node.parts:
        (attribute,) = exactly(part.sequence(SET), 1)
        kind, value = exactly(attribute.sequence(), 2)
        kind.value(OID)
        require(value.tag in (UTF8, PRINTABLE), "a name that is not text")
        require(0 < len(value.content) <= 64 and all(32 <= c < 127 for c in value.content), "a name that is not printable")
    return node.raw


def exactly(parts, count):
    require(len(parts) == count, f"{len(parts)} values instead of {count}")
    return parts


def extensions(node):
    """Content by identifier; each once, and each with the criticality that the profile gives it."""
    found = {}
    for extension in node.sequence():
        parts = extension.sequence()
        require(len(parts) in (2, 3), "an extension of another shape")
        oid = parts[0].value(OID)
        require(oid not in found, "an extension twice")
        if len(parts) == 3:
            require(parts[1].raw == b"\1\1\xff", "a default that is spelled out")
        require(oid == CMW or (len(parts) == 3) == (oid in CRITICAL), "an extension with another criticality")
        found[oid] = parts[-1].value(OCTETS)
    return found


def issuer_key_id(found):
    if ISSUER_KEY_ID not in found:
        return None
    (part,) = exactly(read(found.pop(ISSUER_KEY_ID), 64), 1)
    require(len(part.value(0x80)) == 20, "an issuer's key id of another length")
    return part.content


class Signed:
    """What certificates, audit certificates and lists have in common: content, algorithm, signature."""

    def __init__(self, data, limit, label):
        content, algorithm, signature = exactly(read(data, limit), 3)
        self.data, self.signed, self.body = data, content.raw, content.sequence()
        require(algorithm.raw == ECDSA_SHA384, "another algorithm")
        require(signature.value(BITS)[:1] == b"\0", "a signature that is no whole number of bytes")
        self.signature = signature.content[1:]
        self.id = H(label, self.signed)

    def is_signed_by(self, key):
        return key.verifies(self.signed, self.signature)


class Certificate(Signed):
    def __init__(self, data):
        super().__init__(data, 16384, "VS-certificate")
        version, serial, algorithm, issuer, validity, subject, key, extra = exactly(self.body, 8)
        require(version.raw == bytes.fromhex("a003020102"), "another version")
        self.serial = serial.integer()
        require(0 < self.serial < 1 << 159, "a serial number out of range")
        require(algorithm.raw == ECDSA_SHA384, "another algorithm inside")
        self.issuer, self.subject = name(issuer), name(subject)
        self.begin, self.end = (time.time() for time in exactly(validity.sequence(), 2))
        require(self.begin <= self.end, "an end before its begin")
        self.key = Key(key.raw)
        (found,) = exactly(extra.sequence(0xA3), 1)
        found = extensions(found)
        require({KEY_ID, USAGE, CONSTRAINTS, PURPOSE} <= found.keys(), "an extension that is missing")
        self._role(found)
        own = found.pop(self.own, None)
        require(self.own is None or own is not None, "the role's own extension is missing")
        self.claims = own
        require(self.octets(found.pop(KEY_ID)) == self.key.id[:20], "a key id of another key")
        self.issuer_key_id = issuer_key_id(found)
        require(self.issuer_key_id or (self.role == "authority" and self.issuer == self.subject), "no issuer's key id")
        self.hardware = found.pop(CMW, None) is not None
        require(not self.hardware or self.role in ("attestation", "processor"), "hardware evidence in another role")
        require(not found, "an extension that is not of the profile")

    def _role(self, found):
        purposes = read(found.pop(PURPOSE), 256)
        row = ROLES.get(purposes[0].value(OID)) if len(purposes) == 1 else None
        constraints, usage = found.pop(CONSTRAINTS), found.pop(USAGE)
        if row is None:
            raise Refused("WRONG_ROLE", "another purpose")
        self.role, curve, expected_usage, issues, lengths, self.own = row
        forms = {(der(SEQUENCE, b"\1\1\xff" + der_integer(n)) if issues else der(SEQUENCE, b"")): n for n in lengths}
        if constraints not in forms or usage.hex() != expected_usage or self.key.curve is not curve:
            raise Refused("WRONG_ROLE", "constraints, key usage or key of another role")
        self.path_length = -1 if forms[constraints] is None else forms[constraints]

    @staticmethod
    def octets(encoded):
        node = Node(encoded)
        require(node.end == len(encoded), "bytes after the end")
        return node.value(OCTETS)

    def names(self, parent):
        return self.issuer == parent.subject and self.issuer_key_id == parent.key.id[:20]


class AuditCertificate(Signed):
    def __init__(self, data):
        super().__init__(data, 4096, "VS-audit")
        version, holder, issuer, algorithm, serial, period, attributes, extra = exactly(self.body, 8)
        require(version.integer() == 1 and algorithm.raw == ECDSA_SHA384, "another version or algorithm")
        require(0 < serial.integer() < 1 << 159, "a serial number out of range")
        (names,) = exactly(holder.sequence(), 1)
        (other,) = exactly(names.sequence(0xA1), 1)
        kind, value = exactly(other.sequence(0xA0), 2)
        require(kind.value(OID) == DEVICE, "a holder that is no device")
        (device,) = exactly(value.sequence(0xA0), 1)
        self.device = device.value(OCTETS)
        require(16 <= len(self.device) <= 64, "a device id of another length")
        (names,) = exactly(issuer.sequence(0xA0), 1)
        (directory,) = exactly(names.sequence(), 1)
        (auditor,) = exactly(directory.sequence(0xA4), 1)
        self.issuer = name(auditor)
        self.begin, self.end = (self._time(time) for time in exactly(period.sequence(), 2))
        (attribute,) = exactly(attributes.sequence(), 1)
        kind, values = exactly(attribute.sequence(), 2)
        (claims,) = exactly(values.sequence(SET), 1)
        require(kind.value(OID) == AUDIT, "another attribute")
        self.claims = claims.value(OCTETS)
        found = extensions(extra)
        self.issuer_key_id = issuer_key_id(found)
        require(self.issuer_key_id and not found, "other extensions")

    @staticmethod
    def _time(node):
        """RFC 5755 has GeneralizedTime only."""
        try:
            time = datetime.datetime.strptime(node.value(0x18).decode("ascii", "replace"), "%Y%m%d%H%M%SZ")
        except ValueError:
            raise malformed("a time in another form") from None
        return time.replace(tzinfo=datetime.timezone.utc)


class RevocationList(Signed):
    def __init__(self, data):
        super().__init__(data, 1 << 20, "VS-list")
        parts = self.body
        require(len(parts) in (6, 7), "another shape")
        require(parts[0].integer() == 1 and parts[1].raw == ECDSA_SHA384, "another version or algorithm")
        self.issuer, self.this_update, self.next_update = name(parts[2]), parts[3].time(), parts[4].time()
        self.revoked = set()
        for entry in parts[5].sequence() if len(parts) == 7 else []:
            serial, date = exactly(entry.sequence(), 2)
            date.time()
            require(serial.integer() not in self.revoked, "an entry twice")
            self.revoked.add(serial.integer())
        require(len(parts) == 6 or self.revoked, "an empty list of entries")
        (found,) = exactly(parts[-1].sequence(0xA0), 1)
        found = extensions(found)
        require(CRL_NUMBER in found, "no number")
        node = Node(found.pop(CRL_NUMBER))
        self.number = node.integer()
        self.issuer_key_id = issuer_key_id(found)
        require(self.number >= 1 and self.issuer_key_id and not found, "another number or other extensions")

    def names(self, authority):
        return self.issuer == authority.subject and self.issuer_key_id == authority.key.id[:20]
