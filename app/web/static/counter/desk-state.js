// What the counter can do now, and what became of the last key. Pure: the Desk of the API goes in, facts come out.
// The server decides; these rules only say which buttons to show and which keys to take.

// The action behind each key. Space and Enter mean whatever the main action of the moment is.
export const KEY_OF = {
  "call-next": "N",
  recall: "R",
  start: "S",
  finish: "F",
  "finish-next": "G",
  transfer: "T",
  hold: "H",
  "no-show": "X",
  "bring-back": "J",
  call: "C",
  priority: "P",
  needs: "L",
  cancel: "K",
  undo: "U",
  counter: "O",
  help: "D",
  keys: "?",
};

const ACTION_OF = Object.fromEntries(Object.entries(KEY_OF).map(([action, key]) => [key, action]));

const MAIN_OF = { closed: "open", paused: "open", free: "call-next", called: "start", serving: "finish" };

// Used only when the answer carries no list of its own.
const TICKET_ACTIONS = {
  called: ["recall", "start", "no-show", "hold", "transfer", "cancel"],
  serving: ["finish", "transfer", "hold"],
};

const ALWAYS = ["priority", "needs", "counter", "help", "keys"];

// Two presses of one key this close together are one intention.
export const DOUBLE_PRESS_MS = 600;

/** The action meant by a keydown event, "main" for Space and Enter, or null. Kana and full-width input count too. */
export function actionOfKey({ key, code, ctrlKey, altKey, metaKey, isComposing }) {
  if (ctrlKey || altKey || metaKey || isComposing) return null;
  if (key === " " || key === "Enter" || code === "Space") return "main";
  return ACTION_OF[characterOf({ key, code })] ?? null;
}

/** The letter, digit or sign a key stands for, whatever the input method makes of it; "" for other keys. */
export function characterOf({ key, code }) {
  const plain = (key ?? "").normalize("NFKC").toUpperCase();
  if (/^[A-Z0-9?\-]$/.test(plain)) return plain;
  return /^(?:Key([A-Z])|Digit([0-9])|Numpad([0-9]))$/.exec(code ?? "")?.slice(1).find(Boolean) ?? "";
}

/** "closed", "paused", "free", "called" or "serving". A ticket at the counter outweighs the counter's own state. */
export function phaseOf(desk) {
  if (!desk.current) return desk.state === "open" ? "free" : desk.state;
  if (desk.current.state === "called" || desk.current.state === "serving") return desk.current.state;
  return currentStop(desk)?.started_at ? "serving" : "called";
}

/** The stop that is at this counter now, or null. */
export function currentStop(desk) {
  const stops = desk.current?.stops ?? [];
  return stops.findLast((stop) => !stop.finished_at) ?? stops.at(-1) ?? null;
}

export function mainAction(desk) {
  return MAIN_OF[phaseOf(desk)];
}

/** Every action that makes sense now, as a Set (calling ends a pause); `now` in milliseconds of the service's clock. */
export function possibleActions(desk, now) {
  const phase = phaseOf(desk);
  const actions = new Set([...ALWAYS, ...ticketActions(desk, phase)]);
  if (!desk.current) actions.add(MAIN_OF[phase]);
  if (phase === "free" || phase === "paused") for (const action of ["call-next", "call"]) actions.add(action);
  if (desk.missed.length + desk.held.length > 0) actions.add("bring-back");
  if (undoLeft(desk, now) > 0) actions.add("undo");
  return actions;
}

function ticketActions(desk, phase) {
  if (!desk.current) return [];
  const may = desk.current.may?.map((verb) => verb.replaceAll("_", "-")) ?? TICKET_ACTIONS[phase];
  const known = may.filter((verb) => verb in KEY_OF && verb !== "undo" && verb !== "call-next" && verb !== "call");
  return known.includes("finish") ? [...known, "finish-next"] : known;
}

/** Milliseconds of service time in which the last verb can still be taken back; 0 when it can't. */
export function undoLeft(desk, now) {
  return desk.undo ? Math.max(0, Date.parse(desk.undo.until) - now) : 0;
}

/** The service the ticket goes to when it is finished without a choice, or null when the visit ends. */
export function plannedNext(desk) {
  return desk.current?.planned?.[0] ?? null;
}

// --- the page's own state ------------------------------------------------------------------------------------------

export function firstState() {
  return { desk: null, link: "connecting", since: null, sending: null, lastPress: null, message: null, signedOut: false };
}

/**
 * What to do with a press: "do", "double" (the same key again), "busy" (another command is on its way) or "not-now".
 * `pressed` is the key or button ("main" for Space, whatever it means by then), `action` what it stands for now.
 */
export function judgePress(state, { pressed, action }, at, now) {
  const last = state.lastPress;
  if (last && last.pressed === pressed && at - last.at < DOUBLE_PRESS_MS) return "double";
  if (state.sending) return state.sending.action === action ? "double" : "busy";
  if (!state.desk || state.signedOut) return "not-now";
  return possibleActions(state.desk, now).has(action) ? "do" : "not-now";
}

/** The key of the sentence that says why an action is not possible now. */
export function reasonAgainst({ desk, signedOut }, action) {
  if (signedOut) return "not_done";
  if (!desk) return "loading";
  const phase = phaseOf(desk);
  return action === "no-show" && phase === "called" ? "recalls_left" : `not_while_${phase}`;
}

/** The state after an event. Unknown events are a mistake of the caller and throw. */
export function reduce(state, event) {
  const step = STEPS[event.type];
  if (!step) throw new Error(`unknown event ${event.type}`);
  return step(state, event);
}

const STEPS = {
  "desk-arrived": (state, { desk }) => ({ ...state, desk: newest(state.desk, desk), link: state.link === "offline" ? "live" : state.link }),
  "link-changed": (state, { link, since = null }) => ({ ...state, link, since }),
  pressed: (state, { pressed, at }) => ({ ...state, lastPress: { pressed, at } }),
  said: (state, { message }) => ({ ...state, message }),
  "send-began": (state, { command }) => ({ ...state, message: null, sending: { ...command, trouble: null } }),
  "send-troubled": (state, { trouble }) => ({ ...state, sending: state.sending && { ...state.sending, trouble } }),
  answered: (state, { body, message }) => ({ ...withAnswer(state, body), sending: null, message }),
  refused: (state, { message }) => ({ ...state, sending: null, message }),
  "given-up": (state, { message }) => ({ ...state, sending: null, message }),
  "signed-out": (state, { message }) => ({ ...state, sending: null, signedOut: true, message: message ?? state.message }),
};

// A desk that was read before the last change must not overwrite what came after it.
function newest(old, desk) {
  return old && desk.version < old.version ? old : desk;
}

// The answer to a verb is shown at once; the desk that follows brings the lists.
function withAnswer(state, body) {
  if (!body || !state.desk) return state;
  if (Array.isArray(body.offers)) return { ...state, desk: newest(state.desk, body) };
  return { ...state, desk: { ...state.desk, current: staysHere(state.desk, body) } };
}

function staysHere(desk, ticket) {
  if (ticket.counter === desk.counter && ["called", "serving"].includes(ticket.state)) return ticket;
  return desk.current?.number === ticket.number ? null : desk.current;
}
