/** The floor's commands as requests: {method, path, body}. Pure; `base` is the path of the office's floor. */

const at = encodeURIComponent;

/** `expected` is what the screen shows now: the service refuses when somebody else has changed it meanwhile. */
export function assign(base, counter, services, expected) {
  return { method: "PUT", path: `${base}/counters/${at(counter)}/assignment`, body: { services, expected } };
}

export function open(base, counter) {
  return { method: "POST", path: `${base}/counters/${at(counter)}/open`, body: {} };
}

/** `minutes` null: until somebody opens it again. */
export function pause(base, counter, minutes) {
  return { method: "POST", path: `${base}/counters/${at(counter)}/pause`, body: { minutes } };
}

export function close(base, counter) {
  return { method: "POST", path: `${base}/counters/${at(counter)}/close` };
}

export function intake(base, service, isOpen) {
  return { method: "PUT", path: `${base}/services/${at(service)}/intake`, body: { open: isOpen } };
}

/** `step` is "acknowledge" or "resolve". */
export function help(base, id, step) {
  return { method: "POST", path: `${base}/help/${at(id)}/${step}` };
}

/** `proposal` is the number that the advice gives it. */
export function acceptAdvice(base, id, proposal) {
  return { method: "POST", path: `${base}/advice/${at(id)}/accept`, body: { proposal } };
}

/** `reason` is a sentence, or null. */
export function refuseAdvice(base, id, reason) {
  return { method: "POST", path: `${base}/advice/${at(id)}/refuse`, body: { reason } };
}

export function undoAdvice(base, id) {
  return { method: "POST", path: `${base}/advice/${at(id)}/undo` };
}

/** `warnings` are those of warnings.js. */
export function seeWarnings(base, warnings) {
  const seen = warnings.map(({ id, level, size }) => ({ id, level, size }));
  return { method: "POST", path: `${base}/warnings/seen`, body: { warnings: seen } };
}

/** `counters` are {counter, state, services, staff, minutes, expected}; all are changed or none. */
export function arrange(base, counters) {
  return { method: "PUT", path: `${base}/arrangement`, body: { counters } };
}

/** A question: nothing is changed. */
export function whatIf(base, changes) {
  return { method: "POST", path: `${base}/what-if`, body: { changes, futures: 300 } };
}

/** `call` is {supporter, services, counter, reason}. `base` here and below is the path of the floor's support staff. */
export function callSupport(base, call) {
  return { method: "POST", path: `${base}/calls`, body: call };
}

export function answerSupport(base, id, comes) {
  return { method: "POST", path: `${base}/calls/${at(id)}/answer`, body: { comes } };
}

/** `verb` is "arrive", "leave" or "withdraw". */
export function supportVerb(base, id, verb) {
  return { method: "POST", path: `${base}/calls/${at(id)}/${verb}` };
}

/** `counter` is the one that the screen names: the service refuses when another was changed since. */
export function undo(base, counter) {
  return { method: "POST", path: `${base}/undo`, body: { counter } };
}
