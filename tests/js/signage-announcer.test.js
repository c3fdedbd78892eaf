import assert from "node:assert/strict";
import { test } from "node:test";

import { advance, FLASH_MS, hear, isFlashing, memoryOf, newAnnouncer, TURN_MS } from "../../signage/announcer.js";

const NOON = Date.parse("2026-11-21T12:00:00+09:00");
const iso = (seconds) => new Date(NOON + seconds * 1_000).toISOString();

function aCall(id, number, more = {}) {
  return { id, number, counter: "3", service: "moving", called_at: iso(0), times: 1, ...more };
}

function aBoard(version, calls, more = {}) {
  return { version, as_of: iso(0), speed: 1, calls, ...more };
}

/** An announcer that has already seen a board without calls. */
function listening() {
  return hear(newAnnouncer(), aBoard(1, []));
}

/** Lets time pass second by second and returns the numbers announced. */
function announcedWithin(state, seconds, from = 0) {
  const numbers = [];
  for (let now = from; now <= from + seconds * 1_000; now += 1_000) {
    const [next, call] = advance(state, now);
    state = next;
    if (call) numbers.push(call.number);
  }
  return { numbers, state };
}

test("a call is announced at once", () => {
  const { numbers } = announcedWithin(hear(listening(), aBoard(2, [aCall(1, "A042")])), 0);
  assert.deepEqual(numbers, ["A042"]);
});

test("calls that come together are announced one after the other, the first called first", () => {
  const state = hear(listening(), aBoard(2, [aCall(3, "B307"), aCall(2, "C118"), aCall(1, "A042")]));
  const [first, call] = advance(state, 0);
  assert.equal(call.number, "A042");
  assert.equal(advance(first, TURN_MS - 1)[1], null);
  assert.deepEqual(announcedWithin(first, 60, 1_000).numbers, ["C118", "B307"]);
});

test("the same board again announces nothing", () => {
  const board = aBoard(2, [aCall(1, "A042")]);
  const { state } = announcedWithin(hear(listening(), board), 60);
  assert.deepEqual(announcedWithin(hear(state, { ...board, version: 3 }), 60, 61_000).numbers, []);
});

test("calls made while the screen was away are announced after it is back, each once", () => {
  const { state } = announcedWithin(hear(listening(), aBoard(2, [aCall(1, "A042")])), 10);
  const later = { as_of: iso(90) };
  const missed = [aCall(3, "C118", { called_at: iso(80) }), aCall(2, "B307", { called_at: iso(30) }), aCall(1, "A042")];
  const back = hear(state, aBoard(9, missed, later));
  assert.deepEqual(announcedWithin(back, 60, 100_000).numbers, ["B307", "C118"]);
});

test("a call of long ago is shown, but not announced any more", () => {
  const { state } = announcedWithin(hear(listening(), aBoard(2, [aCall(1, "A042")])), 10);
  const back = hear(state, aBoard(9, [aCall(2, "B307", { called_at: iso(10) })], { as_of: iso(600) }));
  assert.deepEqual(announcedWithin(back, 60, 100_000).numbers, []);
});

test("a screen that has just been switched on announces only what is called just now", () => {
  const calls = [aCall(9, "C118", { called_at: iso(-2) }), aCall(8, "A042", { called_at: iso(-30) })];
  assert.deepEqual(announcedWithin(hear(newAnnouncer(), aBoard(40, calls)), 60).numbers, ["C118"]);
});

test("the age of a call is counted in real seconds, also on a fast demo clock", () => {
  const calls = [aCall(9, "C118", { called_at: iso(-120) })];
  assert.deepEqual(announcedWithin(hear(newAnnouncer(), aBoard(40, calls, { speed: 60 })), 60).numbers, ["C118"]);
});

