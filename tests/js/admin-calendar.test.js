import assert from "node:assert/strict";
import { test } from "node:test";

import { afterApplying, changesOf, draftOf, hoursOf, isChanged, specialFrom, upcoming, weekOf, withDay, withoutDay } from "../../app/web/static/admin/calendar-state.js";

const NEW_YEAR = { date: "2026-12-29", name: { ja: "年末のお休み" } };
const PAST = { date: "2026-01-04" };
const calendar = () => ({ revision: 3, today: "2026-11-24", public_holidays: [], hours: { monday: [{ opens: "08:30", closes: "17:00" }], special: [NEW_YEAR, PAST] } });

test("nothing is changed at first, and past days are not listed but kept", () => {
  const draft = draftOf(calendar());
  assert.equal(isChanged(draft), false);
  assert.deepEqual(upcoming(draft), { listed: [NEW_YEAR], past: 1 });
  assert.deepEqual(hoursOf(draft).special, [PAST, NEW_YEAR]);
});

test("an added day is marked, taken back it is as if nothing had been", () => {
  const draft = withDay(draftOf(calendar()), { date: "2026-12-01" });
  assert.deepEqual([...changesOf(draft).added], ["2026-12-01"]);
  assert.equal(isChanged(withoutDay(draft, "2026-12-01")), false);
});

test("a removed day stays readable, and other hours on the same date are a change", () => {
  const draft = draftOf(calendar());
  assert.deepEqual(changesOf(withoutDay(draft, "2026-12-29")).removed, [NEW_YEAR]);
  const open = { date: "2026-12-29", sessions: [{ opens: "09:00", closes: "12:00" }] };
  const { added, removed } = changesOf(withDay(draft, open));
  assert.deepEqual([[...added], removed], [["2026-12-29"], []]);
});

test("a change of the draft forgets what was known of bookings", () => {
  const seen = { ...draftOf(calendar()), preview: { touched: [] } };
  assert.equal(withDay(seen, { date: "2026-12-01" }).preview, null);
});

test("what is told becomes a special day, or a reason why not", () => {
  const told = (changes) => specialFrom({ date: "2026-12-30", kind: "closed", name: "", opens: "", closes: "", ...changes }, "2026-11-24");
  assert.deepEqual(told({ name: "停電" }).special, { date: "2026-12-30", name: { ja: "停電" } });
  assert.deepEqual(told({ kind: "open", opens: "09:00", closes: "12:00" }).special.sessions, [{ opens: "09:00", closes: "12:00" }]);
  assert.equal(told({ date: "" }).problem, "no_date");
  assert.equal(told({ date: "2026-11-23" }).problem, "date_is_past");
  assert.equal(told({ kind: "open", opens: "12:00", closes: "09:00" }).problem, "hours_wrong");
});

test("the week is shown from Monday, closed days too", () => {
  const week = weekOf(calendar().hours);
  assert.deepEqual([week.length, week[0].sessions.length, week[6].sessions], [7, 1, []]);
});

test("a day added while the calendar is being applied stays in the draft", () => {
  const sent = withDay(draftOf(calendar()), { date: "2026-12-01" });
  const begun = withDay(sent, { date: "2026-12-02" });
  const applied = { ...calendar(), revision: 4, hours: hoursOf(sent) };
  assert.equal(isChanged(afterApplying(sent, sent, applied)), false);
  const after = afterApplying(begun, sent, applied);
  assert.deepEqual([after.revision, [...changesOf(after).added]], [4, ["2026-12-02"]]);
});
