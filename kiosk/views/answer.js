/** Why a reservation is not checked in now, and what to do instead: one calm answer for each reason. */

import { h } from "/static/js/dom.js";
import { dateWords, pick } from "/static/js/words.js";
import { wallTime } from "/static/js/service-clock.js";
import { button, icon, keyHint } from "./parts.js";

/** Each reason: its sign, and what the person can do, the best first. */
const WAYS = {
  too_early: { sign: "clock", ways: ["finish"] },
  another_day: { sign: "calendar", ways: ["finish", "ticket_instead"] },
  past_day: { sign: "calendar", ways: ["ticket_instead", "another_code"] },
  elsewhere: { sign: "place", ways: ["finish", "ticket_instead"] },
  over: { sign: "info", ways: ["ticket_instead", "another_code"] },
  expired: { sign: "info", ways: ["ticket_instead", "another_code"] },
  used: { sign: "check", ways: ["ticket_instead", "finish"] },
  not_confirmed: { sign: "phone", ways: ["another_code", "ticket_instead"] },
  closed: { sign: "clock", ways: ["finish"] },
  unknown: { sign: "info", ways: ["another_code", "ticket_instead"] },
  no_reservation: { sign: "qr", ways: ["another_code", "ticket_instead"] },
  other: { sign: "info", ways: ["another_code", "ticket_instead"] },
};

const LABELS = {
  finish: "kiosk.finish",
  ticket_instead: "kiosk.ticket_instead",
  another_code: "kiosk.another_code",
};

/** Which of the reasons it is: a day that is past needs other words than one that comes, used other than cancelled. */
function reasonOf({ kind, starts_at: startsAt, state }, day) {
  if (kind === "over") return { checked_in: "used", expired: "expired" }[state] ?? kind;
  return kind === "another_day" && startsAt.slice(0, 10) < day ? "past_day" : kind;
}

/** The heading of the screen. */
export function answerTitle({ state, words, day }) {
  return words.t(`kiosk.answer_${reasonOf(state.answer, day)}`);
}

export function answerScreen(view) {
  const { state, words, day } = view;
  const { answer } = state;
  const reason = reasonOf(answer, day);
  return h(
    "div",
    { class: "screen answer", key: `answer-${reason}`, "data-reason": reason },
    h("div", { class: "answer-sign" }, icon(WAYS[reason].sign)),
    h("section", { class: "answer-card card" }, figure(view, reason), h("p", { class: "lead", "data-say": true }, sentence(view, reason))),
    h("p", { class: "answer-help", "data-say": true }, words.t("kiosk.answer_help")),
    h("div", { class: "answer-ways" }, WAYS[reason].ways.map((way, index) => wayButton(view, way, index === 0))),
  );
}

/** The one thing to remember: a time, a day, a place. */
function figure(view, reason) {
  const { answer } = view.state;
  if (reason === "too_early") return when(view.words.t("kiosk.answer_from"), wallTime(answer.from_at));
  if (["another_day", "past_day"].includes(reason)) return when(dateWords(view.words, answer.starts_at), wallTime(answer.starts_at));
  return reason === "elsewhere" ? otherOffice(view) : null;
}

function when(label, time) {
  return h("p", { class: "answer-when", "data-say": true }, h("span", { class: "answer-day" }, label), h("span", { class: "number" }, time));
}

function otherOffice(view) {
  const { language, words, offices, day } = view;
  const { office_id: id, starts_at: startsAt } = view.state.answer;
  const office = offices.find((one) => one.id === id);
  const date = startsAt.slice(0, 10) === day ? words.t("common.today") : dateWords(words, startsAt);
  return [
    h("p", { class: "answer-place", "data-say": true }, pick(office?.name, language), h("span", { class: "sub" }, pick(office?.address, language))),
    when(date, wallTime(startsAt)),
  ];
}

function sentence({ state, words }, reason) {
  const { answer } = state;
  if (reason === "other" && answer.detail) return answer.detail;
  return words.t(`kiosk.answer_${reason}_text`, { time: answer.starts_at ? wallTime(answer.starts_at) : "", from: answer.from_at ? wallTime(answer.from_at) : "" });
}

function wayButton({ words }, way, first) {
  const look = first ? "button button-primary" : "button";
  return button(way, look, { key: way, "data-key": first ? "0" : undefined }, words.t(LABELS[way]), first ? keyHint(0) : null);
}
