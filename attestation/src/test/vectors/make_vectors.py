"""Writes the test vectors of the attestation module (docs/spec/README.md says how they are read).

An implementation of its own, from the specification and Python's standard library alone: what the Java code computes
is compared with what this file computes. Usage: python3 make_vectors.py ../resources/vectors
"""
import hashlib
import pathlib
import sys

from curves import ED25519, P256, P384, der, der_integer
from encoding import H, cbor, lp

OUT = pathlib.Path(sys.argv[1])


# --- one file of cases
class Cases:
    def __init__(self, name, title):
        self.name, self.lines = name, [f"# {title}", "# Made by attestation/src/test/vectors/make_vectors.py"]

    def add(self, case, do, inputs, expect="ok", outputs=()):
        self.lines += ["", f"case: {case}", f"do: {do}"]
        self.lines += [f"{key}: {text(value)}" for key, value in inputs]
        self.lines += [f"expect: {expect}"]
        self.lines += [f"{key}: {text(value)}" for key, value in outputs]

    def write(self):
        (OUT / f"{self.name}.txt").write_text("\n".join(self.lines) + "\n")


def text(value):
    return value.hex() if isinstance(value, bytes) else str(value)


def changed(value, **changes):
    return {**value, **changes}


def without(value, key):
    return {name: item for name, item in value.items() if name != key}


# --- keys that every file uses
OWNER = H("test", b"owner")[:32]
CLIENT = int.from_bytes(H("test", b"client")[:31], "big")
PROCESSOR = int.from_bytes(H("test", b"processor")[:47], "big")
OWNER_SPKI, CLIENT_SPKI, PROCESSOR_SPKI = ED25519.spki(OWNER), P256.spki(CLIENT), P384.spki(PROCESSOR)
SEAL_KEY = (H("test", b"seal") * 26)[:1216]
NONCE = H("test", b"nonce")[:32]


def ed_sign(label, *parts):
    big_r, s = ED25519.sign(OWNER, lp(label.encode(), *parts))
    return big_r + s.to_bytes(32, "little")


def ec_signature(r, s):
    return der(0x30, der_integer(r) + der_integer(s))


def ec_sign(curve, d, label, *parts):
    return ec_signature(*curve.sign(d, lp(label.encode(), *parts)))


# --- files
def hashes():
    out = Cases("hash", "lp and H: SHA-384 over the label and the parts, each with its length")
    out.add("no-parts", "hash", [("label", "VS-test")], outputs=[("digest", H("VS-test"))])
    for case, parts in {
        "one-part": [b"abc"], "two-parts": [b"ab", b"c"], "boundary-moved": [b"a", b"bc"], "empty-part": [b"abc", b""],
    }.items():
        out.add(case, "hash", [("label", "VS-test")] + [("part", part) for part in parts],
                outputs=[("digest", H("VS-test", *parts))])
    out.write()


def cbor_cases():
    out = Cases("cbor", "Deterministic CBOR: `ok` means that the input decodes and encodes back to itself")
    good = {
        "integers": [0, 23, 24, 255, 256, 65535, 65536, 2**32 - 1, 2**32, 2**63 - 1, -1, -24, -25, -(2**63)],
        "strings": [b"", b"\0" * 24, "", "\u00e9\U0001F512", "a" * 256], "simple": [True, False, None],
        "nested": [[[[]]], {}], "keys-by-length-then-bytes": {"b": 1, "aa": 2, "ab": 3, "": 0},
    }
    for case, value in good.items():
        out.add(case, "cbor", [("input", cbor(value))])
    bad = {
        "empty": "", "trailing-byte": "0000", "integer-not-shortest-1": "1817", "integer-not-shortest-2": "1900ff",
        "integer-not-shortest-4": "1a0000ffff", "integer-not-shortest-8": "1b00000000ffffffff",
        "length-not-shortest": "580100", "integer-of-64-bits": "1bffffffffffffffff",
        "negative-of-65-bits": "3b8000000000000000", "indefinite-bytes": "5f4100ff", "indefinite-array": "9f00ff",
        "indefinite-map": "bf616100ff", "break-alone": "ff", "tag": "c000", "float-16": "f90000", "float-64": "fb" + "00" * 8,
        "undefined": "f7", "simple-value": "f0", "simple-value-in-two-bytes": "f8ff", "reserved-length": "1c",
        "bytes-cut": "4200", "text-cut": "6261", "array-cut": "8200", "map-cut": "a16161", "head-cut": "19ff",
        "length-of-2-gib": "5a80000000", "length-of-8-eib": "5b7fffffffffffffff", "array-of-2-billion": "9a7fffffff",
        "map-of-2-billion": "ba7fffffff", "key-not-text": "a10000", "keys-not-in-order": "a2616200616100",
        "keys-not-by-length": "a262616100616200", "key-twice": "a2616100616101", "text-not-utf8": "61ff",
        "text-overlong-utf8": "62c080", "text-surrogate": "63eda080", "nested-too-deep": "81" * 17 + "00",
        "nested-very-deep": "81" * 5000, "maps-nested-too-deep": "a16161" * 17 + "00", "maps-nested-as-keys": "a1" * 5000,
    }
    for case, value in bad.items():
        out.add(case, "cbor", [("input", bytes.fromhex(value))], "MALFORMED")
    out.add("nested-just-right", "cbor", [("input", bytes.fromhex("81" * 16 + "00"))])
    out.add("maps-nested-just-right", "cbor", [("input", bytes.fromhex("a16161" * 16 + "00"))])
    out.write()


