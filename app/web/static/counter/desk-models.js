// What each part of the console shows, as plain data made from the Desk and the office's configuration. Pure.

import { waitingFrom } from "../js/waiting.js";
import { pick } from "../js/words.js";
import { choiceKeys, minutesSince, reasonsOf, targetMark } from "./line-facts.js";
import { KEY_OF, currentStop, mainAction, phaseOf, plannedNext, possibleActions, undoLeft } from "./desk-state.js";

// The order of the buttons beside the main one; what is not possible now is not shown.
const BUTTON_ORDER = [
  "call", "recall", "no-show", "finish-next", "transfer", "hold", "bring-back", "priority", "needs", "cancel", "counter", "help",
];

const COMING_MS = 60 * 60_000;
const COMING_SHOWN = 4;

const NEEDS = ["writing", "hearing", "wheelchair"];

/** The current ticket, or what the counter is instead. `hall` is {office, board, language}. */
export function currentModel(desk, hall, now) {
  const phase = phaseOf(desk);
  return {
    phase,
    ticket: desk.current && ticketModel(desk, hall, now),
    next: desk.queue[0] ? entryModel(desk.queue[0], desk, hall, now) : null,
    counter: counterModel(desk, hall),
  };
}

function ticketModel(desk, hall, now) {
  const { current } = desk;
  const stop = currentStop(desk);
  const service = serviceModel(stop?.service ?? current.service, hall);
  const phase = phaseOf(desk);
  const waited = stop?.called_at ? minutesSince(waitingFrom({ ...stop, reserved_at: current.reserved_at }), Date.parse(stop.called_at)) : null;
  return {
    number: current.number,
    service,
    reservedAt: clockOf(current.reserved_at),
    countsFrom: current.reserved_at ? clockOf(stop?.due_at) : null,
    since: phase === "serving" ? stop?.started_at ?? null : current.called_at ?? stop?.called_at ?? null,
    calls: 1 + (current.recalls ?? 0),
    waited,
    waitedMark: waited === null ? null : targetMark(waited, service.target),
    usualMinutes: usualMinutes(current.procedures ?? [], hall.office),
    procedures: proceduresOf(current.procedures ?? [], hall),
    needs: needsOf(current.needs, current.language),
    priority: priorityModel(current.priority, hall, current.priority_reason),
    steps: stepsOf(current, stop, hall),
  };
}

function proceduresOf(ids, { office, language }) {
  return ids.map((id) => pick(office.procedures.find((procedure) => procedure.id === id)?.name, language)).filter(Boolean);
}

// How long these procedures usually take together; null when nothing is known of one of them.
function usualMinutes(ids, office) {
  const minutes = ids.map((id) => office.procedures.find((procedure) => procedure.id === id)?.minutes ?? null);
  return minutes.length && minutes.every(Boolean) ? minutes.reduce((sum, each) => sum + each, 0) : null;
}

function stepsOf(current, here, hall) {
  const gone = (current.stops ?? []).map((stop) => ({
    ...serviceModel(stop.service, hall),
    state: stop === here ? "here" : stop.finished_at ? "done" : "open",
  }));
  const coming = (current.planned ?? []).map((id) => ({ ...serviceModel(id, hall), state: "open" }));
  const steps = [...gone, ...coming];
  return steps.length > 1 ? steps : [];
}

/** One line of the queue with its reasons. */
export function entryModel(entry, desk, hall, now) {
  const service = serviceModel(entry.service, hall);
  const { minutes, priority, delay } = reasonsOf(entry, { offers: desk.offers, priorities: hall.office.priorities, now });
  return {
    number: entry.number,
    service,
    reservedAt: clockOf(entry.reserved_at),
    minutes,
    mark: targetMark(minutes, service.target),
    priority: priority && priorityModel(priority.id, hall, null),
    delay,
    needs: needsOf(entry.needs, entry.language),
  };
}

export function lineModel(desk, hall, now) {
  const line = desk.queue.map((entry) => entryModel(entry, desk, hall, now));
  return { line, more: Math.max(0, waitingHere(desk) - line.length), closed: desk.state === "closed" };
}

