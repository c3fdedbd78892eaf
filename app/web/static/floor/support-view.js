/** The panel of support staff as a description for `patch`. `state` as in support-state.js; words come from `say`. */
import { h } from "../js/dom.js";
import { pick } from "../js/words.js";
import { panelHead } from "./dialogs-view.js";

/** Calls that stand, then whom one can call. `base` is the address of the API of support staff. */
export function supportView(state, { draft, code, problem, base }, floor, say) {
  return [
    panelHead("support-title", say.t("floor.support"), null, "support", say),
    problem && h("p", { key: "problem", class: "notice", "data-tone": "error", role: "alert" }, problem),
    !state && !problem && h("p", { key: "wait", class: "muted" }, say.t("common.loading")),
    ...(state ? bodyOf(state, { draft, code, base }, floor, say) : []),
  ];
}

function bodyOf({ standing, ready, away }, { draft, code, base }, floor, say) {
  return [
    standing.length > 0 &&
      h(
        "ul",
        { key: "standing", class: "floor-calls", "aria-label": say.t("floor.support_calls") },
        standing.map((call) => callView(call, code === call.id, base, say)),
      ),
    h("h3", { key: "title", id: "support-ready" }, say.t("floor.support_ready")),
    ready.length
      ? h(
          "ul",
          { key: "ready", class: "floor-calls", "aria-labelledby": "support-ready" },
          ready.map((person) => personView(person, draft, floor, say)),
        )
      : h("p", { key: "nobody", class: "muted" }, say.t("floor.support_nobody")),
    away.length > 0 &&
      h(
        "p",
        { key: "away", class: "muted small" },
        say.t("floor.support_away", { names: away.map((each) => nameOf(each, say)).join(say.t("floor.separator")) }),
      ),
  ];
}

function callView(call, showsCode, base, say) {
  const counter = call.counter && say.t("common.counter_number", { number: call.counter });
  const facts = [call.services.map(say.full).join(say.t("floor.separator")), counter, call.reason];
  return h(
    "li",
    { key: call.id, class: "floor-proposal", "data-call": call.state },
    h(
      "p",
      { class: "floor-call-head" },
      h("span", { class: "strong" }, nameOf(call, say)),
      h(
        "span",
        { class: "tag", "data-tone": call.state === "here" ? "ok" : null },
        say.t(`floor.support_${call.state}`),
      ),
      h("span", { class: "small" }, timeWords(call, say)),
    ),
    h("p", { class: "muted small" }, facts.filter(Boolean).join(say.t("floor.separator"))),
    h("div", { class: "floor-side-foot" }, callButtons(call, showsCode, say)),
    showsCode && call.state !== "here" && codeView(call, base, say),
  );
}

function callButtons({ id, state }, showsCode, say) {
  const button = (action, name, more = {}) =>
    h(
      "button",
      {
        key: action,
        type: "button",
        class: name,
        "data-do": action,
        "data-call": id,
        "data-focus": `${action}-${id}`,
        ...more,
      },
      say.t(`floor.${action.replaceAll("-", "_")}`),
    );
  if (state === "here") return [button("support-leave", "button")];
  return [
    button("support-arrive", state === "coming" ? "button button-primary" : "button"),
    button("support-code", "button", { "aria-expanded": String(showsCode) }),
    state === "called" && button("support-comes", "link-button floor-quiet-button"),
    state === "called" && button("support-declines", "link-button floor-quiet-button"),
    button("support-withdraw", "link-button floor-quiet-button"),
  ];
}

/** The address of the called person's page, to scan or to read out. */
function codeView({ id, url }, base, say) {
  const address = `${globalThis.location?.origin ?? ""}${url}`;
  return h(
    "div",
    { key: "code", class: "floor-code" },
    h("img", {
      src: `${base}/calls/${encodeURIComponent(id)}/qr.svg`,
      alt: say.t("floor.support_code_alt"),
      width: 160,
      height: 160,
    }),
    h(
      "div",
      null,
      h("p", { class: "small" }, say.t("floor.support_code_hint")),
      h("a", { class: "small floor-address", href: url, target: "_blank", rel: "noopener" }, address),
    ),
  );
}

