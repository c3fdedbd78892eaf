/** The advice panel as a description for `patch`. `state` as in advice-state.js; words come from `say`. */
import { h } from "../js/dom.js";
import { historyView, refusalView } from "./advice-history-view.js";
import { soFar } from "./advice-state.js";
import { panelHead } from "./dialogs-view.js";

/** Head, what there is to say, and the proposals, best first. */
export function adviceView(state, { advice, problem, refusing, entries, history }, say) {
  return [
    panelHead("advice-title", say.t("floor.advice"), whenWords(state, advice, say), "advice", say),
    h("p", { key: "status", class: "visually-hidden", role: "status" }, statusWords(state, say)),
    problem && h("p", { key: "problem", class: "notice", "data-tone": "error", role: "alert" }, problem),
    ...bodyOf(state, advice, say),
    refusing ? refusalView(say) : state.phase !== "asking" && foot(state, say),
    ...historyView(entries, history, say),
  ];
}

function bodyOf(state, advice, say) {
  if (state.phase === "asking")
    return [
      h("p", { key: "asking", class: "muted" }, say.t("floor.advice_asking_long")),
      h("progress", { key: "progress", class: "floor-asking", "aria-label": say.t("floor.advice_asking") }),
    ];
  if (state.phase === "nothing")
    return [h("p", { key: "nothing", class: "floor-calm" }, advice.sentence), supportButton(say)];
  if (state.phase === "accepted") return acceptedView(state, advice, say);
  if (state.phase === "open") return openView(state, say);
  if (state.phase === "undone") return [h("p", { key: "undone", class: "floor-calm" }, say.t("floor.undone_advice"))];
  return [];
}

function openView(state, say) {
  const isLate = state.isOld || !state.proposals.every((each) => each.isPossible);
  return [
    isLate && h("p", { key: "late", class: "notice floor-late" }, say.t("floor.advice_late")),
    h(
      "ol",
      { key: "proposals", class: "floor-proposals" },
      state.proposals.map((proposal, index) => proposalView(proposal, index === 0 && !isLate, say)),
    ),
    h("p", { key: "meaning", class: "muted small" }, say.t("floor.advice_minutes")),
  ];
}

function proposalView(proposal, isFirst, say) {
  const { no, isPossible } = proposal;
  return h(
    "li",
    { key: `${no}`, class: "floor-proposal", "data-possible": isPossible ? "yes" : "no" },
    h("div", { id: `proposal-${no}` }, proposalWords(proposal, say)),
    isPossible
      ? h(
          "button",
          {
            type: "button",
            class: isFirst ? "button button-primary" : "button",
            "data-do": "advice-accept",
            "data-proposal": no,
            "data-focus": `accept-${no}`,
            "aria-describedby": `proposal-${no}`,
          },
          say.t("floor.advice_accept"),
        )
      : h("p", { class: "muted small" }, say.t("floor.advice_impossible")),
  );
}

function proposalWords({ why, steps, better, worse }, say) {
  return [
    why && h("p", { key: "why", class: "small" }, why),
    h(
      "div",
      { key: "steps", class: "floor-steps" },
      steps.map((step, index) => h("p", { key: `${index}`, class: "floor-step" }, step)),
    ),
    better.length > 0 && changesView("better", better, say),
    worse.length > 0 && changesView("worse", worse, say),
    !better.length && !worse.length && h("p", { key: "all", class: "small" }, say.t("floor.advice_all_together")),
  ];
}

function changesView(kind, changes, say) {
  return h(
    "p",
    { key: kind, class: `floor-changes floor-changes-${kind}` },
    h("span", { class: "floor-changes-kind" }, say.t(`floor.advice_${kind}`)),
    changes.map(({ service, before, after }) =>
      h(
        "span",
        { key: service, class: "floor-change" },
        say.service(service),
        " ",
        h("span", { class: "number" }, say.t("floor.advice_change", { before, after })),
      ),
    ),
  );
}

function acceptedView(state, advice, say) {
  return [
    h(
      "div",
      { key: "accepted", class: "floor-proposal" },
      h(
        "p",
        { key: "by", class: "strong" },
        say.t("floor.advice_accepted", { time: say.time(advice.decided_at), name: advice.by }),
      ),
      proposalWords(state.chosen, say),
      soFar(advice, state.chosen).map((each) =>
        h(
          "p",
          { key: `so-far-${each.service}`, class: "small" },
          say.t("floor.advice_so_far", { ...each, service: say.service(each.service) }),
        ),
      ),
      state.chosen.isDone
        ? h(
            "button",
            { key: "undo", type: "button", class: "button", "data-do": "advice-undo", "data-focus": "advice-undo" },
            say.t("floor.undo"),
          )
        : h("p", { key: "over", class: "muted small" }, say.t("floor.advice_changed_since")),
    ),
  ];
}

/** When no move helps, somebody more may. */
function supportButton(say) {
  return h(
    "div",
    { key: "support", class: "floor-side-foot" },
    h(
      "button",
      { type: "button", class: "link-button floor-quiet-button", "data-do": "support" },
      say.t("floor.advice_support"),
    ),
  );
}

function foot(state, say) {
  const button = (action, words, name) =>
    h("button", { key: action, type: "button", class: name, "data-do": action, "data-focus": action }, words);
  return h(
    "div",
    { key: "foot", class: "floor-side-foot" },
    button("advice-ask", say.t("floor.advice_again"), "button"),
    state.phase === "open" && button("advice-refuse", say.t("floor.advice_refuse"), "link-button floor-quiet-button"),
  );
}

function whenWords({ phase }, advice, say) {
  if (phase !== "open" && phase !== "nothing") return null;
  const time = say.time(advice.as_of ?? advice.given_at);
  return say.t("floor.advice_as_of", { time, hours: advice.ahead_minutes / 60 });
}

function statusWords({ phase, proposals }, say) {
  if (phase === "asking") return say.t("floor.advice_asking");
  return phase === "open" ? say.t("floor.advice_found", { count: proposals.length }) : "";
}
