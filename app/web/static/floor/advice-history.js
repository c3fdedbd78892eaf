/** What was advised earlier today and what became of it. Pure: advice and floor of the API in, plain values out. */
import { adviceState, soFar } from "./advice-state.js";

/**
 * Newest first, without the one that is shown: {id, time, phase, by, decidedAt, reason, steps, expected, happened, count}.
 * `expected` are waits of the moves told of, in minutes; `happened` what is known of them since, null unless accepted.
 * Advice that said the same several times, while nobody answered it, is one entry with a `count`.
 */
export function adviceHistory(advice, shown, floor, now) {
  const entries = advice.filter((each) => each.id !== shown).map((each) => entryOf(each, floor, now));
  return entries.reduce(folded, []);
}

function entryOf(advice, floor, now) {
  const { phase, proposals, chosen } = adviceState({ advice }, floor, now);
  const told = chosen ?? proposals[0] ?? null;
  return {
    id: advice.id,
    time: advice.given_at,
    phase,
    by: advice.by,
    decidedAt: advice.decided_at,
    reason: advice.reason,
    steps: told?.steps ?? [],
    expected: told ? [...told.better, ...told.worse] : [],
    happened: phase === "accepted" ? soFar(advice, chosen) : null,
    count: 1,
  };
}

function folded(entries, entry) {
  const last = entries.at(-1);
  const isAgain = last && last.phase === entry.phase && ["open", "nothing"].includes(entry.phase);
  if (!isAgain || last.steps.join() !== entry.steps.join()) return [...entries, entry];
  return [...entries.slice(0, -1), { ...last, count: last.count + 1 }];
}