LIMITS = {"memoryBytes": 256 << 20, "callDepth": 4096, "cpuMillis": 60000, "wallMillis": 600000, "openFiles": 256,
          "outputBytes": 64 << 20, "fileBytes": 64 << 20}
NO_RECIPIENTS = {"client": None, "sameDevice": False, "listed": [], "byGrant": False}
PARAMETERS = {
    "v": 1, "ownerKey": OWNER_SPKI, "ownerSealKey": None, "authority": {"owner": OWNER_SPKI}, "commit": "none",
    "reads": "session", "recipients": NO_RECIPIENTS, "upgrade": None, "limits": LIMITS, "sessions": 8,
    "program": "later", "arguments": [], "environment": {}, "entries": "any"}
LOADER = {"v": 1, "kind": "built-in", "content": b"standard/1"}
LOADER_DIGEST = H("VS-loader-builtin", b"standard/1")


def loaders():
    out = Cases("loader", "Loaders, their digests, and the identifier of an area that is not bound yet")
    for case, loader, label, support in [
        ("standard-1", LOADER, "VS-loader-builtin", "ok"),
        ("another-built-in", changed(LOADER, content=b"standard/2"), "VS-loader-builtin", "LOADER_NOT_SUPPORTED"),
        ("module", {"v": 1, "kind": "module", "content": b"\0asm\1\0\0\0"}, "VS-loader", "LOADER_NOT_SUPPORTED"),
        ("module-named-like-a-built-in", changed(LOADER, kind="module"), "VS-loader", "LOADER_NOT_SUPPORTED"),
    ]:
        digest = H(label, loader["content"])
        out.add(case, "loader", [("input", cbor(loader))], outputs=[
            ("digest", digest), ("activationStateId", H("VS-activation", b"zeroed", digest, b"unbound")),
            ("supported", support)])
    for case, loader, code in [
        ("version-2", changed(LOADER, v=2), "UNSUPPORTED_VERSION"), ("no-version", without(LOADER, "v"), "MALFORMED"),
        ("version-is-text", changed(LOADER, v="1"), "MALFORMED"), ("unknown-kind", changed(LOADER, kind="uri"), "MALFORMED"),
        ("unknown-key", changed(LOADER, x=1), "MALFORMED"), ("name-without-version", changed(LOADER, content=b"standard"), "MALFORMED"),
        ("name-with-space", changed(LOADER, content=b"standard/1 "), "MALFORMED"),
        ("empty-module", {"v": 1, "kind": "module", "content": b""}, "MALFORMED"),
        ("not-a-map", [1], "MALFORMED"),
    ]:
        out.add(case, "loader", [("input", cbor(loader))], code)
    out.write()


