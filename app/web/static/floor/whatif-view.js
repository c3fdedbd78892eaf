/** The what-if page as a description for `patch`: head, list of changes, form, effects. Words come from `say`. */
import { h } from "../js/dom.js";
import { pick } from "../js/words.js";
import { wallTimeLike } from "./times.js";
import { effectsView } from "./whatif-effects-view.js";
import { formView } from "./whatif-form-view.js";

/** `state` as in whatif-panel.js, with what `view` there adds. */
export function whatIfView(state, floor, say) {
  const time = (at) => (at === null ? say.t("floor.whatif_now") : wallTimeLike(at, floor.as_of));
  return [
    headView(say),
    h(
      "div",
      { key: "parts", class: "whatif-parts" },
      h(
        "div",
        { class: "whatif-changes" },
        listView(state, time, say),
        formView(state, floor, time, say),
      ),
      h("div", { class: "whatif-effects" }, effectsView(state, floor, time, say)),
    ),
  ];
}

/** Nobody takes this for the live floor, and one touch leads back to it. */
function headView(say) {
  return h(
    "div",
    { key: "head", class: "whatif-head" },
    h("span", { class: "whatif-tag" }, say.t("floor.whatif_tag")),
    h(
      "div",
      { class: "whatif-head-words" },
      h("h2", { id: "whatif-title", tabindex: "-1" }, say.t("floor.whatif_title")),
      h("p", null, say.t("floor.whatif_not_live")),
    ),
    h(
      "button",
      { type: "button", class: "button button-primary", "data-do": "whatif", "data-focus": "whatif-leave" },
      say.t("floor.whatif_leave"),
    ),
  );
}

function listView({ changes, roster }, time, say) {
  return h(
    "section",
    { class: "whatif-list", "aria-labelledby": "whatif-list-title" },
    h("h3", { id: "whatif-list-title" }, say.t("floor.whatif_changes")),
    changes.length
      ? h(
          "ol",
          { key: "list" },
          changes.map((change) => changeView(change, roster, time, say)),
        )
      : h("p", { key: "none", class: "muted small" }, say.t("floor.whatif_hint")),
    changes.length > 1 &&
      h(
        "button",
        { key: "all", type: "button", class: "link-button floor-quiet-button", "data-do": "whatif-back-all" },
        say.t("floor.whatif_back_all"),
      ),
  );
}

function changeView(change, roster, time, say) {
  const words = changeWords(change, roster, say);
  return h(
    "li",
    { key: change.id },
    change.kind !== "longer" && h("span", { class: "whatif-when number" }, time(change.at)),
    h("span", { class: "whatif-what" }, words),
    h(
      "button",
      {
        type: "button",
        class: "button",
        "data-do": "whatif-back",
        "data-change": change.id,
        "data-focus": `back-${change.id}`,
        "aria-label": say.t("floor.whatif_back_named", { change: words }),
      },
      say.t("floor.whatif_back"),
    ),
  );
}

/** A change as one sentence, without its time. */
function changeWords({ kind, counter, services, minutes, people, supporter, service }, roster, say) {
  const list = (each) => each.join(say.t("floor.separator"));
  if (kind === "serve") return say.t("floor.whatif_did_serve", { counter, services: list(services.map((each) => offerWords(each, say))) });
  if (kind === "break") return say.t("floor.whatif_did_break", { counter, minutes });
  if (kind === "close") return say.t("floor.whatif_did_close", { counter });
  if (kind === "longer") return say.t("floor.whatif_did_longer", { minutes });
  if (kind === "last_ticket")
    return service
      ? say.t("floor.whatif_did_last_ticket", { service: say.full(service) })
      : say.t("floor.whatif_did_last_ticket_all");
  const person = roster.find((each) => each.id === supporter);
  const facts = { count: people, minutes, services: list(services.map(say.full)), name: pick(person?.name, say.language) };
  const key = supporter ? "floor.whatif_did_extra_name" : "floor.whatif_did_extra";
  return say.t(minutes === null ? key : `${key}_for`, facts);
}

function offerWords({ service, delay_minutes: minutes }, say) {
  return minutes > 0 ? say.t("floor.whatif_offer_after", { service: say.full(service), minutes }) : say.full(service);
}
