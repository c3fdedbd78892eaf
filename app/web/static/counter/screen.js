// Draws the console: each region from its model, the clocks every second, the banner about the link.

import { currentCard, undoButton, verbButtons } from "./current-view.js";
import { awayModel, buttonsModel, comingModel, currentModel, lineModel, undoModel, waitingModel } from "./desk-models.js";
import { h, region } from "./dom.js";
import { minutesSince, secondsSince } from "./line-facts.js";
import { awayLists, comingList, lineList, waitingList } from "./line-view.js";

// Up to here the time since a call is told in seconds: it decides about calling again.
const SECONDS_UP_TO = 180;

/** {draw, focusMain} for the page's regions. */
export function startScreen({ words, clock }) {
  const place = (id) => document.getElementById(id);
  const title = document.title;
  const draw = {
    current: region(place("current"), (model) => currentCard(model, words)),
    verbs: region(place("verbs"), (model) => verbButtons(model, words)),
    undo: region(place("undo"), (model) => undoButton(model, words)),
    line: region(place("line"), (model) => lineList(model, words)),
    coming: region(place("coming"), (model) => comingList(model, words)),
    away: region(place("away"), (model) => awayLists(model, words)),
    waiting: region(place("waiting"), (model) => waitingList(model, words)),
    said: region(place("said"), (message) => said(message)),
  };

  function drawDesk({ desk }, hall, now) {
    draw.current(currentModel(desk, hall, now));
    draw.verbs(buttonsModel(desk, hall, now));
    draw.undo(undoModel(desk, now, clock.speed));
    draw.line(lineModel(desk, hall, now));
    draw.coming(comingModel(desk, hall, now));
    draw.away(awayModel(desk, hall));
    draw.waiting(waitingModel(desk, hall));
    place("desk").dataset.state = desk.state;
    document.title = desk.current ? `${desk.current.number} – ${title}` : title;
  }

  return {
    draw(state, hall, now, choices) {
      if (state.desk && clock.known) drawDesk(state, hall, now);
      place("clock").textContent = clock.text();
      tickClocks(now, words);
      draw.said(state.message);
      place("said").dataset.tone = state.message?.tone ?? "";
      place("desk").toggleAttribute("data-sending", Boolean(state.sending));
      drawLink(place("link"), linkModel(state), words, choices);
    },
    focusMain: () => document.querySelector(".verb-main")?.focus(),
  };
}

function said(message) {
  return message ? [h("span", {}, message.text)] : [];
}

function tickClocks(now, words) {
  for (const element of document.querySelectorAll("[data-since]")) {
    const seconds = secondsSince(element.dataset.since, now);
    const precise = element.dataset.clock === "called" && seconds < SECONDS_UP_TO;
    const text = precise ? words.t("counter.seconds", { count: seconds }) : words.t("counter.minutes", { count: minutesSince(element.dataset.since, now) });
    if (element.textContent !== text) element.textContent = text;
  }
}

// What is wrong with the link to the service: the worst first; null while all is well.
function linkModel({ signedOut, sending, link, since }) {
  if (signedOut) return { kind: "signed_out" };
  if (sending?.trouble) return { kind: sending.trouble, action: sending.action };
  if (link === "stale") return { kind: "stale", since };
  return link === "offline" ? { kind: "offline" } : null;
}

function drawLink(banner, model, words, { resend, abandon }) {
  const signature = JSON.stringify(model);
  if (banner.dataset.shows === signature) return;
  banner.dataset.shows = signature;
  banner.hidden = !model;
  if (!model) return banner.replaceChildren();
  banner.dataset.tone = model.kind === "stale" ? "warning" : "error";
  const verb = model.action ? words.t(`counter.verb_${model.action}`) : "";
  const sentence = model.kind === "stale" && !model.since ? "counter.link_offline" : `counter.link_${model.kind}`;
  banner.replaceChildren(h("span", {}, words.t(sentence, { verb, time: model.since ?? "" })), ...linkActions(model, words, resend, abandon));
}

function linkActions({ kind }, { t }, resend, abandon) {
  const button = (label, act) => {
    const element = h("button.button.button-small", { type: "button" }, t(label));
    element.addEventListener("click", act);
    return element;
  };
  if (kind === "signed_out") return [h("a.button.button-small", { href: `/sign-in?next=${encodeURIComponent(location.pathname)}` }, t("counter.sign_in_again"))];
  if (kind === "retrying") return [button("counter.abandon", abandon)];
  return kind === "unreachable" ? [button("counter.send_again", resend), button("counter.abandon", abandon)] : [];
}
