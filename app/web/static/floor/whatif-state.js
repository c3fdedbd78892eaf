/**
 * Changes to try together before any is made. Pure: the floor of the API in, plain values out.
 *
 * A change is {id, kind, at, …}: `kind` is "serve", "break", "close", "extra", "last_ticket" or "longer", `at` an instant
 * (ms) or null for now. Of two changes with the same id the later one counts: a counter does one thing at a time.
 */
import { sameOffers } from "./moves.js";

export const KINDS = ["serve", "break", "close", "extra", "last_ticket", "longer"];

const MINUTE_MS = 60_000;
const SLOT_MS = 15 * MINUTE_MS;
const AHEAD_MS = 4 * 60 * MINUTE_MS;
const SLOTS_AT_MOST = 36;

/** The form at first: a change of nothing at a counter. Fields of other kinds keep what was chosen in them. */
export function draftOf(counter) {
  return {
    kind: "serve",
    counter: counter.id,
    delays: delaysOf(counter.offers),
    at: null,
    pause: 60,
    supporter: null,
    people: 1,
    services: [],
    stays: null,
    service: null,
    longer: 60,
  };
}

/** The form for another counter, as that one is in the trial. */
export function withCounter(draft, counter) {
  return { ...draft, counter: counter.id, delays: delaysOf(counter.offers) };
}

/** The form with a service taken after a delay, or (null) not at all. */
export function withDelay(draft, service, minutes) {
  const { [service]: _, ...others } = draft.delays;
  return { ...draft, delays: minutes === null ? others : { ...others, [service]: minutes } };
}

/** The form for somebody of the roster (null: anybody): what they can do, from when they can be here. */
export function withSupporter(draft, supporter, now) {
  if (!supporter) return { ...draft, supporter: null };
  const here = now + supporter.notice_minutes * MINUTE_MS;
  return { ...draft, supporter: supporter.id, people: 1, services: supporter.skills, at: nextSlot(here) };
}

/** The change that the form describes; null while it describes none. `counters` are those of `trialCounters`. */
export function changeOf(draft, counters) {
  const { kind, counter, at } = draft;
  const desk = counters.find((each) => each.id === counter);
  const id = `counter ${counter} ${at ?? "now"}`;
  switch (kind) {
    case "serve": {
      const services = Object.entries(draft.delays).map(([service, delay_minutes]) => ({ service, delay_minutes }));
      const isSame = at === null && desk.state === "open" && sameOffers(services, desk.offers);
      return services.length && !isSame ? { id, kind, counter, at, services } : null;
    }
    case "break":
      return desk.state === "closed" ? null : { id, kind, counter, at, minutes: draft.pause };
    case "close":
      return desk.state === "closed" ? null : { id, kind, counter, at };
    case "extra":
      return draft.services.length ? extraOf(draft) : null;
    case "last_ticket":
      return { id: `last ${draft.service}`, kind, service: draft.service, at };
    default:
      return { id: "longer", kind, at: null, minutes: draft.longer };
  }
}

/** The list with one change more, in place of the one that it takes over from. */
export function withChange(changes, change) {
  const isKnown = changes.some((each) => each.id === change.id);
  return isKnown ? changes.map((each) => (each.id === change.id ? change : each)) : [...changes, change];
}

export function withoutChange(changes, id) {
  return changes.filter((each) => each.id !== id);
}

/**
 * The list after a counter was put to other services (`wanted`, or null to close it) from now on; without the change when
 * that is what the counter does on the live floor.
 */
export function arranged(changes, counter, wanted) {
  const { id } = counter;
  const change = { id: `counter ${id} now`, counter: id, at: null };
  const isLive = wanted ? counter.state === "open" && sameOffers(wanted, counter.offers) : counter.state === "closed";
  if (isLive) return withoutChange(changes, change.id);
  return withChange(changes, wanted ? { ...change, kind: "serve", services: wanted } : { ...change, kind: "close" });
}

