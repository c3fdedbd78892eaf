// The right side: who is next and why, who is away, how many wait for what.

import { createPill } from "../js/congestion.js";
import { h } from "./dom.js";
import { needTags, priorityTag, reservedTag, tile, waited } from "./pieces.js";

/** This counter's order, first one first. */
export function lineList({ line, more, closed }, words) {
  if (!line.length) return [h("p.empty", {}, words.t(closed ? "counter.line_closed" : "counter.line_empty"))];
  const rows = h("ol.line", {}, line.map((entry, index) => lineRow(entry, index, words)));
  return more > 0 ? [rows, h("p.line-more.muted", {}, words.t("counter.line_more", { count: more }))] : [rows];
}

function lineRow(entry, index, words) {
  return h("li.line-row", index === 0 ? { "data-first": "" } : {},
    tile(entry.service, { small: true }),
    h("span.line-number.number", {}, entry.number),
    h("span.line-why", {}, whyParts(entry, words)));
}

// "23分" and everything that moved this entry in the order.
function whyParts(entry, words) {
  const parts = [waited(entry.minutes, entry.mark, words)];
  if (entry.reservedAt) parts.unshift(reservedTag(entry.reservedAt, words));
  if (entry.priority) parts.push(priorityTag(entry.priority, words, { short: true }));
  if (entry.delay) parts.push(h("span.line-delay", {}, words.t(entry.delay > 0 ? "counter.helps_after" : "counter.goes_before", { count: Math.abs(entry.delay) })));
  return [...parts, ...needTags(entry.needs, words)];
}

/** Who will come next by reservation; nothing when nobody is expected. */
export function comingList({ shown, more }, words) {
  if (!shown.length) return [];
  const items = shown.map(({ time, service, late }) =>
    h("li", { "data-late": late }, h("span.number", {}, time), tile(service, { small: true }), late ? h("span", {}, words.t("counter.coming_late")) : null));
  const rest = more > 0 ? [h("li.muted", {}, words.t("counter.coming_more", { count: more }))] : [];
  return [h("h3.small.muted", {}, words.t("counter.coming")), h("ul.coming-list", {}, items, rest)];
}

/** Numbers that are missed or held, as buttons that bring them back. */
export function awayLists({ missed, held }, words) {
  if (!missed.length && !held.length) return [h("p.empty", {}, words.t("counter.away_empty"))];
  return [h("dl.away", {}, awayRow("missed", missed, words), awayRow("held", held, words))];
}

function awayRow(kind, entries, words) {
  if (!entries.length) return null;
  return h("div", {}, h("dt", {}, words.t(`counter.${kind}`), " ", h("span.muted", {}, String(entries.length))), h("dd", {}, entries.map((entry) => awayButton(kind, entry, words))));
}

function awayButton(kind, { number, service }, words) {
  const action = kind === "held" ? "resume" : "return";
  return h("button.away-number", { type: "button", "data-action": action, "data-number": number, "data-focus": `away-${number}` },
    tile(service, { small: true }), h("span.number", {}, number), h("span.visually-hidden", {}, words.t(`counter.verb_${action}`)));
}

/** People waiting per service, this counter's own first. */
export function waitingList(rows, words) {
  return [h("ul.waiting", {}, rows.map((row) => waitingRow(row, words)))];
}

function waitingRow(row, words) {
  const pill = createPill(row.congestion, words);
  return h("li", { "data-here": row.here ? "" : null },
    tile(row, { small: true, named: true }),
    h("span.waiting-name", {}, row.name, row.here ? h("span.visually-hidden", {}, ` ${words.t("counter.offered_here")}`) : null),
    pill,
    h("span.waiting-count.number", {}, String(row.waiting)));
}
