import assert from "node:assert/strict";
import { test } from "node:test";

import { acknowledge, refresh, sortOut } from "../../app/web/static/floor/quiet.js";
import { warningsFor } from "../../app/web/static/floor/warnings.js";
import { NOW, aCounter, aFloor, aQueue, aService, ago } from "./floor-examples.js";

const busy = { number: "A1", service: "a", state: "serving", since: ago(2) };
const full = (service) => [{ service, delay_minutes: 0 }];

test("a quiet floor has no warnings", () => {
  const floor = aFloor({
    services: [aService("a", aQueue("A", 3, 8, 2, 4))],
    counters: [aCounter("1", { current: busy })],
  });
  assert.deepEqual(warningsFor(floor, NOW), []);
});

test("people who wait where no counter is open are the worst that can be", () => {
  const floor = aFloor({
    services: [aService("a", aQueue("A", 3, 8, 2, 4))],
    counters: [aCounter("1", { state: "closed" })],
  });
  const [warning] = warningsFor(floor, NOW);
  assert.equal(warning.kind, "no_counter");
  assert.equal(warning.level, 3);
  assert.deepEqual(warning.action, { verb: "open", counter: "1", service: "a" });
});

test("a wait that will pass the target says when", () => {
  const queue = aQueue("A", 2, 30, 10, 20);
  const floor = aFloor({ services: [aService("a", queue)], counters: [aCounter("1", { current: busy })] });
  const [warning] = warningsFor(floor, NOW);
  assert.equal(warning.kind, "will_exceed");
  assert.equal(warning.facts.time, "10:49");
});

test("a wait that will pass the target only if all goes badly is no warning yet", () => {
  const service = aService("a", {
    waiting: 1,
    queue: [{ number: "A1", waiting_since: ago(20) }],
    line: [["A1", 5, 30]],
    wait: { low: 20, high: 60 },
  });
  assert.deepEqual(warningsFor(aFloor({ services: [service], counters: [aCounter("1", { current: busy })] }), NOW), []);
});

test("a wait that has passed the target counts the people", () => {
  const floor = aFloor({
    services: [aService("a", aQueue("A", 3, 60, 10, 5))],
    counters: [aCounter("1", { current: busy })],
  });
  const [warning] = warningsFor(floor, NOW);
  assert.equal(warning.kind, "over_target");
  assert.equal(warning.facts.late, 2);
});

test("newcomers who would wait too long are a warning although nobody in line does", () => {
  const service = aService("a", { ...aQueue("A", 3, 10, 2, 2), wait: { low: 40, high: 60 } });
  const [warning] = warningsFor(aFloor({ services: [service], counters: [aCounter("1", { current: busy })] }), NOW);
  assert.equal(warning.kind, "newcomers_exceed");
});

test("an unknown wait is no warning", () => {
  const service = aService("a", { ...aQueue("A", 1, 10, 2, 2), wait: null, line: [["A1", null, null]] });
  assert.deepEqual(warningsFor(aFloor({ services: [service], counters: [aCounter("1", { current: busy })] }), NOW), []);
});

test("an idle counter beside a long queue is asked to help at once", () => {
  const floor = aFloor({
    services: [aService("a", aQueue("A", 3, 60, 10, 5)), aService("b")],
    counters: [aCounter("1", { current: busy }), aCounter("12", { offers: full("b"), since: ago(5) })],
  });
  const warnings = warningsFor(floor, NOW);
  assert.equal(warnings.length, 1, "the idle counter is the queue's remedy, not a second warning");
  assert.deepEqual(warnings[0].action, { verb: "help", counter: "12", service: "a", delay: 0 });
});

test("without an idle or closed counter, one from the quietest queue helps after ten minutes", () => {
  const other = { number: "B1", service: "b", state: "serving", since: ago(2) };
  const floor = aFloor({
    services: [
      aService("a", aQueue("A", 3, 60, 10, 5)),
      aService("b", { ...aQueue("B", 2, 2, 1, 2), wait: { low: 0, high: 5 } }),
    ],
    counters: [aCounter("1", { current: busy }), aCounter("12", { offers: full("b"), current: other })],
  });
  assert.deepEqual(warningsFor(floor, NOW)[0].action, { verb: "help", counter: "12", service: "a", delay: 10 });
});

test("when every queue is pressed a closed counter of another service is what is left", () => {
  const services = [aService("a", aQueue("A", 3, 60, 10, 5)), aService("b")];
  const counters = [aCounter("1", { current: busy }), aCounter("9", { state: "closed", offers: full("b") })];
  assert.deepEqual(warningsFor(aFloor({ services, counters }), NOW)[0].action, {
    verb: "open_for",
    counter: "9",
    service: "a",
  });
});

