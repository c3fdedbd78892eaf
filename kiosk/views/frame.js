/** What surrounds every screen: bar, dock, and the questions that must be answered first. */

import { h } from "/static/js/dom.js";
import { dateWords, pick } from "/static/js/words.js";
import { answerTitle } from "./answer.js";
import { button, icon, ifLong, tile } from "./parts.js";

const TITLES = { start: "kiosk.choose_service", ways: "kiosk.ways_title", check_in: "kiosk.check_in_title", ticket: "kiosk.your_ticket", pairing: "kiosk.pairing_title" };

/** The night-blue bar with the screen's one heading. */
export function bar(view) {
  const { state, office, words, language, time, day } = view;
  const name = pick(office.name, language);
  const date = state.screen === "start" ? h("span", { class: "bar-note" }, dateWords(words, day)) : null;
  const small = state.screen === "start" ? words.t("kiosk.welcome", { office: name }) : name;
  return h(
    "header",
    { class: "bar kiosk-bar", "data-screen": state.screen },
    canGoBack(state) ? button("back", "button back-button", { key: "back", "data-back": true }, icon("back"), words.t("common.back")) : null,
    h(
      "div",
      { class: "bar-words" },
      h("p", { class: "bar-note" }, small),
      h("h1", { tabindex: "-1", "data-say": true, "data-long": lengthOf(view) }, state.screen === "service" ? tile(serviceOf(view)) : null, h("span", null, title(view))),
    ),
    time ? h("p", { class: "bar-time" }, h("span", { class: "bar-clock" }, time), date) : null,
  );
}

/** Names of services and answers may be long; an answer is a sentence, so it is never set as large as a name. */
function lengthOf(view) {
  if (view.state.screen === "service") return ifLong(title(view));
  return isAnswer(view.state) ? (ifLong(title(view)) ?? "long") : undefined;
}

function title(view) {
  const { state, words, language } = view;
  if (state.screen === "service") return pick(serviceOf(view).name, language);
  if (isAnswer(state)) return answerTitle(view);
  if (state.screen === "help") return words.t(`kiosk.help_${state.help.status}`);
  return words.t(TITLES[state.screen]);
}

/** Whether a check-in has been refused in a way that fills the screen. */
function isAnswer({ screen, answer }) {
  return screen === "check_in" && answer !== null && answer.kind !== "several";
}

function canGoBack({ screen }) {
  return ["service", "ways", "check_in"].includes(screen);
}

function serviceOf({ office, state }) {
  return office.services.find((one) => one.id === state.service);
}

/** Says since when the figures are old, or that nothing can be issued now. */
export function connection({ words, online, staleSince, state }) {
  const text = connectionWords({ words, online, staleSince });
  return h("p", { class: "connection", role: "status", hidden: text === "" || state.screen === "pairing" }, text === "" ? "" : [icon("offline"), h("span", null, text)]);
}

function connectionWords({ words, online, staleSince }) {
  if (!online) return words.t("kiosk.offline");
  return staleSince === null ? "" : words.t("common.stale", { time: staleSince });
}

/** Settings for this person, and the button that brings somebody. */
export function dock({ state, words, canSpeak }) {
  const setting = (name, iconName) =>
    button("setting", "dock-button", { "data-id": name, key: name, "aria-pressed": String(state.settings[name]) }, icon(iconName), h("span", null, words.t(`kiosk.setting_${name}`)));
  return h(
    "nav",
    { class: "dock", "aria-label": words.t("kiosk.settings") },
    setting("large", "text"),
    setting("contrast", "contrast"),
    canSpeak ? setting("speech", "speech") : null,
    setting("low", "low"),
    button("help", "button button-help dock-help", { key: "help", disabled: state.screen === "help" || state.screen === "pairing" }, icon("person"), words.t("common.help")),
  );
}

/** The question in front of everything, or null. */
export function question(view) {
  const { state, leaving } = view;
  if (state.taking && ["failed", "refused"].includes(state.taking.status) && state.screen !== "help") return notTaken(view);
  return leaving?.asks ? stillThere(view) : null;
}

function notTaken({ state, words }) {
  const { status, reason, detail } = state.taking;
  const refused = status === "refused";
  const checkIn = state.taking.what === "check_in";
  const text = refused ? (detail ?? words.t("kiosk.refused_text")) : words.t(`kiosk.failed_${reason}`);
  return dialog(
    "not-taken",
    words.t(refused ? "kiosk.refused_title" : checkIn ? "kiosk.check_in_failed" : "kiosk.failed_title"),
    [h("p", null, text), h("p", { class: "strong" }, words.t(refused ? "kiosk.ask_staff" : "kiosk.only_one_ticket"))],
    [
      refused ? null : button("retry", "button button-primary", { key: "retry", "data-key": "0" }, words.t("common.try_again")),
      button("give_up", "button", { key: "give_up", "data-back": true }, words.t(refused ? "common.back" : "common.cancel")),
      button("help", "button button-help", { key: "help" }, icon("person"), words.t("common.help")),
    ],
  );
}

function stillThere({ words, leaving }) {
  return dialog(
    "still-there",
    words.t("kiosk.still_there"),
    [h("p", { class: "number seconds", "aria-hidden": "true" }, String(leaving.seconds)), h("p", null, words.t("kiosk.still_there_text"))],
    [
      button("more_time", "button button-primary", { key: "more", "data-key": "0" }, words.t("kiosk.continue")),
      button("finish", "button", { key: "finish", "data-back": true }, words.t("kiosk.finish")),
    ],
  );
}

function dialog(name, title, body, actions) {
  return h(
    "div",
    { class: "veil", key: name },
    h(
      "div",
      { class: "dialog card", role: "alertdialog", "aria-modal": "true", "aria-labelledby": "dialog-title", "aria-describedby": "dialog-text" },
      h("h2", { id: "dialog-title", tabindex: "-1", "data-say": true }, title),
      h("div", { id: "dialog-text", "data-say": true }, body),
      h("div", { class: "dialog-actions" }, actions),
    ),
  );
}
