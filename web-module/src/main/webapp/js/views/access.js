import {list, post, remove} from "../api.js";
import {el, replace, say} from "../dom.js";
import {action, copyButton, empty, field, form, heading, notice, region, section, table, when} from "../parts.js";

export function access({session}) {
  const [place, refresh] = region("your tokens", () => list("/tokens"), (page) => page.items.length
    ? table(["Token", "Made", "Ends", ""], page.items.map((t) => [
      el("span", t.name || el("span.muted", "a session"), el("code.sub", t.id)), when(t.createdAt),
      t.expires ? when(t.expires) : "when revoked",
      action("Revoke", async () => {
        await remove(`/tokens/${t.id}`);
        await refresh();
      }, {tone: "danger", confirm: {title: "Revoke this token?", text: "Programs that use it are refused from now on."}})]), "Your tokens")
    : empty("No tokens", "Programs and the command line sign in with a token instead of your password."));
  return {
    title: "Tokens and password",
    node: [
      heading("Tokens and password", `How you and your programs sign in as ${session.user}.`),
      session.mustChangePassword && notice(
        el("p", el("strong", "You signed in with a one-time password. "), "Set one of your own below, before anything else: making a token ends the one-time password, too.")),
      session.mustChangePassword && section("Password", null, password(session)),
      el("div.panel", place),
      section("New token", "For the command line or a program. It is shown once; the service keeps only its digest.", newToken(refresh)),
      !session.mustChangePassword && section("Password", null, password(session)),
    ].filter(Boolean),
  };
}

function newToken(refresh) {
  const name = el("input", {required: true, maxlength: "100", placeholder: "nightly"});
  const made = el("div");
  return [form("Make the token", [field("What it is for", name)], async () => {
    const token = await post("/tokens", {name: name.value});
    replace(made, notice(el("p", "Shown only now: ", el("code", token.token), copyButton(token.token))));
    say("The token was made");
    name.value = "";
    await refresh();
  }), made];
}

function password(session) {
  const old = el("input", {type: "password", autocomplete: "current-password", required: true, maxlength: "256"});
  const next = el("input", {type: "password", autocomplete: "new-password", required: true, maxlength: "256"});
  const done = el("div");
  return [form("Change the password", [field("Current password", old), field("New password", next)], async (node) => {
    await post(`/accounts/${session.account}/password`, {current: old.value, password: next.value});
    node.reset();
    session.mustChangePassword = false;
    replace(done, notice(el("p", "The password was changed, and every session with the old one has ended: sign in again.")));
    say("The password was changed");
  }), done];
}
