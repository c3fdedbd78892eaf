/** The calendar of an office as descriptions for `patch`. */
import { h } from "../js/dom.js";
import { dateWords, pick } from "../js/words.js";
import { changesOf, upcoming, weekOf } from "./calendar-state.js";

const HOLIDAYS_SHOWN = 6;

/** Special days, the changed ones marked, those to be removed still readable. */
export function specialDays(draft, words) {
  const { t } = words;
  const { added, removed } = changesOf(draft);
  const gone = removed.filter((each) => each.date >= draft.today && !added.has(each.date));
  const rows = [...upcoming(draft).listed.map((each) => ({ each, state: added.has(each.date) ? "added" : "" })), ...gone.map((each) => ({ each, state: "removed" }))];
  rows.sort((one, other) => one.each.date.localeCompare(other.each.date));
  return rows.map(({ each, state }) =>
    h("li", { key: each.date, class: "calendar-day", "data-state": state || null },
      h("span", { class: "calendar-date" }, dateWords(words, each.date), h("span", { class: "sub" }, each.date.slice(0, 4))),
      h("span", { class: "calendar-hours" }, sessionWords(each.sessions ?? [], t), pick(each.name, words.language) && h("span", { class: "sub" }, pick(each.name, words.language))),
      state && h("span", { class: "tag", "data-tone": "warning" }, t(`calendar.${state}`)),
      state === "removed"
        ? h("button", { type: "button", class: "button button-small", "data-do": "restore", "data-date": each.date }, t("calendar.keep"))
        : h("button", { type: "button", class: "button button-small", "data-do": "remove", "data-date": each.date, "aria-label": t("calendar.remove_named", { day: dateWords(words, each.date) }) }, t("calendar.remove"))));
}

function sessionWords(sessions, t) {
  if (!sessions.length) return t("calendar.closed");
  return sessions.map((session) => t("calendar.from_to", { from: session.opens, to: session.closes })).join(t("calendar.and"));
}

/** The hours of an ordinary week. */
export function weekRows(draft, { services, language }, { t }) {
  return weekOf(draft.hours).map(({ day, sessions }) =>
    h("tr", { key: day },
      h("th", { scope: "row" }, t(`common.weekday_${day.slice(0, 3)}`)),
      h("td", null, sessions.length ? sessions.map((session) => h("div", null, t("calendar.from_to", { from: session.opens, to: session.closes }), only(session, services, language))) : h("span", { class: "muted" }, t("calendar.closed")))));
}

function only(session, services, language) {
  if (!session.services?.length) return null;
  const names = session.services.map((id) => pick(services.find((each) => each.id === id)?.name, language) || id);
  return h("span", { class: "sub" }, names.join("・"));
}

/** The next public holidays, in which the office is closed unless its file says otherwise. */
export function holidays(draft, words) {
  return draft.public_holidays.slice(0, HOLIDAYS_SHOWN).map((date) => h("li", { key: date }, dateWords(words, date)));
}

/** What the change would do to bookings, and the choice of what becomes of them. */
export function previewView({ preview, fate, busy }, { procedures, language }, words) {
  const { t } = words;
  if (!preview) return [h("p", { key: "wait", class: "muted", role: "status" }, t("calendar.looking"))];
  const { touched, held, restored } = preview;
  const also = [held > 0 && t("calendar.held", { n: held }), restored > 0 && t("calendar.restored", { n: restored })].filter(Boolean);
  return [
    h("p", { key: "count", class: "lead strong", role: "status" }, touched.length ? t("calendar.touched", { n: touched.length }) : t("calendar.none_touched")),
    ...also.map((sentence) => h("p", { key: sentence, class: "small" }, sentence)),
    touched.length > 0 && h("ul", { key: "list", class: "calendar-touched", tabindex: "0", "aria-label": t("calendar.touched", { n: touched.length }) }, touched.map((each) => touchedRow(each, procedures, language, words))),
    touched.length > 0 && h("fieldset", { key: "fate", class: "field" }, h("legend", null, t("calendar.what_becomes")),
      ["displace", "cancel"].map((name) => h("label", { class: "choice", key: name }, h("input", { type: "radio", name: "fate", value: name, checked: fate === name }), h("span", null, t(`calendar.fate_${name}`), h("span", { class: "sub" }, t(`calendar.fate_${name}_hint`)))))),
    h("div", { key: "actions", class: "row" },
      h("button", { type: "button", class: "button button-primary", "data-do": "apply", disabled: busy }, t(touched.length ? `calendar.apply_${fate}` : "calendar.apply")),
      h("button", { type: "button", class: "button", "data-do": "forget" }, t("calendar.forget"))),
  ].filter(Boolean);
}

function touchedRow(each, procedures, language, words) {
  const names = each.procedures.map((id) => pick(procedures.find((one) => one.id === id)?.name, language) || id).join("・");
  return h("li", { key: each.id },
    h("span", { class: "number" }, `${dateWords(words, each.starts_at)} ${each.starts_at.slice(11, 16)}`),
    h("span", null, names || words.t("calendar.consultation")),
    h("span", { class: "small muted" }, words.t(each.has_contact ? "calendar.has_contact" : "calendar.no_contact")));
}
