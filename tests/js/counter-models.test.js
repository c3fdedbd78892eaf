import assert from "node:assert/strict";
import { test } from "node:test";

import {
  awayModel, buttonsModel, comingModel, currentModel, lineModel, needsOf, serviceChoices, undoModel, waitingModel,
} from "../../app/web/static/counter/desk-models.js";
import { HALL, NOW, desk, entry, minutesAgo, ticket } from "./counter-examples.js";

test("the current ticket shows its number, what it is for and how long it had waited", () => {
  const { phase, ticket: shown } = currentModel(desk({ current: ticket("called", { procedures: ["moving-in"], recalls: 1 }) }), HALL, NOW);
  assert.equal(phase, "called");
  assert.equal(shown.number, "A042");
  assert.equal(shown.service.name, "Moving");
  assert.deepEqual(shown.procedures, ["Moving in"]);
  assert.equal(shown.waited, 25);
  assert.equal(shown.waitedMark, "within");
  assert.equal(shown.calls, 2);
  assert.equal(shown.usualMinutes, 20);
});

test("the usual time is left out when one of the procedures has none", () => {
  const { ticket: shown } = currentModel(desk({ current: ticket("called", { procedures: ["moving-in", "seal"] }) }), HALL, NOW);
  assert.equal(shown.usualMinutes, null);
  assert.deepEqual(shown.procedures, ["Moving in", "印鑑登録"]);
});

test("a called ticket counts from its call and a served one from its start", () => {
  assert.equal(currentModel(desk({ current: ticket("called") }), HALL, NOW).ticket.since, minutesAgo(5));
  assert.equal(currentModel(desk({ current: ticket("serving") }), HALL, NOW).ticket.since, minutesAgo(4));
});

test("a visit of several services shows what is done, where it is and what is to come", () => {
  const [stop] = ticket("serving").stops;
  const stops = [{ ...stop, finished_at: minutesAgo(20) }, { ...stop, no: 2, service: "certificates" }];
  const { steps } = currentModel(desk({ current: ticket("serving", { stops, planned: ["payment"] }) }), HALL, NOW).ticket;
  assert.deepEqual(steps.map(({ id, state }) => [id, state]), [["moving", "done"], ["certificates", "here"], ["payment", "open"]]);
});

test("a visit of one service shows no steps", () => {
  assert.deepEqual(currentModel(desk({ current: ticket("serving") }), HALL, NOW).ticket.steps, []);
});

test("a priority is named with what it moves and why", () => {
  const current = ticket("called", { priority: "children", priority_reason: "promised at counter 2" });
  const { priority } = currentModel(desk({ current }), HALL, NOW).ticket;
  assert.deepEqual(priority, { name: "Small children", minutes: 15, reason: "promised at counter 2" });
});

test("needs are told from a list or from flags, and the language when it is not Japanese", () => {
  assert.deepEqual(needsOf(["wheelchair", "writing"], "ja"), { flags: ["writing", "wheelchair"], language: null });
  assert.deepEqual(needsOf({ hearing: true, writing: false }, "vi"), { flags: ["hearing"], language: "vi" });
  assert.deepEqual(needsOf(null, null), { flags: [], language: null });
});

test("a free counter shows who would be next", () => {
  assert.equal(currentModel(desk({ queue: [entry("A043")] }), HALL, NOW).next.number, "A043");
  assert.equal(currentModel(desk(), HALL, NOW).next, null);
});

test("a closed counter shows its usual services", () => {
  assert.deepEqual(currentModel(desk({ state: "closed", offers: [] }), HALL, NOW).counter.usual.map(({ name }) => name), ["Moving"]);
});

test("the line says how many wait beyond those listed", () => {
  const model = lineModel(desk({ queue: [entry("A043")], waiting: { moving: 281, certificates: 19 } }), HALL, NOW);
  assert.equal(model.line.length, 1);
  assert.equal(model.more, 299);
});

test("the counter's own services come first among those that people wait for", () => {
  const board = { services: [{ id: "payment", waiting: 4, congestion: "empty" }] };
  const hall = { ...HALL, board };
  const rows = waitingModel(desk({ offers: [{ service: "certificates", delay_minutes: 0 }], waiting: { certificates: 2 } }), hall);
  assert.deepEqual(rows.map(({ id, here, waiting }) => [id, here, waiting]), [["certificates", true, 2], ["moving", false, 0], ["payment", false, 4]]);
});

test("missed and held people are listed apart, those of this counter's services first", () => {
  const missed = [entry("P003", { service: "payment" }), entry("A040")];
  const model = awayModel(desk({ missed, held: [entry("A039")] }), HALL);
  assert.deepEqual(model.missed.map(({ number }) => number), ["A040", "P003"]);
  assert.deepEqual(model.held.map(({ number }) => number), ["A039"]);
});

test("the seconds for undo are seconds of the person at the counter, also on a faster clock", () => {
  const undo = { verb: "no_show", number: "A041", until: minutesAgo(-1) };
  assert.deepEqual(undoModel(desk({ undo }), NOW, 1), { verb: "no-show", number: "A041", seconds: 60 });
  assert.equal(undoModel(desk({ undo }), NOW, 20).seconds, 3);
  assert.equal(undoModel(desk({ undo }), NOW + 60_000, 1), null);
});

test("the main button says where the ticket goes when it is finished", () => {
  const { main } = buttonsModel(desk({ current: ticket("serving", { planned: ["payment"] }) }), HALL, NOW);
  assert.deepEqual([main.label, main.next.name], ["finish", "Payment"]);
  assert.equal(buttonsModel(desk({ current: ticket("called", { planned: ["payment"] }) }), HALL, NOW).main.next, null);
});

test("a paused counter is resumed, a closed one opened", () => {
  assert.equal(buttonsModel(desk({ state: "paused" }), HALL, NOW).main.label, "resume-counter");
  assert.equal(buttonsModel(desk({ state: "closed" }), HALL, NOW).main.label, "open");
});

test("a ticket can be sent to every service but its own", () => {
  const choices = serviceChoices(HALL, { without: "moving", planned: "payment" });
  assert.deepEqual(choices.map(({ id, digit, letter, planned }) => [id, digit, letter, planned]), [["certificates", "1", "B", false], ["payment", "2", "P", true]]);
});

test("a reserved time is shown, and the wait of whoever came early counts from it", () => {
  const queue = [entry("A043", { waiting_since: minutesAgo(30), reserved_at: minutesAgo(4) })];
  const [first] = lineModel(desk({ queue }), HALL, NOW).line;
  assert.deepEqual([first.reservedAt, first.minutes], ["10:20", 4]);
  const { ticket: shown } = currentModel(desk({ current: ticket("called", { reserved_at: minutesAgo(10) }) }), HALL, NOW);
  assert.deepEqual([shown.reservedAt, shown.waited], ["10:14", 5]);
  const stops = [{ ...ticket("called").stops[0], due_at: minutesAgo(40) }];
  assert.equal(currentModel(desk({ current: ticket("called", { reserved_at: minutesAgo(10), stops }) }), HALL, NOW).ticket.countsFrom, "09:44");
});

test("reservations of the coming hour are shown, the late ones marked, the rest counted", () => {
  const coming = [-5, 6, 21, 36, 51, 66].map((minutes) => ({ starts_at: minutesAgo(-minutes), service: "moving" }));
  const { shown, more } = comingModel(desk({ coming }), HALL, NOW);
  assert.deepEqual(shown.map(({ time, late }) => [time, late]), [["10:19", true], ["10:30", false], ["10:45", false], ["11:00", false]]);
  assert.equal(more, 1);
});