def parameter_cases():
    out = Cases("parameters", "Parameters and what is computed from them, with the loader standard/1")

    def good(case, value, supported="ok"):
        encoded = cbor(value)
        binding = H("VS-binding", value["ownerKey"], encoded)
        out.add(case, "parameters", [("input", encoded)], outputs=[
            ("binding", binding), ("environmentId", H("VS-env", LOADER_DIGEST, binding)),
            ("activationStateId", H("VS-activation", b"zeroed", LOADER_DIGEST, encoded)), ("supported", supported)])

    def bad(case, value, code="MALFORMED"):
        out.add(case, "parameters", [("input", value if isinstance(value, bytes) else cbor(value))], code)

    p = PARAMETERS
    client = changed(NO_RECIPIENTS, client=SEAL_KEY)
    devices = [b"\1" * 48, b"\2" * 48, b"\3" * 48]
    good("defaults", p)
    good("owner-p256", changed(p, ownerKey=CLIENT_SPKI, authority={"owner": CLIENT_SPKI}))
    good("seal-key-and-client-recipient", changed(p, ownerSealKey=SEAL_KEY, recipients=client))
    good("exact-program", changed(p, program={"exact": H("VS-program", b"x")}))
    good("signed-program", changed(p, program={"signer": PROCESSOR_SPKI, "minVersion": 7}))
    good("arguments-and-environment", changed(p, arguments=["-v", "", "\u00e9"], environment={"B": "", "A": "1=2", "LANG": "C"}))
    good("entries", changed(p, entries=["add", "mul"]))
    good("entries-in-code-point-order", changed(p, entries=["\uff01", "\U0001F512"]))
    many = sorted(f"e{i}" for i in range(257))
    good("entries-256", changed(p, entries=many[:-1]))
    bad("entries-257", changed(p, entries=many))
    good("entry-of-256-bytes", changed(p, entries=["\u00e9" * 128]))
    bad("entry-of-257-bytes", changed(p, entries=["\u00e9" * 128 + "a"]))
    good("no-entries", changed(p, entries=[]))
    good("authority-with-its-own-key", changed(p, authority={"owner": CLIENT_SPKI}))
    for case, changes in {
        "commit-checkpoint": {"commit": "checkpoint"}, "reads-fresh": {"reads": "fresh"},
        "authority-local": {"authority": {"local": devices[0]}},
        "authority-quorum": {"authority": {"quorum": devices, "configuration": 1}},
        "recipient-same-device": {"recipients": changed(NO_RECIPIENTS, sameDevice=True)},
        "recipients-listed": {"recipients": changed(NO_RECIPIENTS, listed=devices)},
        "recipients-by-grant": {"recipients": changed(NO_RECIPIENTS, byGrant=True)},
        "upgrade-signer": {"upgrade": {"key": CLIENT_SPKI, "minVersion": 2}},
    }.items():
        good("not-yet-" + case, changed(p, **changes), "UNSUPPORTED_VERSION")
    good("memory-beyond-the-maximum", changed(p, limits=changed(LIMITS, memoryBytes=(4 << 30) + 1)), "TOO_LARGE")
    bad("version-0", changed(p, v=0), "UNSUPPORTED_VERSION")
    bad("version-2-with-new-key", changed(p, v=2, new=1), "UNSUPPORTED_VERSION")
    bad("too-large", b"\x80" + b"\0" * 65536, "TOO_LARGE")
    for key in p:
        bad("missing-" + key, without(p, key))
        bad("null-" + key, changed(p, **{key: None})) if p[key] is not None else None
    bad("trailing-byte", cbor(p) + b"\0")
    bad("cut", cbor(p)[:-1])
    for case, changes in {
        "unknown-key": {"debug": False}, "owner-key-truncated": {"ownerKey": OWNER_SPKI[:-1]},
        "owner-key-of-small-order": {"ownerKey": OWNER_SPKI[:12] + b"\1" + b"\0" * 31},
        "seal-key-short": {"ownerSealKey": SEAL_KEY[:-1]}, "commit-unknown": {"commit": "always"},
        "commit-in-capitals": {"commit": "NONE"}, "reads-unknown": {"reads": "stale"},
        "authority-of-two-kinds": {"authority": {"owner": OWNER_SPKI, "local": devices[0]}},
        "authority-empty": {"authority": {}}, "authority-local-empty": {"authority": {"local": b""}},
        "quorum-even": {"authority": {"quorum": devices[:2], "configuration": 1}},
        "quorum-of-one": {"authority": {"quorum": devices[:1], "configuration": 1}},
        "quorum-not-in-order": {"authority": {"quorum": devices[::-1], "configuration": 1}},
        "quorum-member-twice": {"authority": {"quorum": [devices[0]] * 3, "configuration": 1}},
        "quorum-configuration-0": {"authority": {"quorum": devices, "configuration": 0}},
        "recipients-listed-twice": {"recipients": changed(NO_RECIPIENTS, listed=[devices[0]] * 2)},
        "recipients-unknown": {"recipients": changed(NO_RECIPIENTS, everybody=True)},
        "recipient-key-short": {"recipients": changed(NO_RECIPIENTS, client=b"\1")},
        "upgrade-negative": {"upgrade": {"key": CLIENT_SPKI, "minVersion": -1}},
        "upgrade-unknown-key": {"upgrade": {"key": CLIENT_SPKI, "minVersion": 0, "x": 0}},
        "limit-zero": {"limits": changed(LIMITS, memoryBytes=0)}, "limit-negative": {"limits": changed(LIMITS, cpuMillis=-1)},
        "limit-missing": {"limits": without(LIMITS, "callDepth")}, "limit-unknown": {"limits": changed(LIMITS, fuel=1)},
        "limit-beyond-32-bits": {"limits": changed(LIMITS, openFiles=2**31)},
        "sessions-0": {"sessions": 0}, "sessions-65": {"sessions": 65}, "program-unknown": {"program": "any"},
        "program-digest-short": {"program": {"exact": b"\0" * 47}},
        "program-of-two-kinds": {"program": {"exact": b"\0" * 48, "signer": OWNER_SPKI, "minVersion": 0}},
        "argument-with-nul": {"arguments": ["a\0b"]}, "argument-not-text": {"arguments": [b"a"]},
        "arguments-too-many": {"arguments": [""] * 1025}, "variable-without-name": {"environment": {"": "x"}},
        "variable-name-with-equals": {"environment": {"A=B": "x"}}, "variable-with-nul": {"environment": {"A": "\0"}},
        "variable-not-text": {"environment": {"A": 1}}, "entries-not-in-order": {"entries": ["mul", "add"]},
        "entry-twice": {"entries": ["add", "add"]}, "entry-empty": {"entries": [""]}, "entries-unknown": {"entries": "none"},
    }.items():
        bad(case, changed(p, **changes))
    out.write()


