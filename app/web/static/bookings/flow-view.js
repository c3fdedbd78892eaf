/** The dialog in which a time is found: for somebody on the telephone, or another one for a booking that exists. */
import { h } from "../js/dom.js";
import { dateWords, pick } from "../js/words.js";
import { detailFields } from "./detail-view.js";
import { STEPS, daysOf, matching, stepNumber } from "./flow-state.js";
import { button, codeOf, facts, problemBox } from "./pieces.js";

/** `context` is {office, offices, language, languages, draft}. */
export function flowView(flow, context, words) {
  const view = VIEWS[flow.step];
  return [head(flow, words), problemBox(flow.problem), alternatives(flow, words), ...view(flow, context, words)];
}

const VIEWS = { procedures, questions, ending, time, details, check, done };

function head(flow, { t }) {
  const step = stepNumber(flow);
  return h(
    "div",
    { class: "booking-head", key: `head-${flow.step}` },
    h("h2", { id: "flow-title", tabindex: "-1" }, t(flow.kind === "move" ? "bookings.move_title" : "bookings.book_title"),
      h("span", { class: "sub" }, step > 0 && t("bookings.step", { step, of: STEPS.length }), step > 0 && t("bookings.gap"), t(`bookings.step_${flow.step}`))),
    button(t("bookings.close"), "close", { small: true, key: "Esc" }),
  );
}

function alternatives({ alternatives: times, office }, words) {
  if (!times.length) return null;
  return h("div", { class: "row", key: "alternatives" }, h("span", null, words.t("bookings.nearest_free")), times.map((slot) => slotButton(slot, office, words, true)));
}

function foot(...buttons) {
  return h("div", { class: "booking-actions", key: "foot" }, buttons);
}

// --- what it is about ----------------------------------------------------------------------------------------------

function procedures(flow, { office, language }, { t }) {
  const offered = office.procedures.filter((procedure) => procedure.bookable !== false);
  const shown = matching(offered, flow, (procedure) => pick(procedure.name, language));
  return [
    h("div", { class: "field", key: "filter" }, h("label", { for: "flow-filter" }, t("bookings.filter")), h("input", { id: "flow-filter", name: "filter", type: "search", autocomplete: "off", value: flow.filter })),
    !shown.length && h("p", { key: "none", class: "empty", role: "status" }, t("bookings.no_procedure")),
    h("fieldset", { class: "field", key: "procedures" }, h("legend", null, t("bookings.which_procedures")),
      h("div", { class: "booking-choices booking-scroll" }, shown.map((procedure) =>
        h("label", { class: "choice", key: procedure.id },
          h("input", { type: "checkbox", name: "procedure", value: procedure.id, checked: flow.procedures.includes(procedure.id) }),
          h("span", null, pick(procedure.name, language)))))),
    h("div", { class: "field booking-people", key: "people" }, h("label", { for: "flow-people" }, t("bookings.how_many")),
      h("select", { id: "flow-people", name: "people" }, Array.from({ length: 10 }, (_, n) => h("option", { value: n + 1, selected: flow.people === n + 1 }, t("bookings.people", { n: n + 1 }))))),
    foot(button(t("bookings.next"), "flow-plan", { kind: "button-primary", disabled: !flow.procedures.length || flow.busy })),
  ].filter(Boolean);
}

function questions(flow, { language }, { t }) {
  const { question } = flow;
  if (!question) return [h("p", { class: "empty", key: "wait" }, t("bookings.loading"))];
  const text = (names) => pick(names, language);
  return [
    h("fieldset", { class: "field", key: question.key }, h("legend", { class: "booking-question" }, text(question.text)),
      text(question.hint) && h("p", { class: "hint" }, text(question.hint)),
      h("div", { class: "booking-choices" }, question.options.map((option, n) =>
        h("button", { type: "button", key: option.id, class: "booking-option", "data-do": "flow-answer", "data-value": option.id, "data-focus": `answer-${n}` }, text(option.text))))),
    foot(button(t("bookings.back"), "flow-back")),
  ];
}

function ending(flow, { language }, { t }) {
  return [
    h("p", { class: "lead", key: "ending" }, t(`bookings.ending_${flow.visit.ending}`)),
    h("p", { key: "reason" }, pick(flow.visit.reason, language)),
    foot(button(t("bookings.back"), "flow-back"), button(t("bookings.close"), "close", { kind: "button-primary", focus: "end" })),
  ];
}

// --- when and where --------------------------------------------------------------------------------------------------

function time(flow, context, words) {
  const { t } = words;
  const tabs = ["here", "earliest", "nearest"].map((where) =>
    h("button", { type: "button", class: "booking-tab", "data-do": "flow-where", "data-value": where, "data-focus": `where-${where}`, "aria-pressed": String(flow.where === where) }, t(`bookings.where_${where}`)));
  return [
    flow.visit && h("p", { key: "visit", class: "small muted" }, t("bookings.visit_takes", { minutes: flow.visit.minutes })),
    flow.kind === "move" && h("p", { key: "before" }, t("bookings.now_at", { when: whenWords(flow.reservation.startsAt, words) })),
    flow.kind === "book" && h("div", { class: "booking-tabs", key: "tabs", role: "group", "aria-label": t("bookings.where") }, tabs),
    h("div", { class: "booking-scroll", key: `times-${flow.where}` }, flow.where === "here" ? here(flow, words) : elsewhere(flow, context, words)),
    foot(flow.kind === "book" && button(t("bookings.back"), "flow-back")),
  ].filter(Boolean);
}

