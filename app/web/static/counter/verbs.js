// The API's requests for the counter's verbs. Pure: what to send where. `number` is the ticket the screen believes
// current, so that a page left behind by events gets a clear refusal.

/** {verb, path, body, number} for an action with its details; `base` is the counter's own path. */
export function commandFor(action, desk, details = {}) {
  const number = details.number ?? desk.current?.number ?? null;
  const [verb, body] = REQUESTS[action](details, number);
  return { action, verb, number: numberSaid(action, number, desk), path: `/${verb}`, body };
}

const REQUESTS = {
  "call-next": () => ["call-next", {}],
  call: (_, number) => ["call", { number }],
  recall: (_, number) => ["recall", { number }],
  start: (_, number) => ["start", { number }],
  finish: (_, number) => ["finish", { number }],
  "finish-next": ({ service }, number) => ["finish", service ? { number, next: service } : { number, end: true }],
  transfer: ({ service, keepPlace }, number) => ["transfer", { number, service, keep_place: keepPlace }],
  hold: ({ reason }, number) => ["hold", { number, reason }],
  "no-show": (_, number) => ["no-show", { number }],
  resume: (_, number) => ["resume", { number }],
  return: (_, number) => ["return", { number }],
  cancel: ({ reason }, number) => ["cancel", { number, reason }],
  priority: ({ priority, reason }, number) => ["priority", { number, class: priority, reason }],
  needs: ({ language, writing, hearing, wheelchair }, number) => ["needs", { number, language, writing, hearing, wheelchair }],
  undo: () => ["undo", {}],
  open: ({ services = null }) => ["open", { services }],
  pause: ({ minutes = null }) => ["pause", { minutes }],
  close: () => ["close", {}],
  help: () => ["help", {}],
};

const ABOUT_NOBODY = new Set(["open", "pause", "close", "help", "call-next"]);

// What the message about the outcome names.
function numberSaid(action, number, desk) {
  if (action === "undo") return desk.undo?.number ?? null;
  return ABOUT_NOBODY.has(action) ? null : number;
}
