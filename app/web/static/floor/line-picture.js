/**
 * One service as a picture on one scale of minutes. At the left the line now: one bar per person, next first; dark is
 * the time waited so far, light the time still to come, and what goes above the target is marked. At the right, where
 * an outlook is there, those who come later: the middle of their waits as a line, eight of ten futures as a band.
 */

import { waitingFrom } from "../js/waiting.js";

const MINUTE_MS = 60_000;

/** The picture's height in targets; what would be higher is cut, so that the target can always be told. */
const HIGHEST = 3;

/** The same where the outlook's middle goes higher: its course is worth more than the target's exact place. */
const HIGHEST_AHEAD = 24;

const BARS_AT_LEAST = 12;

/** Of the picture's width: the line now, and where those who come later begin. */
const LINE_WIDTH = 36;
const AHEAD_FROM = 40;

/**
 * Marks in a box of 100 × 100 (top = 0): bars, the height of the target line, and `ahead` {line, band, from} as paths
 * of SVG, null without an outlook. `line` is the board's [number, low, high] rows, `queue` the floor's entries,
 * `target` minutes, `now` milliseconds, `ahead` of outlook.js.
 */
export function linePicture(line, queue, target, now, ahead = null) {
  const people = peopleInLine(line, queue, now);
  const waits = ahead?.points.filter((point) => point.wait) ?? [];
  const top = topOf(people, waits, target);
  const width = LINE_WIDTH / Math.max(people.length, BARS_AT_LEAST);
  return {
    targetY: 100 - (target / top) * 100,
    over: people.filter((person) => person.total > target).length,
    people: people.length,
    bars: people.flatMap((person, index) => bar(person, index * width, width, target, top)),
    ahead: waits.length ? aheadPaths(waits, ahead.points, top) : null,
  };
}

function topOf(people, waits, target) {
  const middle = Math.max(...waits.map(({ wait }) => wait.p50), 0);
  const cut = Math.max(target * HIGHEST, Math.min(middle * 1.2, target * HIGHEST_AHEAD));
  const highest = [...people.map((person) => person.total), ...waits.map(({ wait }) => wait.p90)];
  return Math.min(Math.max(target * 1.5, ...highest, 1), cut);
}

function aheadPaths(waits, points, top) {
  const [first, last] = [points[0].at, points.at(-1).at];
  const x = ({ at }) => round(AHEAD_FROM + ((at - first) / Math.max(last - first, 1)) * (100 - AHEAD_FROM));
  const y = (minutes) => round(100 - (Math.min(minutes, top) / top) * 100);
  const along = (marks, name) => marks.map((mark) => `${x(mark)} ${y(mark.wait[name])}`).join("L");
  return {
    from: AHEAD_FROM,
    line: `M${along(waits, "p50")}`,
    band: `M${along(waits, "p90")}L${along(waits.toReversed(), "p10")}Z`,
  };
}

/** Each person in line: minutes waited, and minutes in all until the call: at the middle and the upper end of the range. */
export function peopleInLine(line, queue, now) {
  const since = new Map(queue.map((entry) => [entry.number, Date.parse(waitingFrom(entry))]));
  return line.map(([number, low, high]) => {
    const waited = since.has(number) ? Math.max(0, (now - since.get(number)) / MINUTE_MS) : 0;
    const known = low !== null && high !== null;
    return {
      number,
      waited,
      middle: waited + (known ? (low + high) / 2 : 0),
      total: waited + (known ? high : 0),
      known,
    };
  });
}

function bar(person, x, width, target, top) {
  const height = (minutes) => (Math.min(minutes, top) / top) * 100;
  const gap = width > 2 ? width * 0.25 : 0;
  const part = (kind, from, to) => ({
    kind,
    x,
    width: width - gap,
    y: 100 - height(to),
    height: height(to) - height(from),
  });
  const marks = [
    part("waited", 0, Math.min(person.waited, target)),
    part("waited-over", target, Math.max(person.waited, target)),
    part("to-come", Math.min(person.waited, target), Math.min(person.total, target)),
    part("to-come-over", Math.max(person.waited, target), Math.max(person.total, target)),
  ];
  return marks.filter((mark) => mark.height > 0);
}

/** Two decimals are enough for a mark. */
export function round(value) {
  return Math.round(value * 100) / 100;
}
