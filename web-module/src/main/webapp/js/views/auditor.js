import {el} from "../dom.js";
import {heading, notice} from "../parts.js";

export function auditor() {
  return {
    title: "Inspections and audits",
    node: [heading("Inspections and audits", "What an auditor saw, and what is certified because of it."),
      notice(el("p", "This server hosts; the auditor's desk is a server of the auditor's own. Certificates that were signed elsewhere are uploaded on a ",
        el("a", {href: "#/processors"}, "processor's page"), "."))],
  };
}
