/** The dialog of one counter. */
import { h } from "../js/dom.js";
import { dialogHead } from "./dialogs-view.js";
import { roleOf } from "./moves.js";

const PAUSES = [15, 30, 45, 60];
const DELAYS = [0, 5, 10, 15, 20, 30];

/** One counter: its state, and what it is for each service. `counter` as in the floor's JSON, `card` as in columns.js. */
export function counterDialogView(counter, card, columns, delay, say) {
  return [
    dialogHead("counter-title", say.t("common.counter_number", { number: counter.id }), doingWords(card, say), say),
    h("div", { key: "states", class: "floor-states" }, stateButtons(counter, say)),
    h(
      "div",
      { key: "pause", class: "floor-pauses", role: "group", "aria-label": say.t("floor.pause_for") },
      counter.state === "open" && pauseButtons(say),
    ),
    h("h3", { key: "services-title", id: "counter-services" }, say.t("floor.serves")),
    h(
      "ul",
      { key: "services", class: "floor-roles", "aria-labelledby": "counter-services" },
      columns.map((column) => roleRow(counter, column, delay, say)),
    ),
    h(
      "div",
      { key: "delay", class: "field floor-delay" },
      h("label", { for: "help-delay" }, say.t("floor.help_delay")),
      delaySelect(delay, say),
      h("p", { class: "hint" }, say.t("floor.help_delay_hint")),
    ),
  ];
}

function doingWords(card, say) {
  const what = card.number ? say.t(`floor.with_${card.doing}`, card) : say.t(`floor.doing_${card.doing}`);
  const parts = [card.staff, what, card.doing !== "closed" && say.t("floor.for_minutes", card)];
  return parts.filter(Boolean).join(say.t("floor.separator"));
}

function stateButtons(counter, say) {
  const button = (action, key, allowed) =>
    allowed &&
    h(
      "button",
      {
        key: action,
        type: "button",
        class: "button",
        "data-do": action,
        "data-counter": counter.id,
        "aria-keyshortcuts": key,
      },
      say.t(`floor.${action}`),
      h("kbd", { "aria-hidden": "true" }, key),
    );
  return [button("open", "O", counter.state !== "open"), button("close", "C", counter.state !== "closed")];
}

function pauseButtons(say) {
  const button = (minutes, words) =>
    h(
      "button",
      {
        key: `${minutes}`,
        type: "button",
        class: "button button-small",
        "data-do": "pause-for",
        "data-minutes": minutes,
      },
      words,
    );
  return [
    h("span", { key: "words" }, say.t("floor.pause")),
    PAUSES.map((minutes) => button(minutes, say.t("floor.minutes", { minutes }))),
    button("", say.t("floor.pause_open_end")),
  ];
}

function roleRow(counter, column, delay, say) {
  const offer = counter.offers.find((each) => each.service === column.id);
  const role = roleOf(counter.offers, column.id);
  const only = counter.offers.length === 1 && role === "full";
  const button = (action, words, strong) =>
    h(
      "button",
      {
        key: action,
        type: "button",
        class: strong ? "button button-primary" : "button",
        "data-do": action,
        "data-service": column.id,
        "data-focus": `${action}-${column.id}`,
        "aria-label": `${words} ${column.prefix}`,
      },
      words,
    );
  return h(
    "li",
    { key: column.id, "data-role": role },
    h("span", { class: "tile tile-small" }, column.prefix),
    h(
      "span",
      { class: "floor-role-name" },
      h("span", { class: "strong" }, say.service(column.id)),
      h("span", { class: "sub" }, roleWords(role, offer, column, say)),
    ),
    h(
      "span",
      { class: "floor-role-actions" },
      !only && button("move-to", say.t("floor.move_here")),
      role === "none"
        ? button("help-with", delay ? say.t("floor.help_after_button", { minutes: delay }) : say.t("floor.help_button"))
        : !only && button("stop-serving", say.t("floor.stop_button")),
    ),
  );
}

function roleWords(role, offer, column, say) {
  const queue = say.t("floor.queue_short", { waiting: column.waiting, wait: say.waitText(column.wait) });
  if (role === "none") return queue;
  const words =
    role === "helps" ? say.t("floor.role_helps", { minutes: offer.delay_minutes }) : say.t("floor.role_full");
  return [h("span", { class: "floor-role" }, words), say.t("floor.separator"), queue];
}

function delaySelect(delay, say) {
  return h(
    "select",
    { id: "help-delay", "data-do": "delay" },
    DELAYS.map((minutes) =>
      h(
        "option",
        { key: `${minutes}`, value: minutes, selected: minutes === delay },
        minutes ? say.t("floor.after_minutes", { minutes }) : say.t("floor.at_once"),
      ),
    ),
  );
}