def lineage_cases():
    out = Cases("lineage", "Lineage and genesis head")
    environment = H("VS-env", LOADER_DIGEST, H("VS-binding", OWNER_SPKI, cbor(PARAMETERS)))
    for case, owner in ("ed25519", OWNER_SPKI), ("p256", CLIENT_SPKI):
        lineage = H("VS-lineage", owner, NONCE)
        out.add(case, "lineage", [("owner", owner), ("nonce", NONCE), ("environmentId", environment)],
                outputs=[("lineage", lineage), ("genesis", H("VS-genesis", lineage, environment))])
    out.write()


PACKAGE = {"v": 1, "module": b"\0asm\1\0\0\0", "arguments": ["prog"], "environment": {"A": "1"},
           "files": {"/etc/x": b"\1\2", "/etc/y": b"", "/z": b"z"}}


def package_cases():
    out = Cases("package", "Program packages")
    for case, value in {"all-fields": PACKAGE, "bare-module": changed(PACKAGE, arguments=[], environment={}, files={})}.items():
        out.add(case, "package", [("input", cbor(value))], outputs=[("digest", H("VS-program", cbor(value)))])
    bad = {
        "version-2": (changed(PACKAGE, v=2), "UNSUPPORTED_VERSION"), "no-module": (without(PACKAGE, "module"), "MALFORMED"),
        "empty-module": (changed(PACKAGE, module=b""), "MALFORMED"), "unknown-key": (changed(PACKAGE, name="x"), "MALFORMED"),
        "file-not-bytes": (changed(PACKAGE, files={"/a": "text"}), "MALFORMED"),
    }
    for case, path in {
        "relative": "a", "parent": "/a/../b", "current": "/./a", "double-slash": "//a", "trailing-slash": "/a/", "root": "/",
        "empty": "", "nul": "/a\0b", "name-too-long": "/" + "a" * 256, "name-too-long-in-bytes": "/" + "\u00e9" * 128, "path-too-long": "/a" * 2049,
    }.items():
        bad["path-" + case] = (changed(PACKAGE, files={path: b""}), "MALFORMED")
    bad["file-is-a-folder-too"] = (changed(PACKAGE, files={"/a": b"", "/a/b": b""}), "MALFORMED")
    bad["file-is-a-folder-too-and-not-beside-it"] = (changed(PACKAGE, files={"/a": b"", "/a!": b"", "/a/b": b""}), "MALFORMED")
    for case, (value, code) in bad.items():
        out.add(case, "package", [("input", cbor(value))], code)
    out.write()


def launch_cases():
    out = Cases("launch", "Launch messages")
    digest, version = H("VS-program", cbor(PACKAGE)), 3
    signature = ec_sign(P384, PROCESSOR, "VS-program-signature", digest, cbor(version))
    signed = {"v": 1, "signer": PROCESSOR_SPKI, "version": version, "signature": signature}
    attached = {"source": "attached", "digest": digest, "signature": None}
    launch = {"v": 1, "salt": NONCE, "arguments": ["secret"], "environment": {"TOKEN": "t"}, "files": {"/k": b"key"},
              "program": attached}

    def launch_digest(value):
        secret = H("VS-launch-secret", value["salt"], cbor(value["arguments"]), cbor(value["environment"]), cbor(value["files"]))
        return H("VS-launch", value["program"]["digest"], secret)

    fetched = {"source": "fetched", "digest": digest, "signature": None, "uri": "https://example.org/p", "key": b"k" * 32}
    for case, value, supported in [
        ("attached", launch, "ok"), ("attached-signed", changed(launch, program=changed(attached, signature=signed)), "ok"),
        ("empty", changed(launch, arguments=[], environment={}, files={}), "ok"),
        ("other-salt", changed(launch, salt=b"\0" * 32), "ok"), ("not-yet-fetched", changed(launch, program=fetched), "UNSUPPORTED_VERSION"),
    ]:
        out.add(case, "launch", [("input", cbor(value))], outputs=[("launchDigest", launch_digest(value)), ("supported", supported)])
    for case, value, code in [
        ("version-2", changed(launch, v=2), "UNSUPPORTED_VERSION"), ("salt-short", changed(launch, salt=NONCE[1:]), "MALFORMED"),
        ("unknown-key", changed(launch, x=1), "MALFORMED"), ("unknown-source", changed(launch, program=changed(attached, source="x")), "MALFORMED"),
        ("attached-with-uri", changed(launch, program=changed(attached, uri="x")), "MALFORMED"),
        ("fetched-key-short", changed(launch, program=changed(fetched, key=b"k")), "MALFORMED"),
        ("signature-with-unknown-key", changed(launch, program=changed(attached, signature=changed(signed, x=1))), "MALFORMED"),
        ("signature-of-version-2", changed(launch, program=changed(attached, signature=changed(signed, v=2))), "UNSUPPORTED_VERSION"),
        ("digest-short", changed(launch, program=changed(attached, digest=digest[1:])), "MALFORMED"),
    ]:
        out.add(case, "launch", [("input", cbor(value))], code)
    rules = {"later": "later", "exact": {"exact": digest}, "exact-other": {"exact": H("VS-program", b"other")},
             "signer": {"signer": PROCESSOR_SPKI, "minVersion": version}, "signer-newer": {"signer": PROCESSOR_SPKI, "minVersion": version + 1},
             "signer-other": {"signer": CLIENT_SPKI, "minVersion": 0}}
    wrong = changed(signed, version=version + 9)
    for rule, sign, code in [
        ("later", None, "ok"), ("later", signed, "ok"), ("later", wrong, "PROGRAM_DIGEST"), ("exact", None, "ok"),
        ("exact-other", None, "PROGRAM_DIGEST"), ("signer", signed, "ok"), ("signer", None, "PROGRAM_DIGEST"),
        ("signer", wrong, "PROGRAM_DIGEST"), ("signer-newer", signed, "VERSION_TOO_LOW"), ("signer-other", signed, "PROGRAM_DIGEST"),
    ]:
        kind = "unsigned" if sign is None else "signed" if sign is signed else "wrongly-signed"
        out.add(f"rule-{rule}-{kind}", "program-rule", [
            ("parameters", cbor(changed(PARAMETERS, program=rules[rule]))),
            ("launch", cbor(changed(launch, program=changed(attached, signature=sign)))), ("package", cbor(PACKAGE))], code)
    out.add("package-is-another", "program-rule", [
        ("parameters", cbor(PARAMETERS)), ("launch", cbor(launch)), ("package", cbor(changed(PACKAGE, arguments=[])))], "PROGRAM_DIGEST")
    out.write()


