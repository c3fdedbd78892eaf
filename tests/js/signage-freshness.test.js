import assert from "node:assert/strict";
import { test } from "node:test";

import { wantsFreshPage } from "../../signage/freshness.js";

const HOUR = 3_600_000;
const yesterday = { day: "2026-11-24", age: 20 * HOUR };
const aBoard = (more = {}) => ({ day: "2026-11-25", status: "before_opening", calls: [], ...more });

test("a new business day starts with a fresh page, before the doors open", () => {
  assert.equal(wantsFreshPage(yesterday, aBoard(), false), true);
});

test("a page of today stays, and so does one that has only just been loaded", () => {
  assert.equal(wantsFreshPage(yesterday, aBoard({ day: "2026-11-24" }), false), false);
  assert.equal(wantsFreshPage({ ...yesterday, age: 60_000 }, aBoard(), false), false);
});

test("nobody's number disappears: the page waits while people are called", () => {
  assert.equal(wantsFreshPage(yesterday, aBoard({ status: "open" }), false), false);
  assert.equal(wantsFreshPage(yesterday, aBoard({ calls: [{ id: 1 }] }), false), false);
});

test("an office that never closes gets its fresh page between two calls", () => {
  const old = { ...yesterday, age: 37 * HOUR };
  const busy = aBoard({ status: "open", calls: [{ id: 1 }] });
  assert.equal(wantsFreshPage(old, busy, false), true);
  assert.equal(wantsFreshPage(old, busy, true), false);
});
