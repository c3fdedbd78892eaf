/** The first screen: what brings you here, how crowded it is, and what can be done without a visit. */

import { h } from "/static/js/dom.js";
import { pick } from "/static/js/words.js";
import { bestWay } from "../offers.js";
import { button, closedReason, digit, feeWords, icon, ifLong, keyHint, listWords, people, pill, tile, waitRange, whenWords } from "./parts.js";

/** So many procedures are named, and only one when its name is long. */
const NAMED_PROCEDURES = 2;

const URGENCY = ["busy", "session", "notice"];

/** Beside more languages than this there is no room for the phone's code. */
const FEW_LANGUAGES = 3;

/** More services than this stand in several columns. */
const MANY = 8;

/** `view`: {state, office, board, words, language, day}. */
export function startScreen(view) {
  const services = view.office.services.filter((service) => service.kind === "front");
  const list = h("ul", { class: "services", key: "services" }, services.map((service, index) => serviceCard(view, service, digit(index))));
  const asides = h("div", { class: "asides", key: "asides" }, secondWays(view), wayCard(view));
  const closed = closedNotice(view, services);
  return h(
    "div",
    { class: "screen start", key: "start", "data-many": services.length > MANY ? "yes" : undefined },
    top(view, closed === null),
    closed,
    notice(view),
    closed ? [asides, list] : [list, asides],
  );
}

/** The languages, and while tickets are given the code with which a phone takes one: the queue at the kiosk gets shorter. */
function top(view, open) {
  const buttons = languages(view);
  const code = open && view.phoneCode && view.state.languages.length <= FEW_LANGUAGES ? phoneCode(view) : null;
  return buttons || code ? h("div", { class: "start-top", key: "top" }, buttons, code) : null;
}

function phoneCode({ phoneCode: address, words }) {
  return h("p", { class: "phone-code", key: "phone" }, h("span", null, words.t("kiosk.phone_code")), h("img", { src: address, alt: "" }));
}

function languages({ state, words }) {
  if (state.languages.length < 2) return null;
  const one = (language) =>
    button(
      "language",
      "language-button",
      { "data-id": language, lang: language, key: language, "aria-pressed": String(language === state.language) },
      words.t(`common.language_${language.toLowerCase().replace("-", "_")}`),
    );
  return h("div", { class: "languages", role: "group", "aria-label": words.t("common.choose_language") }, state.languages.map(one));
}

function closedNotice(view, services) {
  const { board, words } = view;
  const open = services.some((service) => live(board, service)?.taking_tickets);
  if (open) return null;
  const opening = board.status === "before_opening" ? board.opens_at : board.next_opening_at;
  const title = board.status === "open" ? words.t("kiosk.all_paused") : words.t(`common.status_${board.status}`);
  const next = opening ? words.t("common.next_opening", { when: whenWords(view, opening) }) : null;
  return h(
    "section",
    { class: "closed-notice", key: "closed" },
    h("h2", { "data-say": true }, title),
    board.status !== "open" && next ? h("p", { class: "lead", "data-say": true }, next) : null,
    h("p", { "data-say": true }, words.t(board.status === "open" ? "kiosk.ask_staff" : "kiosk.closed_meanwhile")),
  );
}

/** The one notice that matters most at the door; the others are on the signage. */
function notice({ board, language }) {
  const [first] = [...board.notices].sort((one, other) => URGENCY.indexOf(one.kind) - URGENCY.indexOf(other.kind));
  if (!first) return null;
  const tone = first.kind === "busy" ? "warning" : "info";
  return h("p", { class: "notice", key: "notice", "data-tone": tone, "data-say": true }, pick(first.text, language));
}

function serviceCard(view, service, number) {
  const { board, language } = view;
  const now = live(board, service);
  const reason = closedReason(view, now);
  const name = pick(service.name, language);
  return h(
    "li",
    { key: service.id },
    button(
      "service",
      "card service-card",
      {
        "data-id": service.id,
        "data-key": number ?? undefined,
        "data-closed": reason ? "yes" : undefined,
        "data-long": ifLong(name),
        "data-say": true,
      },
      tile(service),
      h(
        "span",
        { class: "service-words" },
        h("span", { class: "service-name" }, name),
        h("span", { class: "sub" }, pick(service.summary, language)),
      ),
      reason ? h("span", { class: "service-closed" }, reason) : serviceNow(view, now),
      keyHint(number),
      icon("chevron"),
    ),
  );
}

/** The range, or how many wait as long as nobody can say how long. */
function serviceNow(view, now) {
  if (!now.wait) {
    return h(
      "span",
      { class: "service-now" },
      h("span", { class: "number number-words" }, people(view, now.waiting)),
      h("span", { class: "wait-unknown" }, view.words.t("common.wait_unknown")),
    );
  }
  return h("span", { class: "service-now" }, waitRange(view, now.wait), pill(view, now.congestion));
}

function wayCard(view) {
  const { office, words } = view;
  const way = bestWay(office.procedures);
  if (!way) return null;
  const names = way.procedures.slice(0, NAMED_PROCEDURES).map((procedure) => procedure.name);
  const values = {
    procedures: listWords(view, ifLong(pick(names[0], view.language)) ? names.slice(0, 1) : names),
    way: words.t(`kiosk.by_${way.channel.kind}`),
    fee: feeWords(view, way.channel.fee_yen),
    saves: feeWords(view, way.savesYen),
  };
  const sentence = way.savesYen > 0 ? "kiosk.way_cheaper" : values.fee ? "kiosk.way_fee" : "kiosk.way_no_fee";
  return button(
    "ways",
    "card way-card",
    { key: "ways", "data-say": true },
    h("span", { class: "way-words" }, h("span", { class: "card-title" }, words.t("kiosk.ways_title")), h("span", null, words.t(sentence, values))),
    icon("chevron"),
  );
}

function secondWays(view) {
  const ways = [checkInButton(view), unsureButton(view)].filter(Boolean);
  return ways.length > 0 ? h("div", { class: "second-ways", key: "second" }, ways) : null;
}

/** Whoever has reserved a time does not take a ticket. Early people come before the office opens. */
function checkInButton({ office, board, words }) {
  if (!office.booking.allowed || board.status === "closed") return null;
  return button(
    "check_in",
    "button check-in-button",
    { key: "check-in", "data-say": true },
    icon("qr"),
    h("span", null, words.t("kiosk.check_in"), h("span", { class: "sub" }, words.t("kiosk.check_in_how"))),
  );
}

/** Outside the opening hours nobody is there to talk to. */
function unsureButton({ board, words }) {
  if (["closed", "before_opening"].includes(board.status)) return null;
  return button("help", "button unsure-button", { key: "unsure", "data-say": true }, icon("person"), words.t("kiosk.not_sure"));
}

/** What the board says of a service. */
export function live(board, service) {
  return board.services.find((one) => one.id === service.id);
}
