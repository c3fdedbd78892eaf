/** What the floor's dialogs show, as descriptions for `patch`. */
import { h } from "../js/dom.js";
import { peopleInLine } from "./line-picture.js";
import { roleOf } from "./moves.js";
import { KEYS } from "./keyboard.js";

export const PAUSES = [15, 30, 45, 60];
export const DELAYS = [0, 5, 10, 15, 20, 30];

/** One counter: its state, and what it is for each service. `counter` as in the floor's JSON, `card` as in columns.js. */
export function counterDialogView(counter, card, columns, delay, say) {
  return [
    dialogHead("counter-title", say.t("common.counter_number", { number: counter.id }), doingWords(card, say), say),
    h("div", { key: "states", class: "floor-states" }, stateButtons(counter, say)),
    h("div", { key: "pause", class: "floor-pauses", role: "group", "aria-label": say.t("floor.pause_for") }, counter.state === "open" && pauseButtons(say)),
    h("h3", { key: "services-title", id: "counter-services" }, say.t("floor.serves")),
    h(
      "ul",
      { key: "services", class: "floor-roles", "aria-labelledby": "counter-services" },
      columns.map((column) => roleRow(counter, column, delay, say)),
    ),
    h("div", { key: "delay", class: "field floor-delay" }, h("label", { for: "help-delay" }, say.t("floor.help_delay")), delaySelect(delay, say), h("p", { class: "hint" }, say.t("floor.help_delay_hint"))),
  ];
}

/** One service: stop or resume its intake, and everybody who waits. */
export function serviceDialogView(column, service, now, say) {
  return [
    dialogHead("service-title", [h("span", { class: "tile" }, column.prefix), " ", say.service(column.id)], say.t("floor.waiting_and_target", { waiting: column.waiting, target: column.target }), say),
    column.kind === "front" && h(
      "div",
      { key: "intake", class: "notice floor-intake", "data-tone": column.taking ? "info" : "warning" },
      h("p", null, say.t(column.taking ? "floor.intake_open_explained" : "floor.intake_stopped_explained")),
      h("button", { type: "button", class: column.taking ? "button" : "button button-primary", "data-do": "intake", "data-service": column.id, "data-open": column.taking ? "no" : "yes" }, say.t(column.taking ? "floor.stop_intake" : "floor.resume_intake")),
    ),
    h("h3", { key: "line-title", id: "service-line" }, say.t("floor.line")),
    lineTable(service, column, now, say),
  ];
}

/** Today's log; each line is {id, time, words}. */
export function logView(lines, say) {
  if (!lines) return [h("p", { key: "wait", class: "empty" }, say.t("common.loading"))];
  if (!lines.length) return [h("p", { key: "none", class: "empty" }, say.t("floor.log_empty"))];
  return [h("ol", { key: "lines", class: "floor-log" }, lines.map((line) => h("li", { key: `${line.id}` }, h("time", { class: "number" }, line.time), h("span", null, line.words, line.by && h("span", { class: "muted" }, " ", line.by)))))];
}

/** How to read and use the page; `settings` are {keys, sound}: single keys that work everywhere, and the sound for calls. */
export function keysView(settings, say) {
  const choice = (name, words) => h("label", { key: `set-${name}`, class: "choice" }, h("input", { type: "checkbox", "data-do": "setting", "data-setting": name, checked: settings[name] }), say.t(words));
  const row = (key, words) => h("div", { key }, h("dt", null, h("kbd", null, key)), h("dd", null, words));
  return [
    h("p", { key: "picture" }, say.t("floor.picture_hint")),
    h("p", { key: "help" }, say.t("floor.help_hint")),
    h("p", { key: "drag" }, say.t("floor.drag_hint")),
    h("dl", { key: "keys", class: "floor-keys" }, row("← ↑ ↓ →", say.t("floor.key_arrows")), row("Enter", say.t("floor.key_enter")), Object.entries(KEYS).map(([key, { action }]) => row(key.toUpperCase(), say.t(`floor.key_${action}`)))),
    choice("keys", "floor.single_keys"),
    choice("sound", "floor.sound_on"),
  ];
}

/** Title, what is under it, and the button that closes; every dialog starts with it. */
export function dialogHead(id, title, sub, say) {
  return h(
    "div",
    { key: "head", class: "floor-dialog-head" },
    h("div", null, h("h2", { id }, title), sub && h("p", { class: "muted" }, sub)),
    h("button", { type: "button", class: "floor-dialog-close", "data-do": "dismiss", "aria-label": say.t("common.close") }, h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, h("path", { d: "M4.3 3 10 8.6 15.7 3 17 4.3 11.4 10l5.6 5.7-1.3 1.3-5.7-5.6L4.3 17 3 15.7 8.6 10 3 4.3Z" }))),
  );
}

