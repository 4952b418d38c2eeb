import {list, post} from "../api.js";
import {el, replace} from "../dom.js";
import {JOBS, STATES, capital, took} from "../format.js";
import {onChange} from "../live.js";
import {action, empty, facts, filters, heading, paged, stateChip, when} from "../parts.js";

export function jobs() {
  let refresh = () => {};
  const place = el("div.panel");
  const chosen = filters(["QUEUED", "RUNNING", "DONE", "FAILED"], show);

  function show(state) {
    const [node, again] = paged("jobs", (cursor) => list("/jobs", {state, cursor}),
      ["Job", "State", "Environment", "Attempts", "Asked for", ""], row,
      () => empty("No jobs here", "Every change of an environment is a job; they appear as soon as one is asked for."));
    refresh = again;
    replace(place, chosen, node);
  }

  function row(job) {
    return [
      el("span", JOBS[job.op] || capital(job.op), el("code.sub", job.id)),
      el("span", stateChip(job.state), job.error && el("span.sub", job.error.check + ": " + job.error.actual)),
      job.environment ? el("a", {href: "#/environments/" + job.environment}, job.environment.slice(0, 12) + "…") : "–",
      job.attempts,
      when(job.createdAt),
      job.state === "FAILED" ? again(job, () => refresh()) : "",
    ];
  }

  show("");
  return {
    title: "Jobs",
    node: [heading("Jobs", "Every change of an environment, done once or failed with a reason."), place],
    leave: onChange((event) => event.kind === "job", () => refresh()),
  };
}

const again = (job, then) => action("Try again", async () => {
  await post(`/jobs/${job.id}/retry`);
  await then();
});

/** The jobs of one environment, oldest first. */
export function timeline(items, refresh) {
  return el("ol.timeline", [...items].reverse().map((job) => {
    const [tone] = STATES[job.state] || ["waiting"];
    const ended = job.state === "DONE" || job.state === "FAILED";
    return el(`li.${tone}`,
      el("div", el("div", JOBS[job.op] || capital(job.op)),
        el("div.sub", when(job.createdAt), ended ? ` · took ${took(job.createdAt, job.updatedAt)}` : "",
          job.attempts > 1 ? ` · ${job.attempts} attempts` : "", " · ", el("code", job.id))),
      stateChip(job.state),
      job.error && el("div.problem",
        facts(["Code", el("code", job.error.code)], ["Check", job.error.check], ["Expected", job.error.expected], ["Found", job.error.actual]),
        job.state === "FAILED" && again(job, refresh)));
  }));
}
