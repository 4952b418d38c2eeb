import {newKey, post} from "../api.js";
import {activationStateId, base64Url, hex, sha384} from "../bytes.js";
import {decode} from "../cbor.js";
import {el, replace, say} from "../dom.js";
import {size} from "../format.js";
import {commands, digest, dropZone, facts, field, folded, form, heading, loading, named, notice, problemBox, section} from "../parts.js";

const MAX_PARAMETERS = 128 * 1024;
const MAX_PROGRAM = 256 * 1024 * 1024;

export function establish() {
  const place = el("div.region");
  return {
    title: "New environment",
    node: [
      el("p.crumb", el("a", {href: "#/environments"}, "Environments")),
      heading("New environment", "Drop a file and see what it means before anything is asked for."),
      notice(el("p", el("strong", "Your program does not go in here."),
        " It travels sealed, from your machine to the processor, after your own command has checked what runs there. " +
        "This page only asks the host for the place.")),
      dropZone("Drop a file, or choose one", "Parameters written by “vouchsafe measure --out”, or a WebAssembly program. Nothing is uploaded yet.",
        (file) => take(file, place)),
      place,
    ],
  };
}

async function take(file, place) {
  replace(place, loading(file.name));
  try {
    if (file.size > MAX_PROGRAM) throw new Error(`It is larger than ${size(MAX_PROGRAM)}.`);
    const bytes = new Uint8Array(await file.arrayBuffer());
    replace(place, isWebAssembly(bytes) ? await program(file, bytes) : await parameters(file, bytes));
    say(`${file.name} was read`);
  } catch (error) {
    replace(place, el("div.problem", {role: "alert"}, el("p.title", `${file.name} cannot be used here`),
      el("p", error.message), el("p.advice", "Write parameters with “vouchsafe measure --out parameters.cbor”, or drop a .wasm file.")));
  }
}

const isWebAssembly = (bytes) => bytes.length >= 8 && hex(bytes.subarray(0, 4)) === "0061736d";

async function program(file, bytes) {
  const found = hex(await sha384(bytes));
  return [
    section(file.name, "A WebAssembly program.",
      facts(["Size", size(bytes.length)], ["SHA-384 of the file", digest(found)])),
    section("Either made to order, with your command",
      "The parameters name your key and, with --only-program, exactly this program. They are part of the identifier that the processor signs.",
      commands(`vouchsafe measure --only-program ${safe(file.name)} --out parameters.cbor`,
        "vouchsafe establish --parameters parameters.cbor --verify", `vouchsafe run ENVIRONMENT ${safe(file.name)}`),
      el("p.muted", "Or drop the file parameters.cbor here, and this page asks for the environment.")),
    section("Or from the warm pool", "An area that was measured ahead and belongs to nobody. Your command binds it to your key, and only then may a program go in.",
      askFor({name: file.name, request: {loader: "standard/1", pool: true},
        then: (id) => commands(`vouchsafe establish --environment ${id} --pool --verify`, `vouchsafe run ${id} ${safe(file.name)}`)})),
  ];
}

async function parameters(file, bytes) {
  if (bytes.length > MAX_PARAMETERS) throw new Error("It is neither a WebAssembly program nor small enough to be parameters.");
  let value;
  try {
    value = decode(bytes);
  } catch {
    throw new Error("It is neither a WebAssembly program nor parameters of an environment.");
  }
  if (!value || !(value.ownerKey instanceof Uint8Array)) throw new Error("It names no owner key, so it is not parameters of an environment.");
  const identifier = hex(await activationStateId(bytes));
  return [
    section(file.name, "Parameters of an environment. The host can read them; secrets do not belong in them.",
      facts(["Size", size(bytes.length)], ["Identifier this will have", digest(identifier)],
        ["Owner's key", digest(hex(value.ownerKey))]),
      folded(`Show all ${Object.keys(value).length} values`, facts(...Object.entries(value).map(named))),
      el("p.muted", "Computed in your browser by a page of the host. “vouchsafe measure” computes it on your machine; the two should agree.")),
    section("Ask for it", null, askFor({name: "", request: {loader: "standard/1", parameters: base64Url(bytes)}, expect: identifier,
      then: (id) => commands(`vouchsafe establish --environment ${id} --parameters ${safe(file.name)} --verify`, `vouchsafe run ${id} program.wasm`)})),
  ];
}

function askFor({name, request, expect, then}) {
  const place = el("div.region");
  const nameField = el("input", {value: name.slice(0, 100), maxlength: "100"});
  // One key for this form: a second click after a lost answer asks for the same environment.
  const key = newKey();
  place.append(form("Ask for the environment", [field("Name", nameField, "For you; the host sees it.")], async () => {
    const wish = {...request, ...(nameField.value ? {name: nameField.value} : {})};
    const {environment: e} = await post("/environments", wish, {headers: {"Idempotency-Key": key}});
    replace(place,
      el("p", "Asked for. ", el("a", {href: "#/environments/" + e.id}, "Watch it being made"), ", then go on on your machine:"),
      expect && e.activationStateId !== expect && problemBox({problem: {title: "The host computed another identifier", code: "MEASUREMENT_MISMATCH",
        check: "activation state", expected: expect, actual: e.activationStateId, advice: "Send nothing to this environment."}}),
      then(e.id));
    say("The environment was asked for");
  }));
  return place;
}

/** A file name as one word of a command line. */
const safe = (name) => (/^[\w.][\w.-]*$/.test(name) ? name : `'${name.replaceAll("'", "'\\''")}'`);
