/** Special days being changed, before they are applied. Pure: the calendar of the API in, the next draft out. */

const WEEK = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];

/** The calendar as it is, with nothing changed. `calendar` is the API's answer. */
export function draftOf(calendar) {
  return { ...calendar, special: sorted(calendar.hours.special ?? []), preview: null };
}

/** What is in force after applying a draft, with what has been changed in the draft since it was `sent`. */
export function afterApplying(draft, sent, calendar) {
  const applied = draftOf(calendar);
  return draft.special === sent.special ? applied : { ...applied, special: draft.special };
}

/** Another special day, or the same date with other hours. */
export function withDay(draft, special) {
  const others = draft.special.filter((each) => each.date !== special.date);
  return { ...draft, special: sorted([...others, special]), preview: null };
}

export function withoutDay(draft, date) {
  return { ...draft, special: draft.special.filter((each) => each.date !== date), preview: null };
}

function sorted(special) {
  return special.toSorted((one, other) => one.date.localeCompare(other.date));
}

/** The hours as the API takes them. */
export function hoursOf(draft) {
  return { ...draft.hours, special: draft.special };
}

/** Dates that differ from what is in force: {added: Set, removed: [special]}. */
export function changesOf(draft) {
  const before = new Map((draft.hours.special ?? []).map((each) => [each.date, JSON.stringify(each)]));
  const now = new Map(draft.special.map((each) => [each.date, JSON.stringify(each)]));
  return {
    added: new Set([...now].filter(([date, value]) => before.get(date) !== value).map(([date]) => date)),
    removed: (draft.hours.special ?? []).filter((each) => !now.has(each.date)),
  };
}

export function isChanged(draft) {
  const { added, removed } = changesOf(draft);
  return added.size > 0 || removed.length > 0;
}

/** Special days from today on; the past ones stay in the file and are only counted. */
export function upcoming(draft) {
  const listed = draft.special.filter((each) => each.date >= draft.today);
  return { listed, past: draft.special.length - listed.length };
}

/** The sessions by weekday, Monday first: [{day, sessions}]. */
export function weekOf(hours) {
  return WEEK.map((day) => ({ day, sessions: hours[day] ?? [] }));
}

/**
 * The special day that a form describes, or what is wrong with it: {special} or {problem}. `told` is {date, kind
 * ("closed" or "open"), name, opens, closes}; `today` is the first date that still makes sense.
 */
export function specialFrom({ date, kind, name, opens, closes }, today) {
  if (!date) return { problem: "no_date" };
  if (date < today) return { problem: "date_is_past" };
  const named = name ? { name: { ja: name } } : {};
  if (kind === "closed") return { special: { date, ...named } };
  if (!opens || !closes || closes <= opens) return { problem: "hours_wrong" };
  return { special: { date, sessions: [{ opens, closes }], ...named } };
}
