import assert from "node:assert/strict";
import { afterEach, test } from "node:test";

import { BoardFeed } from "../../app/web/static/js/board-feed.js";

const BOARD = { type: "board", version: 7, as_of: "2026-11-21T10:24:03+09:00", speed: 1, calls: [] };
let feed;

class FakeSocket extends EventTarget {
  static made = [];
  constructor(url) {
    super();
    this.url = url;
    FakeSocket.made.push(this);
  }
  close() {
    this.dispatchEvent(new Event("close"));
  }
  open() {
    this.dispatchEvent(new Event("open"));
  }
  say(message) {
    this.dispatchEvent(Object.assign(new Event("message"), { data: JSON.stringify(message) }));
  }
}

function start(context, io = {}) {
  context.mock.timers.enable({ apis: ["setInterval"] });
  FakeSocket.made = [];
  const world = { now: 0 };
  const pass = (seconds) => {
    for (let i = 0; i < seconds; i += 1) {
      world.now += 1_000;
      context.mock.timers.tick(1_000);
    }
  };
  feed = new BoardFeed("kumin", {
    monotonic: () => world.now,
    WebSocket: FakeSocket,
    location: { protocol: "https:", host: "queue.example" },
    random: () => 0.5,
    fetch: async () => ({ status: 503, ok: false }),
    ...io,
  });
  const heard = [];
  for (const name of ["board", "stale", "fresh"]) {
    feed.addEventListener(name, ({ detail }) => heard.push([name, detail]));
  }
  feed.start();
  return { heard, pass };
}

afterEach(() => feed.stop());

test("the board that the socket sends is shown, with the service's time", (context) => {
  const { heard, pass } = start(context);
  assert.equal(FakeSocket.made[0].url, "wss://queue.example/api/v1/offices/kumin/board/live");
  FakeSocket.made[0].open();
  FakeSocket.made[0].say(BOARD);
  assert.deepEqual(heard, [["board", BOARD]]);
  pass(20);
  assert.equal(feed.clock.text(), "10:24");
});

test("a silent server makes the screen stale and says since when", (context) => {
  const { heard, pass } = start(context);
  FakeSocket.made[0].open();
  FakeSocket.made[0].say(BOARD);
  pass(120);
  assert.deepEqual(heard[1], ["stale", { time: "10:24" }]);
  assert.equal(feed.stale, true);
  assert.deepEqual(feed.board, BOARD);
});

test("a reconnect resumes after the board that is on the screen", (context) => {
  const { pass } = start(context);
  FakeSocket.made[0].open();
  FakeSocket.made[0].say(BOARD);
  FakeSocket.made[0].close();
  pass(2);
  assert.match(FakeSocket.made[1].url, /\?since=7$/);
});

test("without sockets the board comes by polling, unchanged boards by their ETag", async (context) => {
  const asked = [];
  const fetch = async (path, { headers }) => {
    asked.push([path, headers]);
    if (headers["If-None-Match"]) return { status: 304 };
    return { status: 200, ok: true, headers: new Map([["ETag", '"7"']]), json: async () => BOARD };
  };
  const { heard, pass } = start(context, { fetch });
  for (let i = 0; i < 60; i += 1) {
    FakeSocket.made.at(-1).close();
    pass(1);
    await new Promise(setImmediate);
  }
  assert.deepEqual(asked[0], ["/api/v1/offices/kumin/board", {}]);
  assert.deepEqual(asked[1][1], { "If-None-Match": '"7"' });
  assert.deepEqual(heard, [["board", BOARD]]);
  assert.equal(feed.stale, false);
});

test("messages of a socket that was dropped are not listened to", (context) => {
  const { heard, pass } = start(context);
  const [first] = FakeSocket.made;
  pass(11);
  first.say(BOARD);
  assert.deepEqual(heard, []);
});

test("a stopped feed dials no more", (context) => {
  const { pass } = start(context);
  feed.stop();
  pass(60);
  assert.equal(FakeSocket.made.length, 1);
});
