// The pieces that every view is put together from.

import {hex} from "./bytes.js";
import {el, icon, replace, say} from "./dom.js";
import {STATES, ago, capital, exactTime, size} from "./format.js";

export const chip = (tone, text, meaning) =>
  el(`span.chip.${tone}`, {title: meaning}, el("i", {"aria-hidden": "true"}), text);

export function stateChip(state) {
  const [tone, meaning] = STATES[state] || ["waiting", ""];
  return chip(tone, capital(state), meaning);
}

/** One of several states, or all; calls `choose` with "" for all. */
export function filters(values, choose) {
  const group = el("div.filter", {role: "group", "aria-label": "Show"}, ["", ...values].map((value) =>
    el("button", {type: "button", "aria-pressed": String(value === ""), onclick: (event) => {
      for (const button of group.children) button.setAttribute("aria-pressed", String(button === event.currentTarget));
      choose(value);
    }}, value ? capital(value) : "All")));
  return group;
}

/** A value from CBOR, whatever it is, as people read it. */
export function plainValue(value) {
  if (value === null) return el("span.muted", "none");
  if (value === "software") return el("span.platform", "software: no hardware protects this processor");
  if (value instanceof Uint8Array) {
    if (!value.length) return el("span.muted", "empty");
    return value.length > 192 ? `${value.length} bytes` : digest(hex(value));
  }
  if (Array.isArray(value)) return value.length ? value.map((item) => el("div", plainValue(item))) : el("span.muted", "none");
  if (typeof value === "object") {
    const entries = Object.entries(value);
    return entries.length ? facts(...entries.map(named)) : el("span.muted", "none");
  }
  return String(value);
}

/** A field of something measured: sizes and times get the unit that their name says they have. */
export function named([name, value]) {
  if (typeof value === "number" && name.endsWith("Bytes")) return [name, el("span", {title: `${value} bytes`}, size(value))];
  if (typeof value === "number" && name.endsWith("Millis")) return [name, `${value / 1000} s`];
  return [name, plainValue(value)];
}

/** Content that is there for whoever wants it. */
export const folded = (summary, ...content) => el("details.folded", el("summary", summary), content);

export const when = (time) =>
  time ? el("time", {datetime: time, title: exactTime(time)}, ago(time)) : el("span.muted", "–");

/** A digest or identifier: whole in the page and in the clipboard, shortened only to the eye. */
export function digest(text, {short = false} = {}) {
  if (!text) return el("span.muted", "not yet");
  return el("span.digest", el(short ? "code.short" : "code", {title: text}, text), copyButton(text));
}

export function copyButton(text, label = "Copy") {
  const button = el("button.quiet.copy", {type: "button", "aria-label": label, title: label}, icon("copy"));
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(text);
    button.replaceChildren(icon("done"));
    say("Copied");
    setTimeout(() => button.replaceChildren(icon("copy")), 1400);
  });
  return button;
}

export function commands(...lines) {
  return el("div.commands", el("pre", {tabindex: "0"}, lines.join("\n")), copyButton(lines.join("\n"), "Copy the commands"));
}

export function facts(...pairs) {
  return el("dl.facts", pairs.filter(Boolean).map(([name, value]) =>
    el("div", el("dt", name), el("dd", value ?? "–"))));
}

export const heading = (title, subtitle, ...actions) =>
  el("header.page", el("div", el("h1", {tabindex: "-1"}, title), subtitle && el("p.lead", subtitle)),
    actions.length ? el("div.actions", actions) : null);

export const section = (title, note, ...content) =>
  el("section.panel", el("header", el("h2", title), note && el("p.muted", note)), content);

export const empty = (title, hint, ...actions) =>
  el("div.empty", el("p.title", title), el("p", hint), actions);

export const notice = (...content) => el("aside.notice", el("div", content));

export function problemBox(error) {
  const p = error.problem;
  if (error.plain) return el("div.problem", {role: "alert"}, el("p.title", error.plain));
  if (!p) {
    console.error(error);
    return el("div.problem", {role: "alert"}, el("p.title", "This page failed to show that."),
      el("p", "Reload the page; if it happens again, the command line still works."));
  }
  return el("div.problem", {role: "alert"},
    el("p.title", p.title || "Refused"),
    facts(["Code", el("code", p.code)], ["Check", p.check], ["Expected", p.expected], ["Found", p.actual],
      p.incident && ["Incident", el("code", p.incident)]),
    p.advice && el("p.advice", p.advice));
}

export const loading = (what) =>
  el("div.loading", {role: "status"}, el("span.spinner", {"aria-hidden": "true"}), `Reading ${what}…`);

