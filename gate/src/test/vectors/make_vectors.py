"""Writes the test vectors of the gate (docs/spec/entry-gate.md §6), from that page alone.

Usage: python3 make_vectors.py ../resources/vectors
"""
import pathlib
import sys

sys.path.append(str(pathlib.Path(__file__).parents[4] / "attestation/src/test/vectors"))
from encoding import H, cbor  # noqa: E402

AREA, HANDLE, DIGEST = "area_abcdefghijklmnopqrstuvwxyz", bytes(range(32)), H("test", b"gate")
LOADER = cbor({"v": 1, "kind": "built-in", "content": b"standard/1"})
FINDING = {"code": "NOT_FOUND", "check": "area", "expected": "an area", "actual": "none"}
DESCRIPTION = {
    "id": AREA, "instanceId": HANDLE, "activationStateId": DIGEST, "state": "unbound", "environmentId": None,
    "programDigest": None, "sessions": 0, "running": False}
PROCESSOR = {
    "name": "alpha", "deviceId": DIGEST, "bootId": HANDLE[:16], "platform": "software", "softwareVersion": "0.1.0",
    "softwareDigest": DIGEST, "svn": 1, "loaders": ["standard/1"], "enrolmentRequest": b"\xa0", "chain": [],
    "capacity": 64, "areasInUse": 1}
CALLS = {
    "describe": {}, "instantiate": {"loader": LOADER, "parameters": None}, "attest": {"area": AREA, "m1": b"\xa0"},
    "deliver": {"area": AREA, "handle": HANDLE, "frames": [b"\1", b""]}, "subscribe": {"area": AREA, "handle": HANDLE},
    "unsubscribe": {"area": AREA, "handle": HANDLE}, "message": {"area": AREA, "sealed": b"\1"}, "status": {"area": AREA},
    "areas": {}, "destroy": {"area": AREA}, "persist": {"area": AREA}, "restore": {"manifest": b"\1"}}
FRAMES = {
    "reply": {"id": 7, "result": None}, "refusal": {"id": 7, "findings": [FINDING]},
    "emit": {"area": AREA, "handle": HANDLE, "record": b"\1"}, "ended": {"area": AREA, "reason": "NOT_FOUND"}}


def frame(kind, **fields):
    return {"v": 1, "kind": kind, **fields}


def request(op, **fields):
    return frame("request", id=7, call={"op": op, **fields})


def without(value, key):
    return {name: item for name, item in value.items() if name != key}


