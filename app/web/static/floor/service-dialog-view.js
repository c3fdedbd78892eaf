/** The dialog of one service. */
import { h } from "../js/dom.js";
import { dialogHead } from "./dialogs-view.js";
import { peopleInLine } from "./line-picture.js";
import { aheadOf } from "./outlook.js";
import { aheadTable } from "./outlook-words.js";

/** One service: stop or resume its intake, the next two hours, and everybody who waits. */
export function serviceDialogView(column, service, outlook, now, say) {
  return [
    dialogHead(
      "service-title",
      [h("span", { class: "tile" }, column.prefix), " ", say.service(column.id)],
      say.t("floor.waiting_and_target", { waiting: column.waiting, target: column.target }),
      say,
    ),
    column.kind === "front" &&
      h(
        "div",
        { key: "intake", class: "notice floor-intake", "data-tone": column.taking ? "info" : "warning" },
        h("p", null, say.t(column.taking ? "floor.intake_open_explained" : "floor.intake_stopped_explained")),
        h(
          "button",
          {
            type: "button",
            class: column.taking ? "button" : "button button-primary",
            "data-do": "intake",
            "data-service": column.id,
            "data-open": column.taking ? "no" : "yes",
          },
          say.t(column.taking ? "floor.stop_intake" : "floor.resume_intake"),
        ),
      ),
    h("h3", { key: "ahead-title" }, say.t("floor.ahead_title")),
    aheadTable(aheadOf(outlook, column.id, now), say),
    h("h3", { key: "line-title", id: "service-line" }, say.t("floor.line")),
    lineTable(service, column, now, say),
  ];
}

function lineTable(service, column, now, say) {
  const people = peopleInLine(service.line, service.queue, now);
  if (!people.length) return h("p", { key: "empty", class: "empty" }, say.t("floor.nobody_waits"));
  const entries = new Map(service.queue.map((entry) => [entry.number, entry]));
  const cell = (words, name) => h("td", { class: name }, words);
  const headings = ["number", "waited", "in_all", "notes"].map((name) =>
    h(
      "th",
      { key: name, scope: "col", class: name === "number" || name === "notes" ? "" : "cell-number" },
      say.t(`floor.line_${name}`),
    ),
  );
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
  return h(
    "div",
    {
      key: "table",
      class: "table-scroll floor-line-table",
      tabindex: "0",
      role: "region",
      "aria-labelledby": "service-line",
    },
    h("table", { class: "table" }, h("thead", null, h("tr", null, headings)), h("tbody", null, rows)),
  );
}

function noteWords(entry, say) {
  if (!entry) return "";
  const needs = entry.needs.map((need) => say.t(`floor.need_${need}`));
  const language =
    entry.language !== "ja" ? [say.t(`common.language_${entry.language.toLowerCase().replace("-", "_")}`)] : [];
  const reserved = entry.reserved_at ? [say.t("floor.reserved", { time: entry.reserved_at.slice(11, 16) })] : [];
  return [...reserved, ...(entry.priority ? [say.t("floor.has_priority")] : []), ...needs, ...language].join(
    say.t("floor.separator"),
  );
}
