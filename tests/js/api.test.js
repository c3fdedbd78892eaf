import assert from "node:assert/strict";
import { webcrypto } from "node:crypto";
import { test } from "node:test";

import { api, command, newKey, Problem } from "../../app/web/static/js/api.js";

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const pause = async () => {};

/** A server that gives these answers one after the other; null breaks the connection. */
function server(...answers) {
  const requests = [];
  const fetch = async (url, request) => {
    requests.push({ url, ...request });
    const answer = answers.shift();
    if (answer === null) throw new TypeError("network");
    const [status, body] = answer;
    return { status, ok: status < 400, json: async () => body };
  };
  return { fetch, requests };
}

test("a key is a random UUID, also where the browser has no randomUUID", () => {
  const plainHttp = { getRandomValues: (bytes) => webcrypto.getRandomValues(bytes) };
  assert.match(newKey(plainHttp), UUID);
  assert.match(newKey(), UUID);
  assert.notEqual(newKey(plainHttp), newKey(plainHttp));
});

test("a command that is lost on the way is repeated with the same key", async () => {
  const { fetch, requests } = server(null, [503, {}], [201, { number: "A012" }]);
  const ticket = await command("/offices/kumin/tickets", { service: "moving" }, { fetch, pause });
  assert.equal(ticket.number, "A012");
  const keys = new Set(requests.map((request) => request.headers["Idempotency-Key"]));
  assert.equal(requests.length, 3);
  assert.equal(keys.size, 1);
});

test("two commands have two keys", async () => {
  const { fetch, requests } = server([200, {}], [200, {}]);
  await command("/a", {}, { fetch, pause });
  await command("/a", {}, { fetch, pause });
  assert.notEqual(requests[0].headers["Idempotency-Key"], requests[1].headers["Idempotency-Key"]);
});

test("a refused command is not repeated and says why", async () => {
  const body = { type: "/problems/closed-service", title: "Closed", detail: "This service is closed.", status: 409 };
  const { fetch, requests } = server([409, body]);
  await assert.rejects(command("/x", {}, { fetch, pause }), (problem) => {
    assert.ok(problem instanceof Problem);
    assert.equal(problem.slug, "closed-service");
    assert.equal(problem.message, "This service is closed.");
    assert.equal(problem.offline, false);
    return true;
  });
  assert.equal(requests.length, 1);
});

test("when nothing answers after all, the problem says offline", async () => {
  const { fetch, requests } = server(null, null, null);
  await assert.rejects(command("/x", {}, { fetch, pause }), (problem) => problem.offline);
  assert.equal(requests.length, 3);
});

test("no content is null", async () => {
  const { fetch } = server([204]);
  assert.equal(await api("/x", { fetch }), null);
});

test("a device's token and the language travel with the request", async () => {
  const { fetch, requests } = server([200, {}]);
  await api("/offices", { fetch, token: "secret", language: "en" });
  assert.equal(requests[0].url, "/api/v1/offices");
  assert.equal(requests[0].headers.Authorization, "Bearer secret");
  assert.equal(requests[0].headers["Accept-Language"], "en");
});
