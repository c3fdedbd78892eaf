import assert from "node:assert/strict";
import { test } from "node:test";

import { newAnnouncer } from "../../signage/announcer.js";
import { callsOf, modeOf, noticeAt, servesTheRest, servicesOf } from "../../signage/display.js";
import { recall, remember } from "../../signage/memory.js";

function aService(id, more = {}) {
  return { id, prefix: id.toUpperCase(), waiting: 0, wait: null, congestion: null, ...more };
}

const aCall = (id, number, counter = "3", times = 1) => ({ id, number, counter, times, service: "a" });

function aBoard(more = {}) {
  return { status: "open", calls: [], counters: [], missed: [], notices: [], services: [aService("a")], ...more };
}

const OFFICE = {
  counters: [
    { id: "3", name: { ja: "3番窓口" }, area: { ja: "1階" }, direction: "left" },
    { id: "tax", name: { ja: "税の窓口" }, area: null, direction: null },
  ],
  services: [
    { id: "b", kind: "front", name: { ja: "証明書" }, area: null },
    { id: "a", kind: "front", name: { ja: "住民異動" }, area: null },
    { id: "post", kind: "back_office", name: { ja: "処理" }, area: null },
  ],
};

test("the screen knows what to say when there is nothing to call", () => {
  assert.equal(modeOf(null), "connecting");
  assert.equal(modeOf(aBoard()), "quiet");
  assert.equal(modeOf(aBoard({ status: "before_opening" })), "before_opening");
  assert.equal(modeOf(aBoard({ status: "closed" })), "closed");
  assert.equal(modeOf(aBoard({ calls: [aCall(1, "A001")] })), "calls");
});

test("people who still wait after closing time are not told that all is over", () => {
  assert.equal(modeOf(aBoard({ status: "closed", services: [aService("a", { waiting: 2 })] })), "quiet");
});

test("after closing time the calls stay, under a bar that says so", () => {
  const rest = aBoard({ status: "closed", calls: [aCall(1, "A001")] });
  assert.deepEqual([modeOf(rest), servesTheRest(rest)], ["calls", true]);
  assert.equal(servesTheRest(aBoard({ status: "closed" })), false);
  assert.equal(servesTheRest(aBoard({ calls: [aCall(1, "A001")] })), false);
});

test("a number that was called in vain is listed with the missed ones only", () => {
  const calls = [aCall(2, "B307"), aCall(1, "A042")];
  const { rows } = callsOf(aBoard({ calls, missed: ["A042"] }), OFFICE, newAnnouncer());
  assert.deepEqual(rows, []);
});

test("the call whose turn it is stands large, the others below, newest first", () => {
  const calls = [aCall(3, "C118"), aCall(2, "B307"), aCall(1, "A042")];
  const announcer = { ...newAnnouncer(), current: calls[2], queue: [calls[1], calls[0]] };
  const { hero, rows } = callsOf(aBoard({ calls }), OFFICE, announcer);
  assert.equal(hero.number, "A042");
  assert.deepEqual(rows.map(({ number, fresh }) => [number, fresh]), [["C118", true], ["B307", true]]);
});

test("with nothing to announce the newest call stands large", () => {
  const { hero } = callsOf(aBoard({ calls: [aCall(2, "B307"), aCall(1, "A042")] }), OFFICE, newAnnouncer());
  assert.equal(hero.number, "B307");
});

test("a number that was called twice is listed once, with its last call", () => {
  const calls = [aCall(3, "A042", "3", 2), aCall(2, "B307"), aCall(1, "A042")];
  const { hero, rows } = callsOf(aBoard({ calls }), OFFICE, newAnnouncer());
  assert.deepEqual([hero.id, hero.times, rows.map((row) => row.number)], [3, 2, ["B307"]]);
});

test("a call says where to go: direction and area of the counter, its name where it has no number", () => {
  const board = aBoard({ calls: [aCall(2, "B307"), aCall(1, "A042", "tax")] });
  const { hero, rows } = callsOf(board, OFFICE, newAnnouncer());
  assert.deepEqual([hero.direction, hero.area, hero.name], ["left", { ja: "1階" }, null]);
  assert.deepEqual(rows[0].name, { ja: "税の窓口" });
});

test("a person is awaited until the counter has begun to serve", () => {
  const hero = (serving) => {
    const counters = [{ id: "3", state: "open", number: "A042", serving }];
    return callsOf(aBoard({ calls: [aCall(1, "A042")], counters }), null, newAnnouncer()).hero;
  };
  assert.equal(hero(false).awaited, true);
  assert.equal(hero(true).awaited, false);
});

test("services stand in the office's order; those without visitors are left out", () => {
  const board = aBoard({ services: [aService("a"), aService("b"), aService("post")] });
  assert.deepEqual(servicesOf(board, OFFICE).map((service) => service.id), ["b", "a"]);
});

test("notices take turns, each for the same time", () => {
  const board = aBoard({ notices: [{ id: "1", kind: "busy", text: { ja: "混みます" } }] });
  const shown = [0, 11_999, 12_000, 24_000, 36_000].map((now) => noticeAt(board, OFFICE, now));
  assert.deepEqual(shown[0].text, { ja: "混みます" });
  assert.equal(shown[1], shown[0]);
  assert.ok(shown[2].key && shown[3].key && shown[2].key !== shown[3].key);
  assert.deepEqual(shown[4].text, { ja: "混みます" });
});

test("where times are reserved, people hear between the notices that they check in, until the office closes", () => {
  const office = { ...OFFICE, booking: { allowed: true } };
  const keys = (board, of) => [0, 12_000, 24_000, 36_000].map((now) => noticeAt(board, of, now).key);
  assert.ok(keys(aBoard(), office).includes("signage.tip_booking"));
  assert.ok(!keys(aBoard(), OFFICE).includes("signage.tip_booking"));
  assert.ok(!keys(aBoard({ status: "closed" }), office).includes("signage.tip_booking"));
  assert.ok(!keys(null, office).includes("signage.tip_booking"));
});

test("what was announced is remembered over a reload, but not for ever", () => {
  const kept = new Map();
  const storage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
  assert.equal(recall("kumin", { storage }), null);
  remember("kumin", { id: 7, version: 3 }, { storage, now: 0 });
  assert.deepEqual(recall("kumin", { storage, now: 1_000 }), { id: 7, version: 3 });
  assert.equal(recall("kita", { storage, now: 1_000 }), null);
  assert.equal(recall("kumin", { storage, now: 3_600_000 }), null);
});
