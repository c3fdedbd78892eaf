/** The bookings of a day and the call list, as descriptions for `patch`. */
import { h } from "../js/dom.js";
import { careTags, codeOf, stateMark, tile } from "./pieces.js";

/** Everybody of the day by time, with a line where the present moment lies (today only). */
export function dayList({ groups, next }, { today, clock }, words) {
  const items = groups.map((group) => groupView(group, words));
  if (today && groups.length) items.splice(next, 0, nowLine(clock, words));
  return items;
}

function nowLine(clock, { t }) {
  return h("li", { key: "now", class: "booking-now" }, h("span", null, t("bookings.now", { time: clock })));
}

function groupView(group, words) {
  return h(
    "li",
    { key: group.startsAt, class: "booking-group" },
    h("h3", { class: "booking-time number" }, group.time),
    h("ul", { class: "booking-rows" }, group.rows.map((row) => h("li", { key: row.id }, rowButton(row, words)))),
  );
}

/** One booking: a big button that opens it. `when` shows its date, in lists that are not of one day. */
export function rowButton(row, words, when = null) {
  const { t } = words;
  return h(
    "button",
    { type: "button", class: "booking-row", "data-do": "open", "data-value": row.id, "data-focus": `row-${row.id}`, "data-state": row.state, "aria-haspopup": "dialog" },
    when && h("span", { class: "booking-when number" }, when),
    stateMark(row.state, t),
    h("span", { class: "booking-what" }, what(row, words), subline(row, words)),
    h("span", { class: "booking-who" }, who(row, t)),
    h("span", { class: "booking-ids" }, row.ticket ? ticket(row.ticket, t) : codeOf(row.code)),
  );
}

function what(row, { t }) {
  const names = row.procedures.length ? row.procedures.join(t("bookings.and")) : row.resources.join(t("bookings.and"));
  return h("span", { class: "booking-name" }, h("span", { class: "booking-tiles" }, row.tiles.map(tile)), h("span", null, names));
}

function ticket({ number, state }, t) {
  return [h("span", { class: "number booking-number" }, number), h("span", { class: "small muted" }, t(`bookings.ticket_${state}`))];
}

function subline(row, { t }) {
  const parts = [
    ...careTags(row, t),
    row.video && h("span", { class: "tag" }, t(row.mirrors ? "bookings.consultation_here" : "bookings.consultation")),
    row.partner && h("span", { class: "small muted" }, `${row.partner.name}${t("bookings.colon")}${t(`bookings.partner_${row.partner.state}`)}`),
  ].filter(Boolean);
  return parts.length > 0 && h("span", { class: "booking-tags" }, parts);
}

function who({ contact, state }, t) {
  if (!contact) return h("span", { class: "muted small" }, t(state === "displaced" ? "bookings.no_contact_displaced" : "bookings.no_contact"));
  return [h("span", null, contact.name || contact.email), contact.phone && h("span", { class: "small booking-phone" }, contact.phone)];
}

/** Those whose time the office cannot keep: who to call, the next one first. */
export function callList(rows, dayWords, words) {
  return rows.map((row) => h("li", { key: row.id }, rowButton(row, words, `${dayWords(row.startsAt)} ${row.time}`)));
}

/** The figures of the day in one line. */
export function countsLine(counts, { t }) {
  const parts = [
    ["all", counts.all],
    ["come", counts.come],
    ["to_come", counts.toCome],
    counts.late && ["late", counts.late],
    counts.missed && ["missed", counts.missed],
  ].filter(Boolean);
  return parts.map(([name, n]) =>
    h("span", { key: name, class: "booking-count", "data-tone": name === "late" ? "warning" : null }, h("span", { class: "small muted" }, t(`bookings.count_${name}`)), h("span", { class: "number" }, String(n))),
  );
}