/** Reservations of the coming hour that have not checked in, with those that are late: the first few, and how many more. */
export function comingModel(desk, hall, now) {
  const soon = (desk.coming ?? []).filter(({ starts_at: at }) => Date.parse(at) < now + COMING_MS);
  const shown = soon.slice(0, COMING_SHOWN).map(({ starts_at: at, service }) => ({
    time: clockOf(at),
    service: serviceModel(service, hall),
    late: Date.parse(at) < now,
  }));
  return { shown, more: soon.length - shown.length };
}

function clockOf(instant) {
  return instant ? instant.slice(11, 16) : null;
}

function waitingHere(desk) {
  return desk.offers.reduce((sum, { service }) => sum + (desk.waiting[service] ?? 0), 0);
}

/** People waiting per service: this counter's own services first, then the other ones of the office. */
export function waitingModel(desk, hall) {
  const offered = new Map(desk.offers.map(({ service, delay_minutes: delay }) => [service, delay]));
  const live = new Map((hall.board?.services ?? []).map((service) => [service.id, service]));
  const rows = hall.office.services.map((service) => ({
    ...serviceModel(service.id, hall),
    here: offered.has(service.id),
    delay: offered.get(service.id) ?? 0,
    waiting: desk.waiting[service.id] ?? live.get(service.id)?.waiting ?? 0,
    congestion: live.get(service.id)?.congestion ?? null,
  }));
  return rows.sort((one, other) => Number(other.here) - Number(one.here));
}

/** The missed and the held ones of the whole office, this counter's own services first. */
export function awayModel(desk, hall) {
  const rows = (entries) => ownFirst(entries, desk).map(({ number, service }) => ({ number, service: serviceModel(service, hall) }));
  return { missed: rows(desk.missed), held: rows(desk.held) };
}

/** Entries of the services that this counter serves before the others; the order among them stays. */
export function ownFirst(entries, { offers }) {
  const own = ({ service }) => offers.some((offer) => offer.service === service);
  return [...entries.filter(own), ...entries.filter((entry) => !own(entry))];
}

export function undoModel(desk, now, speed) {
  const left = undoLeft(desk, now);
  return left > 0 ? { verb: desk.undo.verb.replaceAll("_", "-"), number: desk.undo.number, seconds: Math.ceil(left / 1000 / speed) } : null;
}

/** The buttons of the moment: the main one first, with where the ticket goes when the main one finishes it. */
export function buttonsModel(desk, hall, now) {
  const possible = possibleActions(desk, now);
  const main = mainAction(desk);
  const next = main === "finish" ? plannedNext(desk) : null;
  return {
    main: { label: phaseOf(desk) === "paused" ? "resume-counter" : main, possible: possible.has(main), next: next && serviceModel(next, hall) },
    rest: BUTTON_ORDER.filter((action) => possible.has(action)).map((action) => ({ action, key: KEY_OF[action] })),
  };
}

/** The services a ticket may be sent to, with their keys. `planned` marks the step that the itinerary names. */
export function serviceChoices(hall, { without = null, planned = null } = {}) {
  const services = hall.office.services.filter(({ id }) => id !== without).map(({ id }) => serviceModel(id, hall));
  const keys = choiceKeys(services);
  return services.map((service, index) => ({ ...service, ...keys[index], planned: service.id === planned }));
}

export function serviceModel(id, { office, language }) {
  const service = office.services.find((each) => each.id === id);
  return { id, prefix: service?.prefix ?? "", name: pick(service?.name, language) || id, target: service?.target_minutes ?? null };
}

export function counterModel(desk, { office, language }) {
  const counter = office.counters.find(({ id }) => id === desk.counter);
  const usual = counter?.services ?? [];
  return {
    id: desk.counter,
    area: pick(counter?.area, language),
    pausedUntil: desk.paused_until ?? null,
    usual: usual.map(({ service, delay_minutes: delay }) => ({ ...serviceModel(service, { office, language }), delay })),
  };
}

function priorityModel(id, { office, language }, reason) {
  if (!id) return null;
  const priority = office.priorities.find((each) => each.id === id);
  return { name: pick(priority?.name, language) || id, minutes: priority?.head_start_minutes ?? 0, reason };
}

/** What to be careful about: the aids as a list of names, and the language when it is another than Japanese. */
export function needsOf(needs, language) {
  const flags = NEEDS.filter((need) => (Array.isArray(needs) ? needs.includes(need) : needs?.[need]));
  return { flags, language: language && language !== "ja" ? language : null };
}
