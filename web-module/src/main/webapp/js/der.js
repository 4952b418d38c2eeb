// Reads enough of an X.509 certificate or attribute certificate (DER) to show it. It checks nothing.

import {hex} from "./bytes.js";
import {Unreadable} from "./cbor.js";

const NAMES = {
  "2.5.4.3": "CN", "2.5.4.10": "O", "2.5.4.11": "OU", "2.5.4.6": "C", "2.5.4.5": "serial",
};
const EXTENSIONS = {
  "2.5.29.14": "subject key", "2.5.29.15": "key usage", "2.5.29.19": "basic constraints",
  "2.5.29.35": "authority key", "2.5.29.37": "extended key usage", "2.5.29.31": "revocation list",
  "2.5.29.17": "alternative name", "2.5.29.56": "no revocation", "1.3.6.1.5.5.7.1.35": "conceptual message (CMW)",
};
const KEYS = {
  "1.2.840.10045.2.1": "EC", "1.3.101.112": "Ed25519", "1.2.840.113549.1.1.1": "RSA",
  "1.2.840.10045.3.1.7": "P-256", "1.3.132.0.34": "P-384",
};

export function readCertificate(der) {
  const [outer] = children(parse(der));
  const fields = children(outer);
  let at = fields[0].tag === 0xa0 ? 1 : 0;
  const serial = hex(fields[at++].content).replace(/^00(?=.)/, "");
  at++; // the signature's algorithm, repeated outside
  const issuer = readName(fields[at++]);
  const [from, to] = children(fields[at++]).map(readTime);
  const subject = readName(fields[at++]);
  const key = readKey(fields[at++]);
  const extensions = [];
  for (const field of fields.slice(at)) {
    if (field.tag === 0xa3) children(children(field)[0]).forEach((e) => extensions.push(readExtension(e)));
  }
  return {kind: "certificate", serial, issuer, subject, from, to, key, extensions};
}

/** RFC 5755: what an auditor signs about a device. */
export function readAttributeCertificate(der) {
  const [info] = children(parse(der));
  const fields = children(info);
  const at = fields[0].tag === 0x02 ? 1 : 0;
  const validity = fields.find((f, i) => i > at && f.tag === 0x30 && f.content[0] === 0x18);
  const [from, to] = validity ? children(validity).map(readTime) : [null, null];
  const issuer = findName(fields[at + 1]);
  return {kind: "audit certificate", issuer, from, to};
}

function parse(bytes) {
  const [node, end] = read(bytes, 0);
  if (end !== bytes.length) throw new Unreadable("has something after its end");
  return node;
}

function read(bytes, at) {
  if (at + 2 > bytes.length) throw new Unreadable("is cut off");
  const tag = bytes[at];
  let length = bytes[at + 1];
  let from = at + 2;
  if (length >= 0x80) {
    const size = length & 0x7f;
    if (size === 0 || size > 4) throw new Unreadable("has a length that DER does not allow");
    length = 0;
    for (let i = 0; i < size; i++) length = length * 256 + bytes[from++];
  }
  if (from + length > bytes.length) throw new Unreadable("is cut off");
  return [{tag, content: bytes.subarray(from, from + length)}, from + length];
}

function children(node) {
  const found = [];
  for (let at = 0; at < node.content.length;) {
    const [child, end] = read(node.content, at);
    found.push(child);
    at = end;
  }
  return found;
}

function oid({content}) {
  const parts = [];
  let value = 0n;
  for (const byte of content) {
    value = (value << 7n) | BigInt(byte & 0x7f);
    if (byte < 0x80) {
      parts.push(value);
      value = 0n;
    }
  }
  const first = parts[0] < 80n ? parts[0] / 40n : 2n;
  return [first, parts[0] - first * 40n, ...parts.slice(1)].join(".");
}

function readName(node) {
  return children(node).flatMap(children).map((pair) => {
    const [type, value] = children(pair);
    const name = oid(type);
    return `${NAMES[name] || name}=${new TextDecoder().decode(value.content)}`;
  }).join(", ") || "(no name)";
}

function findName(node) {
  if (node.tag === 0xa4) return readName(children(node)[0]);
  if ((node.tag & 0x20) === 0) return null;
  for (const child of children(node)) {
    const name = findName(child);
    if (name) return name;
  }
  return null;
}

function readTime({tag, content}) {
  const text = new TextDecoder().decode(content);
  const year = tag === 0x17 ? (Number(text.slice(0, 2)) < 50 ? "20" : "19") + text.slice(0, 2) : text.slice(0, 4);
  const [month, day, hour, minute, second] = text.slice(tag === 0x17 ? 2 : 4).match(/\d\d/g);
  return new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
}

function readKey(node) {
  const algorithm = children(children(node)[0]).filter((n) => n.tag === 0x06).map(oid);
  return algorithm.map((a) => KEYS[a] || a).join(" ");
}

function readExtension(node) {
  const parts = children(node);
  const name = oid(parts[0]);
  const critical = parts.length === 3 && parts[1].content[0] !== 0;
  return {oid: name, name: EXTENSIONS[name] || null, critical, value: parts[parts.length - 1].content};
}