test("when every queue is pressed no counter is taken from another", () => {
  const other = { number: "B1", service: "b", state: "serving", since: ago(2) };
  const floor = aFloor({
    services: [
      aService("a", aQueue("A", 3, 60, 10, 5)),
      aService("b", { ...aQueue("B", 9, 20, 1, 2), wait: { low: 30, high: 40 } }),
    ],
    counters: [aCounter("1", { current: busy }), aCounter("12", { offers: full("b"), current: other })],
  });
  assert.deepEqual(warningsFor(floor, NOW)[0].action, { verb: "look_service", service: "a" });
});

test("a counter that sits idle beside its own queue is seen after two minutes", () => {
  const at = (minutes) =>
    aFloor({ services: [aService("a", aQueue("A", 3, 8, 2, 4))], counters: [aCounter("3", { since: ago(minutes) })] });
  assert.deepEqual(warningsFor(at(1), NOW), []);
  assert.equal(warningsFor(at(4), NOW)[0].kind, "idle_beside_queue");
});

test("a call that nobody answers is seen after three minutes", () => {
  const called = (minutes) =>
    aFloor({ counters: [aCounter("1", { current: { ...busy, state: "called", since: ago(minutes) } })] });
  assert.deepEqual(warningsFor(called(3), NOW), []);
  assert.equal(warningsFor(called(4), NOW)[0].kind, "called_not_started");
});

test("a ticket held for more than twenty minutes is not forgotten", () => {
  const held = (minutes) => aFloor({ held: [{ number: "C101", service: "c", since: ago(minutes) }] });
  assert.deepEqual(warningsFor(held(20), NOW), []);
  assert.equal(warningsFor(held(21), NOW)[0].id, "held:C101");
});

test("a break that is over is a note, an open-ended one is not", () => {
  const paused = (until) => aFloor({ counters: [aCounter("4", { state: "paused", paused_until: until })] });
  assert.equal(warningsFor(paused(ago(3)), NOW)[0].kind, "pause_over");
  assert.deepEqual(warningsFor(paused(null), NOW), []);
});

test("the worst comes first", () => {
  const floor = aFloor({
    services: [aService("a", aQueue("A", 3, 60, 10, 5))],
    counters: [aCounter("1", { current: busy })],
    held: [{ number: "C101", service: "c", since: ago(30) }],
  });
  assert.deepEqual(
    warningsFor(floor, NOW).map((each) => each.level),
    [3, 1],
  );
});

const warning = { id: "queue:a", level: 2 };

test("an acknowledged warning is quiet until it gets worse", () => {
  const memory = acknowledge({}, [warning], NOW);
  assert.deepEqual(sortOut([warning], memory, NOW).loud, []);
  assert.deepEqual(sortOut([{ ...warning, level: 3 }], memory, NOW).loud, [{ ...warning, level: 3 }]);
});

test("an acknowledged warning comes up again after half an hour", () => {
  const memory = acknowledge({}, [warning], NOW);
  assert.deepEqual(sortOut([warning], memory, NOW + 29 * 60_000).quiet, [warning]);
  assert.deepEqual(sortOut([warning], memory, NOW + 30 * 60_000).loud, [warning]);
});

test("a cause that flickers does not ring each time, one that was gone does", () => {
  const memory = acknowledge({}, [warning], NOW);
  const flickered = refresh(memory, [], NOW + 4 * 60_000);
  assert.deepEqual(sortOut([warning], flickered, NOW + 4 * 60_000).loud, []);
  assert.deepEqual(refresh(memory, [], NOW + 5 * 60_000), {});
  assert.ok("queue:a" in refresh(memory, [warning], NOW + 20 * 60_000));
});

test("one idle counter is offered to the worst queue only", () => {
  const services = [aService("a", aQueue("A", 3, 60, 1, 5)), aService("b", aQueue("B", 9, 90, 1, 5)), aService("c")];
  const working = (id, service) => aCounter(id, { offers: full(service), current: { ...busy, service } });
  const counters = [working("1", "a"), working("2", "b"), aCounter("10", { offers: full("c") })];
  const [worst, other] = warningsFor(aFloor({ services, counters }), NOW);
  assert.deepEqual(worst.action, { verb: "help", counter: "10", service: "b", delay: 0 });
  assert.deepEqual(other.action, { verb: "look_service", service: "a" });
});
