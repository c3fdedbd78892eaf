/** The trial's floor and what it would bring: queues with their counters, figures before and after. */
import { h } from "../js/dom.js";
import { homeService } from "./columns.js";
import { effectRows, meanOf, MEASURES } from "./whatif-effects.js";

/** Figures are dimmed while newer ones are on their way. */
export function effectsView(state, floor, time, say) {
  const { asking, problem, tried, changes } = state;
  const rows = tried ? effectRows(tried.answer) : null;
  return [
    h(
      "div",
      { key: "head", class: "whatif-effects-head" },
      h("p", { class: "whatif-sentence", role: "status" }, sentence(state, say)),
      doView(state, say),
    ),
    problem && problemView(problem, asking, say),
    h("progress", { key: "progress", class: "floor-asking", "aria-label": say.t("floor.whatif_asking"), hidden: !asking }),
    tableView(rows, state, floor, time, say),
    closedView(state, time, say),
    rows?.overall.overtime &&
      h("p", { key: "overtime", class: "small" }, overtimeWords(rows.overall.overtime, tried.changes.length, say)),
    tried &&
      h(
        "p",
        { key: "sure", class: "muted small" },
        say.t(changes.length ? "floor.whatif_sure" : "floor.whatif_as_it_stands", { futures: tried.answer.futures }),
      ),
  ];
}

/** The wait of everybody in one sentence. */
function sentence({ asking, tried, isTried, changes }, say) {
  if (asking || !tried || !isTried) return asking ? say.t("floor.whatif_asking") : "";
  if (!changes.length) return say.t("floor.whatif_nothing_yet");
  const mean = meanOf(tried.answer);
  return mean ? say.t(`floor.whatif_mean_${mean.tone}`, mean) : "";
}

/** The one act that reaches the live floor. */
function doView({ doable, changes }, say) {
  if (!doable) return null;
  return h(
    "div",
    { class: "whatif-do" },
    h(
      "button",
      { type: "button", class: "button", "data-do": "whatif-do", "data-focus": "whatif-do" },
      say.t("floor.whatif_do", { count: doable }),
    ),
    doable < changes.length && h("p", { class: "muted small" }, say.t("floor.whatif_rest")),
  );
}

function problemView(problem, asking, say) {
  return h(
    "div",
    { key: "problem", class: "notice whatif-problem", "data-tone": "error" },
    h("p", { role: "alert" }, problem),
    h("button", { type: "button", class: "button", "data-do": "whatif-ask", disabled: asking }, say.t("floor.whatif_again")),
  );
}

function overtimeWords(overtime, count, say) {
  return say.t(count ? "floor.whatif_overtime" : "floor.whatif_overtime_now", overtime);
}

function tableView(rows, { asking, isTried, counters, tried }, floor, time, say) {
  const heads = MEASURES.map((name) => h("th", { key: name, scope: "col" }, say.t(`floor.whatif_${name}`)));
  const isChanged = Boolean(tried?.changes.length);
  const figures = (row) =>
    MEASURES.map((measure) => h("td", { key: measure }, figureView(row?.[measure], isChanged, say)));
  return h(
    "table",
    { key: "table", class: "whatif-table", "data-stale": asking || !isTried ? "yes" : "no", "aria-busy": String(asking) },
    h("caption", { class: "visually-hidden" }, say.t("floor.whatif_caption")),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, say.t("floor.whatif_service")), heads)),
    h(
      "tbody",
      null,
      floor.services.map(({ id }, place) =>
        h("tr", { key: id }, queueView(id, counters, time, say), figures(rows?.services[place])),
      ),
      h("tr", { key: "overall" }, h("th", { scope: "row" }, say.t("floor.whatif_overall")), figures(rows?.overall)),
    ),
  );
}

/** A queue with its counters, as the trial has them; a counter is dropped here to serve it. */
function queueView(service, counters, time, say) {
  const serving = counters.filter((each) => each.state !== "closed" && each.offers.some((offer) => offer.service === service));
  return h(
    "th",
    { scope: "row", class: "whatif-queue" },
    h("span", null, say.full(service)),
    h(
      "span",
      { class: "whatif-chips" },
      serving.map((counter) => chipView(counter, service, time, say)),
    ),
    dropsView([
      ["move", service, say.t("floor.move_here")],
      ["help", service, say.t("floor.help_button")],
    ]),
  );
}

function closedView({ counters }, time, say) {
  const closed = counters.filter((each) => each.state === "closed");
  return h(
    "div",
    { key: "closed", class: "whatif-closed" },
    h("span", { class: "small" }, say.t("floor.closed_counters")),
    closed.length
      ? h(
          "span",
          { class: "whatif-chips" },
          closed.map((counter) => chipView(counter, null, time, say)),
        )
      : h("span", { class: "muted small" }, say.t("floor.all_open")),
    dropsView([["close", null, say.t("floor.drop_close")]]),
  );
}

function dropsView(places) {
  return h(
    "span",
    { class: "floor-drops", "aria-hidden": "true" },
    places.map(([drop, service, words]) =>
      h("span", { key: drop, class: "floor-drop", "data-drop": drop, "data-service": service }, words),
    ),
  );
}

/** A counter of the trial: touched it fills the form, dragged it goes elsewhere. */
function chipView(counter, service, time, say) {
  const { id, state, offers, isChanged, later } = counter;
  const delay = offers.find((offer) => offer.service === service)?.delay_minutes ?? 0;
  const notes = [
    delay > 0 && say.t("floor.whatif_chip_delay", { minutes: delay }),
    state === "paused" && say.t("floor.doing_paused"),
    ...later.map((at) => say.t("floor.whatif_chip_later", { time: time(at) })),
  ];
  return h(
    "button",
    {
      key: id,
      type: "button",
      class: "whatif-chip",
      "data-do": "whatif-pick",
      "data-counter": id,
      "data-helps": service && homeService(offers) !== service ? "yes" : "no",
      "data-changed": isChanged ? "yes" : "no",
      "data-focus": `chip-${service}-${id}`,
    },
    h("span", { class: "visually-hidden" }, say.t("common.counter"), " "),
    h("span", { class: "number" }, id),
    notes.filter(Boolean).map((note) => h("span", { key: note, class: "whatif-chip-note" }, note)),
    isChanged && h("span", { key: "changed", class: "visually-hidden" }, say.t("floor.whatif_chip_changed")),
  );
}

function figureView(figure, isChanged, say) {
  if (!figure) return "–";
  const { before, after, error, tone } = figure;
  if (!isChanged) return h("span", { class: "whatif-figure number", "data-tone": "same" }, String(before));
  return [
    h("span", { class: "whatif-figure number", "data-tone": tone }, `${before} → ${after}`),
    h("span", { class: "whatif-figure-tone", "data-tone": tone }, say.t(`floor.whatif_tone_${tone}`, { error })),
  ];
}
