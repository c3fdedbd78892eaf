/**
 * What the outlook says of one queue, as plain values. Pure: the API's outlook and the service's time in.
 * Instants are milliseconds since the epoch, waits minutes.
 */

const MINUTE_MS = 60_000;

/** An outlook that has not been renewed for so long says nothing about now. */
const OLD_AFTER_MS = 15 * MINUTE_MS;

/**
 * The queue from now on: {points: [{at, wait: {p10, p50, p90} | null, waiting}], chances, passesAt, left, closesAt,
 * overtime, like}, where `like` is an instant with the office's offset. Null without an outlook, with an old one, and where no counter serves: nobody can say then.
 */
export function aheadOf(outlook, service, now) {
  const queue = outlook?.services.find((each) => each.service === service);
  if (!queue?.points.length || now - Date.parse(outlook.as_of) > OLD_AFTER_MS) return null;
  const points = queue.points.map((point) => ({ ...point, at: Date.parse(point.at) }));
  const first = Math.max(now, points[0].at);
  return {
    points: [pointAt(points, first), ...points.filter((point) => point.at > first)],
    chances: queue.passes_target,
    passesAt: queue.passes_at && Date.parse(queue.passes_at),
    left: queue.left_at_closing,
    closesAt: outlook.closes_at && Date.parse(outlook.closes_at),
    overtime: outlook.overtime,
    like: outlook.as_of,
  };
}

/** The wait of somebody who comes so many minutes from now: {p10, p50, p90}, or null when nobody comes then. */
export function waitIn(ahead, minutes) {
  return pointAt(ahead.points, ahead.points[0].at + minutes * MINUTE_MS).wait;
}

/** The queue at an instant between two points; before the first and after the last as there. */
function pointAt(points, at) {
  const after = points.find((point) => point.at >= at) ?? points.at(-1);
  const before = points.findLast((point) => point.at <= at) ?? after;
  const share = after.at > before.at ? (at - before.at) / (after.at - before.at) : 0;
  const wait = before.wait && after.wait ? between(before.wait, after.wait, share) : before.wait;
  return { at, wait, waiting: between(before.waiting, after.waiting, share) };
}

function between(left, right, share) {
  const value = (name) => left[name] + (right[name] - left[name]) * share;
  return { p10: value("p10"), p50: value("p50"), p90: value("p90") };
}
