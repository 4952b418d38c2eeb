// Bytes as hexadecimal, base64url and digests.

export const hex = (bytes) => Array.from(bytes, (b) => b.toString(16).padStart(2, "0")).join("");

export function base64Url(bytes) {
  let text = "";
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

export function fromBase64Url(text) {
  const plain = atob(text.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (c) => c.charCodeAt(0));
}

export async function sha384(bytes) {
  return new Uint8Array(await crypto.subtle.digest("SHA-384", bytes));
}

const utf8 = (text) => new TextEncoder().encode(text);

/** lp(a, b, …): each part as 8-byte big-endian length and bytes (docs/spec). */
export function lp(...parts) {
  const blobs = parts.map((part) => (typeof part === "string" ? utf8(part) : part));
  const out = new Uint8Array(blobs.reduce((sum, blob) => sum + 8 + blob.length, 0));
  const view = new DataView(out.buffer);
  let at = 0;
  for (const blob of blobs) {
    view.setBigUint64(at, BigInt(blob.length));
    out.set(blob, at + 8);
    at += 8 + blob.length;
  }
  return out;
}

/** The identifier of a made-to-order environment with the loader standard/1 (activation-state spec). */
export async function activationStateId(parameters) {
  const loader = await sha384(lp("VS-loader-builtin", "standard/1"));
  return sha384(lp("VS-activation", "zeroed", loader, parameters));
}
