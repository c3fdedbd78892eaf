// Facts about the line for people to read: how long someone waits, against which target, and why they are next. Pure.

import { waitingFrom } from "../js/waiting.js";

// From this share of the target on, the wait is "near" it.
const NEAR_SHARE = 0.8;
const MINUTE_MS = 60_000;

/** Whole minutes between an RFC 3339 instant and `now` (milliseconds); never below 0. */
export function minutesSince(instant, now) {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / MINUTE_MS));
}

/** Whole seconds between an RFC 3339 instant and `now` (milliseconds); never below 0. */
export function secondsSince(instant, now) {
  return Math.max(0, Math.floor((now - Date.parse(instant)) / 1000));
}

/** "within", "near" or "over" the target; null when the service has none. */
export function targetMark(minutes, targetMinutes) {
  if (!targetMinutes) return null;
  if (minutes > targetMinutes) return "over";
  return minutes >= targetMinutes * NEAR_SHARE ? "near" : "within";
}

/** Why an entry stands where it stands in this counter's order: minutes waited, shift by priority, shift by helping. */
export function reasonsOf(entry, { offers, priorities, now }) {
  const offer = offers.find(({ service }) => service === entry.service);
  const priority = priorities.find(({ id }) => id === entry.priority) ?? null;
  return {
    minutes: minutesSince(waitingFrom(entry), now),
    priority,
    delay: offer?.delay_minutes ?? 0,
  };
}

/** The number somebody means when they type "a42", "42" or "Ａ０４２": one that is known if there is one. */
export function meantNumber(typed, known, prefixes) {
  const plain = typed.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "");
  const parts = /^([A-Z]*)0*([0-9]+)$/.exec(plain);
  if (!parts) return null;
  const [, prefix, digits] = parts;
  const candidates = [...new Set(known)].filter((number) => matches(number, prefix, digits));
  if (candidates.length === 1) return candidates[0];
  if (candidates.length > 1 || (!prefix && prefixes.length !== 1)) return null;
  return `${prefix || prefixes[0]}${digits.padStart(3, "0")}`;
}

function matches(number, prefix, digits) {
  const [, itsPrefix, itsDigits] = /^([A-Z]*)0*([0-9]+)$/.exec(number) ?? [];
  return itsDigits === digits && (!prefix || itsPrefix === prefix);
}

/** Every number the office knows to be waiting, held or missed, each once. */
export function knownNumbers(desk, board) {
  const lines = (board?.services ?? []).flatMap(({ line = [] }) => line.map(([number]) => number));
  const listed = [desk.queue, desk.missed, desk.held].flat().map(({ number }) => number);
  return [...new Set([...listed, ...lines])];
}

/** Digits 1 to 9 and the service's own letter for a list of choices; the letter only where no other choice has it. */
export function choiceKeys(choices) {
  return choices.map(({ prefix }, index) => {
    const letter = prefix?.length === 1 && choices.filter((other) => other.prefix === prefix).length === 1 ? prefix : null;
    return { digit: index < 9 ? String(index + 1) : null, letter };
  });
}
