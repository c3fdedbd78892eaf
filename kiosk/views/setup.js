/** What the person sees who sets the device up: which office it stands in, and the code that makes it a kiosk of it. */

import { h } from "/static/js/dom.js";
import { pick } from "/static/js/words.js";

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

/** Instead of the whole page, as long as the address names no office that exists. */
export function officeChoice(offices, words) {
  const link = (office) => h("li", null, h("a", { class: "card", href: `?office=${office.id}` }, pick(office.name, words.language)));
  return h(
    "main",
    { class: "screen setup" },
    h("h1", null, words.t("kiosk.choose_office")),
    h("ul", { class: "way-cards" }, offices.map(link)),
  );
}
