// What has to be asked before a verb can be sent. Each flow returns the details for `commandFor`, or null when the
// person changed their mind. `ctx` is {desk, hall, words}.

import { pick } from "../js/words.js";
import { needsOf, ownFirst, serviceChoices, serviceModel } from "./desk-models.js";
import { plannedNext, currentStop } from "./desk-state.js";
import { askNeeds, askNumber, askPriority, askServices, choose } from "./dialogs.js";
import { knownNumbers } from "./line-facts.js";

const HOLD_REASONS = ["documents", "writing", "checking", "away", "other"];
const CANCEL_REASONS = ["changed_mind", "not_needed", "wrong_service", "other"];
const PAUSE_MINUTES = [5, 10, 15, 30, 60];

/** {action, details} to send for an action that was pressed, or null. Actions without a flow are sent as they are. */
export async function askFor(action, ctx) {
  const flow = FLOWS[action];
  return flow ? flow(ctx) : { action, details: {} };
}

const FLOWS = {
  "finish-next": finishWithNext,
  transfer,
  hold: (ctx) => withReason("hold", HOLD_REASONS, ctx),
  cancel: (ctx) => withReason("cancel", CANCEL_REASONS, ctx),
  "bring-back": bringBack,
  call: callNumber,
  priority,
  needs,
  counter: counterMenu,
  open,
  help,
};

async function finishWithNext({ desk, hall, words }) {
  const planned = plannedNext(desk);
  const services = serviceChoices(hall, { without: currentStop(desk)?.service, planned });
  const end = { value: null, digit: "0", label: words.t("counter.finish_end") };
  const choices = [...services.map((service) => serviceChoice(service, words)), end];
  const focus = Math.max(0, planned ? services.findIndex((service) => service.planned) : choices.length - 1);
  const answer = await choose({ title: words.t("counter.finish_title", { number: desk.current.number }), choices, focus });
  return answer && { action: "finish-next", details: { service: answer.value } };
}

async function transfer({ desk, hall, words }) {
  const services = serviceChoices(hall, { without: currentStop(desk)?.service });
  const answer = await choose({
    title: words.t("counter.transfer_title", { number: desk.current.number }),
    choices: services.map((service) => serviceChoice(service, words)),
    toggle: { label: words.t("counter.keep_place"), on: true },
  });
  return answer && { action: "transfer", details: { service: answer.value, keepPlace: answer.on } };
}

function serviceChoice(service, { t }) {
  const { id, digit, letter, name, planned } = service;
  return { value: id, digit, letter, service, label: name, note: planned ? t("counter.planned") : null };
}

async function withReason(action, reasons, { desk, words }) {
  const title = words.t(`counter.${action}_title`, { number: desk.current.number });
  const choices = reasons.map((reason, index) => ({ value: reason, digit: String(index + 1), label: words.t(`counter.${action}_${reason}`) }));
  const answer = await choose({ title, choices });
  return answer && { action, details: { reason: answer.value } };
}

async function bringBack({ desk, hall, words }) {
  const entries = [
    ...ownFirst(desk.held, desk).map((entry) => ({ entry, action: "resume", kind: "held" })),
    ...ownFirst(desk.missed, desk).map((entry) => ({ entry, action: "return", kind: "missed" })),
  ];
  const choices = entries.map(({ entry, action, kind }, index) => ({
    value: { action, details: { number: entry.number } },
    digit: index < 9 ? String(index + 1) : null,
    service: serviceModel(entry.service, hall),
    label: entry.number,
    note: [words.t(`counter.${kind}`), heldFor(entry, words)].filter(Boolean).join(" "),
  }));
  const answer = await choose({ title: words.t("counter.bring_back_title"), hint: words.t("counter.bring_back_hint"), choices });
  return answer?.value ?? null;
}

// Reasons chosen from the list are codes; others are as somebody wrote them.
function heldFor({ reason }, words) {
  return reason && words.has(`counter.hold_${reason}`) ? words.t(`counter.hold_${reason}`) : reason;
}

async function callNumber(ctx) {
  const { t } = ctx.words;
  const describe = (number) => (number ? t("counter.call_meant", { number }) : t("counter.call_unclear"));
  const number = await askNumber({ numbers: numbersOf(ctx), describe });
  return number && { action: "call", details: { number } };
}

async function priority(ctx) {
  const { hall, words } = ctx;
  const classes = hall.office.priorities.map(({ id, name, head_start_minutes: count }) => ({
    id, label: words.t("counter.priority_of", { name: pick(name, hall.language), count }),
  }));
  const details = await askPriority({ classes, numbers: numbersOf(ctx) });
  return details && { action: "priority", details };
}

async function needs(ctx) {
  const { number, needs: flags, language } = ctx.desk.current ?? {};
  const details = await askNeeds({ number, needs: needsOf(flags).flags, language, numbers: numbersOf(ctx) });
  return details && { action: "needs", details };
}

function numbersOf({ desk, hall, words }) {
  const known = [...knownNumbers(desk, hall.board), ...(desk.current ? [desk.current.number] : [])];
  const prefixes = desk.offers.map(({ service }) => serviceModel(service, hall).prefix);
  return { known, prefixes, unclear: words.t("counter.call_unclear") };
}

async function counterMenu(ctx) {
  const { desk, words } = ctx;
  const items = desk.state === "closed" ? ["usual", "chosen"] : desk.state === "paused" ? ["resume", "chosen", "close"] : ["pause", "chosen", "close"];
  const choices = items.map((item, index) => ({ value: item, digit: String(index + 1), label: words.t(`counter.menu_${item}`) }));
  const answer = await choose({ title: words.t("counter.menu_title", { counter: desk.counter }), choices });
  return answer && MENU[answer.value](ctx);
}

const MENU = {
  usual: () => ({ action: "open", details: {} }),
  resume: ({ desk }) => ({ action: "open", details: { services: desk.offers } }),
  chosen: chooseServices,
  pause,
  close: () => ({ action: "close", details: {} }),
};

// After a pause the counter goes on with what it served before; a closed one starts with its usual services.
async function open(ctx) {
  const { desk, hall } = ctx;
  if (desk.state === "paused" && desk.offers.length) return MENU.resume(ctx);
  const counter = hall.office.counters.find(({ id }) => id === desk.counter);
  return counter?.services.length ? MENU.usual() : chooseServices(ctx);
}

async function chooseServices({ desk, hall, words }) {
  const counter = hall.office.counters.find(({ id }) => id === desk.counter);
  const on = new Map((desk.offers.length ? desk.offers : counter?.services ?? []).map((offer) => [offer.service, offer.delay_minutes]));
  const services = serviceChoices(hall).map((service) => ({ ...service, on: on.has(service.id), delay: on.get(service.id) ?? 0 }));
  const chosen = await askServices({ services, delayLabel: (name) => words.t("counter.delay_of", { service: name }) });
  return chosen && { action: "open", details: { services: chosen } };
}

async function pause({ words }) {
  const timed = PAUSE_MINUTES.map((minutes, index) => ({ value: minutes, digit: String(index + 1), label: words.t("counter.minutes", { count: minutes }) }));
  const choices = [...timed, { value: null, digit: "0", label: words.t("counter.pause_open_end") }];
  const answer = await choose({ title: words.t("counter.pause_title"), choices });
  return answer && { action: "pause", details: { minutes: answer.value } };
}

async function help({ words }) {
  const choices = [{ value: true, digit: "1", label: words.t("counter.help_yes") }];
  const answer = await choose({ title: words.t("counter.help_title"), choices });
  return answer && { action: "help", details: {} };
}
