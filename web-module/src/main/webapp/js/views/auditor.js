import {list, post} from "../api.js";
import {fromBase64Url, hex, lp, sha384} from "../bytes.js";
import {el, replace, say} from "../dom.js";
import {exactTime} from "../format.js";
import {action, chip, digest, dropZone, empty, field, form, heading, notice, region, save, section, table, when} from "../parts.js";

export function auditor({session}) {
  const head = heading("Inspections and audits", "What an auditor saw at a processor, and what is certified because of it.");
  return {title: "Inspections and audits", node: [head, session.server === "auditor" ? desk() : elsewhere()]};
}

/** The desk is on the auditor's own server; a host has none. */
const elsewhere = () => notice(
  el("p", el("strong", "This server hosts; it is not the auditor's.")),
  el("p", "An auditor signs on a server of its own, or offline with the command line. Certificates that were signed elsewhere are uploaded on a ",
    el("a", {href: "#/processors"}, "processor's page"), "."));

function desk() {
  const [audits, refreshAudits] = region("the register", () => list("/auditor/certificates"), (page, refresh) => register(page.items, refresh));
  const [inspections, refreshInspections] = region("inspections", () => list("/auditor/inspections"),
    (page) => inspected(page.items, refreshAudits));
  return [
    section("Inspections", "Recorded once, never changed. A certificate is issued on the strength of one.", inspections),
    section("Register", "Every certificate that was issued here. It is public, and so is its status.", audits),
    section("Record an inspection", null, record(refreshInspections)),
  ];
}

function inspected(items, refreshAudits) {
  if (!items.length) return empty("No inspections", "Record what you found at a processor's site; then a certificate can be issued.");
  return table(["Device", "Level", "Method and site", "Vouched for", ""], items.map((i) => [
    el("span", digest(i.device, {short: true}), el("span.sub", "by ", i.inspector, ", ", when(i.createdAt))),
    `L${i.level}`, el("span", i.method, el("span.sub", i.site)), period(i),
    action("Issue", async () => {
      await post("/auditor/certificates", {inspection: i.id});
      say("The certificate was issued");
      await refreshAudits();
    }, {tone: "primary", confirm: {title: "Issue an audit certificate?",
      text: "Your key signs that this device was not tampered with, to this level and for this time. Anybody can check it."}}),
  ]), "Inspections");
}

function register(items, refresh) {
  if (!items.length) return empty("Nothing issued yet", "Certificates appear here with their standing.");
  return table(["Device", "Standing", "Issued", "Until", ""], items.map((a) => {
    const [tone, text] = a.withdrawnAt ? ["bad", "Withdrawn"] : new Date(a.until) < new Date() ? ["ended", "Expired"] : ["ready", "In force"];
    // What was signed elsewhere is renewed and withdrawn there, and uploaded.
    const standsHere = a.inspection && !a.withdrawnAt;
    return [
      digest(a.device, {short: true}), chip(tone, text), when(a.createdAt), exactTime(a.until),
      el("div.actions",
        el("button", {type: "button", onclick: () => save(fromBase64Url(a.certificate), `${a.id.slice(0, 16)}.audit.der`, "application/pkix-attr-cert")}, "Download"),
        standsHere && action("Renew", async () => {
          await post(`/auditor/certificates/${a.id}/renewal`, {until: `${day(RENEWAL_DAYS)}T23:59:59Z`});
          say("The certificate was renewed");
          await refresh();
        }, {confirm: {title: `Vouch for the same findings for ${RENEWAL_DAYS} days from now?`,
          text: "Your key signs a new certificate. The old one stays as it is until it ends."}}),
        standsHere && action("Withdraw", async () => {
          await post(`/auditor/certificates/${a.id}/withdrawal`);
          say("The certificate was withdrawn");
          await refresh();
        }, {tone: "danger", confirm: {title: "Withdraw this certificate?",
          text: "From now on its signed status says so, for good. Clients refuse the processor unless another audit stands."}})),
    ];
  }), "Register of audits");
}

const period = (i) => el("span", exactTime(i.from), el("span.sub", "until ", exactTime(i.until)));

function record(refresh) {
  const device = el("input", {required: true, pattern: "([0-9a-f]{2}){16,64}", autocomplete: "off", spellcheck: "false"});
  const level = el("select", Array.from({length: 10}, (_, n) => el("option", {value: n}, `L${n}${n === 0 ? ": vouches for nothing physical" : ""}`)));
  const method = el("input", {required: true, maxlength: "200"});
  const site = el("input", {required: true, maxlength: "200"});
  const from = el("input", {type: "date", required: true, value: day(0)});
  const until = el("input", {type: "date", required: true, value: day(30)});
  const reportPlace = el("p.hint", "Its digest goes into the certificate; the report stays with you.");
  let report = null;
  const drop = dropZone("Drop the report", "Any file. It is hashed here and not sent.", async (file) => {
    report = hex(await sha384(lp("VS-report", new Uint8Array(await file.arrayBuffer()))));
    replace(reportPlace, file.name, ": ", digest(report));
  });
  return form("Record the inspection", [
    field("Device", device, "Its identifier in hexadecimal, from the processor's certificate."),
    el("div.columns", field("Level", level), field("Method", method), field("Site", site)),
    el("div.columns", field("From", from), field("Until", until)),
    drop, reportPlace,
  ], async (node) => {
    if (!report) {
      device.focus();
      throw refusal("report", "a file whose digest can be certified", "none");
    }
    await post("/auditor/inspections", {device: device.value, level: Number(level.value), method: method.value, site: site.value,
      reportDigest: report, from: `${from.value}T00:00:00Z`, until: `${until.value}T23:59:59Z`});
    node.reset();
    say("The inspection was recorded");
    await refresh();
  });
}

const RENEWAL_DAYS = 90;

const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

function refusal(check, expected, actual) {
  return Object.assign(new Error(check), {problem: {title: "Something is missing", code: "MALFORMED", check, expected, actual}});
}
