/**
 * A queue in trouble, or that will be: at most one warning for each service, the worst. Pure.
 *
 * With an outlook a breach of the target is graded by how soon it comes and how sure that is; without one, by the
 * ranges of the people in line.
 */
import { peopleInLine } from "./line-picture.js";
import { roleOf } from "./moves.js";
import { aheadOf } from "./outlook.js";
import { standing } from "./quiet.js";
import { wallTimeLike } from "./times.js";

const MINUTE_MS = 60_000;

/** Within so many minutes with such a probability is a warning of this level; the first that holds counts. */
const BREACHES = [
  { minutes: 15, chance: 0.8, level: 3 },
  { minutes: 15, chance: 0.5, level: 2 },
  { minutes: 30, chance: 0.5, level: 2 },
  { minutes: 60, chance: 0.7, level: 1 },
];

/** A warning that stands falls when the probability is so much lower: around a threshold it does not come and go. */
const SLACK = 0.15;

const CLOSING_MINUTES = 120;
const CLOSING_SOON_MINUTES = 60;
const AT_MOST_SURE = 95;

/** The warning of a service, without its action; null when all is well. `watch` is of quiet.js. */
export function queueWarning(service, floor, now, { outlook, watch }) {
  const id = `queue:${service.id}`;
  const open = floor.counters.filter(
    (counter) => counter.state === "open" && roleOf(counter.offers, service.id) !== "none",
  );
  const facts = {
    waiting: service.waiting,
    open: open.length,
    target: service.target_minutes,
    low: service.wait?.low,
    high: service.wait?.high,
  };
  if (service.waiting && !open.length) return warning("no_counter", 3, service.waiting, facts);
  const ahead = aheadOf(outlook, service.id, now);
  const stands = standing(watch, id);
  const closing = closingOf(ahead, now, stands);
  const late = lateOf(service, now);
  if (late) return warning("over_target", 3, late, { ...facts, ...closing?.facts, late });
  const breach = ahead ? breachOf(ahead, stands) : roughBreach(service, now);
  const [worst] = [breach, closing].filter(Boolean).sort((a, b) => b.level - a.level);
  return worst && warning(worst.kind, worst.level, worst.size ?? 0, { ...facts, ...closing?.facts, ...worst.facts });

  function warning(kind, level, size, told) {
    return { id, service: service.id, kind, level, size, facts: told };
  }
}

/** People who have waited longer than the target. */
function lateOf(service, now) {
  const people = peopleInLine(service.line, service.queue, now);
  return people.filter((person) => person.waited > service.target_minutes).length;
}

function breachOf(ahead, stands) {
  const chanceWithin = (minutes) => ahead.chances[`within_${minutes}`];
  const found = BREACHES.find(
    ({ minutes, chance, level }) => chanceWithin(minutes) >= chance - (stands >= level ? SLACK : 0),
  );
  if (!found) return null;
  const within = [15, 30, 60].find((minutes) => chanceWithin(minutes) >= 0.5) ?? found.minutes;
  const facts = { within, chance: Math.min(Math.round(chanceWithin(within) * 20) * 5, AT_MOST_SURE) };
  if (!ahead.passesAt) return { kind: "may_exceed", level: found.level, facts };
  const time = wallTimeLike(ahead.passesAt, ahead.like);
  return { kind: "will_exceed", level: found.level, facts: { ...facts, time } };
}

/** The same from the ranges of the people in line, where nobody has looked ahead. */
function roughBreach(service, now) {
  const target = service.target_minutes;
  const soon = peopleInLine(service.line, service.queue, now).filter((person) => person.middle > target);
  if (soon.length) {
    const at = now + Math.min(...soon.map((person) => target - person.waited)) * MINUTE_MS;
    return { kind: "will_exceed", level: 2, facts: { time: wallTimeLike(at, service.queue[0].waiting_since) } };
  }
  if (!service.waiting || !service.wait || (service.wait.low + service.wait.high) / 2 <= target) return null;
  return { kind: "newcomers_exceed", level: 2, facts: {} };
}

/** People who will probably not be served before closing. */
function closingOf(ahead, now, stands) {
  const minutes = ((ahead?.closesAt ?? now) - now) / MINUTE_MS;
  if (!ahead?.left || minutes <= 0 || minutes > CLOSING_MINUTES) return null;
  if (ahead.left.p50 < (stands ? 0.5 : 1)) return null;
  const left = Math.max(Math.round(ahead.left.p50), 1);
  const ends = ahead.closesAt + (ahead.overtime?.p50 ?? 0) * MINUTE_MS;
  return {
    kind: "cannot_close",
    level: minutes <= CLOSING_SOON_MINUTES ? 2 : 1,
    size: left,
    facts: { left, closes: wallTimeLike(ahead.closesAt, ahead.like), ends: wallTimeLike(ends, ahead.like) },
  };
}