function doingWords(card, say) {
  const what = card.number ? say.t(`floor.with_${card.doing}`, card) : say.t(`floor.doing_${card.doing}`);
  const parts = [card.staff, what, card.doing !== "closed" && say.t("floor.for_minutes", card)];
  return parts.filter(Boolean).join(say.t("floor.separator"));
}

function stateButtons(counter, say) {
  const button = (action, key, allowed) => allowed && h("button", { key: action, type: "button", class: "button", "data-do": action, "data-counter": counter.id, "aria-keyshortcuts": key }, say.t(`floor.${action}`), h("kbd", { "aria-hidden": "true" }, key));
  return [
    button("open", "O", counter.state !== "open"),
    button("close", "C", counter.state !== "closed"),
  ];
}

function pauseButtons(say) {
  const button = (minutes, words) => h("button", { key: `${minutes}`, type: "button", class: "button button-small", "data-do": "pause-for", "data-minutes": minutes }, words);
  return [h("span", { key: "words" }, say.t("floor.pause")), PAUSES.map((minutes) => button(minutes, say.t("floor.minutes", { minutes }))), button("", say.t("floor.pause_open_end"))];
}

function roleRow(counter, column, delay, say) {
  const offer = counter.offers.find((each) => each.service === column.id);
  const role = roleOf(counter.offers, column.id);
  const only = counter.offers.length === 1 && role === "full";
  const button = (action, words, strong) => h("button", { key: action, type: "button", class: strong ? "button button-primary" : "button", "data-do": action, "data-service": column.id, "data-focus": `${action}-${column.id}`, "aria-label": `${words} ${column.prefix}` }, words);
  return h(
    "li",
    { key: column.id, "data-role": role },
    h("span", { class: "tile tile-small" }, column.prefix),
    h("span", { class: "floor-role-name" }, h("span", { class: "strong" }, say.service(column.id)), h("span", { class: "sub" }, roleWords(role, offer, column, say))),
    h("span", { class: "floor-role-actions" }, !only && button("move-to", say.t("floor.move_here")), role === "none" ? button("help-with", delay ? say.t("floor.help_after_button", { minutes: delay }) : say.t("floor.help_button")) : !only && button("stop-serving", say.t("floor.stop_button"))),
  );
}

function roleWords(role, offer, column, say) {
  const queue = say.t("floor.queue_short", { waiting: column.waiting, wait: say.waitText(column.wait) });
  if (role === "none") return queue;
  const words = role === "helps" ? say.t("floor.role_helps", { minutes: offer.delay_minutes }) : say.t("floor.role_full");
  return [h("span", { class: "floor-role" }, words), say.t("floor.separator"), queue];
}

function delaySelect(delay, say) {
  return h("select", { id: "help-delay", "data-do": "delay" }, DELAYS.map((minutes) => h("option", { key: `${minutes}`, value: minutes, selected: minutes === delay }, minutes ? say.t("floor.after_minutes", { minutes }) : say.t("floor.at_once"))));
}

function lineTable(service, column, now, say) {
  const people = peopleInLine(service.line, service.queue, now);
  if (!people.length) return h("p", { key: "empty", class: "empty" }, say.t("floor.nobody_waits"));
  const entries = new Map(service.queue.map((entry) => [entry.number, entry]));
  const cell = (words, name) => h("td", { class: name }, words);
  const headings = ["number", "waited", "in_all", "notes"].map((name) => h("th", { key: name, scope: "col", class: name === "number" || name === "notes" ? "" : "cell-number" }, say.t(`floor.line_${name}`)));
  const rows = people.map((person) =>
    h(
      "tr",
      { key: person.number, "data-over": person.total > column.target },
      h("th", { scope: "row", class: "number" }, person.number),
      cell(say.t("floor.minutes", { minutes: Math.floor(person.waited) }), "cell-number"),
      cell(person.known ? say.t("floor.minutes", { minutes: Math.round(person.total / 5) * 5 }) : "–", "cell-number"),
      cell(noteWords(entries.get(person.number), say)),
    ),
  );
  return h("div", { key: "table", class: "table-scroll floor-line-table", tabindex: "0", role: "region", "aria-labelledby": "service-line" }, h("table", { class: "table" }, h("thead", null, h("tr", null, headings)), h("tbody", null, rows)));
}

function noteWords(entry, say) {
  if (!entry) return "";
  const needs = entry.needs.map((need) => say.t(`floor.need_${need}`));
  const language = entry.language !== "ja" ? [say.t(`common.language_${entry.language.toLowerCase().replace("-", "_")}`)] : [];
  return [...(entry.priority ? [say.t("floor.has_priority")] : []), ...needs, ...language].join(say.t("floor.separator"));
}
