/** The second screen: what exactly, what to have at hand, what spares the wait, and the one button. */

import { h } from "/static/js/dom.js";
import { pick } from "/static/js/words.js";
import { proceduresOf, quickerOffices, thingsToBring, waysWithoutVisit } from "../offers.js";
import { isTaking } from "../session.js";
import { button, choice, closedReason, digit, feeWords, icon, keyHint, people, pill, waitRange } from "./parts.js";
import { live } from "./start.js";

const NEEDS = ["wheelchair", "hearing", "writing"];

/** `view` as for the start, with `offices`: what GET /offices says of the others. */
export function serviceScreen(view) {
  const service = view.office.services.find((one) => one.id === view.state.service);
  const now = live(view.board, service);
  const procedures = proceduresOf(view.office, service.id);
  const chosen = procedures.filter((procedure) => view.state.procedures.includes(procedure.id));
  return h(
    "div",
    { class: "screen service", key: `service-${service.id}` },
    waitCard(view, service, now),
    procedureChoice(view, procedures),
    now?.taking_tickets || view.state.taking ? aboutYou(view) : null,
    atHand(view, chosen, procedures, now),
    h("div", { class: "take" }, takePart(view, now)),
  );
}

function waitCard(view, service, now) {
  const { words } = view;
  const reason = closedReason(view, now);
  if (reason) return h("section", { class: "wait-card closed-notice", "data-say": true }, h("h2", null, reason), h("p", null, words.t("kiosk.still_look")));
  return h(
    "section",
    { class: "wait-card card" },
    h(
      "div",
      { class: "wait-now", "data-say": true },
      h("h2", { class: "label" }, words.t("kiosk.wait_if_now")),
      h("p", { class: "wait-figure" }, waitFigure(view, now)),
    ),
    quickerOffice(view, service, now),
  );
}

function waitFigure(view, now) {
  const waiting = people(view, now.waiting);
  if (!now.wait) return [h("span", { class: "number number-words" }, waiting), waitRange(view, null)];
  return [waitRange(view, now.wait), pill(view, now.congestion), h("span", { class: "waiting" }, waiting)];
}

function quickerOffice(view, service, now) {
  const { office, offices, words, language } = view;
  const [quicker] = quickerOffices(offices, office.id, service.id, now.wait);
  if (!quicker) return null;
  return h(
    "div",
    { class: "quicker", "data-say": true },
    h("h2", { class: "label" }, words.t("kiosk.quicker_office")),
    h("p", { class: "quicker-figure" }, h("span", { class: "strong" }, pick(quicker.office.name, language)), waitRange(view, quicker.wait)),
    h("p", { class: "sub" }, pick(quicker.office.address, language)),
  );
}

function procedureChoice(view, procedures) {
  const { state, words, language } = view;
  if (procedures.length === 0) return null;
  const disabled = state.taking !== null;
  const one = (procedure, index) =>
    h(
      "li",
      { key: procedure.id },
      choice("procedure", procedure.id, state.procedures.includes(procedure.id), pick(procedure.name, language), {
        disabled,
        number: digit(index),
      }),
      keyHint(digit(index)),
    );
  return h(
    "section",
    { class: "procedures", key: "procedures", "aria-labelledby": "procedures-title" },
    h("h2", { id: "procedures-title", "data-say": true }, words.t("kiosk.which_procedure"), h("span", { class: "sub" }, words.t("kiosk.as_many_as_needed"))),
    h("ul", { class: "choices" }, procedures.map(one), h("li", { key: "unsure" }, choice("unsure", "unsure", state.unsure, words.t("kiosk.other_or_unsure"), { disabled }))),
  );
}

function atHand(view, chosen, procedures, now) {
  const { words, language } = view;
  const hint = now?.taking_tickets ? "kiosk.choose_or_not" : "kiosk.choose_to_see";
  const things = thingsToBring(chosen);
  return h(
    "section",
    { class: "at-hand card", key: "at-hand", "aria-live": "polite" },
    h("h2", { class: "card-title" }, words.t("kiosk.needed_today")),
    chosen.length === 0 ? h("p", { class: "muted" }, words.t(hint)) : null,
    chosen.length > 0 && things.length === 0 ? h("p", null, words.t("kiosk.nothing_needed")) : null,
    things.length > 0 ? h("ul", { class: "things" }, things.map((thing) => h("li", { "data-say": true }, pick(thing, language)))) : null,
    waysFor(view, chosen.length > 0 ? chosen : procedures),
  );
}

function waysFor(view, procedures) {
  const { words, language, state } = view;
  const several = state.procedures.length !== 1;
  const ways = waysWithoutVisit(procedures).filter((way) => several === false || way.savesYen > 0);
  if (ways.length === 0) return null;
  const one = ({ procedure, channel, savesYen }) =>
    h(
      "li",
      { "data-say": true, key: `${procedure.id}-${channel.kind}` },
      several ? h("span", { class: "way-name" }, pick(procedure.name, language)) : null,
      h("span", null, wayFacts(view, channel, savesYen)),
    );
  return h("div", { class: "ways-short" }, h("h3", null, words.t("kiosk.without_visit")), h("ul", { class: "ways-list" }, ways.slice(0, 3).map(one)));
}

/** "コンビニで 200円(100円お得)、約5分" */
export function wayFacts(view, channel, savesYen) {
  const { words } = view;
  const facts = [
    words.t(`kiosk.by_${channel.kind}`),
    feeWords(view, channel.fee_yen),
    savesYen > 0 ? words.t("kiosk.saves", { amount: feeWords(view, savesYen) }) : null,
    channel.minutes ? words.t("kiosk.about_minutes", { n: channel.minutes }) : null,
  ];
  return facts.filter(Boolean).join(words.t("kiosk.separator"));
}

function aboutYou(view) {
  const { state, office, words, language } = view;
  const disabled = state.taking !== null;
  const classes = office.priorities.filter((one) => one.self_service);
  const priority = (one) => h("li", { key: one.id }, choice("priority", one.id, state.priority === one.id, pick(one.name, language), { disabled }));
  const need = (name) => h("li", { key: name }, choice("need", name, state.needs[name], words.t(`kiosk.need_${name}`), { disabled }));
  return h(
    "section",
    { class: "about-you", key: "about-you", "aria-labelledby": "about-you-title" },
    h("h2", { id: "about-you-title" }, words.t("kiosk.if_it_applies"), h("span", { class: "sub" }, words.t("kiosk.if_it_applies_why"))),
    h("ul", { class: "choices choices-small" }, classes.map(priority), NEEDS.map(need)),
  );
}

function takePart(view, now) {
  const { state, words } = view;
  if (!now?.taking_tickets && !state.taking) {
    return button("help", "button button-help take-button", { key: "ask", "data-key": "0" }, icon("person"), words.t("kiosk.talk_to_staff"));
  }
  const busy = isTaking(state);
  const slow = state.taking?.status === "slow";
  return [
    h("p", { class: "take-status", role: "status", key: "status" }, slow ? words.t("kiosk.taking_slow") : ""),
    button(
      "take",
      "button button-primary take-button",
      { key: "take", "data-key": "0", "aria-disabled": busy ? "true" : undefined, "data-busy": busy ? "yes" : undefined },
      icon("ticket"),
      words.t(busy ? "kiosk.taking" : "kiosk.take_ticket"),
      keyHint(0),
    ),
  ];
}
