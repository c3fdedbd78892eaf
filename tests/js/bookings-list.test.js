import assert from "node:assert/strict";
import { test } from "node:test";

import { countsOf, dayAfter, digitsFrom, groupsOf, rowOf, stateOf, toCall } from "../../app/web/static/bookings/booking-list.js";

const OFFICE = {
  id: "kumin",
  name: { ja: "くみん窓口" },
  services: [
    { id: "moving", prefix: "A", name: { ja: "住民異動" }, kind: "front" },
    { id: "payment", prefix: "F", name: { ja: "お会計" }, kind: "payment" },
  ],
  procedures: [{ id: "moving-in", name: { ja: "転入届", en: "Moving in" } }],
  resources: [{ id: "adviser", name: { ja: "相談員" } }],
};
const BRANCH = { id: "branch", name: { ja: "出張所" }, procedures: [{ id: "tax-advice", name: { ja: "税の相談" } }] };

const at = (time) => `2026-11-24T${time}:00+09:00`;
const now = (time) => Date.parse(at(time));
const context = (time) => ({ office: OFFICE, offices: [OFFICE, BRANCH], language: "ja", now: now(time) });

function booking(time, changes = {}) {
  return {
    id: `r-${time}`, office: "kumin", state: "booked", starts_at: at(time), ends_at: at("12:00"), minutes: 30, displaced: false,
    check_in: { from: at("09:30"), until: at("10:10") }, procedures: ["moving-in"], services: ["moving", "payment"], resources: [],
    people: 1, language: "ja", needs: [], on_behalf: false, contact: null, code: "48213907", ticket: null, partner: null,
    video: null, may: ["cancel"], reason: null, ended_by: null, channel: "phone", bring: [], ...changes,
  };
}

test("a booking is booked, then due when check-in begins, then late", () => {
  const mine = booking("10:00");
  assert.deepEqual(["09:00", "09:30", "10:00"].map((time) => stateOf(mine, now(time))), ["booked", "due", "late"]);
});

test("what has happened goes before the time, and a displaced booking before both", () => {
  assert.equal(stateOf(booking("10:00", { state: "checked_in" }), now("11:00")), "checked_in");
  assert.equal(stateOf(booking("10:00", { displaced: true }), now("11:00")), "displaced");
});

test("a row names procedures, shows the letters of the queues and the code in two halves", () => {
  const row = rowOf(booking("10:00"), context("09:00"));
  assert.deepEqual(row.procedures, ["転入届"]);
  assert.deepEqual(row.tiles.map(({ prefix }) => prefix), ["A"], "everybody pays in the end");
  assert.deepEqual(row.code, ["4821", "3907"]);
});

test("the specialist's side shows what the person comes for and where the person is", () => {
  const partner = { office: "branch", state: "checked_in", procedures: ["tax-advice"], people: 2, ticket: { number: "A012", state: "serving" } };
  const row = rowOf(booking("10:00", { procedures: [], services: [], resources: ["adviser"], partner }), context("10:05"));
  assert.deepEqual([row.mirrors, row.procedures, row.people], [true, ["税の相談"], 2]);
  assert.deepEqual(row.partner, { office: "branch", name: "出張所", state: "serving", number: "A012" });
});

test("a video room is told of only while the consultation can take place", () => {
  const video = { link: null, opens_at: at("09:50") };
  assert.equal(rowOf(booking("10:00", { video }), context("09:00")).video.opensAt, "09:50");
  assert.equal(rowOf(booking("10:00", { video, state: "cancelled" }), context("09:00")).video, false);
});

test("bookings of one time stand together, and the present moment lies before the next group", () => {
  const { groups, next } = groupsOf([booking("10:00"), booking("10:00", { id: "other" }), booking("10:30")], context("10:10"));
  assert.deepEqual(groups.map(({ time, rows }) => [time, rows.length]), [["10:00", 2], ["10:30", 1]]);
  assert.equal(next, 1);
  assert.equal(groupsOf([booking("10:00")], context("11:00")).next, 1);
});

test("cancelled bookings do not count", () => {
  const day = [booking("10:00"), booking("11:00"), booking("12:00", { state: "cancelled" }), booking("12:00", { state: "missed" })];
  assert.deepEqual(countsOf(day, now("10:05")), { all: 3, come: 0, toCome: 1, late: 1, missed: 1 });
});

test("who can be reached is called first", () => {
  const list = [booking("10:00", { displaced: true }), booking("11:00", { displaced: true, contact: { phone: "03" } })];
  assert.deepEqual(toCall(list, context("09:00")).map(({ time }) => time), ["11:00", "10:00"]);
});

test("a code is understood however it is typed, whole or its end", () => {
  assert.equal(digitsFrom("４８２１ 3907"), "48213907");
  assert.equal(digitsFrom("3907"), "3907");
  assert.equal(digitsFrom("39a7"), null);
});

test("days follow each other over the end of a month", () => {
  assert.equal(dayAfter("2026-11-30", 1), "2026-12-01");
  assert.equal(dayAfter("2026-03-01", -1), "2026-02-28");
});
