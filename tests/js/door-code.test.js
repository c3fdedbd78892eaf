import assert from "node:assert/strict";
import { test } from "node:test";

import { DoorCode } from "../../app/web/static/js/door-code.js";

const PLAIN = "/api/v1/offices/kumin/qr.svg";
const TUESDAY = "2026-11-24";
const WEDNESDAY = "2026-11-25";

/** A device, the pictures it showed, the requests it sent; `answers` are what the service says, in order. */
function device(token, ...answers) {
  const shown = [];
  const sent = [];
  const fetch = async (address, { headers }) => {
    sent.push([address, headers.Authorization]);
    const answer = answers.shift();
    if (answer === undefined) throw new TypeError("nothing answers");
    return { ok: typeof answer === "string", text: async () => answer };
  };
  const its = { token };
  const door = new DoorCode("kumin", { token: () => its.token, show: (address) => shown.push(address), fetch });
  return { door, shown, sent, its };
}

const picture = (svg) => `data:image/svg+xml,${encodeURIComponent(svg)}`;

test("a device without a token shows the plain code and asks for nothing", async () => {
  const { door, shown, sent } = device(null);
  await door.look(TUESDAY, 0);
  await door.look(TUESDAY, 200);
  assert.deepEqual([shown, sent], [[PLAIN], []]);
});

test("a paired device shows the code of the day, asked for with its token once", async () => {
  const { door, shown, sent } = device("md_1", "<svg>1</svg>");
  await door.look(TUESDAY, 0);
  await door.look(TUESDAY, 200);
  assert.deepEqual(shown, [picture("<svg>1</svg>")]);
  assert.deepEqual(sent, [["/api/v1/offices/kumin/door.svg", "Bearer md_1"]]);
});

test("a new day and a new token bring another picture", async () => {
  const { door, shown, its } = device(null, "<svg>1</svg>", "<svg>2</svg>");
  await door.look(TUESDAY, 0);
  its.token = "md_1";
  await door.look(TUESDAY, 200);
  await door.look(WEDNESDAY, 400);
  assert.deepEqual(shown, [PLAIN, picture("<svg>1</svg>"), picture("<svg>2</svg>")]);
});

test("a picture of a process that lags behind is put right later", async () => {
  const { door, shown } = device("md_1", "<svg>old</svg>", "<svg>new</svg>");
  await door.look(WEDNESDAY, 0);
  await door.look(WEDNESDAY, 600_000);
  assert.deepEqual(shown, [picture("<svg>old</svg>"), picture("<svg>new</svg>")]);
});

test("trouble leaves the code of the day in its place, and yesterday's is not shown on", async () => {
  const { door, shown, sent } = device("md_1", "<svg>1</svg>", 503, 401, "<svg>2</svg>");
  await door.look(TUESDAY, 0);
  await door.look(TUESDAY, 600_000);
  await door.look(WEDNESDAY, 600_200);
  await door.look(WEDNESDAY, 605_000);
  await door.look(WEDNESDAY, 610_200);
  assert.deepEqual(shown, [picture("<svg>1</svg>"), PLAIN, picture("<svg>2</svg>")]);
  assert.equal(sent.length, 4);
});

test("an answer that comes after the day has turned is not shown", async () => {
  let answer;
  const late = new Promise((resolve) => (answer = resolve));
  const shown = [];
  const answers = [late, Promise.resolve({ ok: true, text: async () => "<svg>2</svg>" })];
  const door = new DoorCode("kumin", { token: () => "md_1", show: (address) => shown.push(address), fetch: () => answers.shift() });
  const first = door.look(TUESDAY, 0);
  await door.look(WEDNESDAY, 200);
  answer({ ok: true, text: async () => "<svg>1</svg>" });
  await first;
  assert.deepEqual(shown, [picture("<svg>2</svg>")]);
});
