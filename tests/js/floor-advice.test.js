import assert from "node:assert/strict";
import { test } from "node:test";

import { adviceState, isCurrent, OLD_AFTER_MINUTES, soFar } from "../../app/web/static/floor/advice-state.js";
import { NOW, aCounter, aFloor, ago } from "./floor-examples.js";

const only = (service) => [{ service, delay_minutes: 0 }];
const wait = (service, before, after, sure = true) => ({
  service,
  p90: { before, after, difference: after - before, sure },
});

function someAdvice(more = {}, services = []) {
  const moves = [{ counter: "4", before: only("b"), offers: only("a") }];
  return {
    id: "one",
    given_at: ago(2),
    ahead_minutes: 120,
    state: "given",
    proposal: null,
    proposals: [{ no: 0, steps: ["Move 4."], moves, services }],
    ...more,
  };
}

const floorWith = (service) => aFloor({ counters: [aCounter("4", { offers: service ? only(service) : [] })] });
const before = floorWith("b");
const after = floorWith("a");

test("what gets better and worse is told in whole minutes, the largest first, and only what is sure and noticed", () => {
  const services = [
    wait("a", 20, 25.4),
    wait("b", 48.2, 30.6),
    wait("c", 10, 10.5),
    wait("d", 60, 20, false),
    wait("e", 70, 40),
    wait("f", 9, 12),
    wait("g", 9, 11),
  ];
  const { proposals } = adviceState({ advice: someAdvice({}, services) }, before, NOW);
  assert.deepEqual(proposals[0].better, [
    { service: "e", before: 70, after: 40 },
    { service: "b", before: 48, after: 31 },
  ]);
  assert.deepEqual(
    proposals[0].worse.map((each) => each.service),
    ["a", "f"],
    "no more than the two worst",
  );
});

test("a proposal can be accepted only while its counters serve what it counted on", () => {
  const stands = (floor) => adviceState({ advice: someAdvice() }, floor, NOW).proposals[0].isPossible;
  assert.equal(stands(before), true);
  assert.equal(stands(after), false);
  assert.equal(stands(aFloor()), false, "the counter is gone");
});

test("a call for support is done as soon as it is made, and possible while its counter is closed", () => {
  const moves = [{ kind: "call", counter: "4", before: [], offers: only("a"), person: "tanaka", in_minutes: 10 }];
  const advice = someAdvice({ proposals: [{ no: 0, steps: ["Call Tanaka."], moves, services: [] }] });
  const closed = adviceState({ advice }, floorWith(null), NOW).proposals[0];
  assert.deepEqual([closed.isPossible, closed.isDone], [true, true]);
  assert.equal(adviceState({ advice }, before, NOW).proposals[0].isPossible, false);
});

test("advice is as old as what it looked at, not as the question", () => {
  const state = adviceState({ advice: someAdvice({ as_of: ago(5) }) }, before, NOW);
  assert.equal(state.minutes, 5);
});

test("accepted advice can be taken back only while its counters serve what it brought", () => {
  const advice = someAdvice({ state: "accepted", proposal: 0 });
  assert.equal(adviceState({ advice }, after, NOW).phase, "accepted");
  assert.equal(adviceState({ advice }, after, NOW).chosen.isDone, true);
  assert.equal(adviceState({ advice }, before, NOW).chosen.isDone, false);
});

test("no proposal is said as such, and asking hides what was known before", () => {
  const advice = someAdvice({ proposals: [] });
  assert.equal(adviceState({ advice }, before, NOW).phase, "nothing");
  assert.equal(adviceState({ advice, asking: true }, before, NOW).phase, "asking");
  assert.equal(adviceState({ advice: null }, before, NOW).phase, "none");
});

test("advice is asked for again when it is old, dealt with, or the floor has changed", () => {
  assert.equal(isCurrent(someAdvice(), before, NOW), true);
  assert.equal(isCurrent(someAdvice({ given_at: ago(OLD_AFTER_MINUTES) }), before, NOW), false);
  assert.equal(isCurrent(someAdvice(), after, NOW), false);
  for (const state of ["refused", "undone"]) assert.equal(isCurrent(someAdvice({ state }), before, NOW), false);
});

test("accepted advice stays in sight as long as it looked ahead", () => {
  const accepted = (given) => someAdvice({ state: "accepted", proposal: 0, given_at: ago(given) });
  assert.equal(isCurrent(accepted(119), after, NOW), true);
  assert.equal(isCurrent(accepted(120), after, NOW), false);
  assert.equal(isCurrent(accepted(30), before, NOW), false, "it was changed again");
});

test("whether advice was right is told where enough people have been called since", () => {
  const services = [wait("a", 20, 25), wait("b", 48, 31), wait("c", 50, 40)];
  const { proposals } = adviceState({ advice: someAdvice({}, services) }, before, NOW);
  const since = (service, called, p90) => ({ service, called, p90, waiting: 0, mean: null });
  const happened = { complete: false, services: [since("a", 9, 22), since("b", 10, 29.6), since("d", 30, 5)] };
  assert.deepEqual(soFar({ happened }, proposals[0]), [{ service: "b", expected: 31, called: 10, p90: 30 }]);
  assert.deepEqual(soFar({ happened: null }, proposals[0]), []);
});
