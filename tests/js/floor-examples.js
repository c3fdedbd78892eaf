/** Small floors for the tests, all at 10:24 on one day. */

export const NOW = Date.parse("2026-11-21T10:24:00+09:00");

/** The instant so many minutes before NOW, as the API writes it. */
export function ago(minutes) {
  const local = new Date(NOW - minutes * 60_000 + 9 * 3_600_000);
  return `${local.toISOString().slice(0, 19)}+09:00`;
}

export function aService(id, more = {}) {
  return {
    id,
    prefix: id.toUpperCase(),
    taking_tickets: true,
    waiting: 0,
    wait: { low: 0, high: 5 },
    target_minutes: 45,
    line: [],
    queue: [],
    ...more,
  };
}

export function aCounter(id, more = {}) {
  return {
    id,
    state: "open",
    staff: null,
    paused_until: null,
    since: ago(0),
    current: null,
    usual: [{ service: "a", delay_minutes: 0 }],
    offers: [{ service: "a", delay_minutes: 0 }],
    able: ["a", "b", "c"],
    ...more,
  };
}

export function aFloor(more = {}) {
  return {
    status: "open",
    services: [aService("a")],
    counters: [],
    held: [],
    missed: [],
    help: [],
    answers: [],
    intake: { a: true, b: true },
    seen: {},
    ...more,
  };
}

/** A queue of `count` people: each came `gap` minutes after the one before, the first `first` minutes ago. */
export function aQueue(prefix, count, first, gap, step) {
  const entries = Array.from({ length: count }, (_, index) => ({
    number: `${prefix}${index + 1}`,
    waiting_since: ago(first - index * gap),
  }));
  return {
    waiting: count,
    queue: entries,
    line: entries.map((entry, index) => [entry.number, index * step, (index + 1) * step]),
  };
}

/** An outlook of service a: the middle waits (minutes) every ten minutes, from so many minutes before NOW. */
export function anOutlook({ waits, madeBefore = 0, passesAt = null, chances = {}, left = null, overtime = null }) {
  const band = (p50) => ({ p10: p50 * 0.5, p50, p90: p50 * 1.5 });
  const points = waits.map((wait, index) => ({
    at: ago(madeBefore - index * 10),
    wait: wait === null ? null : band(wait),
    waiting: band(4),
  }));
  const passes_target = { within_15: 0, within_30: 0, within_60: 0, ...chances };
  const passes_at = passesAt && ago((NOW - passesAt) / 60_000);
  return {
    as_of: ago(madeBefore),
    closes_at: "2026-11-21T17:00:00+09:00",
    overtime,
    services: [{ service: "a", target_minutes: 45, points, passes_target, passes_at, left_at_closing: left }],
  };
}