/** Every counter as it is in the trial: {id, state, offers, isChanged, later}; `later` are instants of later changes. */
export function trialCounters(floor, changes) {
  return floor.counters.map((counter) => {
    const own = changes.filter((each) => each.counter === counter.id);
    const now = own.find((each) => each.at === null);
    const after = now ? dutyOf(now, counter) : { state: counter.state, offers: counter.offers };
    const later = own.filter((each) => each.at !== null).map((each) => each.at);
    return { id: counter.id, ...after, isChanged: Boolean(now), later: later.sort((a, b) => a - b) };
  });
}

/** The changes as the API takes them. */
export function requestOf(changes, now) {
  return changes.flatMap((change) => {
    const in_minutes = change.at === null ? 0 : Math.max(0, Math.round((change.at - now) / MINUTE_MS));
    const { kind, counter, services, minutes = null, service } = change;
    if (kind === "serve") return [{ change: "serve", counter, services, in_minutes }];
    if (kind === "break" || kind === "close") return [{ change: "leave", counter, in_minutes, minutes }];
    if (kind === "last_ticket") return [{ change: "last_ticket", service, in_minutes }];
    if (kind === "longer") return [{ change: "longer", minutes }];
    const offers = services.map((each) => ({ service: each }));
    return Array.from({ length: change.people }, () => ({ change: "extra", services: offers, in_minutes, minutes }));
  });
}

/**
 * What of the list can be made real now, as the floor's arrangement: {wanted, back}, `back` being the way back. Later
 * changes, people who are not here yet and closing times are no counter's duty of this moment.
 */
export function arrangementOf(changes, floor, now) {
  const possible = changes.filter((each) => each.at === null && each.counter);
  const pairs = possible.map((change) => {
    const before = floor.counters.find((each) => each.id === change.counter);
    return [wantedOf(change, before), wayBack(change, before, now)];
  });
  return { wanted: pairs.map(([wanted]) => wanted), back: pairs.map(([, back]) => back) };
}

/** What of a floor a trial depends on; it is out of date when this differs. */
export function dutiesOf(floor) {
  return JSON.stringify(floor.counters.map(({ id, state, offers }) => [id, state, offers]));
}

/** Instants to choose from: now (null), then every quarter of an hour until closing. */
export function slotsFrom(now, floor) {
  const end = Math.max(floor.closes_at ? Date.parse(floor.closes_at) : 0, now + AHEAD_MS);
  const first = nextSlot(now);
  const count = Math.min(SLOTS_AT_MOST, Math.floor((end - first) / SLOT_MS) + 1);
  return [null, ...Array.from({ length: count }, (_, place) => first + place * SLOT_MS)];
}

function extraOf({ supporter, people, services, at, stays }) {
  const id = `extra ${supporter ?? services.join(" ")} ${at ?? "now"}`;
  return { id, kind: "extra", supporter, people, services, at, minutes: stays };
}

function dutyOf({ kind, services }, counter) {
  if (kind === "serve") return { state: "open", offers: services };
  return { state: kind === "close" ? "closed" : "paused", offers: counter.offers };
}

function wantedOf({ kind, counter, services, minutes = null }, before) {
  const state = { serve: "open", break: "paused", close: "closed" }[kind];
  return { counter, state, services: services ?? [], minutes, expected: servedBy(before) };
}

function wayBack({ kind, counter, services }, before, now) {
  const after = { serve: services, break: before.offers, close: [] }[kind];
  const left = before.paused_until ? Math.ceil((Date.parse(before.paused_until) - now) / MINUTE_MS) : null;
  const minutes = left === null ? null : Math.max(1, left);
  return { counter, state: before.state, services: servedBy(before), staff: before.staff, minutes, expected: after };
}

/** What the service knows a counter to serve; a closed one serves nothing, whatever it would serve when opened. */
function servedBy({ state, offers }) {
  return state === "closed" ? [] : offers;
}

function delaysOf(offers) {
  return Object.fromEntries(offers.map((offer) => [offer.service, offer.delay_minutes]));
}

function nextSlot(at) {
  return Math.ceil(at / SLOT_MS) * SLOT_MS;
}
