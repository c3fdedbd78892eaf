import assert from "node:assert/strict";
import { test } from "node:test";

import { clockText, endsAt, isSoon } from "../../app/web/static/resident/countdown.js";
import { standingOf } from "../../app/web/static/resident/standing.js";

const HELD = { until: "2026-11-24T10:10:00+09:00", now: "2026-11-24T10:00:00+09:00", speed: 1 };

test("a hold ends as long after the page was loaded as the service says", () => {
  assert.equal(endsAt(HELD, 500), 600_500);
  assert.equal(endsAt({ ...HELD, speed: 10 }, 0), 60_000);
});

test("the clock shows minutes and seconds of the service, and never less than nothing", () => {
  assert.equal(clockText(600_000, 1), "10:00");
  assert.equal(clockText(59_001, 1), "1:00");
  assert.equal(clockText(5_900, 10), "0:59");
  assert.equal(clockText(-1, 1), "0:00");
});

test("the end is said aloud in the last two minutes only", () => {
  assert.deepEqual([121_000, 120_000, 0].map((left) => isSoon(left, 1)), [false, true, false]);
});

const BOOKED = {
  state: "booked", sequence: 0, offer: null, earlier: null, displaced: false, may: ["move"], video: null, partner: null, ticket: null,
};

test("the page is drawn again for what a person can see, not for figures that only count on", () => {
  assert.equal(standingOf({ ...BOOKED, as_of: "10:00" }), standingOf({ ...BOOKED, as_of: "10:01" }));
  for (const change of [
    { state: "cancelled" },
    { sequence: 1 },
    { offer: { starts_at: "10:00", until: "10:15" } },
    { displaced: true },
    { may: ["move", "check_in"] },
    { video: { link: "https://example.jp/room" } },
    { partner: { state: "checked_in", ticket: { state: "serving" } } },
    { ticket: { number: "A001", state: "waiting" } },
  ]) {
    assert.notEqual(standingOf({ ...BOOKED, ...change }), standingOf(BOOKED), JSON.stringify(change));
  }
});
