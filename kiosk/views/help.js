/** Somebody has been asked to come; and the codes that make this device a kiosk of the office. */

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

/** `pairing`: {code} or null while the service has not answered yet. */
export function pairingScreen({ words, pairing }) {
  const spaced = pairing ? `${pairing.code.slice(0, 3)} ${pairing.code.slice(3)}` : "";
  return h(
    "div",
    { class: "screen pairing", key: "pairing" },
    h("p", { class: "lead" }, words.t("kiosk.pairing_text")),
    h("p", { class: "number pairing-code", role: "status", "aria-label": pairing?.code }, spaced || words.t("common.connecting")),
    h("p", { class: "muted" }, words.t("kiosk.pairing_after")),
  );
}
