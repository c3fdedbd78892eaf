import assert from "node:assert/strict";
import { test } from "node:test";

import { linePicture } from "../../app/web/static/floor/line-picture.js";
import { aheadOf, waitIn } from "../../app/web/static/floor/outlook.js";
import { aheadTable, aheadWords } from "../../app/web/static/floor/outlook-words.js";
import { NOW, ago, anOutlook } from "./floor-examples.js";

const say = { t: (key, facts = {}) => `${key} ${Object.values(facts).join(" ")}`.trim() };
const MINUTE = 60_000;

test("the outlook begins now, also when it was made a while ago", () => {
  const ahead = aheadOf(anOutlook({ waits: [20, 40, 40], madeBefore: 5 }), "a", NOW);
  assert.equal(ahead.points[0].at, NOW);
  assert.equal(ahead.points[0].wait.p50, 30);
  assert.equal(waitIn(ahead, 5).p50, 40);
});

test("an outlook that nobody has renewed is none, and so is one without points", () => {
  assert.equal(aheadOf(anOutlook({ waits: [20], madeBefore: 16 }), "a", NOW), null);
  assert.equal(aheadOf(anOutlook({ waits: [] }), "a", NOW), null);
  assert.equal(aheadOf(anOutlook({ waits: [20] }), "b", NOW), null);
  assert.equal(aheadOf(null, "a", NOW), null);
});

test("the waits are drawn at the right of the line, the middle inside the band", () => {
  const ahead = aheadOf(anOutlook({ waits: [15, 30, 45] }), "a", NOW);
  const picture = linePicture([["A1", 5, 30]], [{ number: "A1", waiting_since: ago(0) }], 30, NOW, ahead);
  assert.ok(picture.bars.every((bar) => bar.x + bar.width <= picture.ahead.from));
  assert.equal(picture.ahead.line, "M40 77.78L70 55.56L100 33.33");
  assert.ok(picture.ahead.band.startsWith("M40 66.67L") && picture.ahead.band.endsWith("L40 88.89Z"));
});

test("the line of the middle ends when no more people come", () => {
  const ahead = aheadOf(anOutlook({ waits: [15, 15, null] }), "a", NOW);
  assert.equal(linePicture([], [], 30, NOW, ahead).ahead.line, "M40 66.67L70 66.67");
  assert.equal(linePicture([], [], 30, NOW, aheadOf(anOutlook({ waits: [null] }), "a", NOW)).ahead, null);
});

test("the middle stays in the picture where waits are many times the target", () => {
  const ahead = aheadOf(anOutlook({ waits: [100, 200] }), "a", NOW);
  const { ahead: paths, targetY } = linePicture([], [], 30, NOW, ahead);
  assert.equal(paths.line, "M40 58.33L100 16.67");
  assert.ok(targetY < 90);
});

test("a screen reader hears the waits and when the target may be passed", () => {
  const calm = aheadWords(aheadOf(anOutlook({ waits: [11, 11, 11, 26] }), "a", NOW), say);
  assert.equal(calm.short, "floor.ahead_in_short 30 floor.ahead_about 25");
  assert.equal(calm.warns, false);
  const passesAt = NOW + 20 * MINUTE;
  const busy = aheadWords(aheadOf(anOutlook({ waits: [11, 31, 61, 61], passesAt }), "a", NOW), say);
  assert.equal(busy.short, "floor.ahead_passes_short 10:44");
  assert.ok(busy.long.endsWith("floor.ahead_passes 10:44"));
  assert.equal(aheadWords(aheadOf(anOutlook({ waits: [null, null] }), "a", NOW), say), null);
});

test("near closing it tells who is left", () => {
  const left = { p10: 1, p50: 4.2, p90: 9 };
  const late = aheadWords(aheadOf(anOutlook({ waits: [60, null], passesAt: NOW, left }), "a", NOW), say);
  assert.equal(late.short, "floor.ahead_left_short 4 17:00");
  assert.ok(late.warns);
});

test("a wait of hardly anything is told as such", () => {
  const calm = aheadWords(aheadOf(anOutlook({ waits: Array(13).fill(1) }), "a", NOW), say);
  assert.equal(calm.short, "floor.ahead_in_short 30 floor.ahead_under 5");
});

test("a target that is passed already is not announced", () => {
  const ahead = aheadOf(anOutlook({ waits: [60, 60], passesAt: NOW }), "a", NOW);
  assert.equal(aheadWords(ahead, say).warns, false);
});

test("the table tells every half hour", () => {
  const table = aheadTable(aheadOf(anOutlook({ waits: Array(13).fill(12) }), "a", NOW), say);
  const rows = table.children[1].children.map((row) => row.children.map((cell) => cell.children[0]));
  assert.deepEqual(rows[1], ["10:54", "floor.ahead_about 10", "floor.ahead_between 5 20"]);
  assert.equal(rows.length, 5);
});
