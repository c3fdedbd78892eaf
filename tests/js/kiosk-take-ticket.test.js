import assert from "node:assert/strict";
import { test } from "node:test";

import { PATIENCE, settle, takeTicket } from "../../kiosk/take-ticket.js";

const REQUEST = { service: "moving" };
const TICKET = { id: "t1", number: "A057" };

/** A service that gives these answers one after the other: a ticket, a status, "lost" (no answer) or "hang". */
function service(...answers) {
  const keys = [];
  const send = async (_request, key, signal) => {
    keys.push(key);
    const answer = answers.shift();
    if (answer === "hang") await new Promise((_, reject) => signal.addEventListener("abort", () => reject(new Error("aborted"))));
    if (answer === "lost") throw Object.assign(new Error(), { status: 0 });
    if (typeof answer === "number") throw Object.assign(new Error(), { status: answer, detail: "why", slug: "closed", rest: { at: 9 } });
    return answer;
  };
  return { keys, send };
}

/** Timers that run at once when they are within reach, so that no test sleeps. */
function timers(within = PATIENCE.pause) {
  return (ms, work) => {
    if (ms <= within) queueMicrotask(work);
    return () => {};
  };
}

function ask(send, { online = true, after = timers(), onSlow = () => {} } = {}) {
  return takeTicket({ send, after, online: () => online, onSlow, key: "k1", request: REQUEST });
}

test("an answer becomes the ticket", async () => {
  const { send, keys } = service(TICKET);
  assert.deepEqual(await ask(send), { type: "took", ticket: TICKET, key: "k1", unknown: false });
  assert.deepEqual(keys, ["k1"]);
});

test("a lost answer is asked for again with the same key", async () => {
  const { send, keys } = service(503, TICKET);
  assert.equal((await ask(send)).ticket, TICKET);
  assert.deepEqual(keys, ["k1", "k1"]);
});

test("a service that hangs is given up after a while and asked again", async () => {
  const { send, keys } = service("hang", TICKET);
  const outcome = await ask(send, { after: timers(PATIENCE.answer) });
  assert.deepEqual([outcome.type, keys.length], ["took", 2]);
});

test("a slow answer is announced", async () => {
  let slow = 0;
  const { send } = service("hang", TICKET);
  await ask(send, { after: timers(PATIENCE.answer), onSlow: () => (slow += 1) });
  assert.equal(slow, 1);
});

test("after some tries the person is asked", async () => {
  const { send, keys } = service(...Array(PATIENCE.tries).fill("lost"));
  assert.deepEqual(await ask(send), { type: "failed", key: "k1", reason: "unanswered" });
  assert.equal(keys.length, PATIENCE.tries);
});

test("without a network nobody is kept waiting", async () => {
  const { send, keys } = service("lost");
  assert.deepEqual(await ask(send, { online: false }), { type: "failed", key: "k1", reason: "offline" });
  assert.equal(keys.length, 1);
});

test("a refusal is final and brings the service's reason", async () => {
  const { send, keys } = service(409);
  assert.deepEqual(await ask(send), { type: "refused", detail: "why", slug: "closed", facts: { at: 9 }, key: "k1", unknown: false });
  assert.equal(keys.length, 1);
});

test("too many requests is not a refusal", async () => {
  const { send } = service(429, TICKET);
  assert.equal((await ask(send)).type, "took");
});

test("a revoked device says whether an earlier try may have had its effect", async () => {
  assert.deepEqual(await ask(service(401).send), { type: "unpaired", key: "k1", unknown: false });
  assert.deepEqual(await ask(service("lost", 401).send), { type: "unpaired", key: "k1", unknown: true });
});

test("settling gives back the ticket that nobody saw", async () => {
  const cancelled = [];
  const cancel = async (id) => cancelled.push(id);
  const { send, keys } = service(TICKET);
  assert.equal(await settle({ send, cancel, key: "k1", request: REQUEST }), true);
  assert.deepEqual([keys, cancelled], [["k1"], ["t1"]]);
});

test("settling waits as long as the service does not answer, and ends when it refuses", async () => {
  const cancel = async () => {};
  assert.equal(await settle({ send: service("lost").send, cancel, key: "k1", request: REQUEST }), false);
  assert.equal(await settle({ send: service(401).send, cancel, key: "k1", request: REQUEST }), false);
  assert.equal(await settle({ send: service(409).send, cancel, key: "k1", request: REQUEST }), true);
});
