import assert from "node:assert/strict";
import { test } from "node:test";

import { nextBox } from "../../kiosk/arrows.js";
import { placeInLine } from "../../kiosk/place.js";

const ticket = { number: "A057", service: "moving", ahead: 9, wait: { low: 25, high: 40 } };
const board = (line, calls = []) => ({ services: [{ id: "moving", line }], calls });

test("the place comes from the line of the board", () => {
  const line = [["A055", 0, 5], ["A056", 5, 10], ["A057", 10, 20]];
  assert.deepEqual(placeInLine(board(line), ticket), { counter: null, ahead: 2, wait: { low: 10, high: 20 } });
});

test("a board that does not know the ticket yet leaves what the ticket said", () => {
  assert.deepEqual(placeInLine(board([]), ticket), { counter: null, ahead: 9, wait: { low: 25, high: 40 } });
});

test("a wait that nobody knows stays unknown", () => {
  assert.equal(placeInLine(board([["A057", null, null]]), ticket).wait, null);
});

test("a ticket that is called at once goes to its counter", () => {
  assert.equal(placeInLine(board([], [{ number: "A057", counter: "3" }]), ticket).counter, "3");
});

const box = (left, top, width = 100, height = 50) => ({ left, top, right: left + width, bottom: top + height });
const grid = [box(0, 0), box(120, 0), box(0, 70), box(120, 70)];

test("arrows move to the neighbour in their direction", () => {
  assert.deepEqual(["ArrowRight", "ArrowDown"].map((key) => nextBox(grid, 0, key)), [1, 2]);
  assert.deepEqual(["ArrowLeft", "ArrowUp"].map((key) => nextBox(grid, 3, key)), [2, 1]);
});

test("an arrow at the edge stays", () => {
  assert.equal(nextBox(grid, 0, "ArrowUp"), -1);
  assert.equal(nextBox(grid, 1, "ArrowRight"), -1);
});

test("what lies straight ahead goes before what is nearer but aside", () => {
  assert.equal(nextBox([box(0, 0), box(0, 150), box(300, 60)], 0, "ArrowDown"), 1);
});