/** Shows `load`'s result, or why there is none; gives a function that reads again without flicker. */
export function region(what, load, render) {
  const place = el("div.region", loading(what));
  let turn = 0;
  async function refresh() {
    const mine = ++turn;
    try {
      const value = await load();
      if (mine === turn) replace(place, render(value, refresh));
    } catch (error) {
      if (mine === turn) replace(place, problemBox(error));
    }
  }
  refresh();
  return [place, refresh];
}

/** A table that becomes a list of cards where there is no room: each cell knows its column's name. */
export function table(columns, rows, caption) {
  return el("div.table", el("table", caption && el("caption.visually-hidden", caption),
    el("thead", el("tr", columns.map((c) => el("th", {scope: "col"}, c)))),
    el("tbody", rows.map((cells) => el("tr", cells.map((cell, i) => el("td", {"data-label": columns[i]}, cell)))))));
}

/** A list read page by page. */
export function paged(what, readPage, columns, row, whenEmpty) {
  const rows = [];
  let next = null;
  const place = el("div.region", loading(what));
  async function more(cursor) {
    try {
      const page = await readPage(cursor);
      rows.push(...page.items);
      next = page.next;
      show();
    } catch (error) {
      replace(place, problemBox(error));
    }
  }
  function show() {
    if (!rows.length) return replace(place, whenEmpty());
    replace(place, table(columns, rows.map(row), what),
      next && el("button", {type: "button", onclick: () => more(next)}, "Show more"));
  }
  function refresh() {
    rows.length = 0;
    return more(null);
  }
  refresh();
  return [place, refresh];
}

/** Runs an action from a button: once at a time, with its refusal shown beside it. */
export function action(label, run, {tone = "", confirm = null} = {}) {
  const problem = el("div");
  const button = el(`button${tone ? "." + tone : ""}`, {type: "button"}, label);
  button.addEventListener("click", async () => {
    if (confirm && !(await ask(confirm, label, tone))) return;
    button.disabled = true;
    replace(problem);
    try {
      await run();
    } catch (error) {
      replace(problem, problemBox(error));
    } finally {
      button.disabled = false;
    }
  });
  return el("div.action", button, problem);
}

export function ask({title, text}, yes, tone) {
  return new Promise((resolve) => {
    const dialog = el("dialog", el("h2", title), el("p", text),
      el("div.actions",
        el("button", {type: "button", onclick: () => dialog.close("no"), autofocus: true}, "Keep it"),
        el(`button${tone ? "." + tone : ".primary"}`, {type: "button", onclick: () => dialog.close("yes")}, yes)));
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(dialog.returnValue === "yes");
    });
    document.body.append(dialog);
    dialog.showModal();
  });
}

let fieldNumber = 0;

export function field(label, input, hint) {
  const id = `field-${++fieldNumber}`;
  input.id = id;
  if (hint) input.setAttribute("aria-describedby", id + "-hint");
  return el("div.field", el("label", {for: id}, label), input, hint && el("p.hint", {id: id + "-hint"}, hint));
}

/** A form whose submit runs `run(form)`; a refusal stands under its button. */
export function form(submitLabel, fields, run) {
  const problem = el("div");
  const submit = el("button.primary", {type: "submit"}, submitLabel);
  const node = el("form", {novalidate: false}, fields, submit, problem);
  node.addEventListener("submit", async (event) => {
    event.preventDefault();
    submit.disabled = true;
    replace(problem);
    try {
      await run(node);
    } catch (error) {
      replace(problem, problemBox(error));
    } finally {
      submit.disabled = false;
    }
  });
  return node;
}

export function save(bytes, name, type) {
  const address = URL.createObjectURL(new Blob([bytes], {type}));
  const link = el("a", {href: address, download: name});
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** A place to drop a file on, which is also a button to choose one. */
export function dropZone(prompt, hint, take) {
  const input = el("input.visually-hidden", {type: "file"});
  const zone = el("label.drop", input, icon("down"), el("span.title", prompt), el("span.muted", hint));
  const over = (on) => (event) => {
    event.preventDefault();
    zone.classList.toggle("over", on);
  };
  zone.addEventListener("dragover", over(true));
  zone.addEventListener("dragleave", over(false));
  zone.addEventListener("drop", (event) => {
    over(false)(event);
    if (event.dataTransfer.files.length) take(event.dataTransfer.files[0]);
  });
  input.addEventListener("change", () => { if (input.files.length) take(input.files[0]); });
  return zone;
}
