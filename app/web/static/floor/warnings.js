/**
 * What the floor manager should know now, each with its cause and one next action. Pure: the floor's JSON and the
 * service's time in; warnings out, worst first, at most one per service, per counter and per held ticket.
 *
 * A warning: {id, kind, level: 1 note | 2 soon | 3 now, service?, counter?, number?, facts, action}.
 * `facts` are the values of the sentences; `action` is {verb: "open" | "open_for" | "help" | "look" | "look_service", counter?, service?, delay?} or null.
 */
import { homeService, isIdle } from "./columns.js";
import { peopleInLine } from "./line-picture.js";
import { HELP_AFTER_MINUTES, roleOf } from "./moves.js";
import { minutesSince, wallTimeLike } from "./times.js";

export const LIMITS = { idleMinutes: 2, calledMinutes: 3, heldMinutes: 20, pauseOverMinutes: 1 };

const MINUTE_MS = 60_000;

/** All warnings of this floor. `now` in milliseconds since the epoch. */
export function warningsFor(floor, now) {
  const queues = floor.services
    .map((service) => queueWarning(service, floor, now))
    .filter(Boolean)
    .sort(worstFirst);
  const pressed = new Set(queues.map((warning) => warning.service));
  const helping = new Set();
  for (const warning of queues) {
    warning.action = helpFor(warning.service, floor, pressed, helping);
    helping.add(warning.action.counter);
  }
  const counters = floor.counters
    .filter((counter) => !helping.has(counter.id))
    .map((counter) => counterWarning(counter, floor, now));
  const held = floor.held.map((entry) => heldWarning(entry, now));
  return [...queues, ...counters, ...held].filter(Boolean).sort(worstFirst);
}

function worstFirst(a, b) {
  return b.level - a.level || weight(b) - weight(a);
}

/** Among equals, more people come first. */
function weight({ facts }) {
  return (facts.late ?? 0) * 1000 + (facts.waiting ?? 0);
}

function queueWarning(service, floor, now) {
  if (!service.waiting) return null;
  const open = floor.counters.filter(
    (counter) => counter.state === "open" && roleOf(counter.offers, service.id) !== "none",
  );
  const base = { service: service.id };
  const facts = {
    waiting: service.waiting,
    open: open.length,
    target: service.target_minutes,
    low: service.wait?.low,
    high: service.wait?.high,
  };
  if (!open.length) return { ...base, id: `queue:${service.id}`, kind: "no_counter", level: 3, facts };
  return overTarget(service, now, base, facts);
}

function overTarget(service, now, base, facts) {
  const target = service.target_minutes;
  const people = peopleInLine(service.line, service.queue, now);
  const late = people.filter((person) => person.waited > target).length;
  const id = `queue:${service.id}`;
  if (late) return { ...base, id, kind: "over_target", level: 3, facts: { ...facts, late } };
  const soon = people.filter((person) => person.middle > target);
  if (soon.length) {
    const at = now + Math.min(...soon.map((person) => target - person.waited)) * MINUTE_MS;
    return {
      ...base,
      id,
      kind: "will_exceed",
      level: 2,
      facts: { ...facts, time: wallTimeLike(at, service.queue[0].waiting_since) },
    };
  }
  if (service.wait && (service.wait.low + service.wait.high) / 2 > target)
    return { ...base, id, kind: "newcomers_exceed", level: 2, facts };
  return null;
}

/**
 * Who could help: an idle counter without people of its own, a closed one of this service, an open one whose queue is
 * short, any closed one. When there is none of these, a look at the line, where its intake can be stopped.
 * `pressed` are services with a warning of their own, `taken` counters that a worse queue has been given.
 */
function helpFor(service, floor, pressed, taken) {
  const free = floor.counters.filter((counter) => !taken.has(counter.id));
  const closed = free.filter((counter) => counter.state === "closed");
  const idle = free.find(
    (counter) => isIdle(counter) && !hasPeople(counter, floor) && roleOf(counter.offers, service) !== "full",
  );
  if (idle) return { verb: "help", counter: idle.id, service, delay: 0 };
  const own = closed.find((counter) => homeService(counter.offers) === service);
  if (own) return { verb: "open", counter: own.id, service };
  const quiet = quietCounter(service, floor, pressed, free);
  if (quiet) return { verb: "help", counter: quiet.id, service, delay: HELP_AFTER_MINUTES };
  return closed.length ? { verb: "open_for", counter: closed[0].id, service } : { verb: "look_service", service };
}

function hasPeople(counter, floor) {
  return floor.services.some((service) => service.waiting > 0 && roleOf(counter.offers, service.id) !== "none");
}

/** An open counter whose own queue has the most room under its target; null when every queue is at half of it. */
function quietCounter(service, floor, pressed, free) {
  const load = new Map(
    floor.services.map((each) => [
      each.id,
      each.waiting === 0 ? 0 : (each.wait?.high ?? Infinity) / each.target_minutes,
    ]),
  );
  const able = free.filter((counter) => {
    const home = homeService(counter.offers);
    return (
      counter.state === "open" &&
      home &&
      !pressed.has(home) &&
      roleOf(counter.offers, service) === "none" &&
      load.get(home) < 0.5
    );
  });
  able.sort((a, b) => load.get(homeService(a.offers)) - load.get(homeService(b.offers)));
  return able[0] ?? null;
}

function counterWarning(counter, floor, now) {
  return calledTooLong(counter, now) ?? idleBesideQueue(counter, floor, now) ?? pauseOver(counter, now);
}

function calledTooLong(counter, now) {
  if (counter.current?.state !== "called") return null;
  const minutes = minutesSince(counter.current.since, now);
  if (minutes <= LIMITS.calledMinutes) return null;
  const facts = { number: counter.current.number, minutes };
  return {
    id: `called:${counter.id}:${counter.current.number}`,
    kind: "called_not_started",
    level: 2,
    counter: counter.id,
    facts,
    action: look(counter),
  };
}

function idleBesideQueue(counter, floor, now) {
  if (!isIdle(counter)) return null;
  const minutes = minutesSince(counter.since, now);
  const beside = floor.services.find((service) => service.waiting > 0 && roleOf(counter.offers, service.id) === "full");
  if (!beside || minutes < LIMITS.idleMinutes) return null;
  return {
    id: `idle:${counter.id}`,
    kind: "idle_beside_queue",
    level: 1,
    counter: counter.id,
    service: beside.id,
    facts: { minutes, waiting: beside.waiting },
    action: look(counter),
  };
}

function pauseOver(counter, now) {
  if (counter.state !== "paused" || !counter.paused_until) return null;
  const minutes = minutesSince(counter.paused_until, now);
  if (minutes < LIMITS.pauseOverMinutes) return null;
  const action = { verb: "open", counter: counter.id, service: homeService(counter.offers) };
  return {
    id: `pause:${counter.id}`,
    kind: "pause_over",
    level: 1,
    counter: counter.id,
    facts: { minutes, until: counter.paused_until },
    action,
  };
}

function heldWarning(entry, now) {
  const minutes = minutesSince(entry.since, now);
  if (minutes <= LIMITS.heldMinutes) return null;
  return {
    id: `held:${entry.number}`,
    kind: "held_long",
    level: 1,
    service: entry.service,
    number: entry.number,
    facts: { number: entry.number, minutes },
    action: null,
  };
}

function look(counter) {
  return { verb: "look", counter: counter.id };
}
