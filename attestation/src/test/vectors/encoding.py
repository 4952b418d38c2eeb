"""The conventions of docs/spec/README.md §1: lp, H, and deterministic CBOR, written and read."""
import hashlib

MAX_DEPTH = 16


class Refused(Exception):
    """What is refused, with the code that is due."""

    def __init__(self, code, why):
        super().__init__(f"{code}: {why}")
        self.code = code


def malformed(why):
    return Refused("MALFORMED", why)


def lp(*parts):
    return b"".join(len(part).to_bytes(8, "big") + part for part in parts)


def H(label, *parts):
    return hashlib.sha384(lp(label.encode(), *parts)).digest()


def head(major, argument):
    for code, width in ((24, 1), (25, 2), (26, 4), (27, 8)):
        if argument < 24:
            return bytes([major << 5 | argument])
        if argument < 1 << 8 * width:
            return bytes([major << 5 | code]) + argument.to_bytes(width, "big")


def cbor(value):
    if value is None or isinstance(value, bool):
        return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[value]
    if isinstance(value, int):
        return head(1, ~value) if value < 0 else head(0, value)
    if isinstance(value, (bytes, str)):
        raw = value.encode() if isinstance(value, str) else value
        return head(3 if isinstance(value, str) else 2, len(raw)) + raw
    if isinstance(value, list):
        return head(4, len(value)) + b"".join(map(cbor, value))
    pairs = sorted((cbor(key), cbor(item)) for key, item in value.items())
    return head(5, len(pairs)) + b"".join(key + item for key, item in pairs)


def decode(data, limit):
    """The one value that fills `data`; whatever is not its only encoding is refused."""
    if len(data) > limit:
        raise Refused("TOO_LARGE", f"{len(data)} bytes, at most {limit}")
    value, end = _item(data, 0, 0)
    if end != len(data) or cbor(value) != data:
        raise malformed("not the deterministic encoding of one value")
    return value


def _item(data, at, depth):
    if at >= len(data) or depth > MAX_DEPTH:
        raise malformed("cut, or nested too deep")
    major, info = data[at] >> 5, data[at] & 31
    if data[at] in (0xF4, 0xF5, 0xF6):
        return {0xF4: False, 0xF5: True, 0xF6: None}[data[at]], at + 1
    width = {24: 1, 25: 2, 26: 4, 27: 8}.get(info, 0)
    if major > 5 or info > 27 or at + 1 + width > len(data):
        raise malformed("a tag, a float, an indefinite length, or cut")
    argument = int.from_bytes(data[at + 1:at + 1 + width], "big") if width else info
    at += 1 + width
    if argument >= 1 << 63 or (major > 1 and argument > len(data) - at):
        raise malformed("larger than what is left of the input")
    if major < 2:
        return (~argument if major else argument), at
    if major < 4:
        raw = data[at:at + argument]
        try:
            return (raw.decode() if major == 3 else raw), at + argument
        except UnicodeDecodeError:
            raise malformed("text that is not UTF-8") from None
    items = []
    for _ in range(argument * (major - 3)):
        item, at = _item(data, at, depth + 1)
        items.append(item)
    if major == 4:
        return items, at
    keys = items[::2]
    if any(not isinstance(key, str) for key in keys) or len(set(keys)) < len(keys):
        raise malformed("a key that is not text, or twice")
    return dict(zip(keys, items[1::2])), at
