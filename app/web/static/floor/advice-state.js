/** Advice as the panel shows it. Pure: advice and floor of the API and the service's time in, plain values out. */
import { sameOffers } from "./moves.js";
import { minutesSince } from "./times.js";

/** Later than this the hall has changed so much that advice is better asked for again. */
export const OLD_AFTER_MINUTES = 10;

/** A smaller change of a wait is not worth a word. */
const NOTICED_MINUTES = 1;
const WORSE_AT_MOST = 2;

/** With fewer people the time that 9 in 10 waited says little. */
const ENOUGH_CALLED = 10;

/** What to show: `phase` is "asking", "nothing", "open", "accepted", "refused", "undone" or "none". */
export function adviceState({ advice, asking }, floor, now) {
  if (asking) return { phase: "asking" };
  if (!advice) return { phase: "none" };
  const minutes = minutesSince(advice.as_of ?? advice.given_at, now);
  const proposals = advice.proposals.map((proposal) => proposalState(proposal, floor));
  const phase = advice.state === "given" ? (proposals.length ? "open" : "nothing") : advice.state;
  return { phase, minutes, isOld: minutes >= OLD_AFTER_MINUTES, proposals, chosen: proposals[advice.proposal] ?? null };
}

/**
 * Whether accepted advice was right so far, for the services it promised something: [{service, expected, called, p90}]
 * in minutes, where enough people have been called since to tell.
 */
export function soFar({ happened }, { better, worse }) {
  return [...better, ...worse].flatMap(({ service, after }) => {
    const since = happened?.services.find((each) => each.service === service);
    if (!since || since.called < ENOUGH_CALLED) return [];
    return [{ service, expected: after, called: since.called, p90: Math.round(since.p90) }];
  });
}

/** True when advice that was given before, perhaps to somebody else, is still what this manager should see. */
export function isCurrent(advice, floor, now) {
  const state = adviceState({ advice }, floor, now);
  if (state.phase === "accepted") return state.chosen.isDone && state.minutes < advice.ahead_minutes;
  if (state.phase !== "open" && state.phase !== "nothing") return false;
  return !state.isOld && state.proposals.every((proposal) => proposal.isPossible);
}

/**
 * One proposal: `isPossible` while its counters serve what the advice counted on, `isDone` while they serve what it
 * brought, or somebody has been called up to them; `better` and `worse` are [{service, before, after}] in minutes
 * (90 % are called within), the largest first.
 */
function proposalState({ no, why, steps, moves, services }, floor) {
  const serves = (counter, offers) => sameOffers(servedNow(floor, counter), offers);
  const changes = services
    .filter(({ p90 }) => p90.sure && Math.abs(p90.difference) >= NOTICED_MINUTES)
    .sort((a, b) => Math.abs(b.p90.difference) - Math.abs(a.p90.difference))
    .map(({ service, p90 }) => ({ service, before: Math.round(p90.before), after: Math.round(p90.after) }));
  return {
    no,
    why,
    steps,
    isPossible: moves.every(({ counter, before }) => serves(counter, before)),
    isDone: moves.every(({ kind, counter, offers }) => kind === "call" || serves(counter, offers)),
    better: changes.filter(({ before, after }) => after < before),
    worse: changes.filter(({ before, after }) => after > before).slice(0, WORSE_AT_MOST),
  };
}

/** A closed counter serves nothing, whatever it would serve when opened. */
function servedNow(floor, id) {
  const counter = floor.counters.find((each) => each.id === id);
  return counter && counter.state !== "closed" ? counter.offers : [];
}
