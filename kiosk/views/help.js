/** Somebody has been asked to come. */

import { h } from "/static/js/dom.js";
import { button, icon } from "./parts.js";
import { countdown } from "./ticket.js";

export function helpScreen(view) {
  const { state, words } = view;
  const { status } = state.help;
  return h(
    "div",
    { class: "screen help", key: "help", "data-status": status },
    h("div", { class: "help-sign" }, icon("person")),
    h("p", { class: "lead", role: "status", "data-say": true }, words.t(`kiosk.help_${status}_text`)),
    h(
      "div",
      { class: "help-actions" },
      status === "failed" ? button("help_again", "button button-help", { key: "again", "data-key": "0" }, words.t("common.try_again")) : null,
      button("help_over", "button", { key: "over" }, words.t(status === "failed" ? "common.back" : "kiosk.help_not_needed")),
    ),
    status === "asking" ? null : countdown(view),
  );
}
