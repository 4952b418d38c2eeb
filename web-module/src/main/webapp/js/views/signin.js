import {post} from "../api.js";
import {el} from "../dom.js";
import {field, form} from "../parts.js";

export function signIn(opened, theme) {
  const user = el("input", {name: "user", autocomplete: "username", required: true, maxlength: "100", autofocus: true});
  const password = el("input", {name: "password", type: "password", autocomplete: "current-password", required: true, maxlength: "256"});
  return el("main.lone", {id: "main"},
    el("div.brand", el("img", {src: "/seal.svg", alt: "", width: "36", height: "36"}), "Vouchsafe"),
    el("div", el("h1", {tabindex: "-1"}, "Sign in"),
      el("p.lead", "A hosting service that can prove what it runs.")),
    form("Sign in", [field("User", user), field("Password", password)], async () => {
      try {
        opened(await post("/session", {user: user.value, password: password.value}));
      } catch (error) {
        if (error.status !== 401) throw error;
        password.select();
        throw Object.assign(new Error("wrong"), {plain: "User or password is wrong."});
      }
    }),
    el("p.hint", "On a new server, the first operator's one-time password is in the file ", el("code", "first-operator"),
      " in its data folder."),
    el("div", theme));
}