def key_cases():
    out = Cases("public-key", "Public keys: one encoding each, on the curve, in the prime-order group")
    for curve, spki in (ED25519, OWNER_SPKI), (P256, CLIENT_SPKI), (P384, PROCESSOR_SPKI):
        out.add(curve.name.lower(), "public-key", [("input", spki)], outputs=[("algorithm", curve.name), ("keyId", H("VS-key", spki))])
    ed = OWNER_SPKI[:12]
    p = 2**255 - 19
    order8 = ED25519.encode(of_order_8())
    bad = {
        "empty": b"", "ed25519-identity": ed + b"\1" + b"\0" * 31, "ed25519-order-2": ed + (p - 1).to_bytes(32, "little"),
        "ed25519-order-4": ed + b"\0" * 32, "ed25519-order-8": ed + order8,
        "ed25519-mixed-order": ed + ED25519.encode(ED25519.add(ED25519.multiply(5, ED25519.g), (0, p - 1))),
        "ed25519-y-beyond-field": ed + (p + 3).to_bytes(32, "little"), "ed25519-not-a-point": ed + (2).to_bytes(32, "little"),
        "ed25519-zero-x-with-sign": ed + (1 | 1 << 255).to_bytes(32, "little"), "ed25519-trailing": OWNER_SPKI + b"\0",
        "ed25519-with-null-parameters": bytes.fromhex("302c300706032b65700500032100") + OWNER_SPKI[12:],
        "x25519": bytes.fromhex("302a300506032b656e032100") + OWNER_SPKI[12:],
        "ed25519-raw": OWNER_SPKI[12:],
    }
    for curve, d in (P256, CLIENT), (P384, PROCESSOR):
        x, y = curve.multiply(d, curve.g)
        name = curve.name.lower() + "-"
        good = curve.spki(d)
        bad[name + "off-curve"] = curve.spki_of((x, (y + 1) % curve.p))
        bad[name + "infinity"] = curve.spki_from(b"\0")
        bad[name + "zero"] = curve.spki_of((0, 0))
        bad[name + "compressed"] = curve.spki_from(bytes([2 + (y & 1)]) + curve.octets(x))
        bad[name + "hybrid"] = curve.spki_from(bytes([6 + (y & 1)]) + curve.octets(x) + curve.octets(y))
        bad[name + "unused-bits"] = good.replace(b"\0\4" + curve.octets(x), b"\1\4" + curve.octets(x))
        bad[name + "trailing"] = good + b"\0"
        bad[name + "cut"] = good[:-1]
        bad[name + "explicit-parameters"] = explicit(curve, x, y)
        bad[name + "no-parameters"] = der(0x30, der(0x30, bytes.fromhex("06072a8648ce3d0201"))
                                          + der(0x03, b"\0\4" + curve.octets(x) + curve.octets(y)))
        bad[name + "long-form-length"] = b"\x30\x81" + good[1:]
    # a point whose x has a second spelling, x + p, that still fits
    for curve in (P256, P384):
        x = next(x for x in range(1, 99) if root(curve, x) is not None and curve.p + x < 2 ** (8 * curve.size))
        bad[curve.name.lower() + "-x-beyond-field"] = curve.spki_from(b"\4" + curve.octets(curve.p + x) + curve.octets(root(curve, x)))
    bad["secp256k1"] = CLIENT_SPKI.replace(bytes.fromhex("06082a8648ce3d030107"), bytes.fromhex("06082a8648ce3d030101"))
    for case, spki in bad.items():
        out.add(case, "public-key", [("input", spki)], "MALFORMED")
    out.write()


def of_order_8():
    torsion = (ED25519.multiply(ED25519.L, (ED25519.x_of(y, 0), y)) for y in range(2, 99) if ED25519.x_of(y, 0) is not None)
    return next(point for point in torsion if ED25519.multiply(4, point) != (0, 1))