function personView(person, draft, floor, say) {
  const isAsked = draft?.supporter === person.id;
  const notice = say.t("floor.support_notice", { minutes: person.notice_minutes });
  const declined = person.declined && say.t("floor.support_declined", { time: say.time(person.declined) });
  return h(
    "li",
    { key: person.id, class: "floor-proposal" },
    h(
      "div",
      { class: "floor-person" },
      h(
        "div",
        null,
        h("p", { class: "strong" }, nameOf(person, say)),
        h("p", { class: "small" }, person.skills.map(say.full).join(say.t("floor.separator"))),
        h("p", { class: "muted small" }, [notice, declined].filter(Boolean).join(say.t("floor.separator"))),
      ),
      !isAsked &&
        h(
          "button",
          {
            type: "button",
            class: "button",
            "data-do": "support-draft",
            "data-supporter": person.id,
            "data-focus": `draft-${person.id}`,
            "aria-label": callWords(person, say),
          },
          say.t("floor.support_call"),
        ),
    ),
    isAsked && formView(person, draft, floor, say),
  );
}

function formView(person, draft, floor, say) {
  const closed = floor.counters.filter((counter) => counter.state === "closed");
  const option = (value, words) =>
    h("option", { key: value, value, selected: (draft.counter ?? "") === value }, words);
  return h(
    "div",
    { key: "form", id: "support-form", class: "floor-call-form", role: "group", "aria-label": callWords(person, say) },
    h(
      "fieldset",
      { class: "field" },
      h("legend", null, say.t("floor.support_services")),
      person.skills.map((service) => serviceChoice(service, draft, say)),
    ),
    h(
      "div",
      { class: "field" },
      h("label", { for: "support-counter" }, say.t("floor.support_counter")),
      h(
        "select",
        { id: "support-counter", "data-do": "support-counter" },
        closed.map(({ id }) => option(id, say.t("common.counter_number", { number: id }))),
        option("", say.t("floor.support_no_counter")),
      ),
    ),
    h(
      "div",
      { class: "field" },
      h("label", { for: "support-reason" }, say.t("floor.support_reason")),
      h("input", { id: "support-reason", type: "text", maxlength: 200, autocomplete: "off" }),
    ),
    h(
      "div",
      { class: "floor-side-foot" },
      h(
        "button",
        {
          type: "button",
          class: "button button-primary",
          "data-do": "support-send",
          "data-focus": "support-send",
          disabled: !draft.services.length,
        },
        callWords(person, say),
      ),
      h(
        "button",
        { type: "button", class: "link-button floor-quiet-button", "data-do": "support-drop" },
        say.t("floor.support_drop"),
      ),
    ),
  );
}

function serviceChoice(service, draft, say) {
  return h(
    "label",
    { key: service, class: "choice" },
    h("input", {
      type: "checkbox",
      "data-do": "support-service",
      "data-service": service,
      "data-focus": `support-service-${service}`,
      checked: draft.services.includes(service),
    }),
    say.full(service),
  );
}

function timeWords({ state, called_at, expected_at, came_at }, say) {
  if (state === "here") return say.t("floor.support_since", { time: say.time(came_at) });
  const expected = expected_at && say.t("floor.support_expected", { time: say.time(expected_at) });
  if (state === "coming") return expected;
  const called = say.t("floor.support_called_at", { time: say.time(called_at) });
  return [called, expected].filter(Boolean).join(say.t("floor.separator"));
}

function nameOf({ name }, say) {
  return pick(name, say.language);
}

function callWords(person, say) {
  return say.t("floor.support_call_name", { name: nameOf(person, say) });
}
