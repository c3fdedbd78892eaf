/** The what-if page as a description for `patch`. `state` as in whatif-panel.js; words come from `say`. */
import { h } from "../js/dom.js";
import { panelHead } from "./dialogs-view.js";
import { effectRows, PAUSES } from "./whatif-state.js";

const DELAYS = [0, 5, 10, 15, 20, 30];
const COLUMNS = ["p50", "p90", "within_target", "left_at_closing"];

/** Banner and head, the change on the left, what it would bring on the right. */
export function whatIfView(state, can, floor, say) {
  return [
    panelHead("whatif-title", say.t("floor.whatif_title"), say.t("floor.whatif_not_live"), "whatif", say),
    h(
      "div",
      { key: "parts", class: "floor-whatif-parts" },
      formView(state, can, floor, say),
      h("div", { class: "floor-whatif-effects" }, effectsView(state, can, say)),
    ),
  ];
}

function formView({ draft, asking }, can, floor, say) {
  return h(
    "div",
    { class: "floor-call-form" },
    selectField("whatif-counter", say.t("floor.whatif_counter"), draft.counter, counterOptions(floor, say)),
    selectField("whatif-duty", say.t("floor.whatif_duty"), draft.duty, dutyOptions(say)),
    draft.duty === "serve" &&
      h(
        "fieldset",
        { key: "services", class: "field floor-whatif-services" },
        h("legend", null, say.t("floor.serves")),
        floor.services.map((service) => serviceRow(service.id, draft, say)),
      ),
    h(
      "div",
      { key: "ask", class: "floor-side-foot" },
      h(
        "button",
        {
          type: "button",
          class: can.doIt ? "button" : "button button-primary",
          "data-do": "whatif-ask",
          "data-focus": "whatif-ask",
          disabled: asking || !can.ask,
        },
        say.t("floor.whatif_ask"),
      ),
    ),
  );
}

function selectField(id, label, value, options) {
  return h(
    "div",
    { key: id, class: "field" },
    h("label", { for: id }, label),
    h("select", { id, "data-do": id, "data-focus": id }, optionViews(options, value)),
  );
}

function optionViews(options, chosen) {
  return options.map(([value, words]) => h("option", { key: value, value, selected: value === String(chosen) }, words));
}

function counterOptions(floor, say) {
  return floor.counters.map(({ id, state }) => {
    const words = say.t("common.counter_number", { number: id });
    if (state !== "closed" && state !== "paused") return [id, words];
    return [id, say.t("floor.whatif_counter_state", { counter: words, state: say.t(`floor.doing_${state}`) })];
  });
}

function dutyOptions(say) {
  return [
    ["serve", say.t("floor.whatif_serve")],
    ...PAUSES.map((minutes) => [`pause-${minutes}`, say.t("floor.whatif_pause", { minutes })]),
    ["close", say.t("floor.whatif_close")],
  ];
}

function serviceRow(service, draft, say) {
  const options = [
    ["", say.t("floor.whatif_not_at_all")],
    ...DELAYS.map((minutes) => [
      String(minutes),
      minutes ? say.t("floor.role_helps", { minutes }) : say.t("floor.role_full"),
    ]),
  ];
  const id = `whatif-${service}`;
  return h(
    "div",
    { key: service, class: "floor-whatif-service" },
    h("label", { for: id }, say.full(service)),
    h(
      "select",
      { id, "data-do": "whatif-delay", "data-service": service, "data-focus": id },
      optionViews(options, draft.delays[service] ?? ""),
    ),
  );
}

function effectsView({ asking, problem, tried }, can, say) {
  if (problem) return [h("p", { key: "problem", class: "notice", "data-tone": "error", role: "alert" }, problem)];
  if (asking)
    return [
      h("p", { key: "asking", class: "muted", role: "status" }, say.t("floor.whatif_asking")),
      h("progress", { key: "progress", class: "floor-asking", "aria-label": say.t("floor.whatif_asking") }),
    ];
  if (!tried) return [h("p", { key: "hint", class: "muted" }, say.t("floor.whatif_hint"))];
  const { services, overall } = effectRows(tried.answer);
  return [
    tableView(services, overall, say),
    overall.overtime && h("p", { key: "overtime", class: "small" }, say.t("floor.whatif_overtime", overall.overtime)),
    h("p", { key: "sure", class: "muted small" }, say.t("floor.whatif_sure", { futures: tried.answer.futures })),
    can.doIt
      ? h(
          "div",
          { key: "do", class: "floor-side-foot" },
          h(
            "button",
            { type: "button", class: "button button-primary", "data-do": "whatif-do", "data-focus": "whatif-do" },
            say.t("floor.whatif_do"),
          ),
          h(
            "button",
            { type: "button", class: "link-button floor-quiet-button", "data-do": "whatif" },
            say.t("floor.whatif_leave"),
          ),
        )
      : h("p", { key: "changed", class: "notice floor-late" }, say.t("floor.whatif_again")),
  ];
}

function tableView(services, overall, say) {
  const heads = COLUMNS.map((name) => h("th", { key: name, scope: "col" }, say.t(`floor.whatif_${name}`)));
  const row = (key, name, figures) =>
    h(
      "tr",
      { key },
      h("th", { scope: "row" }, name),
      COLUMNS.map((measure) => h("td", { key: measure }, figureView(figures[measure], say))),
    );
  return h(
    "table",
    { key: "table", class: "floor-effects" },
    h("caption", { class: "visually-hidden" }, say.t("floor.whatif_caption")),
    h("thead", null, h("tr", null, h("th", { scope: "col" }, say.t("floor.whatif_service")), heads)),
    h(
      "tbody",
      null,
      services.map((each) => row(each.id, say.full(each.id), each)),
      row("overall", say.t("floor.whatif_overall"), overall),
    ),
  );
}

function figureView(figure, say) {
  if (!figure) return "–";
  const { before, after, error, tone } = figure;
  return [
    h("span", { class: "floor-effect number", "data-tone": tone }, `${before} → ${after}`),
    h("span", { class: "floor-effect-error" }, say.t("floor.whatif_error", { error })),
  ];
}
