// Words from the catalogues.
//
//   const words = await loadWords("ja", "kiosk");       // has the words of `common` too
//   words.t("kiosk.choose_service")                      words.t("common.waiting_people", { n: 18 })
//   pick(service.name, "en")                             waitWords(words, service.wait)  → "25–40分"

import { api } from "./api.js";

const SHORT = { month: "long", day: "numeric", weekday: "short" };
const LONG_WITH_YEAR = { year: "numeric", month: "long", day: "numeric", weekday: "long" };
const ERAS = [["reiwa", "2019-05-01"]];

/** Fetches one area's words; throws Problem when the service cannot be reached. */
export async function loadWords(language, area, options = {}) {
  return makeWords(await api(`/words/${language}/${area}.json`, options), language);
}

/** `catalogue` maps keys to a sentence or to its plural forms; a key that is missing shows itself. */
export function makeWords(catalogue, language) {
  const rules = new Intl.PluralRules(language.split("-")[0]);
  const t = (key, params = {}) => {
    const entry = catalogue[key] ?? key;
    const sentence = typeof entry === "string" ? entry : entry[rules.select(params.n ?? 0)] ?? entry.other ?? entry.one;
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

/** A date "2026-11-21" (or an instant) as "11月21日(土)"; `form` "full" adds the year, in Japanese with its era. */
export function dateWords(words, date, form = "short") {
  const day = date.slice(0, 10);
  const full = form === "full";
  if (!words.language.startsWith("ja")) return formatted(day, localeOf(words.language), full ? LONG_WITH_YEAR : SHORT);
  const short = formatted(day, "ja", SHORT);
  return full ? words.t("common.day_with_era", { ...wareki(words, day), day: short }) : short;
}

function formatted(day, locale, parts) {
  return new Intl.DateTimeFormat(locale, { ...parts, timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}

function localeOf(language) {
  return language === "en" ? "en-GB" : language;
}

function wareki(words, day) {
  const era = ERAS.find(([, firstDay]) => day >= firstDay);
  if (!era) throw new RangeError(`no era for ${day}`);
  const [name, firstDay] = era;
  const year = Number(day.slice(0, 4));
  const eraYear = year - Number(firstDay.slice(0, 4)) + 1;
  return { era: words.t(`common.era_${name}`), era_year: eraYear === 1 ? words.t("common.first_year") : eraYear, year };
}