def cases():
    """Name, what is done, input, and what must come of it."""
    def same(name, do, good, bad):
        yield name, do, good, "ok"
        for key in good:
            yield f"{name}-missing-{key}", do, without(good, key), "MALFORMED"
        yield f"{name}-unknown-key", do, {**good, "extra": None}, "MALFORMED"
        for case, changes in bad.items():
            yield f"{name}-{case}", do, {**good, **changes}, "MALFORMED"

    for op, fields in CALLS.items():
        yield f"request-{op}", "frame", request(op, **fields), "ok"
        yield f"request-{op}-unknown-key", "frame", request(op, **fields, extra=None), "MALFORMED"
        for key in fields:
            yield f"request-{op}-missing-{key}", "frame", request(op, **without(fields, key)), "MALFORMED"
    for name, op, changes in [
        ("area-of-30-characters", "status", {"area": AREA[:-1]}), ("area-in-capitals", "status", {"area": AREA.upper()}),
        ("area-with-a-path", "status", {"area": "area_../../../../etc/passwd....."}), ("area-as-bytes", "status", {"area": HANDLE}),
        ("handle-short", "subscribe", {"handle": HANDLE[1:]}), ("frames-of-text", "deliver", {"frames": ["x"]}),
        ("too-many-frames", "deliver", {"frames": [b""] * 4097}), ("loader-empty", "instantiate", {"loader": b""}),
        ("loader-not-a-structure", "instantiate", {"loader": b"\1"}), ("parameters-as-text", "instantiate", {"parameters": "x"}),
    ]:
        yield f"request-{name}", "frame", request(op, **{**CALLS[op], **changes}), "MALFORMED"
    yield "request-most-frames", "frame", request("deliver", area=AREA, handle=HANDLE, frames=[b""] * 4096), "ok"
    yield "request-with-parameters", "frame", request("instantiate", loader=LOADER, parameters=b"\xa0"), "ok"
    for op in "fetch", "store", "load", "debug", "":
        yield f"request-unknown-op-{op or 'empty'}", "frame", request(op), "MALFORMED"
    yield from same("request", "frame", request("areas"), {
        "id-negative": {"id": -1}, "id-as-text": {"id": "7"}, "id-none": {"id": None}, "call-as-text": {"call": "areas"}})
    for kind, fields in FRAMES.items():
        yield from same(kind, "frame", frame(kind, **fields), {})
    yield "request-version-2", "frame", {**request("areas"), "v": 2}, "UNSUPPORTED_VERSION"
    yield "refusal-version-0", "frame", {**frame("refusal", **FRAMES["refusal"]), "v": 0}, "UNSUPPORTED_VERSION"
    yield "refusal-without-an-id", "frame", frame("refusal", id=None, findings=[FINDING]), "ok"
    yield "refusal-of-64-findings", "frame", frame("refusal", id=7, findings=[FINDING] * 64), "ok"
    for name, findings in {
        "no-findings": [], "65-findings": [FINDING] * 65, "unknown-code": [{**FINDING, "code": "FINE"}],
        "finding-with-more": [{**FINDING, "trace": ""}], "finding-without-check": [without(FINDING, "check")],
        "finding-too-long": [{**FINDING, "actual": "x" * 2001}],
    }.items():
        yield f"refusal-{name}", "frame", frame("refusal", id=7, findings=findings), "MALFORMED"
    yield "refusal-id-as-text", "frame", frame("refusal", id="7", findings=[FINDING]), "MALFORMED"
    yield "emit-handle-short", "frame", frame("emit", **{**FRAMES["emit"], "handle": HANDLE[1:]}), "MALFORMED"
    yield "ended-unknown-reason", "frame", frame("ended", area=AREA, reason="FINE"), "MALFORMED"
    for kind in "fetch", "store", "load", "Request":
        yield f"unknown-kind-{kind}", "frame", frame(kind, id=7), "MALFORMED"
    yield "not-a-map", "frame", [1], "MALFORMED"
    yield "trailing-byte", "frame", cbor(request("areas")) + b"\0", "MALFORMED"
    yield "cut", "frame", cbor(request("areas"))[:-1], "MALFORMED"
    yield "empty", "frame", b"", "MALFORMED"
    yield from same("area", "area", DESCRIPTION, {
        "state-unknown": {"state": "open"}, "state-in-capitals": {"state": "UNBOUND"}, "sessions-negative": {"sessions": -1},
        "digest-short": {"activationStateId": DIGEST[1:]}, "running-a-number": {"running": 1}})
    yield "area-holder", "area", {
        **DESCRIPTION, "state": "holder", "environmentId": DIGEST, "programDigest": DIGEST, "sessions": 2, "running": True}, "ok"
    yield from same("processor", "processor", PROCESSOR, {
        "boot-id-short": {"bootId": b""}, "svn-negative": {"svn": -1}, "loaders-as-text": {"loaders": "standard/1"},
        "chain-of-text": {"chain": ["x"]}})


if __name__ == "__main__":
    lines = ["# Frames of the gate, and the descriptions in them: docs/spec/entry-gate.md", "# Made by gate/src/test/vectors/make_vectors.py"]
    for name, do, value, expect in cases():
        lines += ["", f"case: {name}", f"do: {do}", f"input: {(value if isinstance(value, bytes) else cbor(value)).hex()}",
                  f"expect: {expect}"]
    (pathlib.Path(sys.argv[1]) / "frames.txt").write_text("\n".join(lines) + "\n")
