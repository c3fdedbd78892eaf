/** Counters as buttons: those of a service, and those that help it out. */
import { h } from "../js/dom.js";

/** The counter as a button: number, what it does, for how long, what else it serves. */
export function counterView(card, say, changed = new Set()) {
  return h(
    "button",
    {
      type: "button",
      key: card.id,
      class: "floor-counter",
      "data-do": "counter",
      "data-counter": card.id,
      "data-doing": card.doing,
      "data-state": card.state,
      "data-changed": changed.has(card.id),
      "aria-haspopup": "dialog",
    },
    h(
      "span",
      { class: "floor-counter-number number" },
      h("span", { class: "visually-hidden" }, say.t("common.counter"), " "),
      card.id,
    ),
    h("span", { class: "floor-counter-doing" }, doingView(card, say)),
    h("span", { class: "floor-counter-note" }, note(card, say)),
    h(
      "span",
      { class: "floor-counter-also", hidden: !alsoParts(card, say).length },
      alsoParts(card, say).map((words) => h("span", { key: words }, words)),
    ),
  );
}

/** A counter that helps out here, smaller; it opens the counter's dialog. */
export function helperView(helper, column, say) {
  const note = helper.delay > 0 ? say.t("floor.helps_after", { minutes: helper.delay }) : say.t("floor.helps");
  return h(
    "button",
    {
      type: "button",
      class: "floor-helper",
      "data-do": "helper",
      "data-helper": helper.id,
      "data-focus": `helper-${column.id}-${helper.id}`,
      "aria-haspopup": "dialog",
    },
    h(
      "span",
      { class: "floor-counter-number number" },
      h("span", { class: "visually-hidden" }, say.t("common.counter"), " "),
      helper.id,
    ),
    h("span", null, note),
  );
}

/** Closed counters lie in a tray that says so; there the letter of their service is worth more. */
function doingView(card, say) {
  if (card.number) return card.number;
  const words = say.t(`floor.doing_${card.doing}`);
  return card.doing === "closed"
    ? [h("span", { class: "visually-hidden" }, words, " "), card.home ? say.prefix(card.home) : ""]
    : words;
}

function note(card, say) {
  if (card.doing === "called") return say.t("floor.called_for", card);
  if (card.doing === "paused") return card.until ? say.t("floor.until", { time: say.time(card.until) }) : "";
  if (card.doing === "closed") return "";
  return say.t("floor.minutes", card);
}

/** What comes after this person, and the other services. */
function alsoParts(card, say) {
  const then = card.number && card.state !== "open" ? [say.t(`floor.then_${card.state}`)] : [];
  return [...then, ...card.also.map((offer) => alsoWords(offer, say))];
}

function alsoWords(offer, say) {
  const prefix = say.prefix(offer.service);
  return offer.delay_minutes > 0
    ? say.t("floor.also_after", { prefix, minutes: offer.delay_minutes })
    : say.t("floor.also", { prefix });
}
