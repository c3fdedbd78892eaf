import assert from "node:assert/strict";
import { test } from "node:test";

import { differs, placeOf, placeOfPage } from "../../app/web/static/resident/place.js";

const SOON = { ahead: 3, minutes: 5 };

function board(changes = {}) {
  return {
    services: [
      { id: "moving", last_called: "A042", line: [["A043", 0, 5], ["A044", 0, 5], ["A045", 5, 10], ["A046", 5, 10], ["A047", 10, 20]] },
      { id: "payment", last_called: null, line: [["A030", null, null]] },
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

test("three people ahead is soon", () => {
  assert.equal(place("A046").phase, "soon");
});

test("a short wait is soon, however many are ahead", () => {
  const line = Array.from({ length: 9 }, (_, index) => [`A0${50 + index}`, 5, 10]);
  const busy = board({ services: [{ id: "moving", last_called: null, line }] });
  assert.equal(placeOf(busy, "A058", SOON).phase, "soon");
});

test("an unknown wait keeps the place in the line", () => {
  const line = Array.from({ length: 9 }, (_, index) => [`A0${50 + index}`, null, null]);
  const unknown = board({ services: [{ id: "moving", last_called: null, line }] });
  const found = placeOf(unknown, "A058", SOON);
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
