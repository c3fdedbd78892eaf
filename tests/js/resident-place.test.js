import assert from "node:assert/strict";
import { test } from "node:test";

import { differs, placeOf, placeOfPage } from "../../app/web/static/resident/place.js";

const SOON = { minutes: 5, few: 3, few_minutes: 10 };

function board(changes = {}) {
  return {
    services: [
      {
        id: "moving",
        counters_open: ["1", "3", "4"],
        last_called: "A042",
        line: [["A043", 0, 5], ["A044", 0, 5], ["A045", 5, 10], ["A046", 10, 15], ["A047", 10, 20]],
      },
      { id: "payment", counters_open: [], last_called: null, line: [["A030", null, null]] },
    ],
    counters: [
      { id: "1", number: "A041", serving: true },
      { id: "3", number: "A042", serving: false },
      { id: "4", number: null, serving: false },
    ],
    calls: [
      { id: 9, number: "A042", counter: "3", times: 2 },
      { id: 8, number: "A042", counter: "3", times: 1 },
      { id: 7, number: "A041", counter: "1", times: 1 },
    ],
    missed: ["A040"],
    held: ["C101"],
    ...changes,
  };
}

const place = (number) => placeOf(board(), number, SOON);

test("somebody who waits sees who is ahead, the range and the number called now", () => {
  assert.deepEqual(place("A047"), { phase: "waiting", service: "moving", ahead: 4, low: 10, high: 20, now: "A042" });
});

test("three people ahead and a short wait is soon", () => {
  assert.equal(place("A046").phase, "soon");
});

const waitsBehind = (ahead, low, high, counters_open = ["1"]) => {
  const line = Array.from({ length: ahead + 1 }, (_, index) => [`A0${50 + index}`, low, high]);
  return placeOf(board({ services: [{ id: "moving", counters_open, last_called: null, line }] }), `A0${50 + ahead}`, SOON);
};

test("a very short wait is soon, however many are ahead", () => {
  assert.equal(waitsBehind(8, 5, 10).phase, "soon");
});

test("few people ahead are not soon when each of them takes long", () => {
  assert.equal(waitsBehind(1, 30, 45).phase, "waiting");
});

test("without an estimate few people ahead are soon only when a counter is open", () => {
  assert.equal(waitsBehind(1, null, null).phase, "soon");
  assert.equal(waitsBehind(1, null, null, []).phase, "waiting");
});

test("an unknown wait keeps the place in the line", () => {
  const found = waitsBehind(8, null, null);
  assert.deepEqual([found.phase, found.ahead, found.low], ["waiting", 8, null]);
});

test("a number with the next service of its visit is found in that line", () => {
  assert.equal(place("A030").service, "payment");
});

test("a call says the counter and how often it was made", () => {
  assert.deepEqual(place("A042"), { phase: "called", counter: "3", times: 2 });
});

test("once served, an old call does not ring again", () => {
  assert.deepEqual(place("A041"), { phase: "serving", counter: "1" });
});

test("missed and held numbers are told apart from those that the board does not list", () => {
  assert.deepEqual(["A040", "C101", "Z999"].map((number) => place(number).phase), ["missed", "held", "away"]);
});

test("new figures alone do not need a new page", () => {
  assert.equal(differs(place("A047"), { ...place("A047"), ahead: 5, low: 15, high: 25 }), false);
});

test("a second call needs a new page, so that it is announced", () => {
  assert.equal(differs(place("A042"), { phase: "called", counter: "3", times: 1 }), true);
});

for (const [rendered, number] of [
  [{ phase: "waiting", service: "moving", counter: null, times: 1 }, "A047"],
  [{ phase: "called", service: "moving", counter: "3", times: 2 }, "A042"],
  [{ phase: "serving", service: "moving", counter: "1", times: 1 }, "A041"],
  [{ phase: "missed", service: "moving", counter: null, times: 1 }, "A040"],
  [{ phase: "preparing", service: "input", counter: null, times: 1 }, "Z999"],
]) {
  test(`a page that shows ${rendered.phase} is not fetched again when the board says the same`, () => {
    assert.equal(differs(place(number), placeOfPage(rendered)), false);
  });
}
