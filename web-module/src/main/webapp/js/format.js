// How times, sizes and states are put to people.

const DATE = new Intl.DateTimeFormat(undefined, {dateStyle: "medium", timeStyle: "medium"});
const RELATIVE = new Intl.RelativeTimeFormat(undefined, {numeric: "auto"});

export const exactTime = (time) => {
  const date = new Date(time);
  return Number.isNaN(date.getTime()) ? "–" : DATE.format(date);
};

export function ago(time) {
  const seconds = (new Date(time).getTime() - Date.now()) / 1000;
  if (Number.isNaN(seconds)) return "–";
  for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= length) return RELATIVE.format(Math.round(seconds / length), unit);
  }
  return Math.abs(seconds) < 10 ? "just now" : RELATIVE.format(Math.round(seconds), "second");
}

export function took(from, to) {
  const ms = new Date(to).getTime() - new Date(from).getTime();
  if (!(ms >= 0)) return "–";
  if (ms < 1000) return `${ms} ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1000)} s`;
}

export function size(bytes) {
  if (bytes < 1024) return `${bytes} bytes`;
  if (bytes < 1024 * 1024) return `${(bytes / 1024).toFixed(1)} KiB`;
  return `${(bytes / 1024 / 1024).toFixed(1)} MiB`;
}

/** What a state means, and which of the five tones it is shown in (never by colour alone). */
export const STATES = {
  REQUESTED: ["waiting", "Waits for a processor to make its area."],
  ACTIVATED: ["ready", "The area is measured and enters no program yet."],
  BOUND: ["ready", "The area belongs to its owner and waits for a program."],
  RUNNING: ["live", "A program runs in it."],
  SUSPENDED: ["waiting", "Stopped at a checkpoint."],
  RESTORING: ["waiting", "Comes back from a checkpoint."],
  WAITING_FOR_OWNER: ["waiting", "Waits for its owner."],
  TERMINATED: ["ended", "Ended; the area was zeroed."],
  FAILED: ["bad", "Failed; see the reason."],
  QUEUED: ["waiting", "Waits for its turn."],
  DONE: ["ready", "Done."],
  CONVEYED: ["ready", "Conveyed beside the evidence."],
  VALID: ["ready", "In force."],
  EXPIRED: ["ended", "Its period has passed."],
  WITHDRAWN: ["bad", "Withdrawn by the auditor."],
};

export const JOBS = {
  provision: "Make the area and measure it",
  attest: "Let the processor attest it",
  terminate: "End it and zero the area",
  checkpoint: "Write a checkpoint",
  restore: "Restore from a checkpoint",
  migrate: "Move to another processor",
};

export const capital = (text) => text.charAt(0).toUpperCase() + text.slice(1).toLowerCase().replaceAll("_", " ");
