import assert from "node:assert/strict";
import { test } from "node:test";

import { codeFrom, inOrder, presence } from "../../app/web/static/admin/devices.js";

const NOW = Date.parse("2026-11-21T01:24:00+00:00");
const device = (more) => ({ id: "d", kind: "kiosk", name: "", office: "kumin", last_seen_at: null, ...more });

test("a device is missed after five silent minutes", () => {
  assert.deepEqual(presence(device({ last_seen_at: "2026-11-21T01:20:00+00:00" }), NOW), { state: "seen", minutes: 4 });
  assert.deepEqual(presence(device({ last_seen_at: "2026-11-21T01:19:00+00:00" }), NOW), {
    state: "silent",
    minutes: 5,
  });
  assert.deepEqual(presence(device({}), NOW), { state: "never", minutes: 0 });
});

test("a tablet whose clock is behind does not see the future", () => {
  assert.deepEqual(presence(device({ last_seen_at: "2026-11-21T01:30:00+00:00" }), NOW), { state: "seen", minutes: 0 });
});

test("devices stand by office, then kind, then name; an office that is gone comes last", () => {
  const devices = [
    device({ id: "gone", office: "old" }),
    device({ id: "tv", kind: "signage" }),
    device({ id: "b", name: "b" }),
    device({ id: "a", name: "a" }),
    device({ id: "branch", office: "branch" }),
  ];
  assert.deepEqual(
    inOrder(devices, ["branch", "kumin"]).map((each) => each.id),
    ["branch", "a", "b", "tv", "gone"],
  );
});

test("a code may be typed with full-width digits, spaces or a hyphen", () => {
  assert.equal(codeFrom(" 482 913 "), "482913");
  assert.equal(codeFrom("482-913"), "482913");
  assert.equal(codeFrom("4829134"), null);
  assert.equal(codeFrom("48291a"), null);
  assert.equal(codeFrom("\uff14\uff18\uff12\uff19\uff11\uff13"), "482913");
});
