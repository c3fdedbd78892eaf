/** A change to try before it is made, and what it would bring. Pure: JSON of the API in, plain values out. */
import { sameOffers } from "./moves.js";

export const PAUSES = [15, 30, 45, 60];

const MEASURES = ["p50", "p90", "within_target", "left_at_closing"];
const MORE_IS_BETTER = new Set(["within_target"]);

/** The change of nothing: the counter as it is. `duty` is "serve", "close" or "pause-30"; `delays` are by service. */
export function draftOf(counter) {
  return {
    counter: counter.id,
    duty: "serve",
    delays: Object.fromEntries(counter.offers.map((offer) => [offer.service, offer.delay_minutes])),
  };
}

/** The draft with a service taken after a delay, or (null) not at all. */
export function withDelay(draft, service, minutes) {
  const { [service]: _, ...others } = draft.delays;
  return { ...draft, delays: minutes === null ? others : { ...others, [service]: minutes } };
}

export function offersOf({ delays }) {
  return Object.entries(delays).map(([service, delay_minutes]) => ({ service, delay_minutes }));
}

/** Minutes of a break, or null when the duty is none. */
export function pauseOf({ duty }) {
  return duty.startsWith("pause-") ? Number(duty.slice("pause-".length)) : null;
}

/** The changes as the API wants them; none while the draft changes nothing, or leaves the counter without a service. */
export function changesOf(draft, counter) {
  if (draft.duty !== "serve") {
    return counter.state === "closed" ? [] : [{ change: "leave", counter: counter.id, minutes: pauseOf(draft) }];
  }
  const services = offersOf(draft);
  const isSame = counter.state !== "closed" && sameOffers(services, counter.offers);
  return services.length && !isSame ? [{ change: "serve", counter: counter.id, services }] : [];
}

/** True while what was tried is what the form says, and the counter has not changed since. */
export function isTried(tried, draft, counter) {
  return (
    Boolean(tried) &&
    JSON.stringify(changesOf(tried.draft, tried.before)) === JSON.stringify(changesOf(draft, counter)) &&
    tried.before.state === counter.state &&
    sameOffers(tried.before.offers, counter.offers)
  );
}

/** The table: a row per service, and all together; a figure is {before, after, error, tone}, or null when unknown. */
export function effectRows({ services, overall }) {
  const rowOf = (measures, names) => Object.fromEntries(names.map((name) => [name, figureOf(name, measures[name])]));
  return {
    services: services.map((each) => ({ id: each.service, ...rowOf(each, MEASURES) })),
    overall: rowOf(overall, [...MEASURES, "overtime"]),
  };
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
