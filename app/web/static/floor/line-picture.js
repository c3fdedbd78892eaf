/**
 * The line of one service as a picture: one bar per person, next first. Dark is the time waited so far, light the
 * time still to come, and what goes above the target is marked. Nothing here is a forecast of people not yet here.
 */

import { waitingFrom } from "../js/waiting.js";

const MINUTE_MS = 60_000;

/** The picture's height in targets; a bar that would be higher is cut, so that the target can always be told. */
const HIGHEST = 3;

/**
 * Bars in a box of 100 × 100 (top = 0) and the height of the target line.
 * `line` is the board's [number, low, high] rows, `queue` the floor's entries, `target` minutes, `now` milliseconds.
 */
export function linePicture(line, queue, target, now) {
  const people = peopleInLine(line, queue, now);
  const top = Math.min(Math.max(target * 1.5, ...people.map((person) => person.total), 1), target * HIGHEST);
  const width = 100 / Math.max(people.length, 12);
  return {
    targetY: 100 - (target / top) * 100,
    over: people.filter((person) => person.total > target).length,
    people: people.length,
    bars: people.flatMap((person, index) => bar(person, index * width, width, target, top)),
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
