import assert from "node:assert/strict";
import { test } from "node:test";

import {
  DOUBLE_PRESS_MS, KEY_OF, actionOfKey, characterOf, currentStop, firstState, judgePress, mainAction, phaseOf, plannedNext, possibleActions, reasonAgainst, reduce, undoLeft,
} from "../../app/web/static/counter/desk-state.js";
import { NOW, desk, entry, minutesAgo, ticket } from "./counter-examples.js";

const possible = (values) => [...possibleActions(desk(values), NOW)].sort();
const shown = (values) => reduce(firstState(), { type: "desk-arrived", desk: desk(values) });

test("Space means call next, start and finish, one after the other", () => {
  assert.equal(mainAction(desk()), "call-next");
  assert.equal(mainAction(desk({ current: ticket("called") })), "start");
  assert.equal(mainAction(desk({ current: ticket("serving") })), "finish");
});

test("Space opens a counter that is closed or paused", () => {
  assert.equal(mainAction(desk({ state: "closed" })), "open");
  assert.equal(mainAction(desk({ state: "paused" })), "open");
});

test("a ticket at a counter that was paused can still be finished", () => {
  assert.equal(phaseOf(desk({ state: "paused", current: ticket("serving") })), "serving");
});

test("work of the back office is told by its step, not by the state the resident sees", () => {
  const prepared = ticket("serving", { state: "preparing" });
  assert.equal(phaseOf(desk({ current: prepared })), "serving");
  assert.equal(phaseOf(desk({ current: ticket("called", { state: "preparing" }) })), "called");
});

test("the step at this counter is the one that is not finished", () => {
  const [stop] = ticket("serving").stops;
  const stops = [{ ...stop, finished_at: minutesAgo(20) }, { ...stop, no: 2, service: "payment" }];
  assert.equal(currentStop(desk({ current: ticket("serving", { stops }) })).no, 2);
});

test("a free counter calls the next person or a given number", () => {
  assert.deepEqual(possible({}), ["call", "call-next", "counter", "help", "keys", "needs", "priority"]);
});

test("calling somebody ends a pause, but does not open a closed counter", () => {
  assert.ok(possible({ state: "paused" }).includes("call-next"));
  assert.ok(!possible({ state: "closed" }).includes("call-next"));
});

test("a called number is started, called again, held, moved or withdrawn, and nobody else is called", () => {
  const actions = possible({ current: ticket("called") });
  for (const action of ["start", "recall", "hold", "transfer", "cancel"]) assert.ok(actions.includes(action), action);
  for (const action of ["call-next", "call", "finish", "no-show"]) assert.ok(!actions.includes(action), action);
});

test("no-show is offered when the service allows it", () => {
  const may = [...ticket("called").may, "no-show"];
  assert.ok(possible({ current: ticket("called", { may }) }).includes("no-show"));
});

test("verbs are understood with underscores as well", () => {
  assert.ok(possible({ current: ticket("called", { may: ["no_show"] }) }).includes("no-show"));
});

test("whoever is served can be finished with a next step", () => {
  assert.ok(possible({ current: ticket("serving") }).includes("finish-next"));
  assert.ok(!possible({ current: ticket("called") }).includes("finish-next"));
});

test("bringing back is offered while somebody is missed or held", () => {
  assert.ok(possible({ missed: [entry("A040")] }).includes("bring-back"));
  assert.ok(possible({ held: [entry("A040")] }).includes("bring-back"));
  assert.ok(!possible({}).includes("bring-back"));
});

test("undo ends when its time is over", () => {
  const undo = { verb: "finish", number: "A041", until: minutesAgo(-1) };
  assert.ok(possible({ undo }).includes("undo"));
  assert.equal(undoLeft(desk({ undo }), NOW), 60_000);
  assert.equal(undoLeft(desk({ undo }), NOW + 60_000), 0);
});

test("the planned next step is the first one that is still to come", () => {
  assert.equal(plannedNext(desk({ current: ticket("serving", { planned: ["payment", "certificates"] }) })), "payment");
  assert.equal(plannedNext(desk({ current: ticket("serving") })), null);
});

test("each action has a key of its own", () => {
  assert.equal(new Set(Object.values(KEY_OF)).size, Object.keys(KEY_OF).length);
});

test("keys are understood in small letters, full width and while an input method is on", () => {
  assert.equal(actionOfKey({ key: "n" }), "call-next");
  assert.equal(actionOfKey({ key: "Ｎ" }), "call-next");
  assert.equal(actionOfKey({ key: "Process", code: "KeyN" }), "call-next");
  assert.equal(actionOfKey({ key: "み", code: "KeyN" }), "call-next");
  assert.equal(actionOfKey({ key: "?", code: "Slash" }), "keys");
  assert.equal(actionOfKey({ key: "　", code: "Space" }), "main");
  assert.equal(actionOfKey({ key: "Enter" }), "main");
});

