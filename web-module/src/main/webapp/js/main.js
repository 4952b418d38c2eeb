// Start, sign-in, navigation. Views are functions (context) → {title, node, leave?}.

import {get, onSignedOut, remove} from "./api.js";
import {el, icon, replace, say} from "./dom.js";
import {capital} from "./format.js";
import {connect, disconnect} from "./live.js";
import {problemBox} from "./parts.js";
import {about} from "./views/about.js";
import {accounts, auditLog, deadLetters} from "./views/operator.js";
import {auditor} from "./views/auditor.js";
import {environment} from "./views/environment.js";
import {environments} from "./views/environments.js";
import {establish} from "./views/establish.js";
import {jobs} from "./views/jobs.js";
import {processor, processors} from "./views/processors.js";
import {signIn} from "./views/signin.js";
import {access} from "./views/access.js";

const ROUTES = [
  ["/environments", environments],
  ["/environments/new", establish],
  ["/environments/:id", environment],
  ["/jobs", jobs],
  ["/processors", processors],
  ["/processors/:id", processor],
  ["/dead-letters", deadLetters],
  ["/accounts", accounts],
  ["/audit-log", auditLog],
  ["/auditor", auditor],
  ["/access", access],
  ["/about", about],
];

const NAVIGATION = [
  ["Hosting", "client", [["/environments", "Environments"], ["/jobs", "Jobs"]]],
  ["Trust", null, [["/processors", "Processors"], ["/about", "What this page can prove"]]],
  ["Auditing", "auditor", [["/auditor", "Inspections and audits"]]],
  ["Operation", "operator",
    [["/dead-letters", "Dead letters"], ["/accounts", "Accounts"], ["/audit-log", "Audit log"]]],
  ["You", null, [["/access", "Tokens and password"]]],
];

const app = document.getElementById("app");
let session = null;
let current = null;
let main = null;

start();

async function start() {
  applyTheme(localStorage.getItem("theme"));
  onSignedOut(() => show(null));
  addEventListener("hashchange", route);
  // A file that misses its place would replace the page, and whatever was typed into it.
  for (const type of ["dragover", "drop"]) addEventListener(type, (event) => event.preventDefault());
  try {
    show(await get("/session"));
  } catch (error) {
    show(null, error.status === 401 ? null : error);
  }
}

function show(who, error = null) {
  leave();
  session = who;
  if (!who) {
    disconnect();
    document.title = "Sign in · Vouchsafe";
    replace(app, signIn(arrive, themeButton()), error && problemBox(error));
    return;
  }
  replace(app, frame());
  connect((on) => {
    const place = document.getElementById("live");
    if (!place) return;
    place.classList.toggle("on", on);
    place.lastChild.textContent = on ? "Live" : "Reconnecting…";
  });
  route();
}

/** A one-time password is worth nothing once it is lost or replaced: first of all, a real one. */
function arrive(opened) {
  if (opened.mustChangePassword) location.hash = "#/access";
  show(opened);
}

function frame() {
  main = el("main", {id: "main", tabindex: "-1"});
  const side = el("div.side",
    el("div.narrow-bar", brand(),
      el("button", {type: "button", "aria-expanded": "false", onclick: (event) => {
        const open = side.classList.toggle("open");
        event.currentTarget.setAttribute("aria-expanded", String(open));
      }}, "Menu")),
    brand(),
    el("nav", {"aria-label": "Sections"}, NAVIGATION
      .filter(([, role]) => !role || session.roles.includes(role))
      .map(([group, , links]) => el("div", el("p", group), el("ul", links.map(([path, label]) =>
        el("li", el("a", {href: "#" + path, "data-path": path}, label))))))),
    el("div.who",
      el("div.row", el("div", el("strong", session.user), el("div.muted", session.roles.map(capital).join(", "))), themeButton()),
      el("div.row",
        el("span.live", {id: "live"}, el("i", {"aria-hidden": "true"}), "Connecting…"),
        el("button", {type: "button", onclick: signOut}, icon("out"), "Sign out"))));
  return el("div.frame", side, main);
}

const brand = () => el("a.brand", {href: "#/"}, el("img", {src: "/seal.svg", alt: "", width: "26", height: "26"}), "Vouchsafe");

async function signOut() {
  try {
    await remove("/session");
  } finally {
    show(null);
    location.hash = "#/";
  }
}

function route() {
  if (!session) return;
  const path = location.hash.replace(/^#/, "") || "/";
  if (path === "/") {
    location.replace(session.roles.includes("client") ? "#/environments"
      : session.roles.includes("auditor") ? "#/auditor" : "#/processors");
    return;
  }
  leave();
  const [view, parameters] = find(path);
  current = view({session, parameters});
  document.title = `${current.title} · Vouchsafe`;
  replace(main, current.node);
  document.querySelector(".side").classList.remove("open");
  for (const link of document.querySelectorAll(".side nav a")) {
    const here = path === link.dataset.path || path.startsWith(link.dataset.path + "/");
    if (here) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  scrollTo(0, 0);
  say(current.title);
  main.querySelector("h1")?.focus({preventScroll: true});
}

function find(path) {
  for (const [pattern, view] of ROUTES) {
    const names = [];
    const form = pattern.replace(/:(\w+)/g, (_, name) => {
      names.push(name);
      return "([\\w-]+)";
    });
    const match = path.match(new RegExp(`^${form}$`));
    if (match) return [view, Object.fromEntries(names.map((name, i) => [name, match[i + 1]]))];
  }
  return [() => ({
    title: "Not found",
    node: el("div.empty", el("h1", {tabindex: "-1"}, "There is no such page"),
      el("p", "The address may be incomplete."), el("a.button", {href: "#/"}, "Go to the start")),
  }), {}];
}

function leave() {
  if (current && current.leave) current.leave();
  current = null;
}

function themeButton() {
  const names = {light: "Light", dark: "Dark", system: "As the system"};
  const order = ["system", "light", "dark"];
  const button = el("button.quiet", {type: "button"}, icon("theme"));
  const label = () => {
    const text = "Colours: " + names[document.documentElement.dataset.theme || "system"];
    button.setAttribute("aria-label", text);
    button.title = text;
  };
  button.addEventListener("click", () => {
    const next = order[(order.indexOf(document.documentElement.dataset.theme || "system") + 1) % 3];
    localStorage.setItem("theme", next);
    applyTheme(next);
    label();
    say(button.title);
  });
  label();
  return button;
}

function applyTheme(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}
