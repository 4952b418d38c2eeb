// One stream of events for the whole page; views say what they want to hear. The browser resumes with
// Last-Event-ID by itself; what was missed for longer is healed by reading the list again on opening.

const listeners = new Set();
let source = null;
let status = () => {};

export function connect(onStatus) {
  status = onStatus;
  disconnect();
  source = new EventSource("/api/v1/events");
  source.addEventListener("open", () => {
    status(true);
    tell({kind: "opened"});
  });
  source.addEventListener("error", () => status(false));
  for (const kind of ["environment", "job"]) {
    source.addEventListener(kind, (event) => {
      let data = {};
      try {
        data = JSON.parse(event.data);
      } catch { /* an event without readable data still says that something changed */ }
      tell({kind, data});
    });
  }
}

export function disconnect() {
  if (source) source.close();
  source = null;
}

const tell = (event) => listeners.forEach((listener) => listener(event));

/** Calls `react` soon after matching events, once for a burst; returns how to stop. */
export function onChange(matches, react) {
  let timer = null;
  const listener = (event) => {
    if (event.kind !== "opened" && !matches(event)) return;
    clearTimeout(timer);
    timer = setTimeout(react, 120);
  };
  listeners.add(listener);
  return () => {
    clearTimeout(timer);
    listeners.delete(listener);
  };
}