test("a reload neither repeats a call nor loses one", () => {
  const [before] = advance(hear(listening(), aBoard(2, [aCall(1, "A042")])), 0);
  const memory = JSON.parse(JSON.stringify(memoryOf(before)));
  const calls = [aCall(2, "B307", { called_at: iso(1) }), aCall(1, "A042")];
  const after = hear(newAnnouncer(memory), aBoard(3, calls, { as_of: iso(20) }));
  assert.deepEqual(announcedWithin(after, 60).numbers, ["B307"]);
});

test("a reload in the middle of several calls goes on where it was", () => {
  const calls = [aCall(3, "B307"), aCall(2, "C118"), aCall(1, "A042")];
  const [before] = advance(hear(listening(), aBoard(2, calls)), 0);
  const memory = JSON.parse(JSON.stringify(memoryOf(before)));
  const after = hear(newAnnouncer(memory), aBoard(2, calls, { as_of: iso(10) }));
  assert.deepEqual(announcedWithin(after, 60).numbers, ["C118", "B307"]);
});

test("a recall is announced again", () => {
  const { state } = announcedWithin(hear(listening(), aBoard(2, [aCall(1, "A042")])), 10);
  const calls = [aCall(2, "A042", { times: 2, called_at: iso(10) }), aCall(1, "A042")];
  const { numbers } = announcedWithin(hear(state, aBoard(3, calls, { as_of: iso(10) })), 60, 11_000);
  assert.deepEqual(numbers, ["A042"]);
});

test("a recall of a number that still waits for its turn is said once", () => {
  const first = aBoard(2, [aCall(3, "B307"), aCall(2, "C118"), aCall(1, "A042")]);
  const again = aBoard(3, [aCall(4, "C118", { times: 2 }), ...first.calls]);
  const state = hear(advance(hear(listening(), first), 0)[0], again);
  assert.deepEqual(announcedWithin(state, 60, 100).numbers, ["C118", "B307"]);
});

test("a call that was undone before its turn is not announced", () => {
  const both = hear(listening(), aBoard(2, [aCall(2, "C118"), aCall(1, "A042")]));
  const [started] = advance(both, 0);
  const undone = hear(started, aBoard(3, [aCall(1, "A042")]));
  assert.deepEqual(announcedWithin(undone, 60, 100).numbers, []);
});

test("an older call that comes back into the list after an undo is not announced again", () => {
  const { state } = announcedWithin(hear(listening(), aBoard(2, [aCall(2, "C118"), aCall(1, "A042")])), 60);
  const cut = hear(state, aBoard(3, [aCall(2, "C118", { called_at: iso(1) })]));
  assert.deepEqual(announcedWithin(hear(cut, aBoard(4, [aCall(1, "A042")])), 60, 61_000).numbers, []);
});

test("a new beginning of the service, with ids from one, is heard", () => {
  const { state } = announcedWithin(hear(listening(), aBoard(900, [aCall(500, "A042")])), 10);
  const fresh = hear(state, aBoard(3, [aCall(1, "A001", { called_at: iso(20) })], { as_of: iso(20) }));
  assert.deepEqual(announcedWithin(fresh, 60, 11_000).numbers, ["A001"]);
});

test("a call flashes for a while and then rests", () => {
  const [state] = advance(hear(listening(), aBoard(2, [aCall(1, "A042")])), 1_000);
  assert.equal(isFlashing(state, 1_000 + FLASH_MS - 1), true);
  assert.equal(isFlashing(state, 1_000 + FLASH_MS), false);
  assert.equal(isFlashing(listening(), 0), false);
});

test("months of calls leave the announcer as small as it was", () => {
  let state = listening();
  for (let id = 1; id <= 5_000; id += 1) {
    const calls = [aCall(id, `A${id}`, { called_at: iso(id * 10) })];
    state = hear(state, aBoard(id + 1, calls, { as_of: iso(id * 10) }));
    state = advance(state, id * 10_000)[0];
  }
  assert.ok(JSON.stringify(state).length < 1_000);
});
