"""What certificates and statements carry in CBOR: docs/spec/attestation-certificate.md §1 to §7."""
import re

from encoding import H, Refused, cbor, decode, lp
from x509 import Key, require

UINT = (1 << 63) - 1


def size(*lengths):
    return lambda value: isinstance(value, bytes) and len(value) in lengths


def integer(low, high=UINT):
    return lambda value: type(value) is int and low <= value <= high


def text(pattern):
    return lambda value: isinstance(value, str) and re.fullmatch(pattern, value) is not None


def one_of(*values):
    return lambda value: type(value) is str and value in values


def optional(form):
    return lambda value: value is None or form(value)


def fields(**forms):
    return lambda value: isinstance(value, dict) and value.keys() == forms.keys() and all(
        form(value[key]) for key, form in forms.items())


def blobs(limit):
    return lambda value: isinstance(value, list) and len(value) <= 16 and all(
        isinstance(item, bytes) and len(item) <= limit for item in value)


def a_key(value):
    if isinstance(value, bytes) and len(value) == 44:
        return value.startswith(bytes.fromhex("302a300506032b6570032100"))
    try:
        return isinstance(value, bytes) and bool(Key(value))
    except Refused:
        return False


def authority(value):
    return fields(owner=a_key)(value) or fields(local=size(*range(1, 65)))(value) or (
        fields(quorum=devices, configuration=integer(1))(value))


def devices(value):
    return isinstance(value, list) and len(value) in (3, 5, 7, 9, 11, 13, 15) and all(
        map(size(*range(1, 65)), value)) and value == sorted(set(value))


def true_or_false(value):
    return isinstance(value, bool)


def a_string(value):
    return isinstance(value, bytes)


VERSION_PART = "(0|[1-9][0-9]{0,8})"
VERSION = text(rf"{VERSION_PART}(\.{VERSION_PART}){{0,3}}")
PLATFORM, DEVICE, DIGEST, NONCE = text("[a-z0-9-]{1,32}"), size(*range(16, 65)), size(48), size(32)
LEGIBLE = text("[ -~]{1,200}")
SIGNATURE = size(*range(1, 257))


def structure(data, limit, /, **forms):
    """A map with exactly these keys; its version is read before anything else of it."""
    value = decode(data, limit)
    require(isinstance(value, dict) and integer(0)(value.get("v")), "not a structure with a version")
    if value["v"] != 1:
        raise Refused("UNSUPPORTED_VERSION", "another version")
    require(value.keys() == forms.keys() | {"v"}, "a key that is missing or unknown")
    for key, form in forms.items():
        require(form(value[key]), f"{key} is not what it should be")
    return value


def evidence(data):
    value = decode(data, 8192)
    if isinstance(value, dict) and value.get("v") == 1 and value.get("batch") is not None:
        raise Refused("UNSUPPORTED_VERSION", "a batch")
    value = structure(
        data, 8192, role=one_of("attest"), batch=lambda v: v is None,
        platform=PLATFORM, deviceId=DEVICE, processorVersion=VERSION, svn=integer(0, 0xFFFFFFFF),
        activationStateId=DIGEST, loaderDigest=DIGEST, environmentId=optional(DIGEST),
        binding=lambda v: v == "unbound" or DIGEST(v), lineage=optional(DIGEST), instanceId=NONCE,
        state=one_of("unbound", "unclaimed", "holder"), epoch=integer(0), seq=integer(0), head=optional(DIGEST),
        programDigest=optional(DIGEST), signer=optional(fields(key=DIGEST, version=integer(0))),
        launchDigest=optional(DIGEST), authority=optional(authority),
        auditUri=optional(text("https?://.{1,504}")), suite=integer(1, 65535), pkE=size(1216),
        helloDigest=DIGEST, nonceE=NONCE)
    bound = value["binding"] != "unbound"
    require(bound == (value["environmentId"] is not None) == (value["authority"] is not None), "bound in part")
    require(bound or value["state"] == "unbound", "a claim of nothing")
    holds = value["state"] == "holder"
    if holds:
        require(value["epoch"] >= 1 and value["lineage"] and value["head"], "a holder of nothing")
    else:
        require(value["epoch"] == value["seq"] == 0, "an epoch before the claim")
        require(value["lineage"] is value["head"] is value["programDigest"] is None, "a life before the claim")
    require((value["programDigest"] is None) == (value["launchDigest"] is None), "a program without a launch")
    require(value["signer"] is None or value["programDigest"] is not None, "a signer without a program")
    return value


