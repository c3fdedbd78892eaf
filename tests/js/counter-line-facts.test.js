import assert from "node:assert/strict";
import { test } from "node:test";

import { choiceKeys, knownNumbers, meantNumber, minutesSince, reasonsOf, secondsSince, targetMark } from "../../app/web/static/counter/line-facts.js";
import { HALL, NOW, desk, entry, minutesAgo, ticket } from "./counter-examples.js";

test("a wait is counted in whole minutes and never below nothing", () => {
  assert.equal(minutesSince(minutesAgo(22.9), NOW), 22);
  assert.equal(minutesSince(minutesAgo(-3), NOW), 0);
  assert.equal(secondsSince(minutesAgo(0.5), NOW), 30);
});

test("the target is near from four fifths on and over when it has passed", () => {
  assert.equal(targetMark(35, 45), "within");
  assert.equal(targetMark(36, 45), "near");
  assert.equal(targetMark(45, 45), "near");
  assert.equal(targetMark(46, 45), "over");
  assert.equal(targetMark(46, null), null);
});

test("an entry says how long it waits and what moved it", () => {
  const { offers } = desk();
  const facts = { offers, priorities: HALL.office.priorities, now: NOW };
  const reasons = reasonsOf(entry("B305", { service: "certificates", priority: "children" }), facts);
  assert.equal(reasons.minutes, 23);
  assert.equal(reasons.priority.head_start_minutes, 15);
  assert.equal(reasons.delay, 10);
  assert.deepEqual(reasonsOf(entry("A043"), facts), { minutes: 23, priority: null, delay: 0 });
});

test("a number is understood however it is typed", () => {
  const known = ["A042", "A043", "B042", "B007"];
  for (const typed of ["A043", "a43", "ａ４３", " a-043 ", "43"]) assert.equal(meantNumber(typed, known, ["A", "B"]), "A043", typed);
  assert.equal(meantNumber("b7", known, ["A"]), "B007");
});

test("digits that fit several numbers are not guessed", () => {
  assert.equal(meantNumber("42", ["A042", "B042"], ["A", "B"]), null);
  assert.equal(meantNumber("42", ["A042", "A042"], ["A"]), "A042");
});

test("a number that nobody knows is written out where the letter is clear", () => {
  assert.equal(meantNumber("a5", [], ["A", "B"]), "A005");
  assert.equal(meantNumber("5", [], ["A"]), "A005");
  assert.equal(meantNumber("5", [], ["A", "B"]), null);
  assert.equal(meantNumber("", [], ["A"]), null);
  assert.equal(meantNumber("hello", [], ["A"]), null);
});

test("known numbers come from the desk and from the board's lines, each once", () => {
  const board = { services: [{ id: "moving", line: [["A043", 0, 5], ["A044", 5, 10]] }, { id: "payment" }] };
  const here = desk({ queue: [entry("A043")], missed: [entry("A040")], held: [entry("C101")], current: ticket("called") });
  assert.deepEqual(knownNumbers(here, board).sort(), ["A040", "A043", "A044", "C101"]);
  assert.deepEqual(knownNumbers(desk(), null), []);
});

test("choices are taken by digit, and by a letter that only one of them has", () => {
  const keys = choiceKeys([{ prefix: "A" }, { prefix: "B" }, { prefix: "B" }, { prefix: "PX" }]);
  assert.deepEqual(keys, [{ digit: "1", letter: "A" }, { digit: "2", letter: null }, { digit: "3", letter: null }, { digit: "4", letter: null }]);
});

test("the tenth choice has no digit", () => {
  assert.equal(choiceKeys(Array.from({ length: 10 }, () => ({ prefix: "A" })))[9].digit, null);
});
