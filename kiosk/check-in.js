/**
 * Checking in with a reservation: the digits typed so far, the camera, and what the service answered. Pure.
 *
 * These are handlers of `reduce` in session.js; the request itself goes the way of every request there.
 */

/** A reservation's code, and how many of its last digits are enough when they tell. */
export const CODE_DIGITS = 8;
export const DIGITS_AT_LEAST = 4;

/** A ticket in one of these states can still be waited with. */
const ALIVE = new Set(["waiting", "called", "serving", "held", "preparing"]);

/** Answers that have words of their own, by what the service calls them; `used` is ours: the visit is over. */
const KINDS = {
  no_such_reservation: "unknown",
  several_match: "several",
  check_in_too_early: "too_early",
  booked_for_another_day: "another_day",
  booked_elsewhere: "elsewhere",
  reservation_over: "over",
  not_confirmed: "not_confirmed",
  office_closed: "closed",
  used: "used",
};

/** Nothing typed, nothing answered, camera off. */
export function nothingRead() {
  return { digits: "", answer: null, camera: "off" };
}

export const CHECK_IN_HANDLERS = {
  check_in: (state) => (state.screen === "start" ? { ...state, ...nothingRead(), screen: "check_in" } : state),
  digit: (state, { id, key, at }) => {
    if (!isTyping(state) || state.digits.length === CODE_DIGITS) return state;
    const typed = { ...state, digits: state.digits + id, answer: null };
    return typed.digits.length === CODE_DIGITS ? asking(typed, { code: typed.digits }, key, at) : typed;
  },
  erase: (state) => (isTyping(state) ? { ...state, digits: state.digits.slice(0, -1), answer: null } : state),
  send_code: (state, { key, at }) => {
    if (!isTyping(state) || state.digits.length < DIGITS_AT_LEAST) return state;
    return asking(state, { code: state.digits }, key, at);
  },
  scanned: (state, { id, key, at }) => {
    if (state.taking || ["pairing", "help"].includes(state.screen)) return state;
    const here = { ...state, ...nothingRead(), screen: "check_in", ticket: null, booked: null };
    return id === null ? { ...here, answer: { kind: "no_reservation" } } : asking(here, { id }, key, at);
  },
  camera: (state) => (isTyping(state) ? { ...state, camera: state.camera === "on" ? "off" : "on" } : state),
  camera_failed: (state) => (state.camera === "on" ? { ...state, camera: "failed" } : state),
  another_code: (state) => (state.screen === "check_in" ? { ...state, ...nothingRead() } : state),
  ticket_instead: (state) => (state.screen === "check_in" ? { ...state, ...nothingRead(), screen: "start" } : state),
};

/** The state after the service has answered a check-in: the ticket, in the language of the reservation. */
export function checkedIn(state, { ticket, arrival, starts_at: startsAt }) {
  if (!ALIVE.has(ticket?.state)) return refused(state, { slug: "used" });
  const language = state.languages.includes(ticket.language) ? ticket.language : state.language;
  const booked = { arrival: arrival ?? "before", startsAt };
  return { ...state, ...nothingRead(), screen: "ticket", taking: null, ticket, booked, language };
}

/** The state after a refusal. `facts` are what the service told besides its sentence: times, the other office. */
export function refused(state, { slug, detail = null, facts = {} }) {
  return { ...state, taking: null, ...nothingRead(), answer: { ...facts, kind: KINDS[slug] ?? "other", detail } };
}

function isTyping(state) {
  return state.screen === "check_in" && state.taking === null;
}

/** The language is named only when the person chose one: else the ticket speaks that of the reservation. */
function asking(state, named, key, at) {
  const request = state.language === state.home ? named : { ...named, language: state.language };
  return { ...state, camera: "off", taking: { what: "check_in", key, request, at, attempt: 1, status: "waiting" } };
}
