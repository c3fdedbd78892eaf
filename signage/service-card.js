// One service on the screen: letter, name, wait, people, congestion.

import { createPill, setPill } from "/static/js/congestion.js";
import { waitParts } from "/static/js/words.js";
import { say, setText } from "/signage/bilingual.js";

/** Words wider than this many square letters are set smaller, so that they stay on one line. */
const LONG_NAME = 7;
const LONGER_NAME = 12;
const LONG_REASON = 9;
const LATIN_WIDTH = 0.55;

export function serviceElement(words) {
  const item = document.createElement("li");
  item.className = "service";
  item.innerHTML = `<span class="tile"></span><p class="pair service-name"></p>
    <p class="service-wait number"><span></span><small class="unit"></small></p><p class="pair service-off"></p>
    <p class="service-line"><span class="service-count"></span></p>`;
  item.lastElementChild.append(createPill(null, words.main));
  return item;
}

/** `away`: the office is closed now, nobody asks for a wait. */
export function fillService(element, service, away, words) {
  const [tile, name, wait, off, line] = element.children;
  const [count, pill] = line.children;
  setText(tile, service.prefix);
  const names = service.name ? words.pick(service.name) : [service.id, ""];
  say(name, names);
  const width = widthOf(names[0]);
  name.dataset.size = width > LONGER_NAME ? "longer" : width > LONG_NAME ? "long" : "";
  const instead = insteadOfWait(service, away, words);
  wait.hidden = instead !== null;
  off.hidden = instead === null;
  off.toggleAttribute("data-long", instead !== null && widthOf(instead[0]) > LONG_REASON);
  if (instead) say(off, instead);
  else fillWait(wait, waitParts(words.main, service.wait));
  setText(count, words.main.t("common.waiting_people", { n: service.waiting }));
  line.hidden = service.waiting === 0 && instead !== null;
  setPill(pill, instead ? null : service.congestion, words.main);
}

function widthOf(name) {
  return [...name].reduce((sum, letter) => sum + (letter < "⺀" ? LATIN_WIDTH : 1), 0);
}

/** Where no wait can be told: where the service is while the office is closed, else why there is none. */
function insteadOfWait(service, away, words) {
  if (away) return words.pick(service.area);
  if (!service.taking_tickets && service.kind === "payment") return words.t("signage.after_procedure");
  if (!service.taking_tickets) return words.t("signage.not_taking_tickets");
  return service.wait ? null : words.t("common.wait_unknown");
}

function fillWait(element, { number, unit }) {
  setText(element.firstChild, number);
  setText(element.lastChild, unit);
}
