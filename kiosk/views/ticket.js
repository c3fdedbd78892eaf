/** The third screen: the number, where to wait, how long, and the ways to keep it. */

import { h } from "/static/js/dom.js";
import { pick } from "/static/js/words.js";
import { wallTime } from "/static/js/service-clock.js";
import { placeInLine } from "../place.js";
import { button, icon, keyHint, pill, tile, waitRange } from "./parts.js";
import { live } from "./start.js";

export function ticketScreen(view) {
  const { state, office, board, words } = view;
  const { ticket } = state;
  const service = office.services.find((one) => one.id === ticket.service);
  const place = placeInLine(board, ticket);
  return h(
    "div",
    { class: "screen ticket", key: `ticket-${ticket.id}`, "data-booked": state.booked ? "yes" : undefined },
    numberCard(view, service, place),
    place.counter ? null : sentences(view, service),
    qrCard(view),
    h(
      "div",
      { class: "ticket-actions" },
      button("print", "button button-secondary", { key: "print" }, icon("printer"), words.t(view.prints ? "kiosk.print_again" : "kiosk.print")),
      button("finish", "button button-primary", { key: "finish", "data-key": "0" }, words.t("kiosk.finish"), keyHint(0)),
    ),
    countdown(view),
  );
}

/** What became of the reservation: early, on time, late, or checked in before. */
function bookedLine({ state, office, words }) {
  const { arrival, startsAt } = state.booked;
  const values = { time: wallTime(startsAt), minutes: office.booking.grace_minutes };
  return h(
    "li",
    { class: "booked", "data-arrival": arrival, "data-say": true },
    icon("calendar"),
    h("span", null, h("span", { class: "strong" }, words.t("kiosk.booked", values)), h("span", { class: "sub" }, words.t(`kiosk.booked_${arrival}`, values))),
  );
}

function numberCard(view, service, place) {
  const { words, language, board, state } = view;
  return h(
    "section",
    { class: "number-card card" },
    h("p", { class: "number-service" }, tile(service), h("span", { class: "strong" }, pick(service.name, language)), pill(view, live(board, service)?.congestion)),
    h("p", { class: "number ticket-number", "data-say": true, "aria-label": state.ticket.number }, state.ticket.number),
    place.counter ? calledNow(view, place.counter) : h("dl", { class: "number-facts" }, waitFacts(view, place)),
  );
}

function calledNow({ office, words, language }, id) {
  const counter = office.counters.find((one) => one.id === id);
  const where = [pick(counter?.area, language), counter?.direction ? words.t(`common.direction_${counter.direction}`) : null];
  return h(
    "p",
    { class: "called-now", role: "status", "data-say": true },
    words.t("kiosk.called_now", { counter: words.t("common.counter_number", { number: id }) }),
    h("span", { class: "sub" }, where.filter(Boolean).join(" ")),
  );
}

function waitFacts(view, { ahead, wait }) {
  const { words } = view;
  return [
    fact(words.t("common.wait_label"), waitRange(view, wait)),
    ahead === null ? null : fact(words.t("kiosk.ahead"), h("span", { class: "number" }, String(ahead), h("span", { class: "unit" }, words.t("common.people_unit", { n: ahead })))),
  ];
}

function fact(label, value) {
  return h("div", { "data-say": true }, h("dt", null, label), h("dd", null, value));
}

/** What was reserved, where to wait, and until when the hall may be left. */
function sentences(view, service) {
  const { state, words, language } = view;
  const area = pick(service.area, language);
  const until = state.ticket.leave_until;
  return h(
    "ul",
    { class: "where" },
    state.booked ? bookedLine(view) : null,
    area ? h("li", { "data-say": true }, icon("place"), h("span", null, h("span", { class: "strong" }, area), h("span", { class: "sub" }, words.t("kiosk.watch_the_screen")))) : null,
    until ? h("li", { "data-say": true }, icon("walk"), h("span", null, words.t("kiosk.may_leave_until", { time: wallTime(until) }))) : null,
  );
}

function qrCard({ state, words }) {
  const { id } = state.ticket;
  return h(
    "section",
    { class: "qr-card card" },
    h("img", { class: "qr", src: `/api/v1/tickets/${id}/qr.svg`, alt: words.t("kiosk.qr_alt"), width: "240", height: "240" }),
    h("div", null, h("h2", { class: "card-title" }, words.t("kiosk.qr_title")), h("p", null, words.t("kiosk.qr_why"))),
  );
}

/** When the screen begins anew, with a way to stay. */
export function countdown({ words, leaving }) {
  if (!leaving) return null;
  return h(
    "p",
    { class: "countdown" },
    h("span", { "aria-hidden": "true" }, words.t("kiosk.back_in", { n: leaving.seconds })),
    button("more_time", "button", { key: "more" }, icon("clock"), words.t("kiosk.more_time")),
  );
}
