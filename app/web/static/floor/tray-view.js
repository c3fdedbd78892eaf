/** The tray below the columns. */
import { h } from "../js/dom.js";
import { counterView } from "./counter-view.js";

/** Closed counters and the tickets that are set aside; the closed ones are also the place to drop a counter to close it. */
export function trayView(view, changed, say) {
  return [
    h(
      "section",
      { key: "closed", class: "card floor-closed", "aria-labelledby": "closed-counters" },
      h(
        "h2",
        { id: "closed-counters" },
        say.t("floor.closed_counters"),
        h("span", { class: "floor-count" }, String(view.closed.length)),
      ),
      view.closed.length
        ? h(
            "ul",
            { class: "floor-counters" },
            view.closed.map((card) => h("li", { key: card.id }, counterView(card, say, changed))),
          )
        : h("p", { class: "muted small" }, say.t("floor.all_open")),
      h(
        "div",
        { class: "floor-drops" },
        h("div", { class: "floor-drop", "data-drop": "close" }, say.t("floor.drop_close")),
      ),
    ),
    asideView("held", view.held, say),
    asideView("missed", view.missed, say),
  ];
}

function asideView(kind, entries, say) {
  return h(
    "section",
    { key: kind, class: `card floor-aside floor-${kind}`, "aria-labelledby": `${kind}-tickets` },
    h(
      "h2",
      { id: `${kind}-tickets` },
      say.t(`floor.${kind}`),
      h("span", { class: "floor-count" }, String(entries.length)),
    ),
    entries.length
      ? h(
          "ul",
          { class: "floor-asides" },
          entries.map((entry) =>
            h(
              "li",
              { key: entry.number },
              h("span", { class: "number" }, entry.number),
              " ",
              h("span", { class: "muted" }, say.t("floor.minutes", entry)),
            ),
          ),
        )
      : h("p", { class: "muted small" }, say.t(`floor.none_${kind}`)),
  );
}
