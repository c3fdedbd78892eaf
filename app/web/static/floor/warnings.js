/**
 * What the floor manager should know now, each with its cause and one next action. Pure: the floor's JSON and the
 * service's time in; warnings out, worst first, at most one per service, per counter, per held ticket and per screen.
 *
 * A warning: {id, kind, level: 1 note | 2 soon | 3 now, size, service?, counter?, number?, facts, action}.
 * `size` counts people or minutes, so that worse can be told from better; `facts` are the values of the sentences;
 * `action` is of help-actions.js, or {verb: "look" | "open", counter}, or null where the cause says what to do.
 */
import { presence } from "../admin/devices.js";
import { homeService, isIdle } from "./columns.js";
import { countersOf, withActions } from "./help-actions.js";
import { roleOf } from "./moves.js";
import { queueWarning } from "./queue-warnings.js";
import { minutesSince } from "./times.js";

export const LIMITS = { idleMinutes: 2, calledMinutes: 3, heldMinutes: 20, pauseOverMinutes: 1, silentHours: 12 };

/**
 * All warnings of this floor. `now` in milliseconds since the epoch; `known` is {outlook, advice, devices} of the API
 * and `watch` of quiet.js, as far as they are there.
 */
export function warningsFor(floor, now, known = {}) {
  const queues = floor.services
    .map((service) => queueWarning(service, floor, now, known))
    .filter(Boolean)
    .sort(worstFirst);
  const helped = withActions(queues, floor, now, known.advice);
  const helping = countersOf(helped);
  const counters = floor.counters
    .filter((counter) => !helping.has(counter.id))
    .map((counter) => counterWarning(counter, floor, now));
  const held = floor.held.map((entry) => heldWarning(entry, now));
  const silent = floor.status === "open" && known.devices ? known.devices.devices : [];
  const devices = silent.map((device) => silentWarning(device, Date.parse(known.devices.as_of)));
  return [...helped, ...counters, ...held, ...devices].filter(Boolean).sort(worstFirst);
}

function worstFirst(a, b) {
  return b.level - a.level || weight(b) - weight(a);
}

/** Among equals, more people come first. */
function weight({ facts }) {
  return (facts.late ?? 0) * 1000 + (facts.waiting ?? 0);
}

function counterWarning(counter, floor, now) {
  return calledTooLong(counter, now) ?? idleBesideQueue(counter, floor, now) ?? pauseOver(counter, now);
}

function calledTooLong(counter, now) {
  if (counter.current?.state !== "called") return null;
  const minutes = minutesSince(counter.current.since, now);
  if (minutes <= LIMITS.calledMinutes) return null;
  return {
    id: `called:${counter.id}:${counter.current.number}`,
    kind: "called_not_started",
    level: 2,
    size: minutes,
    counter: counter.id,
    facts: { number: counter.current.number, minutes },
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
    size: minutes,
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
  return {
    id: `pause:${counter.id}`,
    kind: "pause_over",
    level: 1,
    size: minutes,
    counter: counter.id,
    facts: { minutes, until: counter.paused_until },
    action: { verb: "open", counter: counter.id, service: homeService(counter.offers) },
  };
}

function heldWarning(entry, now) {
  const minutes = minutesSince(entry.since, now);
  if (minutes <= LIMITS.heldMinutes) return null;
  return {
    id: `held:${entry.number}`,
    kind: "held_long",
    level: 1,
    size: minutes,
    service: entry.service,
    number: entry.number,
    facts: { number: entry.number, minutes },
    action: null,
  };
}

/** A screen that has said today that it lives, and does not any more; one that is off since yesterday is no news. */
function silentWarning(device, now) {
  const { state, minutes } = presence(device, now);
  if (state !== "silent" || minutes > LIMITS.silentHours * 60) return null;
  return {
    id: `device:${device.id}`,
    kind: `silent_${device.kind}`,
    level: device.kind === "kiosk" ? 2 : 1,
    size: 0,
    facts: { name: device.name, minutes },
    action: null,
  };
}

function look(counter) {
  return { verb: "look", counter: counter.id };
}
