/** Columns, counters and the tray as descriptions for `patch`. Words and names come from `say` (see sayings.js). */
import { h } from "../js/dom.js";
import { SHAPES } from "../js/congestion.js";
import { linePicture } from "./line-picture.js";

/** One service: head, figures, the picture of its line, the counters that serve it. */
export function columnView(column, service, now, say) {
  const stopped = !column.taking;
  return h(
    "section",
    { key: column.id, class: "card floor-column", "data-service": column.id, "aria-labelledby": `service-${column.id}`, "data-over": isOver(column) },
    head(column, say),
    stopped && h("p", { class: "notice floor-stopped", "data-tone": "warning" }, say.t("floor.intake_stopped")),
    figures(column, say),
    lineFigure(column, service, now, say),
    h("ul", { class: "floor-counters", "aria-label": say.t("floor.counters_of", { service: say.service(column.id) }) }, column.counters.map((card) => h("li", { key: card.id }, counterView(card, say)))),
    !column.counters.length && h("p", { class: "floor-nobody muted" }, say.t("floor.no_counter_here")),
    column.helpers.length > 0 && h("p", { class: "floor-helpers" }, h("span", { class: "muted" }, say.t("floor.helpers"), " "), column.helpers.map((helper) => h("span", { key: helper.id, class: "tag" }, helperWords(helper, say)))),
    dropZones(column, say),
  );
}

/** The counter as a button: number, what it does, for how long, what else it serves. */
export function counterView(card, say) {
  return h(
    "button",
    { type: "button", key: card.id, class: "floor-counter", "data-do": "counter", "data-counter": card.id, "data-doing": card.doing, "data-state": card.state, "aria-haspopup": "dialog" },
    h("span", { class: "floor-counter-number number" }, h("span", { class: "visually-hidden" }, say.t("common.counter"), " "), card.id),
    h("span", { class: "floor-counter-doing" }, card.number ?? say.t(`floor.doing_${card.doing}`)),
    h("span", { class: "floor-counter-note" }, note(card, say)),
    card.also.length > 0 && h("span", { class: "floor-counter-also" }, card.also.map((offer) => h("span", { key: offer.service, class: "floor-also" }, alsoWords(offer, say)))),
  );
}

/** Closed counters and the tickets that are set aside; the closed ones are also the place to drop a counter to close it. */
export function trayView(view, say) {
  return [
    h(
      "section",
      { key: "closed", class: "card floor-closed", "aria-labelledby": "closed-counters" },
      h("h2", { id: "closed-counters" }, say.t("floor.closed_counters"), h("span", { class: "floor-count" }, String(view.closed.length))),
      view.closed.length
        ? h("ul", { class: "floor-counters" }, view.closed.map((card) => h("li", { key: card.id }, counterView(card, say))))
        : h("p", { class: "muted small" }, say.t("floor.all_open")),
      h("div", { class: "floor-drops" }, h("div", { class: "floor-drop", "data-drop": "close" }, say.t("floor.drop_close"))),
    ),
    asideView("held", view.held, say),
    asideView("missed", view.missed, say),
  ];
}

function isOver(column) {
  return Boolean(column.wait) && column.wait.high > column.target;
}

function head(column, say) {
  const name = say.service(column.id);
  return h(
    "div",
    { class: "floor-column-head" },
    h("h2", { id: `service-${column.id}` }, h("span", { class: "tile" }, column.prefix), h("span", { class: "floor-column-name" }, name)),
    pill(column.congestion, say),
    h(
      "button",
      { type: "button", class: "floor-more", "data-do": "service", "data-service": column.id, "aria-haspopup": "dialog", "aria-label": say.t("floor.service_more", { service: `${column.prefix} ${name}` }) },
      h("svg", { viewBox: "0 0 20 20", "aria-hidden": "true" }, h("path", { d: "M4 8.5a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Zm6 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Zm6 0a1.5 1.5 0 1 0 0 3 1.5 1.5 0 0 0 0-3Z" })),
    ),
  );
}

