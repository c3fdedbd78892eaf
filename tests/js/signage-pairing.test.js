import assert from "node:assert/strict";
import { test } from "node:test";

import { forget, pair } from "../../signage/pairing.js";

/** A service that gives one state after the other; an Error stands for no answer. */
function aService(...states) {
  let codes = 0;
  const paused = [];
  const take = (value) => {
    if (value instanceof Error) throw value;
    return value;
  };
  return {
    paused,
    command: async () => ({ id: "p", code: `00000${(codes += 1)}`, secret: "s" }),
    api: async (path, { token }) => {
      assert.deepEqual([path, token], ["/pairings/p", "s"]);
      return take(states.shift());
    },
    pause: async (ms) => paused.push(ms),
  };
}

function aStorage() {
  const kept = new Map();
  return {
    getItem: (key) => kept.get(key) ?? null,
    setItem: (key, value) => kept.set(key, value),
    removeItem: (key) => kept.delete(key),
  };
}

async function paired(service, storage = aStorage()) {
  const shown = [];
  await pair("kumin", (code) => shown.push(code), service, { storage, pause: service.pause });
  return { shown, token: storage.getItem("madoguchi.device.signage.kumin") };
}

test("a code is shown until staff have typed it, and the token is kept", async () => {
  const service = aService({ state: "waiting" }, { state: "waiting" }, { state: "paired", token: "t" });
  assert.deepEqual(await paired(service), { shown: ["000001", "000001", null], token: "t" });
});

test("where pairing approves itself no code is ever seen", async () => {
  assert.deepEqual(await paired(aService({ state: "paired", token: "t" })), { shown: [null], token: "t" });
});

test("an expired code is replaced by a new one", async () => {
  const service = aService({ state: "waiting" }, { state: "expired" }, { state: "paired", token: "t" });
  assert.deepEqual((await paired(service)).shown, ["000001", "000002", null]);
});

test("when pairing does not answer the code goes away, so that the board is seen, and comes back later", async () => {
  const service = aService({ state: "waiting" }, new Error("offline"), { state: "paired", token: "t" });
  assert.deepEqual(await paired(service), { shown: ["000001", null, null], token: "t" });
  assert.ok(service.paused.includes(60_000));
});

test("a device that has its token asks for nothing", async () => {
  const storage = aStorage();
  storage.setItem("madoguchi.device.signage.kumin", "t");
  assert.deepEqual((await paired(aService(), storage)).shown, []);
});

test("a screen whose token is void shows a code again", async () => {
  const storage = aStorage();
  storage.setItem("madoguchi.device.signage.kumin", "void");
  forget("kumin", storage);
  const service = aService({ state: "waiting" }, { state: "paired", token: "new" });
  assert.deepEqual(await paired(service, storage), { shown: ["000001", null], token: "new" });
});