test("shortcuts of the browser and keys without a meaning are left alone", () => {
  assert.equal(actionOfKey({ key: "r", ctrlKey: true }), null);
  assert.equal(actionOfKey({ key: "n", metaKey: true }), null);
  assert.equal(actionOfKey({ key: "n", isComposing: true }), null);
  assert.equal(actionOfKey({ key: "F5", code: "F5" }), null);
  assert.equal(actionOfKey({ key: "z", code: "KeyZ" }), null);
});

test("digits of the number block count as digits", () => {
  assert.equal(characterOf({ key: "Process", code: "Numpad4" }), "4");
  assert.equal(characterOf({ key: "４", code: "Digit4" }), "4");
  assert.equal(characterOf({ key: "Tab", code: "Tab" }), "");
});

test("a key pressed twice in a row does one thing, also when the answer came in between", () => {
  let state = reduce(shown(), { type: "pressed", pressed: "main", at: 1_000 });
  state = reduce(state, { type: "answered", body: ticket("called"), message: null });
  assert.equal(judgePress(state, { pressed: "main", action: "start" }, 1_000 + DOUBLE_PRESS_MS - 1, NOW), "double");
  assert.equal(judgePress(state, { pressed: "main", action: "start" }, 1_000 + DOUBLE_PRESS_MS, NOW), "do");
});

test("two different keys in quick succession are two intentions", () => {
  const state = reduce(shown({ current: ticket("serving") }), { type: "pressed", pressed: "finish", at: 1_000 });
  assert.equal(judgePress(state, { pressed: "needs", action: "needs" }, 1_100, NOW), "do");
});

test("while a verb is on its way, its key is a repeat and others have to wait", () => {
  const state = reduce(shown(), { type: "send-began", command: { action: "call-next" } });
  assert.equal(judgePress(state, { pressed: "call-next", action: "call-next" }, 9_000, NOW), "double");
  assert.equal(judgePress(state, { pressed: "call", action: "call" }, 9_000, NOW), "busy");
});

test("what is not possible now is not sent", () => {
  assert.equal(judgePress(shown(), { pressed: "finish", action: "finish" }, 0, NOW), "not-now");
  assert.equal(judgePress(firstState(), { pressed: "main", action: null }, 0, NOW), "not-now");
});

test("nothing is sent after the sign-in has ended", () => {
  const state = reduce(shown(), { type: "signed-out", message: null });
  assert.equal(judgePress(state, { pressed: "main", action: "call-next" }, 0, NOW), "not-now");
});

test("what is not possible is refused with its reason", () => {
  assert.equal(reasonAgainst(shown(), "recall"), "not_while_free");
  assert.equal(reasonAgainst(shown({ current: ticket("called") }), "no-show"), "recalls_left");
  assert.equal(reasonAgainst(shown({ current: ticket("called") }), "call-next"), "not_while_called");
  assert.equal(reasonAgainst(firstState(), "start"), "loading");
  assert.equal(reasonAgainst(reduce(shown(), { type: "signed-out", message: null }), "start"), "not_done");
});

test("a verb that met the end of the sign-in is still named when the desk meets it too", () => {
  const state = reduce(shown(), { type: "signed-out", message: { text: "not carried out" } });
  assert.equal(reduce(state, { type: "signed-out", message: null }).message.text, "not carried out");
});

test("the ticket in the answer is shown at once", () => {
  const state = reduce(shown(), { type: "answered", body: ticket("called"), message: null });
  assert.equal(state.desk.current.number, "A042");
  assert.equal(phaseOf(state.desk), "called");
});

test("a finished ticket leaves the counter with the answer", () => {
  const state = reduce(shown({ current: ticket("serving") }), { type: "answered", body: ticket("done", { counter: null }), message: null });
  assert.equal(state.desk.current, null);
});

test("an answer about another number leaves the current one alone", () => {
  const other = ticket("waiting", { number: "C101", counter: null });
  const state = reduce(shown({ current: ticket("serving") }), { type: "answered", body: other, message: null });
  assert.equal(state.desk.current.number, "A042");
});

test("a desk that is older than the one shown is ignored", () => {
  const state = reduce(shown({ version: 12, state: "paused" }), { type: "desk-arrived", desk: desk({ version: 11 }) });
  assert.equal(state.desk.state, "paused");
});

test("a desk that arrives ends the notice that the service is away, but not that the board is old", () => {
  const after = (link) => reduce(reduce(shown(), { type: "link-changed", link }), { type: "desk-arrived", desk: desk() }).link;
  assert.equal(after("offline"), "live");
  assert.equal(after("stale"), "stale");
});

test("a verb that could not be sent stays until the person decides", () => {
  let state = reduce(shown(), { type: "send-began", command: { action: "call-next", key: "k1" } });
  state = reduce(state, { type: "send-troubled", trouble: "unreachable" });
  assert.deepEqual(state.sending, { action: "call-next", key: "k1", trouble: "unreachable" });
  assert.equal(reduce(state, { type: "given-up", message: null }).sending, null);
});

test("an event that nobody knows is a mistake", () => {
  assert.throws(() => reduce(firstState(), { type: "nonsense" }), /nonsense/);
});
