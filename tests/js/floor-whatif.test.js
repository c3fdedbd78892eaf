import assert from "node:assert/strict";
import { test } from "node:test";

import { effectRows, meanOf } from "../../app/web/static/floor/whatif-effects.js";
import {
  arranged,
  arrangementOf,
  changeOf,
  draftOf,
  dutiesOf,
  requestOf,
  slotsFrom,
  trialCounters,
  withChange,
  withCounter,
  withDelay,
  withSupporter,
  withoutChange,
} from "../../app/web/static/floor/whatif-state.js";
import { aCounter, aFloor, NOW } from "./floor-examples.js";

const MINUTE = 60_000;
const full = (service) => ({ service, delay_minutes: 0 });
const counter = aCounter("4", { offers: [full("a"), { service: "b", delay_minutes: 10 }], staff: "mori" });
const closed = aCounter("5", { state: "closed", offers: [full("b")] });
const floor = aFloor({ counters: [counter, closed] });
const live = trialCounters(floor, []);
const draft = (more = {}) => ({ ...draftOf(counter), ...more });

test("a counter as it is changes nothing, a closed one opens", () => {
  assert.equal(changeOf(draft(), live), null);
  const { id, ...change } = changeOf(withCounter(draft(), closed), live);
  assert.deepEqual(change, { kind: "serve", counter: "5", at: null, services: [full("b")] });
});

test("services are taken, taken later and not taken, but one must stay", () => {
  const changed = withDelay(withDelay(draft(), "b", null), "c", 5);
  assert.deepEqual(changeOf(changed, live).services, [full("a"), { service: "c", delay_minutes: 5 }]);
  assert.equal(changeOf({ ...changed, delays: {} }, live), null);
});

test("every kind of change is asked as the API takes it, counted from now", () => {
  const at = NOW + 36 * MINUTE;
  const list = [
    changeOf(withDelay(draft({ at }), "b", null), live),
    changeOf(draft({ kind: "break", at, pause: 30 }), live),
    changeOf(draft({ kind: "close" }), live),
    changeOf(draft({ kind: "extra", people: 2, services: ["a"], stays: 90 }), live),
    changeOf(draft({ kind: "last_ticket", service: "b", at }), live),
    changeOf(draft({ kind: "longer", longer: 30 }), live),
  ];
  const extra = { change: "extra", services: [{ service: "a" }], in_minutes: 0, minutes: 90 };
  assert.deepEqual(requestOf(list, NOW), [
    { change: "serve", counter: "4", services: [full("a")], in_minutes: 36 },
    { change: "leave", counter: "4", in_minutes: 36, minutes: 30 },
    { change: "leave", counter: "4", in_minutes: 0, minutes: null },
    extra,
    extra,
    { change: "last_ticket", service: "b", in_minutes: 36 },
    { change: "longer", minutes: 30 },
  ]);
  assert.equal(requestOf(list, NOW + 60 * MINUTE)[0].in_minutes, 0, "what should have begun begins now");
});

test("somebody of the roster helps with what they can do, from when they can be here", () => {
  const person = { id: "ito", skills: ["b"], notice_minutes: 10 };
  const wished = withSupporter(draft({ kind: "extra", people: 3 }), person, NOW);
  assert.deepEqual([wished.services, wished.people], [["b"], 1]);
  assert.ok(wished.at >= NOW + 10 * MINUTE);
  assert.equal(changeOf(draft({ kind: "extra" }), live), null, "for no service nobody comes");
});

test("a counter does one thing at a time: the later change takes over, at its place in the list", () => {
  const first = changeOf(draft({ kind: "close" }), live);
  const other = changeOf(draft({ kind: "longer" }), live);
  const second = changeOf(draft({ kind: "break" }), live);
  const list = withChange(withChange(withChange([], first), other), second);
  assert.deepEqual(list.map((each) => each.kind), ["break", "longer"]);
  assert.deepEqual(withoutChange(list, "longer"), [second]);
});

test("a counter that is dragged back to what it does on the live floor is no change", () => {
  const moved = arranged([], counter, [full("b")]);
  assert.deepEqual(trialCounters(floor, moved)[0], { id: "4", state: "open", offers: [full("b")], isChanged: true, later: [] });
  assert.deepEqual(arranged(moved, counter, counter.offers), []);
  assert.deepEqual(arranged([], closed, null), []);
  assert.equal(trialCounters(floor, arranged([], counter, null))[0].state, "closed");
});

test("what is to come later is told beside the counter, and changes nothing now", () => {
  const at = NOW + 30 * MINUTE;
  const [shown] = trialCounters(floor, [changeOf(draft({ kind: "break", at }), live)]);
  assert.deepEqual([shown.state, shown.later, shown.isChanged], ["open", [at], false]);
});

test("only what counters do from now on is made real, and the way back is complete", () => {
  const list = [
    changeOf(withCounter(draft(), closed), live),
    changeOf(draft({ kind: "close" }), live),
    changeOf(draft({ kind: "break", at: NOW + 30 * MINUTE }), live),
    changeOf(draft({ kind: "longer" }), live),
  ];
  const { wanted, back } = arrangementOf(list, floor, NOW);
  assert.deepEqual(wanted, [
    { counter: "5", state: "open", services: [full("b")], minutes: null, expected: [] },
    { counter: "4", state: "closed", services: [], minutes: null, expected: counter.offers },
  ]);
  assert.deepEqual(back, [
    { counter: "5", state: "closed", services: [], staff: null, minutes: null, expected: [full("b")] },
    { counter: "4", state: "open", services: counter.offers, staff: "mori", minutes: null, expected: [] },
  ]);
});

test("a trial is out of date as soon as any counter does something else", () => {
  assert.equal(dutiesOf(floor), dutiesOf({ ...floor, counters: [{ ...counter, current: { number: "A1" } }, closed] }));
  assert.notEqual(dutiesOf(floor), dutiesOf({ ...floor, counters: [{ ...counter, state: "paused" }, closed] }));
});

test("times to choose are quarters of an hour until closing", () => {
  const slots = slotsFrom(NOW, { ...floor, closes_at: "2026-11-21T17:00:00+09:00" });
  assert.equal(slots[0], null);
  assert.equal(slots[1], Date.parse("2026-11-21T10:30:00+09:00"));
  assert.equal(slots.at(-1), Date.parse("2026-11-21T17:00:00+09:00"));
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

test("the mean wait of everybody is better or worse only where that is sure and seen", () => {
  const of = (mean) => meanOf({ overall: { mean } });
  assert.deepEqual(of(figure(34.04, 25.21)), { before: "34.0", after: "25.2", error: "0.4", tone: "better" });
  assert.equal(of(figure(25, 34)).tone, "worse");
  assert.equal(of(figure(25, 34, false)).tone, "same");
  assert.equal(of(figure(25.01, 25.02)).tone, "same");
  assert.equal(of(figure(null, null)), null);
});
