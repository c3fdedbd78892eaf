// Words from the catalogues.
//
//   const words = await loadWords("ja", "kiosk");       // has the words of `common` too
//   words.t("kiosk.choose_service")                      words.t("common.waiting_people", { count: 18 })
//   pick(service.name, "en")                             waitWords(words, service.wait)  → "25–40分"

import { api } from "./api.js";

/** Fetches one area's words; throws Problem when the service cannot be reached. */
export async function loadWords(language, area, options = {}) {
  return makeWords(await api(`/words/${language}/${area}.json`, options), language);
}

/** `catalogue` maps keys to a sentence or to its plural forms; a key that is missing shows itself. */
export function makeWords(catalogue, language) {
  const rules = new Intl.PluralRules(language.split("-")[0]);
  const t = (key, params = {}) => {
    const entry = catalogue[key] ?? key;
    const sentence = typeof entry === "string" ? entry : entry[rules.select(params.count ?? 0)] ?? entry.other ?? entry.one;
    return fill(sentence, params);
  };
  return { language, t, has: (key) => key in catalogue };
}

function fill(sentence, params) {
  return sentence.replace(/\{(\w+)\}/g, (hole, name) => (name in params ? String(params[name]) : hole));
}

/** The name in this language, else in Japanese. */
export function pick(names, language) {
  return names?.[language] ?? names?.ja ?? "";
}

/** A wait {low, high} in minutes as {number, unit}: "25–40" and "分"; number is null when it is not known. */
export function waitParts(words, wait) {
  if (!wait) return { number: null, unit: words.t("common.wait_unknown") };
  const unit = words.t("common.minutes");
  if (wait.low === wait.high) return { number: words.t("common.wait_about_number", wait), unit };
  return { number: words.t("common.wait_range_number", wait), unit };
}

/** The same as one phrase: "25–40分", or "no estimate yet". */
export function waitWords(words, wait) {
  if (!wait) return words.t("common.wait_unknown");
  return words.t(wait.low === wait.high ? "common.wait_about" : "common.wait_range", wait);
}

const WEEKDAYS = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"];
const FIRST_DAY_OF_REIWA = "2019-05-01";
const FIRST_YEAR_OF_REIWA = 2019;

/** A date "2026-11-21" (or an instant) in words; `form` is "full" (with 令和 in Japanese) or "short". */
export function dateWords(words, date, form = "short") {
  const day = date.slice(0, 10);
  if (day < FIRST_DAY_OF_REIWA) throw new RangeError(`before Reiwa: ${day}`);
  const [year, month, dayOfMonth] = day.split("-").map(Number);
  const weekday = WEEKDAYS[new Date(`${day}T00:00:00Z`).getUTCDay()];
  return words.t(`common.date_${form}`, {
    year,
    era_year: year - FIRST_YEAR_OF_REIWA + 1,
    month,
    month_name: words.t(`common.month_${month}`),
    day: dayOfMonth,
    weekday: words.t(`common.weekday_${weekday}`),
    weekday_short: words.t(`common.weekday_short_${weekday}`),
  });
}
