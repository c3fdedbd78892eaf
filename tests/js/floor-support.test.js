import assert from "node:assert/strict";
import { test } from "node:test";

import { afterCall, draftFor, markOf, supportState, unseenAnswers, withService } from "../../app/web/static/floor/support-state.js";
import { aCounter, aFloor, aService, ago } from "./floor-examples.js";

const full = (service) => [{ service, delay_minutes: 0 }];
const person = (id, more = {}) => ({ id, skills: ["a", "b"], can_come: true, call: null, ...more });
const call = (supporter, state, minutes, more = {}) => ({
  id: `${supporter}-${minutes}`,
  supporter,
  state,
  called_at: ago(minutes),
  answered_at: null,
  ...more,
});

test("calls that wait for an answer come before those on the way and those who are here", () => {
  const calls = [call("a", "here", 40), call("b", "called", 5), call("c", "coming", 9), call("d", "called", 8)];
  const { standing } = supportState({ supporters: [], calls });
  assert.deepEqual(
    standing.map((each) => each.supporter),
    ["d", "b", "c", "a"],
  );
});

test("whoever said no can be called again, and the last no is told", () => {
  const calls = [
    call("tanaka", "declined", 5, { answered_at: ago(4) }),
    call("tanaka", "declined", 60, { answered_at: ago(50) }),
    call("ito", "withdrawn", 10),
  ];
  const { ready, standing } = supportState({ supporters: [person("tanaka"), person("ito")], calls });
  assert.deepEqual(
    ready.map((each) => each.declined),
    [ago(4), null],
  );
  assert.deepEqual(standing, []);
});

test("who is called already is neither ready nor away", () => {
  const supporters = [person("a", { can_come: false, call: "x" }), person("b", { can_come: false }), person("c")];
  const { ready, away } = supportState({ supporters, calls: [] });
  assert.deepEqual([ready.map((each) => each.id), away.map((each) => each.id)], [["c"], ["b"]]);
});

test("a call proposes the services where people wait, at a closed counter that is set up for one", () => {
  const floor = aFloor({
    services: [aService("a"), aService("b", { waiting: 3 })],
    counters: [
      aCounter("1", { state: "closed", usual: full("a") }),
      aCounter("2", { usual: full("b") }),
      aCounter("3", { state: "closed", usual: full("b") }),
    ],
  });
  assert.deepEqual(draftFor(person("ito"), floor), { supporter: "ito", services: ["b"], counter: "3" });
});

test("where nobody waits everything they can do is proposed; without a closed counter none opens", () => {
  assert.deepEqual(draftFor(person("ito"), aFloor({ counters: [aCounter("1")] })), {
    supporter: "ito",
    services: ["a", "b"],
    counter: null,
  });
});

test("services are added to a call and taken out of it", () => {
  const draft = { supporter: "ito", services: ["a"], counter: null };
  assert.deepEqual(withService(draft, "b", true).services, ["a", "b"]);
  assert.deepEqual(withService(draft, "a", false).services, []);
});

test("a call that has been sent gives way to its code, unless another form has been begun meanwhile", () => {
  const calls = [call("suzuki", "called", 0)];
  const sent = { supporter: "suzuki", services: ["a"], counter: null };
  const begun = { supporter: "tanaka", services: ["b"], counter: "2" };
  assert.deepEqual(afterCall({ draft: sent, code: null }, "suzuki", calls), { draft: null, code: "suzuki-0" });
  assert.deepEqual(afterCall({ draft: begun, code: null }, "suzuki", calls), { draft: begun, code: null });
  assert.deepEqual(afterCall({ draft: null, code: "ito-3" }, "suzuki", calls), { draft: null, code: "ito-3" });
});

test("a call that was refused stays in its form", () => {
  const sent = { supporter: "suzuki", services: ["a"], counter: null };
  assert.deepEqual(afterCall({ draft: sent, code: null }, "suzuki", []), { draft: sent, code: null });
});

test("an answer is news until somebody has looked, and another answer to the same call is news again", () => {
  const comes = { call: "x", comes: true, answered_at: ago(3) };
  const declines = { call: "x", comes: false, answered_at: ago(1) };
  assert.deepEqual(unseenAnswers([comes], []), [comes]);
  assert.deepEqual(unseenAnswers([comes], [markOf(comes)]), []);
  assert.deepEqual(unseenAnswers([declines], [markOf(comes)]), [declines]);
});
