import assert from "node:assert/strict";
import { test } from "node:test";

import { sayAlive } from "../../app/web/static/js/presence.js";

test("a device goes on saying that it lives through trouble, and stops when its token is void", async () => {
  const answers = [200, 0, 503, 200, 401];
  const sent = [];
  const send = async (path, { token }) => {
    sent.push([path, token]);
    const status = answers[sent.length - 1];
    if (status !== 200) throw { status };
  };
  await sayAlive("md_1", { send, pause: async () => {} });
  assert.deepEqual(sent, Array(5).fill(["/devices/me/seen", "md_1"]));
});
