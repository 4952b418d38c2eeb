// Reads CBOR (RFC 8949) as this product writes it, to show it. Not the verifier: that is the CLI.

export class Unreadable extends Error {}

const MAX_DEPTH = 16;

export function decode(bytes) {
  const reader = {bytes, view: new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength), at: 0};
  const value = item(reader, 0);
  if (reader.at !== bytes.length) throw new Unreadable("has something after its end");
  return value;
}

function item(reader, depth) {
  if (depth > MAX_DEPTH) throw new Unreadable("nests too deep");
  const head = take(reader, 1)[0];
  const major = head >> 5;
  const info = head & 31;
  if (major === 7) {
    if (info === 20) return false;
    if (info === 21) return true;
    if (info === 22) return null;
    throw new Unreadable("has a kind of value that is not used here");
  }
  const size = count(reader, info);
  switch (major) {
    case 0: return size;
    case 1: return -1 - size;
    case 2: return take(reader, size).slice();
    case 3: return new TextDecoder("utf-8", {fatal: true}).decode(take(reader, size));
    case 4: return repeat(reader, size, () => item(reader, depth + 1));
    case 5: return Object.fromEntries(
      repeat(reader, size, () => [String(item(reader, depth + 1)), item(reader, depth + 1)]));
    default: throw new Unreadable("has a tag");
  }
}

function repeat(reader, size, one) {
  if (size > reader.bytes.length - reader.at) throw new Unreadable("is cut off");
  return Array.from({length: size}, one);
}

function count(reader, info) {
  if (info < 24) return info;
  if (info > 27) throw new Unreadable("has a length that is not used here");
  const size = 1 << (info - 24);
  const at = reader.at;
  take(reader, size);
  if (size === 1) return reader.view.getUint8(at);
  if (size === 2) return reader.view.getUint16(at);
  if (size === 4) return reader.view.getUint32(at);
  const big = reader.view.getBigUint64(at);
  if (big > BigInt(Number.MAX_SAFE_INTEGER)) throw new Unreadable("has a number that is too large");
  return Number(big);
}

function take(reader, size) {
  if (size > reader.bytes.length - reader.at) throw new Unreadable("is cut off");
  reader.at += size;
  return reader.bytes.subarray(reader.at - size, reader.at);
}
