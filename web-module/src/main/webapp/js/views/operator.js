import {list, post} from "../api.js";
import {el, replace, say} from "../dom.js";
import {action, copyButton, digest, empty, field, form, heading, notice, paged, region, section, table, when} from "../parts.js";

export function deadLetters() {
  const [place, refresh] = paged("dead letters", (cursor) => list("/dead-letters", {cursor}),
    ["Message", "Queue", "Why", "Since", ""], (letter) => [
      el("span", el("code", letter.id), letter.job && el("code.sub", letter.job)),
      el("code", letter.queue), letter.reason, when(letter.at),
      letter.sentAgainAt ? el("span.muted", "sent again ", when(letter.sentAgainAt))
        : action("Send again", async () => {
          await post(`/dead-letters/${letter.id}/retry`);
          await refresh();
        }),
    ], () => empty("No dead letters", "Messages that could not be processed after several attempts are kept here until somebody looks."));
  return {
    title: "Dead letters",
    node: [heading("Dead letters", "Messages that nobody could process. Sending one again never does a job twice."), el("div.panel", place)],
  };
}

export function accounts() {
  const [place, refresh] = region("accounts", () => list("/accounts"), (page) => page.items.length
    ? table(["Account", "Identifier", "Since"], page.items.map((a) => [el("strong", a.name), digest(a.id), when(a.createdAt)]), "Accounts")
    : empty("No accounts", "Make the first one below."));
  return {
    title: "Accounts",
    node: [
      heading("Accounts", "Tenants. They see nothing of one another, and operators see nothing of their environments."),
      el("div.panel", place), section("New account", "With its first user.", newAccount(refresh)),
    ],
  };
}

function newAccount(refresh) {
  const name = el("input", {required: true, maxlength: "100", autocomplete: "off"});
  const user = el("input", {required: true, maxlength: "100", autocomplete: "off"});
  const roles = [["client", "Client: has environments"], ["operator", "Operator: accounts, processors, dead letters"], ["auditor", "Auditor: inspects processors"]]
    .map(([value, label]) => el("label.check", el("input", {type: "checkbox", value, checked: value === "client"}), label));
  const made = el("div");
  return [form("Make the account", [
    el("div.columns", field("Account name", name), field("User name", user)),
    el("fieldset", el("legend", "Roles of the user"), roles),
  ], async () => {
    const chosen = roles.map((r) => r.firstChild).filter((box) => box.checked).map((box) => box.value);
    const account = await post("/accounts", {name: name.value, user: user.value, roles: chosen});
    replace(made, notice(
      el("p", el("strong", account.name), " was made, with user ", el("strong", account.user), "."),
      account.oneTimePassword && el("p", "One-time password, shown only now: ", el("code", account.oneTimePassword), copyButton(account.oneTimePassword))));
    say("The account was made");
    name.value = user.value = "";
    await refresh();
  }), made];
}

export function auditLog() {
  const [place] = paged("the audit log", (cursor) => list("/audit-log", {cursor, limit: 100}),
    ["When", "Who", "What", "On", "Outcome"], (entry) => [when(entry.at),
      el("span", entry.user || el("span.muted", "nobody"), entry.account && el("code.sub", entry.account)),
      entry.action, el("code", entry.subject), entry.outcome === "done" ? "done" : el("code", entry.outcome)],
    () => empty("Nothing yet", "What people and programs change is written down here and cannot be changed afterwards."));
  return {
    title: "Audit log",
    node: [heading("Audit log", "Who did what. Entries are added, never changed."), el("div.panel", place)],
  };
}