def root(curve, x):
    yy = (x**3 - 3 * x + curve.b) % curve.p
    y = pow(yy, (curve.p + 1) // 4, curve.p)
    return y if y * y % curve.p == yy else None


def explicit(curve, x, y):
    """The named curve's own numbers written out: CVE-2020-0601 in its mildest form."""
    field = der(0x30, bytes.fromhex("06072a8648ce3d0101") + der_integer(curve.p))
    shape = der(0x30, der(0x04, curve.octets(curve.p - 3)) + der(0x04, curve.octets(curve.b)))
    base = der(0x04, b"\4" + curve.octets(curve.g[0]) + curve.octets(curve.g[1]))
    domain = der(0x30, der_integer(1) + field + shape + base + der_integer(curve.n) + der_integer(1))
    algorithm = der(0x30, bytes.fromhex("06072a8648ce3d0201") + domain)
    return der(0x30, algorithm + der(0x03, b"\0\4" + curve.octets(x) + curve.octets(y)))


def signature_cases():
    out = Cases("signature", "Signatures over lp(label, parts): `ok` verifies, `invalid` does not; `sign` is deterministic")
    label, parts = "VS-test", [b"message", b""]
    message = lp(label.encode(), *parts)

    def case(name, spki, signature, expect="invalid", use_label=label, use_parts=parts):
        out.add(name, "signature", [("key", spki), ("label", use_label)] + [("part", part) for part in use_parts]
                + [("signature", signature)], expect)

    for curve, d in (P256, CLIENT), (P384, PROCESSOR):
        name, spki, n = curve.name.lower() + "-", curve.spki(d), curve.n
        r, s = curve.sign(d, message)
        good = ec_signature(r, s)
        out.add(name + "sign", "sign", [("key", curve.pkcs8(d)), ("label", label)] + [("part", part) for part in parts],
                outputs=[("signature", good)])
        case(name + "good", spki, good, "ok")
        case(name + "other-half", spki, ec_signature(r, n - s), "ok")
        case(name + "other-label", spki, good, use_label="VS-other")
        case(name + "boundary-moved", spki, good, use_parts=[b"messag", b"e"])
        case(name + "part-left-out", spki, good, use_parts=[b"message"])
        case(name + "other-key", curve.spki(d + 1), good)
        zero, negative = b"\x02\x01\x00", der(0x02, b"\xff")
        for defect, value in {
            "empty": b"", "one-zero-byte": b"\0", "empty-sequence": b"\x30\x00",
            "zero-zero": der(0x30, zero + zero), "r-zero": der(0x30, zero + der_integer(s)), "s-zero": der(0x30, der_integer(r) + zero),
            "r-one-s-zero": der(0x30, der_integer(1) + zero), "r-is-n": ec_signature(n, s), "s-is-n": ec_signature(r, n),
            "r-plus-n": ec_signature(r + n, s), "s-plus-n": ec_signature(r, s + n), "r-negative": der(0x30, negative + der_integer(s)),
            "s-minus-n": der(0x30, der_integer(r) + der(0x02, (s - n).to_bytes(curve.size + 1, "big", signed=True))),
            "r-and-s-swapped": ec_signature(s, r), "n-n": ec_signature(n, n), "p-in-r": ec_signature(curve.p, s),
            "trailing-byte": good + b"\0", "trailing-in-sequence": der(0x30, der_integer(r) + der_integer(s) + b"\x05\x00"),
            "third-integer": der(0x30, der_integer(r) + der_integer(s) + zero), "cut": good[:-1], "one-integer": der(0x30, der_integer(r)),
            "long-form-length": b"\x30\x81" + good[1:], "overlong-length": b"\x30\x82\x00" + good[1:],
            "indefinite-length": b"\x30\x80" + good[2:] + b"\0\0", "huge-length": b"\x30\x84\x7f\xff\xff\xff" + good[2:],
            "leading-zero": der(0x30, der(0x02, b"\0" + der_integer(r)[2:]) + der_integer(s)),
            "set-instead-of-sequence": b"\x31" + good[1:], "octet-string-in-it": der(0x30, der(0x04, curve.octets(r)) + der_integer(s)),
            "integer-without-content": der(0x30, b"\x02\x00" + der_integer(s)), "raw-r-s": curve.octets(r) + curve.octets(s),
            "constructed-integer": der(0x30, der(0x22, der_integer(r)) + der_integer(s)),
        }.items():
            case(name + defect, spki, value)
        # an integer whose top bit is set needs a zero before it; the JDK once took it without
        k = next(k for k in range(1, 99) if curve.multiply(k, curve.g)[0] % n >> (8 * curve.size - 1))
        r = curve.multiply(k, curve.g)[0] % n
        s = pow(k, -1, n) * (curve.hash(message) + r * d) % n
        case(name + "top-bit", spki, ec_signature(r, s), "ok")
        case(name + "missing-zero", spki, der(0x30, der(0x02, curve.octets(r)) + der_integer(s)))

    big_r, s = ED25519.sign(OWNER, message)
    encoded = s.to_bytes(32, "little")
    out.add("ed25519-sign", "sign", [("key", ED25519.pkcs8(OWNER)), ("label", label)] + [("part", part) for part in parts],
            outputs=[("signature", big_r + encoded)])
    case("ed25519-good", OWNER_SPKI, big_r + encoded, "ok")
    case("ed25519-other-label", OWNER_SPKI, big_r + encoded, use_label="VS-other")
    case("ed25519-boundary-moved", OWNER_SPKI, big_r + encoded, use_parts=[b"messag", b"e"])
    for defect, value in {
        "empty": b"", "cut": (big_r + encoded)[:-1], "trailing": big_r + encoded + b"\0", "zero": b"\0" * 64,
        "s-plus-l": big_r + (s + ED25519.L).to_bytes(32, "little"), "s-is-l": big_r + ED25519.L.to_bytes(32, "little"),
        "s-all-ones": big_r + b"\xff" * 32, "s-zero": big_r + b"\0" * 32,
        "r-not-a-point": (2).to_bytes(32, "little") + encoded, "r-flipped": bytes([big_r[0] ^ 1]) + big_r[1:] + encoded,
        "r-identity": b"\1" + b"\0" * 31 + encoded, "halves-swapped": encoded + big_r,
        "r-beyond-field": (2**255 - 18).to_bytes(32, "little") + encoded,
    }.items():
        case("ed25519-" + defect, OWNER_SPKI, value)
    # R with a component of small order, made by the holder of the key: verifiers that multiply by the cofactor take it
    a, prefix = ED25519.expand(OWNER)
    r = int.from_bytes(hashlib.sha512(prefix + message).digest(), "little") % ED25519.L
    for order, torsion in (2, (0, ED25519.p - 1)), (8, of_order_8()):
        mixed = ED25519.encode(ED25519.add(ED25519.multiply(r, ED25519.g), torsion))
        k = int.from_bytes(hashlib.sha512(mixed + ED25519.public(OWNER) + message).digest(), "little") % ED25519.L
        case(f"ed25519-r-with-order-{order}", OWNER_SPKI, mixed + ((r + k * a) % ED25519.L).to_bytes(32, "little"))
    case("ed25519-under-p256-key", CLIENT_SPKI, big_r + encoded)
    out.write()


def private_key_cases():
    out = Cases("private-key", "Private keys in PKCS#8, one form each")
    for curve, secret in (ED25519, OWNER), (P256, CLIENT), (P384, PROCESSOR):
        out.add(curve.name.lower(), "private-key", [("input", curve.pkcs8(secret))], outputs=[("public", curve.spki(secret))])
        out.add(curve.name.lower() + "-trailing", "private-key", [("input", curve.pkcs8(secret) + b"\0")], "MALFORMED")
        out.add(curve.name.lower() + "-cut", "private-key", [("input", curve.pkcs8(secret)[:-1])], "MALFORMED")
    for curve, secret in (P256, CLIENT), (P384, PROCESSOR):
        good, name = curve.pkcs8(secret), curve.name.lower()
        other = curve.pkcs8(secret + 1)
        out.add(name + "-with-anothers-public-key", "private-key",
                [("input", good[: len(good) - 2 * curve.size] + other[len(other) - 2 * curve.size:])], "MALFORMED")
        for defect, number in ("zero", 0), ("n", curve.n):
            out.add(f"{name}-scalar-{defect}", "private-key", [("input", good.replace(curve.octets(secret), curve.octets(number)))], "MALFORMED")
    out.write()


def credential_cases():
    out = Cases("credential", "Credentials of delegates, verified against an owner, a lineage and the area's generation")
    lineage = H("VS-lineage", OWNER_SPKI, NONCE)
    body = {"v": 1, "client": CLIENT_SPKI, "lineage": lineage, "rights": ["invoke", "attach"], "serial": 7, "generation": 2}

    def signed(value, label="VS-credential"):
        return changed(value, signature=ed_sign(label, cbor(value)))

    def case(name, value, expect="ok", owner=OWNER_SPKI, of=lineage, generation=2):
        outputs = [("id", H("VS-credential-id", cbor(without(value, "signature"))))] if expect == "ok" else []
        out.add(name, "credential", [("input", cbor(value)), ("owner", owner), ("lineage", of), ("generation", generation)], expect, outputs)

    case("good", signed(body))
    case("of-a-later-generation", signed(changed(body, generation=3)))
    case("all-rights", signed(changed(body, rights=["invoke", "attach", "authorise", "keyhold", "admin"])))
    case("revoked-by-generation", signed(body), "REVOKED", generation=3)
    case("signed-by-itself", signed(body), "NOT_OWNER", owner=CLIENT_SPKI)
    case("of-another-lineage", signed(body), "NOT_OWNER", of=H("VS-lineage", OWNER_SPKI, b"\0" * 32))
    case("signed-under-another-label", signed(body, "VS-statement"), "NOT_OWNER")
    for field, value in ("client", PROCESSOR_SPKI), ("rights", ["invoke", "admin"]), ("serial", 8), ("generation", 9), ("lineage", b"\1" * 48):
        case("altered-" + field, changed(signed(body), **{field: value}), "NOT_OWNER")
    for name, value, code in [
        ("version-2", changed(signed(body), v=2), "UNSUPPORTED_VERSION"), ("no-signature", body, "MALFORMED"),
        ("no-rights", signed(changed(body, rights=[])), "MALFORMED"), ("right-unknown", signed(changed(body, rights=["own"])), "MALFORMED"),
        ("rights-not-in-order", signed(changed(body, rights=["attach", "invoke"])), "MALFORMED"),
        ("right-twice", signed(changed(body, rights=["invoke", "invoke"])), "MALFORMED"),
        ("generation-negative", signed(changed(body, generation=-1)), "MALFORMED"), ("unknown-key", signed(changed(body, until=1)), "MALFORMED"),
        ("client-key-malformed", signed(changed(body, client=b"\0" * 91)), "MALFORMED"),
        ("too-large", changed(signed(body), signature=b"\0" * 2000), "TOO_LARGE"),
    ]:
        case(name, value, code)
    out.write()


def evidence_cases():
    out = Cases("evidence", "The messages that carry evidence, read without judging what is in them")
    bind = {"ownerKey": OWNER_SPKI, "parameters": cbor(PARAMETERS)}
    hello = {"v": 1, "suites": [1], "nonceC": NONCE, "mode": "claim", "wantDevice": None, "lineageNonce": NONCE[::-1], "bind": None}
    server = {"v": 1, "suite": 1, "nonceE": NONCE, "attCert": b"\x30\x00", "statementCert": b"\x30\x00"}
    endorsements = {"v": 1, "chain": [b"\x30\x00"], "audits": [], "crls": [], "status": [], "collateral": []}
    bundle = {"type": "vouchsafe evidence bundle", "v": 1, "m1": cbor(hello), "m2": cbor(server), "endorsements": endorsements}
    for kind, good, bad in [
        ("client-hello", {"claim": hello, "attach": changed(hello, mode="attach"), "restore": changed(hello, mode="restore"),
                          "bind": changed(hello, bind=bind), "device": changed(hello, wantDevice=b"\1" * 48),
                          "two-suites": changed(hello, suites=[1, 65535])},
         {"no-suite": changed(hello, suites=[]), "suite-0": changed(hello, suites=[0]), "suite-too-high": changed(hello, suites=[65536]),
          "suites-too-many": changed(hello, suites=[1] * 17), "nonce-short": changed(hello, nonceC=NONCE[1:]),
          "nonce-empty": changed(hello, nonceC=b""), "mode-unknown": changed(hello, mode="take"),
          "device-empty": changed(hello, wantDevice=b""), "bind-to-an-attach": changed(hello, mode="attach", bind=bind),
          "bind-without-key": changed(hello, bind=without(bind, "ownerKey")), "bind-with-more": changed(hello, bind=changed(bind, x=1))}),
        ("server-hello", {"plain": server},
         {"suite-0": changed(server, suite=0), "nonce-short": changed(server, nonceE=NONCE[1:]),
          "no-certificate": changed(server, attCert=b""), "certificate-too-long": changed(server, statementCert=b"\0" * 16385)}),
        ("endorsements", {"chain-only": endorsements, "empty": changed(endorsements, chain=[])},
         {"chain-too-long": changed(endorsements, chain=[b"\0"] * 17), "chain-not-bytes": changed(endorsements, chain=["x"]),
          "certificate-too-long": changed(endorsements, chain=[b"\0" * 16385])}),
        ("evidence-bundle", {"plain": bundle},
         {"of-another-type": changed(bundle, type="other"), "m1-empty": changed(bundle, m1=b""),
          "endorsements-as-bytes": changed(bundle, endorsements=cbor(endorsements)),
          "endorsements-of-no-version": changed(bundle, endorsements=without(endorsements, "v"))}),
    ]:
        base = next(iter(good.values()))
        for case, value in good.items():
            out.add(f"{kind}-{case}", kind, [("input", cbor(value))])
        for case, value in bad.items():
            out.add(f"{kind}-{case}", kind, [("input", cbor(value))], "MALFORMED")
        for key in base:
            out.add(f"{kind}-missing-{key}", kind, [("input", cbor(without(base, key)))], "MALFORMED")
        out.add(f"{kind}-unknown-key", kind, [("input", cbor(changed(base, extra=None)))], "MALFORMED")
        out.add(f"{kind}-version-2", kind, [("input", cbor(changed(base, v=2)))], "UNSUPPORTED_VERSION")
        out.add(f"{kind}-trailing", kind, [("input", cbor(base) + b"\0")], "MALFORMED")
        out.add(f"{kind}-cut", kind, [("input", cbor(base)[:-1])], "MALFORMED")
    out.write()


if __name__ == "__main__":
    OUT.mkdir(parents=True, exist_ok=True)
    for write in (hashes, cbor_cases, loaders, parameter_cases, lineage_cases, package_cases, launch_cases, key_cases,
                  signature_cases, private_key_cases, credential_cases, evidence_cases):
        write()
