/** Small pieces that several screens show. Each returns a description for `patch`; nothing here touches the page. */

import { h } from "/static/js/dom.js";
import { SHAPES } from "/static/js/congestion.js";
import { dateWords, pick, waitParts } from "/static/js/words.js";
import { wallTime } from "/static/js/service-clock.js";

/** A symbol of index.html. */
export function icon(name) {
  return h("svg", { class: "icon", "aria-hidden": "true" }, h("use", { href: `#icon-${name}` }));
}

/** The letter of a service. */
export function tile(service) {
  return h("span", { class: "tile", "aria-hidden": "true" }, service.prefix);
}

/** "25–40分" with a small unit, or an honest sentence when nobody knows. */
export function waitRange({ words }, wait) {
  if (wait?.high === 0) return h("span", { class: "number number-words" }, words.t("kiosk.no_wait"));
  const { number, unit } = waitParts(words, wait);
  if (number === null) return h("span", { class: "wait-unknown" }, unit);
  return h("span", { class: "number" }, number, h("span", { class: "unit" }, unit));
}

/** Shape and word of the congestion level; nothing while it is not known. */
export function pill({ words }, level) {
  if (!level) return null;
  const shape = h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: SHAPES[level] }));
  return h("span", { class: "pill", "data-congestion": level }, shape, h("span", null, words.t(`common.congestion_${level}`)));
}

/** People who wait, as words. */
export function people({ words }, n) {
  return words.t("common.waiting_people", { n });
}

/** A button that says what it does by `data-do`; further `data-…` are its arguments. */
export function button(does, className, attributes, ...children) {
  return h("button", { type: "button", class: className, "data-do": does, ...attributes }, ...children);
}

/** A choice that stays pressed until it is pressed again. */
export function choice(does, id, pressed, label, { disabled = false, number = null } = {}) {
  return button(
    does,
    "choice-button",
    { "data-id": id, key: `${does}-${id}`, "aria-pressed": String(pressed), disabled, "data-key": number ?? undefined },
    h("span", { class: "box", "aria-hidden": "true" }, icon("check")),
    h("span", { class: "choice-words" }, label),
  );
}

/** The key that presses this; seen only once somebody uses keys. */
export function keyHint(number) {
  return number === null ? null : h("kbd", { class: "key-hint", "aria-hidden": "true" }, String(number));
}

/** 1 to 9 for the first nine, null for the others. */
export function digit(index) {
  return index < 9 ? index + 1 : null;
}

/** "きょう 13:00" or "11月24日(火) 8:30". */
export function whenWords({ words, day }, instant) {
  const date = instant.slice(0, 10) === day ? words.t("common.today") : dateWords(words, instant);
  return words.t("common.day_and_time", { day: date, time: wallTime(instant) });
}

/** Why no ticket is given for a service now, as a sentence; null while tickets are given. */
export function closedReason(view, service) {
  const { board, words } = view;
  if (service?.taking_tickets) return null;
  if (board.status === "before_opening" && board.opens_at) {
    return words.t("kiosk.reason_before_opening", { time: wallTime(board.opens_at) });
  }
  if (board.status === "open") return words.t("kiosk.reason_paused");
  return words.t(board.status === "last_tickets_over" ? "kiosk.reason_last_tickets" : "kiosk.reason_closed");
}

/** Names of several things in one line, in the language's own way. */
export function listWords({ language }, names) {
  const list = names.map((name) => pick(name, language));
  return language.startsWith("ja") ? list.join("・") : new Intl.ListFormat(language).format(list);
}

/** "200円", "無料" or nothing when the fee is not known. */
export function feeWords({ words }, yen) {
  if (yen === null || yen === undefined) return null;
  return yen === 0 ? words.t("common.free") : words.t("common.yen", { amount: yen.toLocaleString("en") });
}

/** Widths of a name, a Japanese letter counting two, from which it is set smaller and much smaller. */
const LONG = 20;
const VERY_LONG = 32;

/** For `data-long` of whatever shows the name, so that it keeps its place. */
export function ifLong(name) {
  const width = [...name].reduce((sum, letter) => sum + (letter > "\u2e80" ? 2 : 1), 0);
  if (width > VERY_LONG) return "very";
  return width > LONG ? "long" : undefined;
}
