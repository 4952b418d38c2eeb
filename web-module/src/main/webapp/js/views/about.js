import {el} from "../dom.js";
import {commands, heading, section} from "../parts.js";

export function about() {
  return {
    title: "What this page can prove",
    node: [
      heading("What this page can prove: nothing",
        "It is served by the host, and the host is the one who is not trusted. A page that the host wrote can say whatever the host likes."),
      section("What proof looks like", "The processor signs exactly what was put into an environment, and your own machine checks that.",
        el("p", "The ", el("code", "vouchsafe"), " command does the checking, on your machine, from evidence that carries everything it needs. " +
          "It checks freshness, the certificate chain, revocation, the audit, the platform and the identifier, and says for each what was expected and what was found. " +
          "Only after that does it open the channel that your program and data travel through."),
        commands("vouchsafe establish --verify", "vouchsafe verify ENVIRONMENT.evidence --policy policy.yaml --expect IDENTIFIER")),
      section("What you see here instead", null,
        el("p", "States, times and certificates as the host knows them. They are useful for finding your way, " +
          "for downloading evidence to check elsewhere, and for noticing when something went wrong. " +
          "They are not a reason to send a secret."),
        el("p", "Certificates are taken apart in your browser to be readable. Their signatures are not checked here.")),
      section("Development processors", null,
        el("p", "A processor whose platform is ", el("strong.platform", "software"), " has no hardware that protects it. " +
          "Whoever runs its computer can read what runs in it. Its certificate says so, and the command refuses it unless your policy accepts it in so many words.")),
    ],
  };
}
