import assert from "node:assert/strict";
import { test } from "node:test";

import { adviceHistory } from "../../app/web/static/floor/advice-history.js";
import { adviceState } from "../../app/web/static/floor/advice-state.js";
import { NOW, aCounter, aFloor, ago } from "./floor-examples.js";

const only = (service) => [{ service, delay_minutes: 0 }];
const floor = aFloor({ counters: [aCounter("4", { offers: only("b") })] });
const shorter = { service: "a", p90: { before: 48, after: 31, difference: -17, sure: true } };

function advice(id, minutes, more = {}, step = "Move 4.") {
  const moves = [{ counter: "4", before: only("b"), offers: only("a") }];
  const proposals = [{ no: 0, steps: [step], moves, services: [shorter] }];
  return { id, given_at: ago(minutes), state: "given", proposal: null, proposals, ...more };
}

test("earlier advice is listed with what became of it, without the one that is shown", () => {
  const refused = advice("b", 20, { state: "refused", by: "sato", decided_at: ago(19), reason: "A break is due" });
  const history = adviceHistory([advice("a", 1), refused, advice("c", 50, { proposals: [] })], "a", floor, NOW);
  assert.deepEqual(
    history.map(({ id, phase, by, reason }) => [id, phase, by, reason]),
    [
      ["b", "refused", "sato", "A break is due"],
      ["c", "nothing", undefined, undefined],
    ],
  );
  assert.deepEqual(history[0].expected, [{ service: "a", before: 48, after: 31 }]);
  assert.equal(history[0].happened, null);
});

test("accepted advice stands beside what has happened since, as soon as enough people were called", () => {
  const since = (called) => ({ services: [{ service: "a", called, p90: 28.4 }] });
  const taken = (called) => advice("b", 90, { state: "accepted", proposal: 0, happened: since(called) });
  const [entry] = adviceHistory([taken(24)], null, floor, NOW);
  assert.deepEqual(entry.happened, [{ service: "a", expected: 31, called: 24, p90: 28 }]);
  assert.deepEqual(adviceHistory([taken(3)], null, floor, NOW)[0].happened, []);
});

test("what was said several times and answered by nobody is told once", () => {
  const list = [advice("a", 5), advice("b", 15), advice("c", 25, {}, "Move 7."), advice("d", 35, { state: "refused" }, "Move 7.")];
  const history = adviceHistory(list, null, floor, NOW);
  assert.deepEqual(
    history.map(({ id, count }) => [id, count]),
    [
      ["a", 2],
      ["c", 1],
      ["d", 1],
    ],
  );
});

test("a proposal to open a closed counter is possible while it is closed, whatever it would usually serve", () => {
  const moves = [{ counter: "5", kind: "open", before: [], offers: only("a") }];
  const proposals = [{ no: 0, steps: ["Open 5."], moves, services: [] }];
  const state = (counter) => adviceState({ advice: { ...advice("a", 1), proposals } }, aFloor({ counters: [counter] }), NOW);
  const closed = aCounter("5", { state: "closed", offers: only("b") });
  assert.equal(state(closed).proposals[0].isPossible, true);
  assert.equal(state({ ...closed, state: "open" }).proposals[0].isPossible, false);
});
