import assert from "node:assert/strict";
import { test } from "node:test";

import { RETRY_AFTER_MS, deliver } from "../../app/web/static/counter/delivery.js";
import { commandFor } from "../../app/web/static/counter/verbs.js";
import { desk, ticket } from "./counter-examples.js";

const serving = desk({ current: ticket("serving") });
const problem = (status) => Object.assign(new Error("problem"), { status });

/** A service that gives these answers one after the other, the last one for ever; errors are thrown. */
function service(...answers) {
  const seen = [];
  const send = async (command) => {
    seen.push(command.key);
    const answer = answers.length > 1 ? answers.shift() : answers[0];
    if (answer instanceof Error) throw answer;
    return answer;
  };
  return { send, seen, pause: async () => {} };
}

test("each verb about the current ticket names the number that the screen believes current", () => {
  for (const action of ["recall", "start", "finish", "no-show"]) {
    const command = commandFor(action, serving);
    assert.deepEqual([command.path, command.body], [`/${action}`, { number: "A042" }]);
  }
});

test("finishing with a next step names the service, ending the visit says so", () => {
  assert.deepEqual(commandFor("finish-next", serving, { service: "payment" }).body, { number: "A042", next: "payment" });
  assert.deepEqual(commandFor("finish-next", serving, { service: null }).body, { number: "A042", end: true });
});

test("a transfer keeps the place unless told otherwise", () => {
  const { path, body } = commandFor("transfer", serving, { service: "payment", keepPlace: false });
  assert.deepEqual([path, body], ["/transfer", { number: "A042", service: "payment", keep_place: false }]);
});

test("verbs about another ticket name that ticket", () => {
  assert.equal(commandFor("resume", serving, { number: "C101" }).body.number, "C101");
  assert.deepEqual(commandFor("priority", serving, { number: "A050", priority: "children", reason: "r" }).body, { number: "A050", class: "children", reason: "r" });
});

test("calling the next person asks for nobody in particular", () => {
  assert.deepEqual(commandFor("call-next", desk()).body, {});
});

test("opening without a choice leaves the services to the office", () => {
  assert.deepEqual(commandFor("open", desk({ state: "closed" })).body, { services: null });
  assert.deepEqual(commandFor("pause", desk(), { minutes: 10 }).body, { minutes: 10 });
});

test("an answer ends the delivery", async () => {
  const { send, pause } = service({ number: "A043" });
  assert.deepEqual(await deliver({ key: "k" }, { send, pause }), { outcome: "answered", body: { number: "A043" } });
});

test("nobody waiting is an answer too", async () => {
  const { send, pause } = service(null);
  assert.deepEqual(await deliver({ key: "k" }, { send, pause }), { outcome: "answered", body: null });
});

test("a verb that nothing answers is sent again with the same key", async () => {
  const { send, seen, pause } = service(problem(0), problem(503), { number: "A043" });
  const troubles = [];
  const result = await deliver({ key: "k" }, { send, pause, onTrouble: (tries) => troubles.push(tries) });
  assert.equal(result.outcome, "answered");
  assert.deepEqual(seen, ["k", "k", "k"]);
  assert.deepEqual(troubles, [1, 2]);
});

test("after all tries the person decides", async () => {
  const { send, seen, pause } = service(problem(0));
  const { outcome } = await deliver({ key: "k" }, { send, pause });
  assert.equal(outcome, "unreachable");
  assert.equal(seen.length, RETRY_AFTER_MS.length + 1);
});

test("a refusal is not repeated", async () => {
  const { send, seen, pause } = service(problem(409));
  const { outcome, problem: refusal } = await deliver({ key: "k" }, { send, pause });
  assert.deepEqual([outcome, refusal.status, seen.length], ["refused", 409, 1]);
});

test("a sign-in that has ended is told apart from a refusal", async () => {
  const { send, pause } = service(problem(401));
  assert.equal((await deliver({ key: "k" }, { send, pause })).outcome, "signed-out");
});

test("giving up between two tries ends the delivery", async () => {
  const giveUp = new AbortController();
  const { send, seen } = service(problem(0));
  const pause = async () => giveUp.abort();
  assert.equal((await deliver({ key: "k" }, { send, pause, signal: giveUp.signal })).outcome, "given-up");
  assert.equal(seen.length, 1);
});

test("a mistake in the page's own code is not mistaken for an answer", async () => {
  const { send, pause } = service(new TypeError("mistake"));
  await assert.rejects(deliver({ key: "k" }, { send, pause }), TypeError);
});
