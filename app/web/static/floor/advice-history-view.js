/** Saying no to advice, and today's earlier advice, as descriptions for `patch`. Words come from `say`. */
import { h } from "../js/dom.js";

export const REASONS = ["known", "person", "break", "wait"];

/** Why not: one touch for the usual reasons, a word of one's own, or none. */
export function refusalView(say) {
  return h(
    "div",
    { key: "refusal", id: "advice-refusal", class: "floor-call-form", role: "group", "aria-labelledby": "refusal-title" },
    h("h3", { id: "refusal-title", tabindex: "-1" }, say.t("floor.refuse_title")),
    h(
      "div",
      { class: "floor-reasons" },
      REASONS.map((reason) =>
        h(
          "button",
          { key: reason, type: "button", class: "button", "data-do": "advice-refuse-for", "data-reason": reason },
          say.t(`floor.refuse_${reason}`),
        ),
      ),
    ),
    h(
      "div",
      { class: "field" },
      h("label", { for: "refuse-reason" }, say.t("floor.refuse_other")),
      h("input", { id: "refuse-reason", type: "text", maxlength: 200, autocomplete: "off" }),
    ),
    h(
      "div",
      { class: "floor-side-foot" },
      h("button", { type: "button", class: "button", "data-do": "advice-refuse-for" }, say.t("floor.refuse_send")),
      h(
        "button",
        { type: "button", class: "link-button floor-quiet-button", "data-do": "advice-refuse-drop" },
        say.t("floor.support_drop"),
      ),
    ),
  );
}

/** A button that shows the list, and the list; nothing on a day without earlier advice. */
export function historyView(entries, isShown, say) {
  if (!entries.length) return [];
  return [
    h(
      "button",
      {
        key: "history-button",
        type: "button",
        class: "link-button floor-quiet-button floor-history-button",
        "data-do": "advice-history",
        "data-focus": "advice-history",
        "aria-expanded": String(isShown),
        "aria-controls": "advice-history",
      },
      say.t("floor.history", { count: entries.length }),
    ),
    h(
      "ol",
      { key: "history", id: "advice-history", class: "floor-history", hidden: !isShown },
      isShown ? entries.map((entry) => entryView(entry, say)) : [],
    ),
  ];
}

function entryView(entry, say) {
  const { id, time, steps, phase, reason, count } = entry;
  return h(
    "li",
    { key: id, class: "floor-proposal" },
    h(
      "p",
      { class: "floor-call-head" },
      h("span", { class: "number" }, say.time(time)),
      h("span", { class: "tag", "data-tone": phase === "accepted" ? "ok" : null }, say.t(`floor.history_${phase}`)),
      entry.by && h("span", { class: "small" }, say.t("floor.history_by", { name: entry.by, time: say.time(entry.decidedAt) })),
      count > 1 && h("span", { key: "count", class: "muted small" }, say.t("floor.history_count", { count })),
    ),
    steps.map((step, index) => h("p", { key: `${index}`, class: "small" }, step)),
    reason && h("p", { key: "reason", class: "small" }, say.t("floor.history_reason", { reason })),
    outcomeViews(entry, say),
  );
}

/** What was expected, and for accepted advice what happened beside it. */
function outcomeViews({ phase, expected, happened }, say) {
  if (!expected.length || phase === "nothing") return [];
  const line = (key, words) => h("p", { key, class: "muted small" }, words);
  if (!happened?.length) {
    const waits = expected.map((each) => say.t("floor.history_wait", { ...each, service: say.service(each.service) }));
    const words = say.t("floor.history_expected", { waits: waits.join(say.t("floor.separator")) });
    return [line("expected", words), happened && line("few", say.t("floor.history_too_few"))];
  }
  return happened.map((each) =>
    line(each.service, say.t("floor.advice_so_far", { ...each, service: say.service(each.service) })),
  );
}
