import assert from "node:assert/strict";
import { test } from "node:test";

import { changesOf, draftOf, effectRows, isTried, withDelay } from "../../app/web/static/floor/whatif-state.js";
import { aCounter } from "./floor-examples.js";

const counter = aCounter("4", {
  offers: [
    { service: "a", delay_minutes: 0 },
    { service: "b", delay_minutes: 10 },
  ],
});
const closed = { ...counter, state: "closed" };

test("a counter as it is changes nothing, a closed one opens", () => {
  assert.deepEqual(changesOf(draftOf(counter), counter), []);
  assert.deepEqual(changesOf(draftOf(closed), closed), [
    { change: "serve", counter: "4", services: counter.offers },
  ]);
});

test("services are taken, taken later and not taken", () => {
  const draft = withDelay(withDelay(draftOf(counter), "b", null), "c", 5);
  assert.deepEqual(changesOf(draft, counter)[0].services, [
    { service: "a", delay_minutes: 0 },
    { service: "c", delay_minutes: 5 },
  ]);
  assert.deepEqual(changesOf({ ...draft, delays: {} }, counter), [], "a counter without a service is no change");
});

test("a counter closes for good or goes on a break, unless it is closed already", () => {
  const leaving = (duty, of = counter) => changesOf({ ...draftOf(of), duty }, of);
  assert.deepEqual(leaving("close"), [{ change: "leave", counter: "4", minutes: null }]);
  assert.deepEqual(leaving("pause-30"), [{ change: "leave", counter: "4", minutes: 30 }]);
  assert.deepEqual(leaving("close", closed), []);
});

test("only what was tried can be done, and only while the counter has not changed", () => {
  const draft = withDelay(draftOf(counter), "c", 5);
  const tried = { draft, before: counter };
  assert.equal(isTried(tried, draft, counter), true);
  assert.equal(isTried(tried, withDelay(draft, "c", 10), counter), false);
  assert.equal(isTried(tried, draft, closed), false);
  assert.equal(isTried(tried, draft, { ...counter, offers: counter.usual }), false);
  assert.equal(isTried(null, draft, counter), false);
});

const figure = (before, after, sure = true) => ({ before, after, difference: after - before, error: 0.44, sure });
const measures = {
  p50: figure(10.2, 10.4),
  p90: figure(31, 48.6),
  within_target: figure(0.5, 0.62),
  left_at_closing: figure(0, 2, false),
  overtime: figure(null, null),
};

test("effects are whole minutes, people and per cent; only what is sure and seen is better or worse", () => {
  const { services, overall } = effectRows({ services: [{ service: "a", ...measures }], overall: measures });
  assert.deepEqual(services, [
    {
      id: "a",
      p50: { before: 10, after: 10, error: 0.4, tone: "same" },
      p90: { before: 31, after: 49, error: 0.4, tone: "worse" },
      within_target: { before: 50, after: 62, error: 44, tone: "better" },
      left_at_closing: { before: 0, after: 2, error: 0.4, tone: "same" },
    },
  ]);
  assert.equal(overall.overtime, null);
});
