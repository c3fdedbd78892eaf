/** The form in which a change is put together; every choice is a native field. Words come from `say`. */
import { h } from "../js/dom.js";
import { pick } from "../js/words.js";
import { KINDS } from "./whatif-state.js";

const DELAYS = [0, 5, 10, 15, 20, 30];
const PAUSES = [15, 30, 45, 60, 90];
const STAYS = [30, 60, 90, 120, 180];
const LONGER = [15, 30, 60, 90, 120];
const PEOPLE = [1, 2, 3, 4, 5];

/** `time` writes an instant of the form. */
export function formView(state, floor, time, say) {
  const { draft, slots, addable } = state;
  const minutes = (each) => [each, say.t("floor.whatif_minutes", { minutes: each })];
  const field = (name, label, value, options) => selectField(name, say.t(label), value, options);
  const when = () => field("at", `floor.whatif_at_${draft.kind}`, draft.at, slots.map((at) => [at, time(at)]));
  const counter = () => field("counter", "floor.whatif_counter", draft.counter, counterOptions(state, say));
  const fields = {
    serve: () => [counter(), when(), delaysView(draft, floor, say)],
    break: () => [counter(), when(), field("pause", "floor.whatif_how_long", draft.pause, PAUSES.map(minutes))],
    close: () => [counter(), when()],
    extra: () => extraFields(state, floor, { field, when, minutes }, say),
    last_ticket: () => [field("service", "floor.whatif_service", draft.service, serviceOptions(floor, say)), when()],
    longer: () => [field("longer", "floor.whatif_how_much_longer", draft.longer, LONGER.map(minutes))],
  };
  return h(
    "section",
    { class: "whatif-form", "aria-labelledby": "whatif-form-title" },
    h("h3", { id: "whatif-form-title" }, say.t("floor.whatif_add_title")),
    field("kind", "floor.whatif_kind", draft.kind, KINDS.map((kind) => [kind, say.t(`floor.whatif_kind_${kind}`)])),
    fields[draft.kind](),
    h(
      "button",
      { key: "add", type: "button", class: "button", "data-do": "whatif-add", "data-focus": "whatif-add", disabled: !addable },
      say.t("floor.whatif_add"),
    ),
  );
}

function extraFields({ draft, roster }, floor, { field, when, minutes }, say) {
  const anybody = [null, say.t("floor.whatif_anybody")];
  const who = [anybody, ...roster.map((each) => [each.id, pick(each.name, say.language)])];
  const stays = [[null, say.t("floor.whatif_to_the_end")], ...STAYS.map(minutes)];
  const able = roster.find((each) => each.id === draft.supporter)?.skills;
  const services = floor.services.map((service) => service.id).filter((id) => !able || able.includes(id));
  return [
    field("supporter", "floor.whatif_who", draft.supporter, who),
    !draft.supporter && field("people", "floor.whatif_people", draft.people, PEOPLE.map((each) => [each, String(each)])),
    when(),
    field("stays", "floor.whatif_how_long", draft.stays, stays),
    h(
      "fieldset",
      { key: "services", class: "field" },
      h("legend", null, say.t("floor.support_services")),
      services.map((service) => serviceChoice(service, draft, say)),
    ),
  ];
}

function serviceChoice(service, draft, say) {
  return h(
    "label",
    { key: service, class: "choice" },
    h("input", {
      type: "checkbox",
      "data-do": "whatif-extra",
      "data-service": service,
      "data-focus": `whatif-extra-${service}`,
      checked: draft.services.includes(service),
    }),
    say.full(service),
  );
}

function delaysView(draft, floor, say) {
  return h(
    "fieldset",
    { key: "delays", class: "field whatif-delays" },
    h("legend", null, say.t("floor.serves")),
    floor.services.map(({ id }) => delayField(id, draft, say)),
  );
}

function delayField(service, draft, say) {
  const words = (minutes) => (minutes ? say.t("floor.role_helps", { minutes }) : say.t("floor.role_full"));
  const usual = draft.delays[service];
  const delays = usual === undefined || DELAYS.includes(usual) ? DELAYS : [...DELAYS, usual].sort((a, b) => a - b);
  const options = [[null, say.t("floor.whatif_not_at_all")], ...delays.map((minutes) => [minutes, words(minutes)])];
  const id = `whatif-${service}`;
  return h(
    "div",
    { key: service, class: "whatif-delay" },
    h("label", { for: id }, say.full(service)),
    h(
      "select",
      { id, "data-do": "whatif-delay", "data-service": service, "data-focus": id },
      optionViews(options, draft.delays[service] ?? null),
    ),
  );
}

function counterOptions({ counters }, say) {
  return counters.map(({ id, state }) => {
    const words = say.t("common.counter_number", { number: id });
    if (state !== "closed" && state !== "paused") return [id, words];
    return [id, say.t("floor.whatif_counter_state", { counter: words, state: say.t(`floor.doing_${state}`) })];
  });
}

function serviceOptions(floor, say) {
  return [[null, say.t("floor.whatif_all_services")], ...floor.services.map(({ id }) => [id, say.full(id)])];
}

/** A field of the draft; its change is `whatif-field` with the name of the field. */
function selectField(name, label, value, options) {
  const id = `whatif-${name}`;
  return h(
    "div",
    { key: name, class: "field" },
    h("label", { for: id }, label),
    h("select", { id, "data-do": "whatif-field", "data-field": name, "data-focus": id }, optionViews(options, value)),
  );
}

function optionViews(options, chosen) {
  return options.map(([value, words]) =>
    h("option", { key: `${value}`, value: value ?? "", selected: value === chosen }, words),
  );
}