function pill(level, say) {
  if (!level) return null;
  return h("span", { class: "pill", "data-congestion": level }, h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: SHAPES[level] })), h("span", null, say.t(`common.congestion_${level}`)));
}

function figures(column, say) {
  const wait = say.wait(column.wait);
  const figure = (label, value, unit, name) => h("div", { class: `floor-figure floor-figure-${name}` }, h("dt", null, label), h("dd", { class: "number" }, value, unit && h("span", { class: "unit" }, unit)));
  return h(
    "dl",
    { class: "floor-figures" },
    figure(say.t("floor.waiting"), String(column.waiting), say.t("common.people_unit", { count: column.waiting, n: column.waiting }), "waiting"),
    figure(say.t("floor.now"), wait.number ?? "–", wait.number && wait.unit, "wait"),
    figure(say.t("floor.target"), String(column.target), say.t("common.minutes"), "target"),
  );
}

function lineFigure(column, service, now, say) {
  const picture = linePicture(service.line ?? [], service.queue ?? [], column.target, now);
  return h(
    "figure",
    { class: "floor-line" },
    h(
      "div",
      { class: "floor-line-box" },
      h(
        "svg",
        { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
        picture.bars.map((bar, index) => h("rect", { key: `${index}`, class: `bar-${bar.kind}`, x: round(bar.x), y: round(bar.y), width: round(bar.width), height: round(bar.height) })),
        h("line", { class: "floor-line-target", x1: 0, x2: 100, y1: round(picture.targetY), y2: round(picture.targetY), "vector-effect": "non-scaling-stroke" }),
      ),
    ),
    h("figcaption", null, lineWords(column, picture, say)),
  );
}

function lineWords(column, picture, say) {
  if (!column.longest) return say.t("floor.nobody_waits");
  const longest = h("span", { key: "longest" }, say.t("floor.longest", column.longest));
  const over = h("span", { key: "over", class: picture.over ? "floor-over" : "muted" }, picture.over ? say.t("floor.over_target_count", { over: picture.over }) : say.t("floor.all_in_target"));
  return [longest, over];
}

function note(card, say) {
  if (card.doing === "called") return say.t("floor.called_for", card);
  if (card.doing === "paused") return card.until ? say.t("floor.until", { time: say.time(card.until) }) : "";
  if (card.doing === "closed") return card.home ? say.prefix(card.home) : "";
  const minutes = say.t("floor.minutes", card);
  return card.state === "open" ? minutes : [minutes, " ", h("span", { class: "tag" }, say.t(`floor.then_${card.state}`))];
}

function alsoWords(offer, say) {
  const prefix = say.prefix(offer.service);
  return offer.delay_minutes > 0 ? say.t("floor.also_after", { prefix, minutes: offer.delay_minutes }) : say.t("floor.also", { prefix });
}

function helperWords(helper, say) {
  return helper.delay > 0 ? say.t("floor.helper_after", { counter: helper.id, minutes: helper.delay }) : say.t("floor.helper", { counter: helper.id });
}

function dropZones(column, say) {
  const zone = (kind, key) => h("div", { class: "floor-drop", "data-drop": kind, "data-service": column.id }, say.t(key, { prefix: column.prefix }));
  return h("div", { class: "floor-drops" }, zone("move", "floor.drop_move"), zone("help", "floor.drop_help"));
}

function asideView(kind, entries, say) {
  return h(
    "section",
    { key: kind, class: `card floor-aside floor-${kind}`, "aria-labelledby": `${kind}-tickets` },
    h("h2", { id: `${kind}-tickets` }, say.t(`floor.${kind}`), h("span", { class: "floor-count" }, String(entries.length))),
    entries.length
      ? h("ul", { class: "floor-asides" }, entries.map((entry) => h("li", { key: entry.number }, h("span", { class: "number" }, entry.number), " ", h("span", { class: "muted" }, say.t("floor.minutes", entry)))))
      : h("p", { class: "muted small" }, say.t(`floor.none_${kind}`)),
  );
}

function round(value) {
  return Math.round(value * 100) / 100;
}
