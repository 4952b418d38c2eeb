// The trust chain of an evidence bundle as a picture: each certificate signs the next. Beside the processor
// stand its audits and the other certificate that it signed.

import {hex} from "../bytes.js";
import {decode} from "../cbor.js";
import {readAttributeCertificate, readCertificate} from "../der.js";
import {el} from "../dom.js";
import {exactTime} from "../format.js";
import {facts, plainValue} from "../parts.js";

export function chain(bundle) {
  let parts;
  try {
    parts = takeApart(bundle);
  } catch {
    return el("p.muted", "The bundle cannot be taken apart here. The command reads it.");
  }
  const {chain, audits, attestation, statement} = parts;
  return el("ol.chain",
    chain.map((der, i) => certificate(der, i === chain.length - 1 ? "Processor" : "Authority")),
    audits.map(audit),
    certificate(statement, "Statement key of the processor", ".beside"),
    certificate(attestation, "Attestation of this instance"));
}

function takeApart(bytes) {
  const bundle = nested(decode(bytes));
  const m2 = nested(bundle.m2);
  const endorsements = nested(bundle.endorsements);
  return {
    attestation: m2.attCert,
    statement: m2.statementCert,
    // The processor's comes first in the bundle; a picture of trust starts at the top.
    chain: [...endorsements.chain].reverse(),
    audits: endorsements.audits,
  };
}

const nested = (value) => (value instanceof Uint8Array ? decode(value) : value);

function certificate(der, role, kind = "") {
  try {
    const c = readCertificate(der);
    return entry(kind, role, c.subject, facts(
      ["Subject", c.subject], ["Issued by", c.issuer], ["Valid", `${exactTime(c.from)} to ${exactTime(c.to)}`],
      ["Serial number", el("code", c.serial)], ["Key", c.key],
      ...c.extensions.map((e) => [e.name || el("code", e.oid), extension(e)])));
  } catch {
    return entry(kind, role, "cannot be read here", facts(["Size", `${der?.length ?? 0} bytes`]));
  }
}

export function audit(der) {
  try {
    const a = readAttributeCertificate(der);
    return entry(".beside", "Audit of the processor", a.issuer || "unnamed auditor",
      facts(["Signed by", a.issuer], ["Valid", `${exactTime(a.from)} to ${exactTime(a.to)}`]));
  } catch {
    return entry(".beside", "Audit of the processor", "cannot be read here", facts(["Size", `${der.length} bytes`]));
  }
}

export const entry = (kind, role, name, content) =>
  el("li" + kind, el("details", el("summary", el("strong", role), el("span.muted", name)), content));

/** Evidence is CBOR inside its extension; everything else is shown as the bytes it is. */
function extension(e) {
  for (const bytes of [e.value, unwrapped(e.value)]) {
    try {
      const value = bytes && decode(bytes);
      if (value && Object.getPrototypeOf(value) === Object.prototype) return plainValue(value);
    } catch { /* not CBOR: shown as bytes */ }
  }
  const text = hex(e.value);
  return el("span", el("code", text.length > 96 ? text.slice(0, 96) + "…" : text), e.critical && el("span.muted", " critical"));
}

/** The content of a DER octet string, if these bytes are one. */
function unwrapped(bytes) {
  if (bytes[0] !== 0x04) return null;
  const long = bytes[1] & 0x80 ? bytes[1] & 0x7f : 0;
  return bytes.subarray(2 + long);
}
