/**
 * The kiosk as a value: what one person sees, and how each event changes it.
 *
 * Pure: no clock, no network, no page. Every event carries `now` in milliseconds of any steady clock; `at` of a taken
 * ticket is the time of day (milliseconds since 1970), because it outlives a restart.
 * What has to be sent is told by `effects(previous, next)`.
 */

import { CHECK_IN_HANDLERS, checkedIn, nothingRead, refused } from "./check-in.js";

/** Milliseconds: how long a screen waits for a touch, and how long before its end it says so. */
export const LIMITS = { idle: 60_000, warning: 20_000, ticket: 45_000, help: 90_000, more: 60_000 };

/** Milliseconds: unanswered requests of the last twelve hours are still settled after a restart; older days are closed. */
export const UNSETTLED_FOR = 12 * 60 * 60_000;

const SETTINGS = { large: false, contrast: false, speech: false, low: false };
const NEEDS = { writing: false, hearing: false, wheelchair: false };

/** The state of a kiosk that nobody has touched yet. `home` is the language that everybody finds first. */
export function beginning({ languages = ["ja"], home = languages[0], paired = false, unsettled = [] } = {}) {
  return {
    screen: paired ? "start" : "pairing",
    languages,
    home,
    language: home,
    settings: { ...SETTINGS },
    ...nothingChosen(),
    ...nothingRead(),
    taking: null,
    ticket: null,
    booked: null,
    help: null,
    unsettled,
    unneeded: [],
    deadline: null,
  };
}

/** The state after `event`; the same object when the event changes nothing. */
export function reduce(state, event) {
  const next = (HANDLERS[event.type] ?? unknownEvent)(state, event);
  if (next === state || PASSIVE.has(event.type)) return next;
  return withDeadline(next, state, event);
}

/** What the page has to send because `previous` became `next`: `[{do, …}]`. */
export function effects(previous, next) {
  const wanted = [];
  const { taking, help } = next;
  if (taking?.status === "waiting" && taking.attempt !== (previous.taking?.attempt ?? 0)) {
    wanted.push({ do: `send_${taking.what}`, key: taking.key, request: taking.request });
  }
  if (help?.status === "asking" && help.attempt !== (previous.help?.attempt ?? 0)) {
    wanted.push({ do: "ask_help", key: help.key });
  }
  const known = previous.unneeded.filter((one) => one.id).map((one) => one.id);
  for (const { id } of next.unneeded) if (id && !known.includes(id)) wanted.push({ do: "take_back_help", id });
  return wanted;
}

/**
 * Requests whose answer nobody has seen: what must survive a crash so that no ghost ticket stays in the queue. Check-ins
 * are not among them: whoever checks in again gets the same ticket.
 */
export function unanswered(state) {
  const { taking } = state;
  return taking?.what === "ticket" && taking.status !== "refused" ? [...state.unsettled, remembered(taking)] : state.unsettled;
}

/** Seconds until the kiosk starts again and whether it asks first; null while there is nothing to say. */
export function leaving(state, now) {
  if (state.deadline === null) return null;
  const left = Math.max(0, state.deadline - now);
  const asks = state.screen !== "ticket" && state.screen !== "help";
  if (asks && left > LIMITS.warning) return null;
  return { seconds: Math.ceil(left / 1000), asks };
}

/** True while a request for a ticket is on its way. */
export function isTaking(state) {
  return state.taking !== null && (state.taking.status === "waiting" || state.taking.status === "slow");
}

/** The body of the ticket request for what the person has chosen. */
export function ticketRequest(state) {
  const body = { language: state.language, needs: { ...state.needs } };
  if (state.procedures.length > 0) body.procedures = [...state.procedures];
  else body.service = state.service;
  if (state.priority) body.priority = state.priority;
  return body;
}

