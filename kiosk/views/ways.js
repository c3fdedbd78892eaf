/** Everything that can be done without a visit, with place, fee, time and hours. */

import { h } from "/static/js/dom.js";
import { pick } from "/static/js/words.js";
import { waysWithoutVisit } from "../offers.js";
import { icon } from "./parts.js";
import { wayFacts } from "./service.js";

const ICONS = { online: "phone", convenience_store: "shop", mail: "letter" };

export function waysScreen(view) {
  const { office, words, language } = view;
  const offered = office.procedures.map((procedure) => [procedure, waysWithoutVisit([procedure])]).filter(([, ways]) => ways.length > 0);
  const one = ([procedure, ways]) =>
    h(
      "li",
      { class: "card", key: procedure.id },
      h("h2", { class: "card-title", "data-say": true }, pick(procedure.name, language)),
      h("ul", { class: "channels" }, ways.map((way) => channelLine(view, way))),
    );
  return h("div", { class: "screen ways", key: "ways" }, h("p", { class: "lead", "data-say": true }, words.t("kiosk.ways_lead")), h("ul", { class: "way-cards" }, offered.map(one)));
}

function channelLine(view, { channel, savesYen }) {
  const { language } = view;
  const details = [channel.place, channel.hours, channel.note].map((text) => pick(text, language)).filter(Boolean);
  return h(
    "li",
    { key: channel.kind, "data-say": true },
    icon(ICONS[channel.kind]),
    h("span", null, h("span", { class: "strong" }, wayFacts(view, channel, savesYen)), details.map((detail) => h("span", { class: "sub" }, detail))),
  );
}
