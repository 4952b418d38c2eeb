// Builds the page from text and elements only. There is no way in here to turn a string into markup,
// which is what keeps names, program output and certificate subjects from becoming part of the page.

/** el("p.muted", {title: "…", onclick: f}, "text", child, [more], null) */
export function el(name, ...rest) {
  const [tag, ...classes] = name.split(".");
  const node = document.createElement(tag || "div");
  if (classes.length) node.className = classes.join(" ");
  const isAttributes = rest[0] && Object.getPrototypeOf(rest[0]) === Object.prototype;
  if (isAttributes) setAll(node, rest.shift());
  append(node, rest);
  return node;
}

function setAll(node, attributes) {
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (key === "href") node.setAttribute("href", safeLink(value));
    else if (value === true) node.setAttribute(key, "");
    else node.setAttribute(key, String(value));
  }
}

/** Links of ours only: a "javascript:" address from somebody's data never becomes one. */
function safeLink(address) {
  return /^(#|\/(?!\/)|blob:)/.test(address) ? address : "#/";
}

export function append(node, children) {
  for (const child of children.flat(4)) {
    if (child === null || child === undefined || child === false) continue;
    node.append(child instanceof Node ? child : document.createTextNode(plain(String(child))));
  }
  return node;
}

/** As the command prints it: what is invisible or turns text around is seen as "?". */
const plain = (text) => text.replace(/(?![\n\t])[\p{C}\p{Zl}\p{Zp}]/gu, "?");

export function replace(node, ...children) {
  node.replaceChildren();
  return append(node, children);
}

/** Tells people who listen instead of look. */
export function say(text) {
  const place = document.getElementById("said");
  place.textContent = "";
  requestAnimationFrame(() => { place.textContent = text; });
}

const SVG = "http://www.w3.org/2000/svg";
const PATHS = {
  copy: "M5 3.5h6.5a1 1 0 0 1 1 1V11M3.5 5.5h6a1 1 0 0 1 1 1v6a1 1 0 0 1-1 1h-6a1 1 0 0 1-1-1v-6a1 1 0 0 1 1-1z",
  done: "M3 8.5l3.2 3.2L13 5",
  seal: "M4.6 8.3l2.3 2.4 4.6-5",
  out: "M6.5 3h-3v10h3M9.5 5.2L12.5 8l-3 2.8M12.2 8H6.2",
  theme: "M8 2.2a5.8 5.8 0 1 0 0 11.6zM8 2.2a5.8 5.8 0 0 1 0 11.6",
  down: "M8 2.5v7.6M4.8 7.2L8 10.4l3.2-3.2M3 13.3h10",
};

export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
