/** The next two hours of a queue in words, beside its picture and instead of it. */
import { h } from "../js/dom.js";
import { waitIn } from "./outlook.js";
import { wallTimeLike } from "./times.js";

const SAID_MINUTES = [30, 60, 120];
const TABLE_MINUTES = [0, 30, 60, 90, 120];
const ROUND_TO = 5;

/** {short, long, warns}: a few words and whole sentences, or null when there is nothing to tell. */
export function aheadWords(ahead, say) {
  if (!ahead?.points.some((point) => point.wait)) return null;
  const waits = SAID_MINUTES.map((minutes) => ({ minutes, wait: waitIn(ahead, minutes) })).filter(({ wait }) => wait);
  const told = waits.map(({ minutes, wait }) => ({ minutes, wait: about(wait.p50, say) }));
  const passes = ahead.passesAt > ahead.points[0].at && { time: wallTimeLike(ahead.passesAt, ahead.like) };
  const left = Math.round(ahead.left?.p50 ?? 0);
  const remains = left > 0 && { left, closes: wallTimeLike(ahead.closesAt, ahead.like) };
  const short =
    (passes && say.t("floor.ahead_passes_short", passes)) ||
    (remains && say.t("floor.ahead_left_short", remains)) ||
    (told.length ? say.t("floor.ahead_in_short", told[0]) : null);
  const sentences = [
    ...told.map((facts) => say.t("floor.ahead_in", facts)),
    passes && say.t("floor.ahead_passes", passes),
    remains && say.t("floor.cause_left", remains),
  ];
  const long = sentences.filter(Boolean).join(say.t("floor.between_sentences"));
  return { short, long, warns: Boolean(passes || remains) };
}

/** The same as a table for the dialog of a service; a sentence when nobody can say. */
export function aheadTable(ahead, say) {
  if (!ahead) return h("p", { key: "no-ahead", class: "empty" }, say.t("floor.ahead_unknown"));
  const begins = ahead.points[0].at;
  const headings = ["time", "wait", "range"].map((name) =>
    h("th", { key: name, scope: "col", class: name === "time" ? "" : "cell-number" }, say.t(`floor.ahead_${name}`)),
  );
  const rows = TABLE_MINUTES.map((minutes) => {
    const wait = waitIn(ahead, minutes);
    const cell = (words) => h("td", { class: "cell-number" }, words);
    return h(
      "tr",
      { key: `${minutes}` },
      h("th", { scope: "row", class: "number" }, wallTimeLike(begins + minutes * 60_000, ahead.like)),
      cell(wait ? about(wait.p50, say) : "–"),
      cell(wait ? say.t("floor.ahead_between", { low: rounded(wait.p10), high: rounded(wait.p90) }) : "–"),
    );
  });
  const head = h("thead", null, h("tr", null, headings));
  return h("table", { key: "ahead", class: "table floor-ahead-table" }, head, h("tbody", null, rows));
}

function about(minutes, say) {
  const wait = rounded(minutes);
  return wait ? say.t("floor.ahead_about", { wait }) : say.t("floor.ahead_under", { wait: ROUND_TO });
}

/** Waits are told in steps of five minutes, as everywhere. */
function rounded(minutes) {
  return Math.round(minutes / ROUND_TO) * ROUND_TO;
}
