/** The ticket on paper, 80 mm wide: what is printed by the browser, and hidden on the screen. */

import { h } from "/static/js/dom.js";
import { dateWords, pick, waitWords } from "/static/js/words.js";
import { wallTime } from "/static/js/service-clock.js";

export function paper({ state, office, words, language }) {
  const { ticket, booked } = state;
  if (!ticket) return null;
  const service = office.services.find((one) => one.id === ticket.service);
  const name = pick(service.name, language);
  return h(
    "section",
    { class: "paper", key: `paper-${ticket.id}`, "aria-hidden": "true" },
    h("p", { class: "paper-office" }, pick(office.name, language)),
    h("p", { class: "paper-service" }, `${service.prefix} ${name}`, name === service.name.ja ? null : h("span", { lang: "ja" }, service.name.ja)),
    h("p", { class: "paper-number" }, ticket.number),
    h(
      "dl",
      null,
      booked ? line(words.t("kiosk.paper_booked"), wallTime(booked.startsAt)) : null,
      line(words.t("kiosk.paper_area"), pick(service.area, language)),
      ticket.ahead === null ? null : line(words.t("kiosk.ahead"), words.t("common.people", { n: ticket.ahead })),
      line(words.t("common.wait_label"), waitWords(words, ticket.wait)),
      ticket.leave_until ? line(words.t("kiosk.paper_leave"), wallTime(ticket.leave_until)) : null,
    ),
    h("p", { class: "paper-order" }, words.t("kiosk.order_explained")),
    h("img", { class: "paper-qr", src: `/api/v1/tickets/${ticket.id}/qr.svg`, alt: "" }),
    h("p", null, words.t("kiosk.qr_title")),
    h("p", { class: "paper-time" }, `${dateWords(words, ticket.taken_at, "full")} ${wallTime(ticket.taken_at)}`),
  );
}

function line(label, value) {
  return value ? h("div", null, h("dt", null, label), h("dd", null, value)) : null;
}