const HANDLERS = {
  ...CHECK_IN_HANDLERS,

  paired: (state) => (state.screen === "pairing" ? { ...state, screen: "start" } : state),
  unpaired: (state, { unknown }) => ({ ...fresh(unknown ? state : { ...state, taking: null }), screen: "pairing" }),
  office: (state, { languages, home = languages[0], services }) => {
    const known = { ...state, languages, home };
    const used = state.ticket?.service ?? state.service;
    if (used && !services.includes(used)) return fresh(known);
    const wasHome = state.language === state.home || !languages.includes(state.language);
    return wasHome ? { ...known, language: home } : known;
  },
  touch: (state) => ({ ...state }),
  more_time: (state) => ({ ...state }),
  tick: (state, { now }) => {
    if (state.deadline === null || isTaking(state) || now < state.deadline) return state;
    return fresh(state);
  },

  language: (state, { id }) => (state.languages.includes(id) ? { ...state, language: id } : state),
  setting: (state, { id }) => toggledIn(state, "settings", id),

  service: (state, { id }) => onlyFrom(state, ["start"], { ...nothingChosen(), screen: "service", service: id }),
  ways: (state) => onlyFrom(state, ["start"], { screen: "ways" }),
  back: (state) => (isTaking(state) ? state : { ...letGo(state), ...nothingChosen(), ...nothingRead(), screen: "start" }),
  finish: (state) => fresh(state),

  procedure: (state, { id }) => choosing(state, { procedures: toggled(state.procedures, id), unsure: false }),
  unsure: (state) => choosing(state, { procedures: [], unsure: !state.unsure }),
  priority: (state, { id }) => choosing(state, { priority: state.priority === id ? null : id }),
  need: (state, { id }) => (state.taking ? state : toggledIn(state, "needs", id)),

  take: (state, { key, at }) => {
    if (state.screen !== "service" || state.taking) return state;
    return { ...state, taking: { what: "ticket", key, request: ticketRequest(state), at, attempt: 1, status: "waiting" } };
  },
  slow: (state, { key }) => ifTaking(state, key, { status: "slow" }),
  retry: (state) => {
    if (state.taking?.status !== "failed") return state;
    return { ...state, taking: { ...state.taking, attempt: state.taking.attempt + 1, status: "waiting" } };
  },
  failed: (state, { key, reason }) => ifTaking(state, key, { status: "failed", reason }),
  refused: (state, { key, detail, slug, facts }) => {
    if (state.taking?.key === key && state.taking.what === "check_in") return refused(state, { detail, slug, facts });
    return ifTaking(state, key, { status: "refused", detail });
  },
  took: (state, { key, ticket }) => {
    if (state.taking?.key !== key) return state;
    if (state.taking.what === "check_in") return checkedIn(state, ticket);
    return { ...state, screen: "ticket", ticket, taking: null };
  },
  give_up: (state) => (isTaking(state) ? state : letGo(state)),
  settled: (state, { key }) => ({ ...state, unsettled: state.unsettled.filter((one) => one.key !== key) }),

  help: (state, { key }) => {
    if (state.help || state.screen === "pairing" || isTaking(state)) return state;
    const help = { key, attempt: 1, status: "asking", id: null, from: state.screen };
    return { ...state, screen: "help", help, camera: "off" };
  },
  help_again: (state) => {
    if (state.help?.status !== "failed") return state;
    return { ...state, help: { ...state.help, attempt: state.help.attempt + 1, status: "asking" } };
  },
  help_coming: (state, { key, id }) => {
    if (state.help?.key === key) return { ...state, help: { ...state.help, status: "coming", id } };
    return { ...state, unneeded: state.unneeded.map((one) => (one.key === key ? { key, id } : one)) };
  },
  help_failed: (state, { key }) => {
    return state.help?.key === key ? { ...state, help: { ...state.help, status: "failed" } } : state;
  },
  help_over: (state) => {
    if (!state.help) return state;
    const { key, id, from } = state.help;
    return { ...state, screen: from, help: null, unneeded: [...state.unneeded, { key, id }] };
  },
};

/** Events that no person caused: they leave the deadline as it is. */
const PASSIVE = new Set(["tick", "office", "paired", "unpaired", "slow", "settled", "finish"]);

function unknownEvent(_state, event) {
  throw new Error(`unknown event ${event.type}`);
}

function withDeadline(next, previous, { type, now }) {
  if (isUntouched(next)) return { ...next, deadline: null };
  if (type === "more_time") return { ...next, deadline: now + LIMITS.more };
  const limit = LIMITS[next.screen] ?? LIMITS.idle;
  const arrived = next.screen !== previous.screen;
  if (arrived || limit === LIMITS.idle) return { ...next, deadline: now + limit };
  return { ...next, deadline: Math.max(next.deadline ?? 0, now + LIMITS.warning) };
}

/** Nothing that the next person would have to undo. */
function isUntouched(state) {
  const plain = Object.values(state.settings).every((on) => !on) && state.language === state.home;
  return state.screen === "pairing" || (state.screen === "start" && plain && !hasNeeds(state));
}

function fresh(state) {
  const { unsettled } = letGo(state);
  const { languages, home } = state;
  return beginning({ languages, home, paired: state.screen !== "pairing", unsettled });
}

/** Give a request up: whether it had an effect is not known, so it is remembered until that is settled. */
function letGo(state) {
  if (!state.taking) return state;
  return { ...state, taking: null, unsettled: unanswered(state) };
}

function remembered({ key, request, at }) {
  return { key, request, at };
}

function nothingChosen() {
  return { service: null, procedures: [], unsure: false, priority: null, needs: { ...NEEDS } };
}

function hasNeeds(state) {
  return Object.values(state.needs).some(Boolean);
}

function choosing(state, change) {
  return state.screen === "service" && !state.taking ? { ...state, ...change } : state;
}

function onlyFrom(state, screens, change) {
  return screens.includes(state.screen) ? { ...state, ...change } : state;
}

function ifTaking(state, key, change) {
  return state.taking?.key === key ? { ...state, taking: { ...state.taking, ...change } } : state;
}

function toggled(list, id) {
  return list.includes(id) ? list.filter((one) => one !== id) : [...list, id];
}

function toggledIn(state, group, name) {
  if (!(name in state[group])) return state;
  return { ...state, [group]: { ...state[group], [name]: !state[group][name] } };
}
