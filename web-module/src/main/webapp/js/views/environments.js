import {list} from "../api.js";
import {el, replace} from "../dom.js";
import {capital} from "../format.js";
import {onChange} from "../live.js";
import {digest, empty, filters, heading, paged, stateChip, when} from "../parts.js";

export function environments() {
  let refresh = () => {};
  const place = el("div.panel");
  const chosen = filters(["REQUESTED", "ACTIVATED", "BOUND", "RUNNING", "FAILED", "TERMINATED"], show);

  function show(state) {
    const [node, again] = paged("environments", (cursor) => list("/environments", {state, cursor}),
      ["Environment", "State", "Identifier", "Processor", "Changed"], row, () => state
        ? empty(`No environment is ${capital(state).toLowerCase()}`, "Choose another state to see the others.")
        : empty("No environments yet", "Ask for one with the command line, or start here from a file.",
          el("a.button.primary", {href: "#/environments/new"}, "New environment")));
    refresh = again;
    replace(place, chosen, node);
  }
  show("");
  return {
    title: "Environments",
    node: [
      heading("Environments", "Places on somebody else's computer that only their owner can see into.",
        el("a.button.primary", {href: "#/environments/new"}, "New environment")),
      place,
    ],
    leave: onChange((event) => event.kind === "environment", () => refresh()),
  };
}

const row = (e) => [
  el("span", el("a.name", {href: "#/environments/" + e.id}, e.name || "Unnamed"), el("code.sub", e.id)),
  el("span", stateChip(e.state), e.reason && el("span.sub", el("code", e.reason))),
  digest(e.activationStateId, {short: true}),
  el("a", {href: "#/processors/" + e.processor}, e.processor.slice(0, 12) + "…"),
  when(e.updatedAt),
];