def processor(data):
    return structure(data, 4096, platform=PLATFORM, deviceId=DEVICE, version=VERSION, softwareDigest=DIGEST,
                     svn=integer(0, 0xFFFFFFFF), sealKeyDigest=DIGEST)


def development(data):
    return structure(data, 4096, development=true_or_false)["development"]


def audit(data):
    return structure(data, 4096, level=integer(0, 9), method=LEGIBLE, site=LEGIBLE, reportDigest=DIGEST)


def signed(data, limit, *signatures):
    """`{ content, signature }`: what is inside, as bytes."""
    value = decode(data, limit)
    names = signatures or ("signature",)
    require(fields(content=a_string, **{name: SIGNATURE for name in names})(value), "not signed content")
    return value


def status(data):
    outer = signed(data, 1024)
    value = structure(
        outer["content"], 1024, issuer=DIGEST, kind=one_of("certificate", "device", "audit"), subject=DEVICE,
        status=one_of("good", "revoked", "withdrawn"), number=integer(1), thisUpdate=integer(0), nonce=optional(NONCE))
    require(value["status"] == "good" or (value["status"] == "withdrawn") == (value["kind"] == "audit"),
            "a status that this kind has not")
    return value, outer["signature"], outer["content"]


def statement(data, role, key):
    outer = signed(data, 8192)
    value = decode(outer["content"], 8192)
    if not key.verifies(lp(b"VS-statement", outer["content"]), outer["signature"]):
        raise Refused("CHAIN_INVALID", "a signature by another key")
    if isinstance(value, dict) and value.get("v") == 1 and value.get("role") != role:
        raise Refused("WRONG_ROLE", "a statement of another role")
    common = dict(role=one_of(role), environmentId=DIGEST, lineage=DIGEST, instanceId=NONCE, epoch=integer(1),
                  programDigest=optional(DIGEST))
    if role == "invoke":
        value = structure(outer["content"], 8192, pk=size(1216), keyId=DIGEST, **common)
        require(value["keyId"] == H("VS-key", value["pk"]), "another key's id")
        return value
    return structure(
        outer["content"], 8192, activationStateId=DIGEST, binding=DIGEST, state=one_of("holder"), seq=integer(0),
        head=DIGEST, launchDigest=optional(DIGEST), authority=authority, transcript=DIGEST, **common)


def enrolment(data):
    """A request whose two keys have signed it, for the device whose key it shows."""
    outer = signed(data, 8192, "deviceSignature", "processorSignature")
    value = structure(outer["content"], 8192, claims=a_string, deviceKey=a_key, processorKey=a_key)
    device = Key(value["deviceKey"])
    good = processor(value["claims"])["deviceId"] == device.id and all(
        key.verifies(lp(b"VS-enrol", name, outer["content"]), outer[name.decode() + "Signature"])
        for key, name in ((device, b"device"), (Key(value["processorKey"]), b"processor")))
    if not good:
        raise Refused("CHAIN_INVALID", "not signed by the keys that it names, or for another device")


def hello(data):
    value = structure(
        data, 1 << 17, suites=lambda v: isinstance(v, list) and 1 <= len(v) <= 16 and all(map(integer(1, 65535), v)),
        nonceC=NONCE, mode=one_of("claim", "attach", "restore"), wantDevice=optional(size(*range(1, 65))),
        lineageNonce=NONCE, bind=optional(fields(ownerKey=a_key, parameters=a_string)))
    require(value["bind"] is None or value["mode"] == "claim", "a binding that is not for a claim")
    return value


def server_hello(data):
    certificate = size(*range(1, 16385))
    return structure(data, 1 << 17, suite=integer(1, 65535), nonceE=NONCE, attCert=certificate, statementCert=certificate)


def bundle(data):
    value = structure(data, 64 << 20, type=one_of("vouchsafe evidence bundle"), m1=a_string,
                      m2=a_string, endorsements=lambda v: isinstance(v, dict))
    endorsements = structure(cbor(value["endorsements"]), 64 << 20, chain=blobs(16384), audits=blobs(4096),
                             crls=blobs(1 << 20), status=blobs(1024), collateral=blobs(1 << 20))
    return value["m1"], value["m2"], endorsements
