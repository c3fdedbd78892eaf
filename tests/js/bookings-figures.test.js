import assert from "node:assert/strict";
import { test } from "node:test";

import { actionFor } from "../../app/web/static/bookings/keys.js";
import { loadPicture, nowIn } from "../../app/web/static/bookings/load-picture.js";
import { percent, proceduresKnown, serviceFigures } from "../../app/web/static/bookings/no-shows.js";
import { waitingFrom } from "../../app/web/static/js/waiting.js";

const at = (time) => `2026-11-24T${time}:00+09:00`;
const unit = (time, taken, places = 2, beyond = 0) => ({ starts_at: at(time), taken, places, beyond, held: 0 });

test("the picture fills each slot by what is taken and names the full ones", () => {
  const picture = loadPicture({ slots: [unit("09:00", 0), unit("09:15", 1), unit("09:30", 2), unit("09:45", 3)] });
  assert.deepEqual(picture.bars.map(({ taken }) => Math.round(taken)), [0, 33, 67, 67]);
  assert.equal(Math.round(picture.bars[3].over), 33);
  assert.deepEqual([picture.taken, picture.places, picture.full], [6, 8, ["09:30", "09:45"]]);
  assert.deepEqual(picture.hours, [9, null, null, null]);
});

test("the present moment lies between the slots, and nowhere outside of them", () => {
  const pool = { slots: [unit("09:00", 0), unit("09:15", 0)] };
  assert.equal(nowIn(pool, 15, Date.parse(at("09:15"))), 50);
  assert.equal(nowIn(pool, 15, Date.parse(at("08:00"))), null);
  assert.equal(nowIn(pool, 15, Date.parse(at("10:00"))), null);
});

test("a share that is not nothing is at least one percent", () => {
  assert.deepEqual([percent(0), percent(0.001), percent(0.254)], [0, 1, 25]);
});

test("a service says its worst hour and what one booking more would mean", () => {
  const hours = [{ hour: 9, rate: 0.1 }, { hour: 16, rate: 0.3 }, { hour: 12, rate: null }];
  const figures = serviceFigures({ service: "moving", seen: 80, missed: 16, rate: 0.2, hours, one_more: { places: 1, allowed: false, risk: 0.64 } });
  assert.deepEqual(figures.worst, { hour: 16, percent: 30 });
  assert.deepEqual(figures.oneMore, { places: 1, allowed: false, ofHundred: 64 });
  assert.equal(serviceFigures({ service: "moving", seen: 3, missed: 0, rate: null, hours: [], one_more: null }).percent, null);
});

test("procedures with few bookings are only counted", () => {
  const { known, others } = proceduresKnown([{ procedure: "a", rate: 0.1 }, { procedure: "b", rate: null }, { procedure: "c", rate: 0.3 }]);
  assert.deepEqual([known.map(({ procedure }) => procedure), others], [["c", "a"], 1]);
});

test("keys belong to fields and dialogs first; in the dialog of a booking they act on it", () => {
  const key = (name, where, more = {}) => actionFor({ key: name, ...more }, where);
  assert.equal(key("n", "page"), "book");
  assert.equal(key("ｎ", "page"), "book");
  assert.equal(key("n", "other"), null);
  assert.equal(key("i", "page"), null);
  assert.equal(key("I", "detail"), "check-in");
  assert.equal(key("n", "page", { ctrlKey: true }), null);
});

test("whoever comes early for a reserved time waits from that time on", () => {
  assert.equal(waitingFrom({ waiting_since: at("09:40"), reserved_at: at("10:00") }), at("10:00"));
  assert.equal(waitingFrom({ waiting_since: at("10:20"), reserved_at: at("10:00") }), at("10:20"));
  assert.equal(waitingFrom({ waiting_since: at("10:20"), reserved_at: null }), at("10:20"));
});
