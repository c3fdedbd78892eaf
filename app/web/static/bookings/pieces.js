/** Small pieces that several parts of the page show, as descriptions for `patch`. */
import { h } from "../js/dom.js";

/** Shapes in a 16 × 16 box; each state has one, so that no colour has to be told apart. */
const SHAPES = {
  displaced: "M2 2h12v12H2Zm5 2v5h2V4Zm0 6.5v2h2v-2Z",
  late: "M8 1.5 15.5 14.5H.5Z",
  due: "M8 .5 15.5 8 8 15.5.5 8Z",
  booked: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z",
  checked_in: "m6.2 13.2-5-5 2-2 3 3 6.6-6.6 2 2Z",
  missed: "m3.4 1.5 4.6 4.6 4.6-4.6 1.9 1.9L9.9 8l4.6 4.6-1.9 1.9L8 9.9l-4.6 4.6-1.9-1.9L6.1 8 1.5 3.4Z",
  cancelled: "M2 6.7h12v2.6H2Z",
};

/** The state of a booking: shape and word. */
export function stateMark(state, t) {
  return h(
    "span",
    { class: "state", "data-state": state },
    h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: SHAPES[state] ?? SHAPES.booked })),
    h("span", null, t(`bookings.state_${state}`)),
  );
}

export function tile(service) {
  return h("span", { class: "tile tile-small" }, h("span", { "aria-hidden": "true" }, service.prefix), h("span", { class: "visually-hidden" }, service.name));
}

/** A button that does something: `action` is what the page listens for, `key` the key that does the same. */
export function button(label, action, { kind = "", key = null, value = null, focus = null, disabled = false, small = false } = {}) {
  return h(
    "button",
    {
      type: "button",
      class: `button ${kind} ${small ? "button-small" : ""}`.trim(),
      "data-do": action,
      "data-value": value,
      "data-focus": focus ?? (value === null ? action : `${action}-${value}`),
      "aria-keyshortcuts": key,
      disabled,
    },
    h("span", null, label),
    key && h("kbd", { class: "booking-key", "aria-hidden": "true" }, key),
  );
}

/** What the staff should know of the person: people, language, aids, somebody else's booking. */
export function careTags(row, t) {
  return [
    row.people > 1 && h("span", { class: "tag" }, t("bookings.people", { n: row.people })),
    row.language && h("span", { class: "tag" }, t(`bookings.language_${row.language}`)),
    ...row.needs.map((need) => h("span", { class: "tag", "data-tone": "warning" }, t(`bookings.need_${need}`))),
    row.onBehalf && h("span", { class: "tag" }, t("bookings.on_behalf")),
  ].filter(Boolean);
}

/** The code in two groups of four, as it is read out. */
export function codeOf([head, tail]) {
  return h("span", { class: "booking-code" }, h("span", null, head), " ", h("strong", null, tail));
}

export function facts(rows) {
  return h(
    "dl",
    { class: "facts booking-facts" },
    rows.filter(Boolean).map(([name, ...value]) => h("div", null, h("dt", null, name), h("dd", null, value))),
  );
}

export function problemBox(words) {
  return words && h("p", { class: "notice", "data-tone": "error", role: "alert" }, words);
}
