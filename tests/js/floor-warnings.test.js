import assert from "node:assert/strict";
import { test } from "node:test";

import { follow, sortOut, together } from "../../app/web/static/floor/quiet.js";
import { warningsFor } from "../../app/web/static/floor/warnings.js";
import { NOW, aCounter, aFloor, aQueue, aService, ago, anOutlook } from "./floor-examples.js";

const busy = { number: "A1", service: "a", state: "serving", since: ago(2) };
const MINUTE = 60_000;
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

test("nobody is asked to help with what they are not able to do", () => {
  const floor = aFloor({
    services: [aService("a", aQueue("A", 3, 60, 10, 5)), aService("b")],
    counters: [
      aCounter("1", { current: busy }),
      aCounter("12", { offers: full("b"), able: ["b"], since: ago(5) }),
      aCounter("13", { state: "closed", offers: full("b"), able: ["b"] }),
    ],
  });
  assert.equal(warningsFor(floor, NOW)[0].action.verb, "ask");
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
  assert.deepEqual(warningsFor(floor, NOW)[0].action, { verb: "ask", service: "a" });
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

test("one idle counter is offered to the worst queue only", () => {
  const services = [aService("a", aQueue("A", 3, 60, 1, 5)), aService("b", aQueue("B", 9, 90, 1, 5)), aService("c")];
  const working = (id, service) => aCounter(id, { offers: full(service), current: { ...busy, service } });
  const counters = [working("1", "a"), working("2", "b"), aCounter("10", { offers: full("c") })];
  const [worst, other] = warningsFor(aFloor({ services, counters }), NOW);
  assert.deepEqual(worst.action, { verb: "help", counter: "10", service: "b", delay: 0 });
  assert.deepEqual(other.action, { verb: "ask", service: "a" });
});

const working = () =>
  aFloor({ services: [aService("a", aQueue("A", 3, 8, 2, 4))], counters: [aCounter("1", { current: busy })] });
const seenAhead = (chances, more = {}) => ({
  outlook: anOutlook({ waits: Array(13).fill(20), chances, passesAt: NOW + 20 * 60_000, ...more }),
});

test("with an outlook a breach is graded by how soon it comes and how sure that is", () => {
  const level = (chances) => warningsFor(working(), NOW, seenAhead(chances))[0]?.level;
  assert.equal(level({ within_15: 0.8, within_30: 1, within_60: 1 }), 3);
  assert.equal(level({ within_15: 0.5, within_30: 1, within_60: 1 }), 2);
  assert.equal(level({ within_30: 0.5, within_60: 1 }), 2);
  assert.equal(level({ within_30: 0.4, within_60: 0.7 }), 1);
  assert.equal(level({ within_30: 0.4, within_60: 0.6 }), undefined);
});

test("a breach that is seen ahead says when, within which time and how probable it is", () => {
  const [warning] = warningsFor(working(), NOW, seenAhead({ within_30: 0.62, within_60: 1 }));
  assert.equal(warning.kind, "will_exceed");
  assert.deepEqual(
    [warning.facts.time, warning.facts.within, warning.facts.chance],
    ["10:44", 30, 60],
  );
});

test("where an outlook is there the rough ranges of the line count no more", () => {
  const service = aService("a", { ...aQueue("A", 3, 10, 2, 2), wait: { low: 40, high: 60 } });
  const floor = aFloor({ services: [service], counters: [aCounter("1", { current: busy })] });
  assert.equal(warningsFor(floor, NOW).length, 1);
  assert.deepEqual(warningsFor(floor, NOW, seenAhead({})), []);
});

test("a warning that stands does not fall when the probability sinks a little, nor does one that is gone come back", () => {
  const first = follow(null, warningsFor(working(), NOW, seenAhead({ within_30: 0.5, within_60: 1 })), NOW);
  const sunk = seenAhead({ within_30: 0.4, within_60: 0.6 });
  assert.equal(warningsFor(working(), NOW, { ...sunk, watch: first })[0].level, 2);
  const gone = follow(first, [], NOW);
  assert.deepEqual(warningsFor(working(), NOW, { ...sunk, watch: gone }), []);
});

test("near closing people who will not be served are a warning, and far from it they are not", () => {
  const left = { p10: 1, p50: 4.4, p90: 8 };
  const closes = Date.parse("2026-11-21T17:00:00+09:00");
  const at = (minutes) => {
    const now = closes - minutes * 60_000;
    const overtime = { p10: 5, p50: 25, p90: 40 };
    const outlook = { ...seenAhead({}, { left, overtime }).outlook, as_of: ago((NOW - now) / MINUTE) };
    const floor = aFloor({ services: [aService("a")], counters: [aCounter("1", { current: busy })] });
    return warningsFor(floor, now, { outlook }).filter((each) => each.kind === "cannot_close")[0];
  };
  assert.equal(at(150), undefined);
  assert.equal(at(100).level, 1);
  assert.equal(at(50).level, 2);
  assert.deepEqual([at(50).facts.left, at(50).facts.closes, at(50).facts.ends], [4, "17:00", "17:25"]);
  assert.equal(at(-5), undefined);
});

const kiosk = (minutes) => ({
  devices: {
    as_of: ago(0),
    devices: [{ id: "k1", kind: "kiosk", name: "Entrance", last_seen_at: minutes === null ? null : ago(minutes) }],
  },
});

test("a screen that was heard of today and is silent is named", () => {
  const [warning] = warningsFor(aFloor(), NOW, kiosk(6));
  assert.deepEqual([warning.kind, warning.facts], ["silent_kiosk", { name: "Entrance", minutes: 6 }]);
  for (const minutes of [4, 13 * 60, null]) assert.deepEqual(warningsFor(aFloor(), NOW, kiosk(minutes)), []);
});

test("screens that are switched off after closing are no warning", () => {
  assert.deepEqual(warningsFor(aFloor({ status: "closed" }), NOW, kiosk(6)), []);
});

const late = () =>
  aFloor({
    services: [aService("a", aQueue("A", 3, 60, 10, 5)), aService("b")],
    counters: [aCounter("1", { current: busy }), aCounter("12", { offers: full("b"), since: ago(5) })],
  });
const advised = (more = {}) => ({
  advice: {
    advice: [
      {
        id: "x1",
        given_at: ago(2),
        ahead_minutes: 120,
        state: "given",
        proposal: null,
        proposals: [
          {
            no: 0,
            why: "",
            steps: ["Let counter 12 help with A."],
            moves: [{ counter: "12", before: full("b"), offers: [...full("b"), { service: "a", delay_minutes: 5 }] }],
            services: [{ service: "a", p90: { before: 50, after: 30, difference: -20, sure: true } }],
          },
        ],
        ...more,
      },
    ],
  },
});

test("the engine's own advice is the action of a queue that it helps", () => {
  const [warning] = warningsFor(late(), NOW, advised());
  assert.deepEqual(
    [warning.action.verb, warning.action.advice, warning.action.proposal, warning.action.steps],
    ["advice", "x1", 0, ["Let counter 12 help with A."]],
  );
});

test("advice that is old, settled or overtaken leaves the quick rule", () => {
  for (const more of [{ given_at: ago(11) }, { state: "refused" }])
    assert.equal(warningsFor(late(), NOW, advised(more))[0].action.verb, "help");
  const moved = late();
  moved.counters[1].offers = full("c");
  assert.equal(warningsFor(moved, NOW, advised())[0].action.verb, "help");
});

test("where the engine has found that no move helps, no move is proposed", () => {
  assert.equal(warningsFor(late(), NOW, advised({ proposals: [] }))[0].action.verb, "look_service");
});

const warning = { id: "queue:a", level: 2, size: 4 };
const seen = (more = {}) => ({ "queue:a": { level: 2, size: 4, by: "mori", at: ago(0), ...more } });
const isLoud = (each, known, watch) => sortOut([each], known, watch).loud.length === 1;

test("a warning that a manager has seen is quiet until it is clearly worse", () => {
  const watch = follow({}, [warning], NOW);
  assert.ok(isLoud(warning, {}, watch));
  assert.ok(!isLoud(warning, seen(), watch));
  assert.ok(!isLoud({ ...warning, size: 10 }, seen(), watch));
  assert.ok(isLoud({ ...warning, size: 11 }, seen(), watch));
  assert.ok(isLoud({ ...warning, level: 3 }, seen(), watch));
  assert.deepEqual(sortOut([warning], seen(), watch).quiet, [warning]);
});

test("a cause that flickers does not ring again, one that was gone for five minutes does", () => {
  const began = follow({}, [warning], NOW);
  const flickered = follow(follow(began, [], NOW + 4 * MINUTE), [warning], NOW + 4.5 * MINUTE);
  assert.ok(!isLoud(warning, seen(), flickered));
  const gone = follow(follow(began, [], NOW + 5 * MINUTE), [warning], NOW + 12 * MINUTE);
  assert.ok(isLoud(warning, seen(), gone));
});

test("a page that is opened later knows what others have seen lately", () => {
  const watch = follow(null, [warning], NOW);
  assert.ok(!isLoud(warning, seen({ at: ago(30) }), watch));
  assert.ok(isLoud(warning, seen({ at: ago(70) }), watch));
});

test("what was seen here counts before the service has heard of it, and what others saw later counts more", () => {
  const here = { "queue:a": { level: 2, size: 4, at: ago(1) } };
  assert.deepEqual(together({}, here), here);
  assert.deepEqual(together(seen({ level: 3 }), here), seen({ level: 3 }));
});
