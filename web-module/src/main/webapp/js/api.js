// Talks to /api/v1 with the session cookie. A refusal arrives as a Refusal with the problem detail
// (RFC 9457); no answer at all as a Refusal with the code UNAVAILABLE.

const BASE = "/api/v1";

export class Refusal extends Error {
  constructor(problem) {
    super(problem.detail || problem.title);
    this.problem = problem;
    this.code = problem.code;
    this.status = problem.status;
  }
}

let signedOut = () => {};

/** What to do when the session has ended. */
export function onSignedOut(action) {
  signedOut = action;
}

export async function request(method, path, {body, headers = {}, type, as = "json"} = {}) {
  const init = {
    method,
    credentials: "same-origin",
    cache: "no-store",
    redirect: "error",
    headers: {"X-Vouchsafe-Portal": "1", ...headers},
  };
  if (body !== undefined) {
    init.headers["Content-Type"] = type || "application/json";
    init.body = type ? body : JSON.stringify(body);
  }
  let response;
  try {
    response = await fetch(BASE + path, init);
  } catch {
    throw new Refusal({
      status: 0, code: "UNAVAILABLE", title: "The service does not answer.",
      check: "connection", expected: "an answer", actual: "none",
      advice: "Check that the service is running, then try again.",
    });
  }
  if (!response.ok) throw await refusalOf(response, path);
  if (response.status === 204) return null;
  return as === "json" ? response.json() : as === "text" ? response.text()
    : new Uint8Array(await response.arrayBuffer());
}

async function refusalOf(response, path) {
  let problem;
  try {
    problem = await response.json();
  } catch {
    problem = {status: response.status, code: "UNAVAILABLE", title: "The service gave no proper answer.",
      check: "HTTP status", expected: "success", actual: String(response.status), advice: "Try again in a moment."};
  }
  const refusal = new Refusal(problem);
  if (response.status === 401 && path !== "/session") signedOut();
  return refusal;
}

export const get = (path, options) => request("GET", path, options);
export const post = (path, body = {}, options = {}) => request("POST", path, {...options, body});
export const remove = (path, options) => request("DELETE", path, options);

/** One page of a list, and how to get the next. */
export function list(path, query = {}) {
  const parameters = new URLSearchParams(Object.entries(query).filter(([, value]) => value));
  const text = parameters.toString();
  return get(path + (text ? "?" + text : ""));
}

/** A fresh idempotency key: the same click sent twice is done once. */
export const newKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (b) => b.toString(16).padStart(2, "0")).join("");
