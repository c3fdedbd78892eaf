/**
 * What to do for a queue in trouble: the engine's own advice where it is known and new, else a quick rule. Pure.
 *
 * An action: {verb: "advice", advice, proposal, steps, counters} or
 * {verb: "open" | "open_for" | "help" | "ask" | "look_service", counter?, service, delay?}.
 */
import { adviceState } from "./advice-state.js";
import { homeService, isIdle } from "./columns.js";
import { HELP_AFTER_MINUTES, roleOf } from "./moves.js";

/** Gives each warning of a queue its action, the worst first: no counter and no proposal is given twice. */
export function withActions(warnings, floor, now, advice) {
  const pressed = new Set(warnings.map((warning) => warning.service));
  const taken = new Set();
  return warnings.map((warning) => {
    const advised = adviceFor(warning.service, advice?.advice[0], floor, now);
    const usable = advised.action?.counters.every((counter) => !taken.has(counter));
    const action = usable
      ? advised.action
      : helpFor(warning.service, floor, { pressed, taken, nothingHelps: advised.nothingHelps });
    for (const counter of action.counters ?? [action.counter]) taken.add(counter);
    return { ...warning, action };
  });
}

/** Counters that warnings already propose something for. */
export function countersOf(warnings) {
  return new Set(warnings.flatMap(({ action }) => action.counters ?? [action.counter]));
}

/** The newest proposal that makes the wait of a service shorter; `nothingHelps` when the engine has found no move. */
function adviceFor(service, advice, floor, now) {
  const { phase, isOld, proposals } = adviceState({ advice }, floor, now);
  if (isOld) return {};
  const helps = ({ isPossible, better }) => isPossible && better.some((each) => each.service === service);
  const best = proposals?.find(helps);
  if (phase !== "open" || !best) return { nothingHelps: phase === "nothing" };
  const counters = advice.proposals[best.no].moves.map((move) => move.counter);
  return { action: { verb: "advice", advice: advice.id, proposal: best.no, steps: best.steps, service, counters } };
}

/**
 * Who could help, of those who are able to: an idle counter without people of its own, a closed one of this service, an
 * open one whose queue is short, any closed one. When there is none, the engine is asked; when that has found nothing
 * already, a look at the line, where its intake can be stopped.
 * `pressed` are services with a warning of their own, `taken` counters that a worse queue has been given.
 */
function helpFor(service, floor, { pressed, taken, nothingHelps }) {
  const free = floor.counters.filter((counter) => !taken.has(counter.id) && counter.able.includes(service));
  const closed = free.filter((counter) => counter.state === "closed");
  const idle = free.find(
    (counter) => isIdle(counter) && !hasPeople(counter, floor) && roleOf(counter.offers, service) !== "full",
  );
  if (idle && !nothingHelps) return { verb: "help", counter: idle.id, service, delay: 0 };
  const own = closed.find((counter) => homeService(counter.offers) === service);
  if (own) return { verb: "open", counter: own.id, service };
  const quiet = quietCounter(service, floor, pressed, free);
  if (quiet && !nothingHelps) return { verb: "help", counter: quiet.id, service, delay: HELP_AFTER_MINUTES };
  if (closed.length) return { verb: "open_for", counter: closed[0].id, service };
  return { verb: nothingHelps ? "look_service" : "ask", service };
}

function hasPeople(counter, floor) {
  return floor.services.some((service) => service.waiting > 0 && roleOf(counter.offers, service.id) !== "none");
}

/** An open counter whose own queue has the most room under its target; null when every queue is at half of it. */
function quietCounter(service, floor, pressed, free) {
  const load = new Map(
    floor.services.map((each) => [
      each.id,
      each.waiting === 0 ? 0 : (each.wait?.high ?? Infinity) / each.target_minutes,
    ]),
  );
  const able = free.filter((counter) => {
    const home = homeService(counter.offers);
    return (
      counter.state === "open" &&
      home &&
      !pressed.has(home) &&
      roleOf(counter.offers, service) === "none" &&
      load.get(home) < 0.5
    );
  });
  able.sort((a, b) => load.get(homeService(a.offers)) - load.get(homeService(b.offers)));
  return able[0] ?? null;
}
