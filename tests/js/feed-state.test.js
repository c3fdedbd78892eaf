import assert from "node:assert/strict";
import { test } from "node:test";

import { newFeed, retryDelay, step } from "../../app/web/static/js/feed-state.js";

const half = () => 0.5;

/** Plays [time, event] pairs and returns the last state and every effect with its time. */
function play(pairs, state = newFeed(0)) {
  const seen = [];
  for (const [now, event] of pairs) {
    const [next, effects] = step(state, typeof event === "string" ? { type: event } : event, now, half);
    state = next;
    seen.push(...effects.map((effect) => ({ at: now, ...effect })));
  }
  return { state, seen, kinds: seen.map((effect) => effect.name ?? effect.type) };
}

const board = (version) => ({ type: "board", board: { version } });
const heartbeat = (version) => ({ type: "heartbeat", version, as_of: "2026-11-21T10:24:03+09:00", speed: 1 });

test("the first tick opens the socket and asks for nothing older", () => {
  const { seen } = play([[0, "tick"]]);
  assert.deepEqual(seen, [{ at: 0, type: "open", since: null }]);
});

test("a reconnect asks only for what is newer than the board on the screen", () => {
  const { seen } = play([[0, "tick"], [5, "opened"], [9, board(41)], [100, "closed"], [2_000, "tick"]]);
  assert.deepEqual(seen.at(-1), { at: 2_000, type: "open", since: 41 });
});

test("a feed that hears nothing for 25 seconds is stale, once", () => {
  const silence = [[25_001, "tick"], [25_002, "tick"], [25_100, "tick"]];
  const { kinds } = play([[0, "tick"], [1, "opened"], [2, board(1)], ...silence]);
  assert.deepEqual(kinds, ["open", "board", "stale", "drop"]);
});

test("heartbeats keep a quiet board fresh", () => {
  const beats = Array.from({ length: 20 }, (_, i) => [(i + 1) * 10_000, heartbeat(1)]);
  const { state } = play([[0, "tick"], [1, "opened"], [2, board(1)], ...beats, [224_999, "tick"]]);
  assert.equal(state.stale, false);
});

test("a stale feed is fresh again with the first message, before the board is shown", () => {
  const { kinds, state } = play([[0, "tick"], [25_000, "tick"], [25_100, "opened"], [25_200, board(7)]]);
  assert.deepEqual(kinds.slice(-2), ["fresh", "board"]);
  assert.equal(state.stale, false);
});

test("a stale feed that gets through again asks at once and gives the new socket its time", () => {
  const dead = [[0, "tick"], [1, "opened"], [2, board(1)], [25_002, "tick"], [26_000, "tick"], [26_100, "opened"]];
  const { seen, state } = play(dead);
  assert.deepEqual(seen.at(-1), { at: 26_100, type: "poll", etag: null });
  const { kinds } = play([[27_000, "tick"], [36_000, heartbeat(1)], [37_000, "tick"]], state);
  assert.deepEqual(kinds, ["fresh", "heartbeat"]);
});

test("a socket that never opens is given up after ten seconds", () => {
  const { kinds } = play([[0, "tick"], [9_999, "tick"], [10_000, "tick"]]);
  assert.deepEqual(kinds, ["open", "drop"]);
});

test("after two failures the board is polled every five seconds until a socket opens", () => {
  const { seen, state } = play([
    [0, "tick"], [1, "closed"], [2_000, "tick"], [2_001, "closed"], [3_000, "tick"],
    [3_100, { type: "polled", board: { version: 3 }, etag: '"3"' }], [7_999, "tick"], [8_000, "tick"],
  ]);
  const polls = seen.filter((effect) => effect.type === "poll");
  assert.deepEqual(polls, [{ at: 3_000, type: "poll", etag: null }, { at: 8_000, type: "poll", etag: '"3"' }]);
  const { kinds } = play([[8_100, { type: "polled", board: null }], [8_200, "opened"], [13_100, "tick"]], state);
  assert.deepEqual(kinds, []);
});

test("polling counts as hearing, also when nothing has changed", () => {
  const { state } = play([[0, "tick"], [20_000, { type: "polled", board: null }], [30_000, "tick"]]);
  assert.equal(state.stale, false);
});

test("a failed poll does not count as hearing", () => {
  const { state } = play([[0, "tick"], [20_000, "poll_failed"], [25_000, "tick"]]);
  assert.equal(state.stale, true);
});

test("a heartbeat of another version fetches the board that was lost, once", () => {
  const { kinds } = play([[0, "tick"], [1, "opened"], [2, board(5)], [10_000, heartbeat(6)], [10_001, heartbeat(6)]]);
  assert.deepEqual(kinds, ["open", "board", "heartbeat", "poll", "heartbeat"]);
});

test("a poll that was overtaken by the socket changes nothing", () => {
  const { kinds, state } = play([
    [0, "tick"], [1, "opened"], [2, board(9)], [3, { type: "polled", board: { version: 8 }, etag: '"8"' }],
  ]);
  assert.deepEqual(kinds, ["open", "board"]);
  assert.equal(state.version, 9);
});

test("a board with a smaller version is shown when the socket sends it: the server is right", () => {
  const { state, kinds } = play([[0, "tick"], [1, "opened"], [2, board(900)], [3, board(1)]]);
  assert.equal(state.version, 1);
  assert.deepEqual(kinds.slice(-2), ["board", "board"]);
});

test("waking up dials at once instead of waiting for the retry", () => {
  const { seen } = play([[0, "tick"], [1, "closed"], [2, "tick"], [3, "wake"]]);
  assert.deepEqual(seen.map(({ at, type }) => [at, type]), [[0, "open"], [3, "open"]]);
});

test("retries wait longer and longer, but never more than half a minute", () => {
  const longest = () => 1;
  assert.deepEqual([1, 2, 3, 12].map((failures) => retryDelay(failures, longest)), [1_000, 2_000, 4_000, 30_000]);
  assert.equal(retryDelay(12, () => 0), 15_000);
});

test("a message forgives earlier failures", () => {
  const { state } = play([[0, "tick"], [1, "closed"], [1_000, "tick"], [1_001, "opened"], [1_002, board(1)]]);
  assert.equal(state.failures, 0);
});
