// What a board feed does next: a pure reducer. Times are milliseconds of one monotonic clock, passed in as `now`.

export const STALE_AFTER_MS = 25_000;
export const CONNECT_WITHIN_MS = 10_000;
export const POLL_EVERY_MS = 5_000;
export const POLL_AFTER_FAILURES = 2;
const FIRST_RETRY_MS = 500;
const LONGEST_RETRY_MS = 30_000;

/** The state of a feed that has heard nothing yet. */
export function newFeed(now) {
  return {
    socket: "closed",
    since: now,
    failures: 0,
    retryAt: now,
    pollAt: now,
    polling: false,
    version: null,
    etag: null,
    heardAt: now,
    stale: false,
  };
}

/**
 * One step: (state, event, now) → [state, effects].
 *
 * Events: tick, wake, opened, board {board}, heartbeat {version, as_of, speed}, closed,
 * polled {board, etag} (board null: unchanged), poll_failed.
 * Effects: open {since}, drop, poll {etag}, emit {name, detail}.
 */
export function step(state, event, now, random = Math.random) {
  switch (event.type) {
    case "tick":
      return onTick(state, now, random);
    case "wake":
      return onTick({ ...state, retryAt: now, pollAt: now }, now, random);
    case "opened":
      return onOpened({ ...state, socket: "open", since: now }, now);
    case "closed":
      return onClosed(state, now, random);
    case "board":
      return onBoard({ ...state, failures: 0 }, event.board, now);
    case "heartbeat":
      return onHeartbeat({ ...state, failures: 0 }, event, now);
    case "polled":
      return onPolled({ ...state, polling: false }, event, now);
    case "poll_failed":
      return [{ ...state, polling: false }, []];
    default:
      throw new Error(`unknown event ${event.type}`);
  }
}

function onTick(state, now, random) {
  const effects = [];
  let next = state;
  const silent = now - next.heardAt >= STALE_AFTER_MS;
  if (silent && !next.stale) {
    next = { ...next, stale: true };
    effects.push({ type: "emit", name: "stale" });
  }
  // A socket that is silent for this long is dead although nobody closed it: drop it and dial again.
  const hung = next.socket === "opening" && now - next.since >= CONNECT_WITHIN_MS;
  const dead = next.socket === "open" && silent && now - next.since >= STALE_AFTER_MS;
  if (hung || dead) {
    effects.push({ type: "drop" });
    next = afterFailure(next, now, random);
  }
  if (next.socket === "closed" && now >= next.retryAt) {
    effects.push({ type: "open", since: next.version });
    next = { ...next, socket: "opening", since: now };
  }
  if (next.failures >= POLL_AFTER_FAILURES && next.socket !== "open" && !next.polling && now >= next.pollAt) {
    const [asked, asking] = polling(next, now);
    effects.push(...asking);
    next = asked;
  }
  return [next, effects];
}

function onOpened(state, now) {
  // A server with nothing newer stays silent until its next heartbeat: ask, so that the screen is soon fresh.
  return state.stale && !state.polling ? polling(state, now) : [state, []];
}

function polling(state, now) {
  return [{ ...state, polling: true, pollAt: now + POLL_EVERY_MS }, [{ type: "poll", etag: state.etag }]];
}

function onClosed(state, now, random) {
  return state.socket === "closed" ? [state, []] : [afterFailure(state, now, random), []];
}

function afterFailure(state, now, random) {
  const failures = state.failures + 1;
  return { ...state, socket: "closed", since: now, failures, retryAt: now + retryDelay(failures, random) };
}

/** Doubles with each failure; the random half keeps a ward's screens from dialling in at the same moment. */
export function retryDelay(failures, random = Math.random) {
  const longest = Math.min(LONGEST_RETRY_MS, FIRST_RETRY_MS * 2 ** failures);
  return longest / 2 + (random() * longest) / 2;
}

function onBoard(state, board, now) {
  const [next, effects] = heard({ ...state, version: board.version }, now);
  return [next, [...effects, { type: "emit", name: "board", detail: board }]];
}

function onHeartbeat(state, event, now) {
  const [next, effects] = heard(state, now);
  effects.push({ type: "emit", name: "heartbeat", detail: { as_of: event.as_of, speed: event.speed } });
  if (event.version === next.version || next.polling) return [next, effects];
  // The server is at another version than we show: a board was lost on the way, fetch it.
  const [asked, asking] = polling(next, now);
  return [asked, [...effects, ...asking]];
}

function onPolled(state, { board, etag }, now) {
  if (board === null) return heard(state, now);
  const overtaken = state.socket === "open" && state.version !== null && board.version < state.version;
  return overtaken ? [state, []] : onBoard({ ...state, etag }, board, now);
}

function heard(state, now) {
  const effects = state.stale ? [{ type: "emit", name: "fresh" }] : [];
  return [{ ...state, heardAt: now, stale: false }, effects];
}
