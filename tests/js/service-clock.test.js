import assert from "node:assert/strict";
import { test } from "node:test";

import { parseInstant, ServiceClock, wallTime } from "../../app/web/static/js/service-clock.js";

test("the clock shows the office's wall time, whatever the zone of the device", () => {
  let now = 5_000;
  const clock = new ServiceClock(() => now);
  clock.set("2026-11-21T23:59:30+09:00", 1);
  assert.equal(clock.text(), "23:59");
  now += 30_000;
  assert.equal(clock.text(), "00:00");
  assert.equal(clock.day(), "2026-11-22");
});

test("a demo that runs sixty times faster moves the clock sixty times faster", () => {
  let now = 0;
  const clock = new ServiceClock(() => now);
  clock.set("2026-11-21T10:00:00+09:00", 60);
  now += 10_000;
  assert.equal(clock.text(), "10:10");
  assert.equal(clock.textAt(5_000), "10:05");
});

test("before the first message the clock shows nothing", () => {
  const clock = new ServiceClock(() => 0);
  assert.equal(clock.known, false);
  assert.equal(clock.text(), "");
  assert.equal(clock.now(), null);
});

test("instants keep the offset they were written with", () => {
  assert.deepEqual(parseInstant("1970-01-01T00:00:00-03:30"), { ms: 12_600_000, offsetMinutes: -210 });
  assert.deepEqual(parseInstant("1970-01-01T00:00:01Z"), { ms: 1_000, offsetMinutes: 0 });
  assert.throws(() => parseInstant("soon"), RangeError);
  assert.equal(wallTime("2026-11-21T10:24:03+09:00"), "10:24");
});
