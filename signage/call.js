// One call on the screen: number, arrow, counter, in columns that are the same in every row.

import { say, setText } from "/signage/bilingual.js";

const SVG = "http://www.w3.org/2000/svg";

/** An empty call; made once, filled by showCall. */
export function callElement(tag) {
  const element = document.createElement(tag);
  element.className = "call";
  const arrow = document.createElementNS(SVG, "svg");
  arrow.setAttribute("class", "call-arrow");
  arrow.setAttribute("aria-hidden", "true");
  arrow.append(document.createElementNS(SVG, "use"));
  element.append(span("call-number"), arrow, span("call-counter"), span("call-suffix pair"));
  return element;
}

export function showCall(element, call, words) {
  const [number, arrow, counter, suffix] = element.children;
  setText(number, call.number);
  number.toggleAttribute("data-long", call.number.length > 4);
  turn(arrow, call.direction);
  const name = call.name ? words.pick(call.name) : null;
  element.toggleAttribute("data-named", name !== null);
  setText(counter, name ? "" : call.counter);
  say(suffix, name ?? words.t("common.counter_suffix"));
  element.toggleAttribute("data-awaited", call.awaited);
  element.toggleAttribute("data-fresh", call.fresh);
}

function turn(arrow, direction) {
  const symbol = direction ? "#arrow" : "#toward";
  const use = arrow.firstChild;
  if (use.getAttribute("href") !== symbol) use.setAttribute("href", symbol);
  if (arrow.dataset.direction !== (direction ?? "")) arrow.dataset.direction = direction ?? "";
}

function span(name) {
  const element = document.createElement("span");
  element.className = name;
  return element;
}
