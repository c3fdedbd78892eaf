/** What a trial would bring, as figures to show. Pure: the API's answer in, plain values out. */

export const MEASURES = ["p50", "p90", "within_target", "left_at_closing"];

const MORE_IS_BETTER = new Set(["within_target"]);

/** The table: a row per service, and all together; a figure is {before, after, error, tone}, or null when unknown. */
export function effectRows({ services, overall }) {
  const rowOf = (measures, names) => Object.fromEntries(names.map((name) => [name, figureOf(name, measures[name])]));
  return {
    services: services.map((each) => ({ id: each.service, ...rowOf(each, MEASURES) })),
    overall: rowOf(overall, [...MEASURES, "overtime"]),
  };
}

/** The mean wait of everybody (minutes): a figure with one digit after the point, or null when nobody comes. */
export function meanOf({ overall: { mean } }) {
  if (mean.before === null || mean.after === null) return null;
  const [before, after, error] = [mean.before, mean.after, mean.error].map((value) => value.toFixed(1));
  if (!mean.sure || before === after) return { before, after, error, tone: "same" };
  return { before, after, error, tone: mean.after < mean.before ? "better" : "worse" };
}

/** Whole minutes, people or per cent; better or worse only where that is sure and the whole numbers differ. */
function figureOf(name, measure) {
  if (measure.before === null || measure.after === null) return null;
  const scale = name === "within_target" ? 100 : 1;
  const [before, after] = [measure.before, measure.after].map((value) => Math.round(value * scale));
  const error = Math.round(measure.error * scale * 10) / 10;
  if (!measure.sure || before === after) return { before, after, error, tone: "same" };
  return { before, after, error, tone: after > before === MORE_IS_BETTER.has(name) ? "better" : "worse" };
}
