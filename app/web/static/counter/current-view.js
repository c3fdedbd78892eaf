// The left side: the number, what is known of the ticket, the verbs that are possible, undo.

import { h, icon, keyCap } from "./dom.js";
import { needTags, priorityTag, reservedTag, tile, waited } from "./pieces.js";

// Buttons that are not about a ticket stand back.
const QUIET = new Set(["counter", "help"]);

/** The card of the current ticket, or what the counter is while there is none. */
export function currentCard(model, words) {
  if (model.ticket) return [numberPanel(model, words), ticketFacts(model.ticket, words), ...itinerary(model.ticket, words)];
  return [calmPanel(model, words)];
}

function numberPanel({ phase, ticket }, words) {
  const { t } = words;
  const since = ticket.since && h("span.panel-clock", { "data-since": ticket.since, "data-clock": phase });
  const calls = phase === "called" && ticket.calls > 1 ? h("span.panel-calls", {}, t("counter.calls", { count: ticket.calls })) : null;
  return h(
    "div.panel", { "data-phase": phase },
    h("p.panel-state", {}, h("span.panel-word", {}, t(`counter.phase_${phase}`)), since, calls),
    h("p.panel-number.number", {}, ticket.number),
    h("p.panel-service", {}, tile(ticket.service, { named: true }), h("span", {}, ticket.service.name)),
  );
}

function ticketFacts(ticket, words) {
  const { t } = words;
  const care = [...needTags(ticket.needs, words), ...(ticket.priority ? [priorityTag(ticket.priority, words)] : [])];
  const rows = [
    ticket.procedures.length ? [t("counter.procedures"), ticket.procedures.join(t("counter.list_comma"))] : null,
    care.length ? [t("counter.care"), h("span.needs", {}, care)] : null,
    ticket.priority?.reason ? [t("counter.reason"), ticket.priority.reason] : null,
    [t("counter.times"), h("span.times", {}, timesOf(ticket, words))],
  ];
  return h("dl.desk-facts", {}, rows.filter(Boolean).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

function timesOf(ticket, words) {
  const usual = ticket.usualMinutes && h("span", {}, words.t("counter.usually", { count: ticket.usualMinutes }));
  return [...reserved(ticket, words), ticket.waited === null ? null : waitedFact(ticket, words), usual];
}

// What staff say to somebody who asks why this number came first.
function reserved({ reservedAt, countsFrom }, words) {
  if (!reservedAt) return [];
  return [reservedTag(reservedAt, words), countsFrom && h("span", {}, words.t("counter.reserved_order", { time: countsFrom }))];
}

function waitedFact({ waited: minutes, waitedMark, service }, words) {
  const target = service.target ? h("span.muted", {}, ` ${words.t("counter.target", { count: service.target })}`) : null;
  return h("span", {}, `${words.t("counter.waited")} `, waited(minutes, waitedMark, words), target);
}

function itinerary({ steps }, words) {
  if (!steps.length) return [];
  const items = steps.map((step) => {
    const sign = step.state === "done" ? icon("done") : null;
    return h("li", { "data-state": step.state, "aria-current": step.state === "here" ? "step" : null },
      tile(step, { small: true, named: true }), step.name, sign, h("span.visually-hidden", {}, words.t(`counter.step_${step.state}`)));
  });
  return [h("ol.route", { "aria-label": words.t("counter.itinerary") }, items)];
}

// No ticket here: free, paused or closed. Nothing shouts.
function calmPanel({ phase, next, counter }, words) {
  const { t } = words;
  const empty = phase === "free" && !next;
  const lines = {
    free: next ? t("counter.calm_next") : t("counter.calm_nobody_hint"),
    paused: counter.pausedUntil ? t("counter.calm_paused_until", { time: counter.pausedUntil.slice(11, 16) }) : t("counter.calm_paused_hint"),
    closed: counter.usual.length ? t("counter.calm_closed_hint") : t("counter.calm_closed_no_usual"),
  };
  return h(
    "div.panel.panel-calm", { "data-phase": phase },
    h("p.panel-word", {}, t(empty ? "counter.calm_nobody" : `counter.calm_${phase}`)),
    h("p.muted", {}, lines[phase]),
    phase === "free" && next ? nextPreview(next, words) : null,
    phase === "closed" && counter.usual.length ? h("ul.panel-services", {}, counter.usual.map((service) => usualService(service, words))) : null,
  );
}

function nextPreview(next, words) {
  return h("div.panel-next", {},
    h("p.panel-next-number.number", {}, next.number),
    h("p", {}, tile(next.service, { small: true, named: true }), " ", next.service.name),
    h("p.needs", {}, needTags(next.needs, words)));
}

function usualService(service, words) {
  const delay = service.delay ? h("span.muted", {}, words.t(service.delay > 0 ? "counter.helps_after" : "counter.goes_before", { count: Math.abs(service.delay) })) : null;
  return h("li", {}, tile(service, { small: true, named: true }), service.name, delay);
}

/** The buttons of the moment; the main one says where the ticket goes. */
export function verbButtons({ main, rest }, words) {
  return [mainButton(main, words), h("div.verbs-rest", {}, rest.map(({ action, key }) => verbButton(action, key, words)))];
}

function mainButton({ label: name, possible, next }, words) {
  const label = next ? words.t("counter.do_finish_to", { service: next.name }) : words.t(`counter.do_${name}`);
  return h("button.button.button-primary.verb-main",
    { type: "button", "data-action": "main", "data-focus": "main", "aria-keyshortcuts": "Space", "aria-disabled": possible ? null : "true" },
    next ? tile(next, { small: true, named: true }) : null, h("span", {}, label), keyCap(words.t("counter.key_space")));
}

function verbButton(action, key, words) {
  return h("button.button.button-secondary.verb",
    { type: "button", "data-action": action, "data-focus": action, "data-quiet": QUIET.has(action), "aria-keyshortcuts": key },
    h("span", {}, words.t(`counter.do_${action}`)), keyCap(key));
}

/** The way back, with the seconds that are left for it. */
export function undoButton(model, words) {
  if (!model) return [];
  const sentence = words.has(`counter.undo_${model.verb}`) ? `counter.undo_${model.verb}` : "counter.undo_other";
  return [h("button.button.button-small.undo", { type: "button", "data-action": "undo", "data-focus": "undo", "aria-keyshortcuts": "U" },
    h("span", {}, words.t(sentence, { number: model.number })),
    h("span.undo-left", { "aria-hidden": "true" }, words.t("counter.seconds", { count: model.seconds })), keyCap("U"))];
}