function here(flow, words) {
  const { t } = words;
  if (!flow.slots) return h("p", { class: "empty" }, t("bookings.loading"));
  const days = daysOf(flow.slots);
  if (!days.length) return h("p", { class: "empty" }, t("bookings.no_times"));
  const shown = days.find(({ day }) => day === flow.day) ?? days[0];
  return [
    h("div", { class: "booking-days", role: "group", "aria-label": t("bookings.which_day") }, days.map(({ day, count }) =>
      h("button", { type: "button", key: day, class: "booking-day", "data-do": "flow-day", "data-value": day, "data-focus": `day-${day}`, "aria-pressed": String(day === shown.day) },
        h("span", null, dateWords(words, day)), h("span", { class: "small" }, t("bookings.free", { n: count }))))),
    h("p", { class: "small muted" }, t("bookings.staff_places")),
    h("div", { class: "booking-slots", role: "group", "aria-label": dateWords(words, shown.day) }, shown.slots.map((slot) => slotButton(slot, flow.office, words))),
  ];
}

function slotButton(slot, office, words, withDay = false) {
  const at = slot.starts_at.slice(11, 16);
  return h("button", { type: "button", key: `${office}-${slot.starts_at}`, class: "booking-slot", "data-do": "flow-time", "data-value": slot.starts_at, "data-office": office, "data-focus": `slot-${office}-${slot.starts_at}` },
    withDay && h("span", { class: "small" }, dateWords(words, slot.starts_at)),
    h("span", { class: "number" }, at), h("span", { class: "small muted" }, words.t("bookings.left", { n: slot.left })));
}

function elsewhere(flow, { offices, language }, words) {
  const { t } = words;
  if (!flow.elsewhere) return h("p", { class: "empty" }, t("bookings.loading"));
  if (!flow.elsewhere.length) return h("p", { class: "empty" }, t("bookings.no_times"));
  return h("ul", { class: "booking-offices" }, flow.elsewhere.map(({ office, distance_km: km, slots }) =>
    h("li", { key: office },
      h("h3", null, pick(offices.find((each) => each.id === office)?.name, language) || office,
        km !== null && km > 0 && h("span", { class: "small muted" }, ` ${t("bookings.distance", { km })}`)),
      h("div", { class: "booking-slots" }, slots.slice(0, 6).map((slot) => slotButton(slot, office, words, true))))));
}

// --- who, and what was agreed ----------------------------------------------------------------------------------------

function details(flow, { draft, languages }, words) {
  const { t } = words;
  const { held } = flow;
  return [
    h("p", { class: "notice", key: "held", "data-tone": "ok" }, t("bookings.held", { when: whenWords(held.starts_at, words), until: held.held_until.slice(11, 16) })),
    h("form", { class: "stack", key: "form", "data-form": "details" }, detailFields(draft, languages, words),
      h("div", { class: "booking-actions" }, h("button", { type: "submit", class: "button button-primary", disabled: flow.busy }, t("bookings.confirm")), button(t("bookings.back"), "flow-back"))),
  ];
}

function check(flow, _context, words) {
  const { t } = words;
  return [
    facts([
      [t("bookings.before"), whenWords(flow.reservation.startsAt, words)],
      [t("bookings.after"), h("strong", null, whenWords(flow.chosen, words))],
    ]),
    foot(button(t("bookings.do_move_now"), "flow-move", { kind: "button-primary", disabled: flow.busy }), button(t("bookings.back"), "flow-back")),
  ];
}

function done(flow, { offices, language }, words) {
  const { t } = words;
  const { done: made } = flow;
  const place = offices.find((each) => each.id === made.office);
  return [
    h("p", { key: "said", role: "status", class: "lead" }, t(flow.kind === "move" ? "bookings.moved" : "bookings.booked")),
    h("p", { key: "code", class: "booking-hero" }, codeOf([made.code.slice(0, 4), made.code.slice(4)])),
    h("p", { key: "read", class: "muted" }, t("bookings.read_out")),
    facts([
      [t("bookings.when"), whenWords(made.starts_at, words)],
      [t("bookings.place"), pick(place?.name, language) || made.office],
      [t("bookings.from_when"), t("bookings.check_in_from", { time: made.check_in.from.slice(11, 16) })],
      made.bring.length && [t("bookings.bring"), made.bring.map((text) => pick(text, language)).join(t("bookings.and"))],
    ]),
    foot(button(t("bookings.close"), "close", { kind: "button-primary", focus: "done" })),
  ];
}

function whenWords(instant, words) {
  return words.t("bookings.day_and_time", { day: dateWords(words, instant), time: instant.slice(11, 16) });
}
