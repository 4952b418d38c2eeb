import {get, list, request} from "../api.js";
import {fromBase64Url} from "../bytes.js";
import {el} from "../dom.js";
import {exactTime} from "../format.js";
import {action, chip, digest, dropZone, empty, facts, heading, notice, region, save, section, table, when} from "../parts.js";
import {entry} from "./chain.js";

const CONNECTION = {
  READY: ["ready", "Ready"],
  NOT_ENROLLED: ["waiting", "Not certified yet"],
  DISCONNECTED: ["bad", "Not reachable"],
};

export function processors() {
  const [place] = region("processors", () => list("/processors"), (page) => page.items.length
    ? table(["Processor", "State", "Platform", "Version", "Areas in use", "Seen"], page.items.map((p) => [
      el("span", el("a.name", {href: "#/processors/" + p.id}, p.name), el("span.sub", "node " + p.node)),
      connection(p), platform(p.platform), `${p.softwareVersion} (SVN ${p.svn})`, `${p.areas} of ${p.capacity}`, when(p.seenAt)]), "Processors")
    : empty("No processors", "This server was started without any. The launcher names them in VOUCHSAFE_PROCESSORS."));
  return {
    title: "Processors",
    node: [heading("Processors", "The only places where a program's data is in the clear. Each signs what was put into its areas."), el("div.panel", place)],
  };
}

export function processor({session, parameters: {id}}) {
  const [head] = region("the processor", () => get(`/processors/${id}`), (p) => [
    heading(p.name, el("span", connection(p), " on node ", p.node)),
    p.platform === "software" && notice(el("p", el("strong", "This is a development processor."),
      " No hardware protects it: whoever runs its computer can read what runs in it. A client's command refuses it unless the client's policy accepts it in so many words.")),
    section("What it says of itself", "Its certificate, checked by your own command, is what counts.",
      facts(["Name here", el("code", p.id)], ["Device", digest(p.deviceId)], ["Platform", platform(p.platform)],
        ["Software version", p.softwareVersion], ["Security version (SVN)", p.svn], ["Areas", `${p.areas} of ${p.capacity} in use`], ["Seen", when(p.seenAt)])),
  ]);
  const [chainPlace] = region("its certificate", () => request("GET", `/processors/${id}/certificate`, {as: "text"}), (pem) => [
    el("p", `${pem.split("-----BEGIN").length - 1} certificates, PEM.`),
    el("div.actions", el("button", {type: "button", onclick: () => save(pem, `${id}.pem`, "application/x-pem-file")}, "Download the chain")),
  ]);
  const [audits, refresh] = region("its audits", () => list(`/processors/${id}/audits`), (page) => page.items.length
    ? el("ol.chain", page.items.map((item) => entry(".beside", item.problem ? "Audit certificate" : `Level L${item.level}`, item.problem || item.method, audit(item, id))))
    : empty("No audits", "No auditor has vouched yet that this processor was not tampered with. Clients that require an audit refuse it."));
  return {
    title: "Processor",
    node: [
      el("p.crumb", el("a", {href: "#/processors"}, "Processors")), head,
      section("Certificate chain", "From the processor up to the last intermediate. The root is what you trust yourself, so it is not handed out here.", chainPlace),
      section("Audits", "Signed by auditors about this device, and conveyed beside its evidence.", audits,
        session.roles.includes("auditor") && upload(id, refresh)),
    ],
  };
}

const platform = (name) => (name === "software" ? el("span.platform", "software, unprotected") : name);

const connection = (p) => chip(...(CONNECTION[p.state] || ["waiting", p.state]));

const audit = (item, id) => [
  facts(!item.problem && ["Method", item.method], !item.problem && ["Site", item.site],
    !item.problem && ["Valid", `${exactTime(item.from)} to ${exactTime(item.until)}`],
    !item.problem && ["Identifier", digest(item.id)],
    ["Certificate", el("button", {type: "button", onclick: () => save(fromBase64Url(item.certificate), `${id}.audit.der`, "application/pkix-attr-cert")}, "Download")]),
];

function upload(id, refresh) {
  const place = el("div.region");
  const zone = dropZone("Drop an audit certificate", "DER, signed elsewhere with “vouchsafe audit”. Your key stays with you.", async (file) => {
    const bytes = new Uint8Array(await file.arrayBuffer());
    place.replaceChildren(action(`Upload ${file.name}`, async () => {
      await request("POST", `/processors/${id}/audits`, {body: bytes, type: "application/octet-stream"});
      place.replaceChildren();
      await refresh();
    }));
  });
  return [zone, place];
}
