import {get, list, remove, request} from "../api.js";
import {fromBase64Url} from "../bytes.js";
import {decode} from "../cbor.js";
import {append, el} from "../dom.js";
import {STATES} from "../format.js";
import {onChange} from "../live.js";
import {action, commands, digest, empty, facts, folded, heading, named, notice, region, save, section, stateChip, when} from "../parts.js";
import {chain} from "./chain.js";
import {timeline} from "./jobs.js";

export function environment({parameters: {id}}) {
  // Shown once there is such an environment at all.
  const rest = el("div.region", {hidden: true});
  const [head, refreshHead] = region("the environment", () => get(`/environments/${id}`), (e, refresh) => {
    rest.hidden = false;
    return shown(e, refresh);
  });
  const [jobs, refreshJobs] = region("its jobs", () => list("/jobs", {environment: id, limit: 100}),
    (page, refresh) => page.items.length ? timeline(page.items, refresh)
      : el("p.muted", "No job was recorded for it."));
  const [evidence, refreshEvidence] = region("its evidence", () => request("GET", `/environments/${id}/evidence`, {as: "bytes"}), (bytes) => evidenceShown(id, bytes));
  return {
    title: "Environment",
    node: [
      el("p.crumb", el("a", {href: "#/environments"}, "Environments")),
      head,
      append(rest, [
        section("Certificates", "Who signed what this environment is, from the authority down to this very instance. Taken apart here to be read, not checked.", evidence),
        section("What happened", null, jobs),
      ]),
    ],
    leave: onChange((event) => event.data.id === id || event.kind === "job", () => {
      refreshHead();
      refreshJobs();
      refreshEvidence();
    }),
  };
}

function shown(e, refresh) {
  const ended = e.state === "TERMINATED";
  const [, meaning] = STATES[e.state] || ["", ""];
  return [
    heading(e.name || "Unnamed environment", el("span", stateChip(e.state), " ", meaning),
      !ended && action("End", async () => {
        await remove(`/environments/${e.id}`);
        await refresh();
      }, {tone: "danger", confirm: {title: "End this environment?",
        text: "The processor zeroes its area. What runs in it stops, and what it held is gone for good."}})),
    e.state === "FAILED" && el("div.problem", el("p.title", "This environment has failed"),
      facts(["Reason", el("code", e.reason)]),
      el("p.advice", e.reason === "ENVIRONMENT_LOST"
        ? "The processor that held it ended, and its state with it. Establish a new one."
        : "What happened is listed below.")),
    section("Identity", "What the host says. The evidence, checked by your own command, is what counts.",
      facts(
        ["Name here", el("code", e.id)],
        ["Activation state", digest(e.activationStateId)],
        ["Environment identifier", e.environmentId ? digest(e.environmentId) : "not bound to an owner yet"],
        ["Loader", el("code", e.loader)],
        ["From the warm pool", e.pool ? "yes" : "no, made to order"],
        ["Processor", el("a", {href: "#/processors/" + e.processor}, e.processor)],
        ["Node", e.node],
        ["Area", e.area ? el("code", e.area) : "none yet"],
        ["Asked for", when(e.createdAt)],
        ["Changed", when(e.updatedAt)])),
    e.parameters && section("Measured parameters", "Public. They are part of the identifier: another value, another identifier.",
      parameters(e.parameters)),
    !ended && e.state !== "FAILED" && section("Go on with the command line",
      "Checking, and everything that is sealed, happens on your machine.",
      commands(`vouchsafe verify ${e.id}`, `vouchsafe run ${e.id} program.wasm`)),
  ];
}

function parameters(encoded) {
  try {
    const values = Object.entries(decode(fromBase64Url(encoded)));
    return folded(`Show all ${values.length} values`, facts(...values.map(named)));
  } catch {
    return el("p.muted", "They cannot be shown here. The command reads them.");
  }
}

function evidenceShown(id, bytes) {
  if (!bytes) {
    return empty("No evidence yet", "The processor attests when a client asks with a fresh nonce. The command does that when it establishes or verifies.");
  }
  return [
    chain(bytes),
    notice(el("p", "This page is served by the host and cannot prove the host honest. Download the bundle and check it with your own command:"),
      commands(`vouchsafe verify ${id}.evidence --policy policy.yaml --expect IDENTIFIER`)),
    el("div.actions", el("button", {type: "button", onclick: () => save(bytes, `${id}.evidence`, "application/cbor")}, "Download the evidence bundle")),
  ];
}
