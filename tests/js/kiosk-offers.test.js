import assert from "node:assert/strict";
import { test } from "node:test";

import { bestWay, proceduresOf, quickerOffices, thingsToBring, waysWithoutVisit } from "../../kiosk/offers.js";

const channel = (kind, fee_yen = null) => ({ kind, fee_yen });
const residence = { id: "residence", services: ["certificates"], bring: [{ ja: "本人確認書類" }], channels: [channel("counter", 300), channel("convenience_store", 200), channel("mail", 300)] };
const seal = { id: "seal", services: ["certificates"], bring: [{ ja: "本人確認書類" }, { ja: "印鑑登録証" }], channels: [channel("counter", 300), channel("convenience_store", 200)] };
const movingIn = { id: "moving-in", services: ["moving", "certificates"], bring: [], channels: [channel("counter")] };
const movingOut = { id: "moving-out", services: ["moving"], bring: [], channels: [channel("counter"), channel("online", 0)] };

const wait = (low, high) => ({ low, high });
const branch = (id, given, { status = "open", open = true } = {}) => ({ id, status, services: [{ id: "moving", open, wait: given }] });

test("a service shows the procedures that begin with it", () => {
  assert.deepEqual(proceduresOf({ procedures: [residence, movingIn, movingOut] }, "moving"), [movingIn, movingOut]);
});

test("every way without a visit tells what it saves", () => {
  const ways = waysWithoutVisit([residence]).map((way) => [way.channel.kind, way.savesYen]);
  assert.deepEqual(ways, [["convenience_store", 100], ["mail", 0]]);
});

test("a fee that is not known saves nothing", () => {
  assert.equal(waysWithoutVisit([movingOut])[0].savesYen, 0);
});

test("the best way names every procedure with the same offer", () => {
  const best = bestWay([movingOut, residence, seal]);
  assert.deepEqual(best.procedures.map((one) => one.id), ["residence", "seal"]);
  assert.deepEqual([best.channel.kind, best.savesYen], ["convenience_store", 100]);
});

test("an offer for many goes before a large saving for few", () => {
  const dog = { id: "dog", services: ["certificates"], bring: [], channels: [channel("counter", 3550), channel("online", 550)] };
  assert.equal(bestWay([dog, residence, seal]).savesYen, 100);
});

test("without any way there is no best one", () => {
  assert.equal(bestWay([movingIn]), null);
});

test("another office is offered only when even its longest wait is clearly shorter", () => {
  const offices = [branch("here", wait(0, 5)), branch("near", wait(20, 30)), branch("quick", wait(5, 10)), branch("far", wait(30, 50))];
  const quicker = quickerOffices(offices, "here", "moving", wait(45, 60));
  assert.deepEqual(quicker.map((one) => one.office.id), ["quick", "near"]);
});

test("a closed office, a closed service and an unknown wait are never offered", () => {
  const offices = [branch("shut", wait(0, 5), { status: "closed" }), branch("full", wait(0, 5), { open: false }), branch("dark", null)];
  assert.deepEqual(quickerOffices(offices, "here", "moving", wait(60, 90)), []);
  assert.deepEqual(quickerOffices([branch("quick", wait(0, 5))], "here", "moving", null), []);
});

test("a thing that two procedures need is listed once", () => {
  assert.deepEqual(thingsToBring([residence, seal]).map((thing) => thing.ja), ["本人確認書類", "印鑑登録証"]);
});
