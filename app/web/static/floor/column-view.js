/** Columns as descriptions for `patch`. Words and names come from `say` (see sayings.js). */
import { h } from "../js/dom.js";
import { SHAPES } from "../js/congestion.js";
import { counterView, helperView } from "./counter-view.js";
import { linePicture, round } from "./line-picture.js";
import { aheadOf } from "./outlook.js";
import { aheadWords } from "./outlook-words.js";

/** One service: head, figures, the picture of its line, the counters that serve it. */
export function columnView(column, service, { now, changed, delay, outlook }, say) {
  return h(
    "section",
    {
      key: column.id,
      class: "card floor-column",
      "data-service": column.id,
      "aria-labelledby": `service-${column.id}`,
      "data-over": isOver(column),
    },
    head(column, say),
    h("div", null, figures(column, say), bookings(column, say)),
    lineFigure(column, service, now, aheadOf(outlook, column.id, now), say),
    h(
      "ul",
      { class: "floor-counters", "aria-label": say.t("floor.counters_of", { service: say.service(column.id) }) },
      column.counters.map((card) => h("li", { key: card.id }, counterView(card, say, changed))),
      column.helpers.map((helper) => h("li", { key: `help-${helper.id}` }, helperView(helper, column, say))),
      !column.counters.length &&
        !column.helpers.length &&
        h("li", { key: "none", class: "floor-nobody muted" }, say.t("floor.no_counter_here")),
    ),
    dropZones(column, delay, say),
  );
}

function isOver(column) {
  return Boolean(column.wait) && column.wait.high > column.target;
}

function head(column, say) {
  return h(
    "div",
    { class: "floor-column-head" },
    h(
      "h2",
      { id: `service-${column.id}` },
      h(
        "button",
        {
          type: "button",
          class: "floor-service",
          "data-do": "service",
          "data-service": column.id,
          "data-focus": `service-${column.id}`,
          "aria-haspopup": "dialog",
        },
        h("span", { class: "tile" }, column.prefix),
        h("span", { class: "floor-column-name" }, say.service(column.id)),
        h(
          "svg",
          { viewBox: "0 0 20 20", "aria-hidden": "true" },
          h("path", { d: "m7 3.6 6.4 6.4L7 16.4 5.6 15l5-5-5-5Z" }),
        ),
      ),
    ),
    column.taking
      ? pill(column.congestion, say)
      : h("span", { class: "tag floor-stopped", "data-tone": "warning" }, say.t("floor.intake_stopped")),
  );
}

function pill(level, say) {
  if (!level) return null;
  return h(
    "span",
    { class: "pill", "data-congestion": level },
    h("svg", { viewBox: "0 0 16 16", "aria-hidden": "true" }, h("path", { d: SHAPES[level] })),
    h("span", null, say.t(`common.congestion_${level}`)),
  );
}

function figures(column, say) {
  const wait = say.wait(column.wait);
  const figure = (label, value, unit, name) =>
    h(
      "div",
      { class: `floor-figure floor-figure-${name}` },
      h("dt", null, label),
      h("dd", { class: "number" }, value, unit && h("span", { class: "unit" }, unit)),
    );
  return h(
    "dl",
    { class: "floor-figures" },
    figure(
      say.t("floor.waiting"),
      String(column.waiting),
      say.t("common.people_unit", { count: column.waiting, n: column.waiting }),
      "waiting",
    ),
    figure(say.t("floor.now"), wait.number ?? "–", wait.number && wait.unit, "wait"),
    figure(say.t("floor.target"), String(column.target), say.t("common.minutes"), "target"),
  );
}

/** Who will come by reservation; nothing where nobody is expected. */
function bookings({ coming, late }, say) {
  if (!coming.length && !late) return null;
  const soon = coming.length
    ? say.t("floor.coming", { count: coming.length, time: coming[0].slice(11, 16) })
    : say.t("floor.coming_none");
  return h(
    "p",
    { class: "floor-coming" },
    h("span", null, soon),
    late > 0 && h("span", { class: "floor-over" }, say.t("floor.late_bookings", { count: late })),
  );
}

function lineFigure(column, service, now, ahead, say) {
  const picture = linePicture(service.line, service.queue, column.target, now, ahead);
  const { ahead: paths } = picture;
  const targetY = round(picture.targetY);
  const lineAt = (name, values) => h("line", { class: name, ...values, "vector-effect": "non-scaling-stroke" });
  return h(
    "figure",
    { class: "floor-line" },
    h(
      "div",
      { class: "floor-line-box" },
      h(
        "svg",
        { viewBox: "0 0 100 100", preserveAspectRatio: "none", "aria-hidden": "true" },
        paths && h("path", { key: "band", class: "floor-ahead-band", d: paths.band }),
        picture.bars.map((bar, index) =>
          h("rect", {
            key: `${index}`,
            class: `bar-${bar.kind}`,
            x: round(bar.x),
            y: round(bar.y),
            width: round(bar.width),
            height: round(bar.height),
          }),
        ),
        lineAt("floor-line-target", { key: "target", x1: 0, x2: 100, y1: targetY, y2: targetY }),
        paths && lineAt("floor-ahead-now", { key: "now", x1: paths.from, x2: paths.from, y1: 0, y2: 100 }),
        paths &&
          h("path", { key: "middle", class: "floor-ahead-line", d: paths.line, "vector-effect": "non-scaling-stroke" }),
      ),
    ),
    h(
      "p",
      { class: "floor-line-axis", "aria-hidden": "true" },
      ["line", ...(paths ? ["now", "later"] : [])].map((name) => h("span", { key: name }, say.t(`floor.axis_${name}`))),
    ),
    h("figcaption", null, lineWords(column, picture, ahead, say)),
  );
}

function lineWords(column, picture, ahead, say) {
  const said = aheadWords(ahead, say);
  const longest = column.longest ? say.t("floor.longest", column.longest) : say.t("floor.nobody_waits");
  const over = picture.over > 0 && say.t("floor.over_target_count", { over: picture.over });
  const calm = column.longest && say.t("floor.all_in_target");
  return [
    h("span", { key: "longest" }, longest),
    h("span", { key: "over", class: over || said?.warns ? "floor-over" : "muted" }, over || said?.short || calm),
    said && h("span", { key: "ahead", class: "visually-hidden" }, said.long),
  ];
}

function dropZones(column, delay, say) {
  const zone = (kind, words) => h("div", { class: "floor-drop", "data-drop": kind, "data-service": column.id }, words);
  const help = say.t(delay ? "floor.drop_help_after" : "floor.drop_help", { prefix: column.prefix, minutes: delay });
  return h(
    "div",
    { class: "floor-drops" },
    zone("move", say.t("floor.drop_move", { prefix: column.prefix })),
    zone("help", help),
  );
}
