import assert from "node:assert/strict";
import { test } from "node:test";

import { daysOf, matching, newBooking, newMove, reduce, stepNumber, visitQuery } from "../../app/web/static/bookings/flow-state.js";

const QUESTION = { key: "moving-in:card", options: [{ id: "yes" }, { id: "no" }] };
const slot = (time, day = "2026-11-25") => ({ starts_at: `${day}T${time}:00+09:00`, left: 1 });

function walk(state, ...events) {
  return events.reduce(reduce, state);
}

const asked = () => walk(newBooking("kumin"), { type: "toggled", procedure: "moving-in" }, { type: "planned", visit: { question: QUESTION } });

test("a call leads from the procedure over its questions to a time", () => {
  const questions = asked();
  assert.equal(questions.step, "questions");
  const time = walk(questions, { type: "answered", key: QUESTION.key, option: "no" }, { type: "planned", visit: { question: null, ending: null } });
  assert.deepEqual([time.step, time.answers], ["time", { "moving-in:card": "no" }]);
});

test("an answer may end the way with a reason", () => {
  const over = walk(asked(), { type: "answered", key: QUESTION.key, option: "yes" }, { type: "planned", visit: { ending: "no_visit" } });
  assert.equal(over.step, "ending");
});

test("going back asks the last question again, and then for the procedure", () => {
  const time = walk(asked(), { type: "answered", key: QUESTION.key, option: "no" }, { type: "planned", visit: {} });
  const again = reduce(time, { type: "back" });
  assert.deepEqual([again.step, again.answers, again.asked], ["questions", {}, []]);
  assert.equal(reduce(again, { type: "back" }).step, "procedures");
});

test("other procedures begin with their own questions", () => {
  const state = walk(asked(), { type: "answered", key: QUESTION.key, option: "no" }, { type: "toggled", procedure: "seal" });
  assert.deepEqual([state.procedures, state.answers], [["moving-in", "seal"], {}]);
});

test("a time that is kept stays kept until another one is, or it is booked", () => {
  const held = reduce(newBooking("kumin"), { type: "held", reservation: { id: "r1" } });
  assert.equal(reduce(held, { type: "back" }).held.id, "r1");
  assert.equal(reduce(held, { type: "done", reservation: { id: "r1" } }).held, null);
});

test("a refused time shows the nearest ones until something else happens", () => {
  const refused = reduce(newBooking("kumin"), { type: "failed", problem: { message: "taken", alternatives: [slot("10:15")] } });
  assert.deepEqual([refused.problem, refused.alternatives.length, refused.busy], ["taken", 1, false]);
  assert.equal(reduce(refused, { type: "people", people: 2 }).problem, null);
});

test("free times are shown by day, first that of the booking to be moved", () => {
  const slots = [slot("10:00"), slot("10:15"), slot("09:00", "2026-11-26")];
  assert.deepEqual(daysOf(slots).map(({ day, count }) => [day, count]), [["2026-11-25", 2], ["2026-11-26", 1]]);
  const move = newMove({ id: "r1", office: "kumin", starts_at: "2026-11-26T10:00:00+09:00", procedures: ["seal"], answers: {}, people: 1 });
  assert.equal(reduce(move, { type: "slots", slots }).day, "2026-11-26");
  assert.equal(reduce({ ...move, day: "2026-11-24" }, { type: "slots", slots }).day, "2026-11-25");
});

test("a consultation is moved where the person comes to", () => {
  const partner = { office: "branch", id: "r2", procedures: ["tax"], answers: { "tax:kind": "income" }, people: 1 };
  const move = newMove({ id: "r1", office: "kumin", starts_at: "2026-11-26T10:00:00+09:00", procedures: [], answers: {}, people: 1, partner });
  assert.deepEqual([move.office, move.reservation.id, move.procedures], ["branch", "r2", ["tax"]]);
});

test("the visit is named in the address of free times", () => {
  assert.equal(visitQuery({ procedures: ["a", "b"], answers: { "a:x": "y" }, people: 2 }), "procedure=a&procedure=b&answer=a%3Ax%3Ay&people=2");
});

test("procedures are found by a part of their name; chosen ones stay in the list", () => {
  const all = [{ id: "in", name: "転入届" }, { id: "out", name: "転出届" }, { id: "seal", name: "印鑑登録" }];
  const found = (filter, procedures = []) => matching(all, { filter, procedures }, ({ name }) => name).map(({ id }) => id);
  assert.deepEqual(found("転"), ["in", "out"]);
  assert.deepEqual(found("印鑑 ", ["out"]), ["out", "seal"]);
});

test("steps are counted for a new booking only", () => {
  assert.equal(stepNumber({ kind: "book", step: "time" }), 3);
  assert.equal(stepNumber({ kind: "move", step: "time" }), 0);
});
