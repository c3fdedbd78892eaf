// Which call is announced now: a pure queue. Calls that come together wait for each other; none is lost, none is said
// twice. Times are milliseconds of one monotonic clock, passed in as `now`.

/** How long a call has the screen for itself before the next one, and how long it flashes when none follows. */
export const TURN_MS = 5_000;
export const FLASH_MS = 9_000;
/** A screen that has just been switched on leaves older calls alone: somebody has announced them. */
export const JUST_NOW_MS = 5_000;
/** After a break a call this old has been shown, but is no longer called out. */
export const TOO_LATE_MS = 180_000;

/** `remembered` is what an earlier page noted (see memoryOf), so that a reload announces nothing twice. */
export function newAnnouncer(remembered = null) {
  const { version = null, owed = [], ...latest } = remembered ?? {};
  return { latest: remembered && latest, version, owed, queue: [], current: null, since: 0 };
}

/** Takes a board: queues the calls that are new, forgets those that were undone. */
export function hear(state, board) {
  const restarted = state.version === null || board.version < state.version;
  const longest = restarted ? JUST_NOW_MS : TOO_LATE_MS;
  const shown = new Set(board.calls.map((call) => call.id));
  let queue = state.queue.filter((call) => shown.has(call.id));
  let latest = restarted ? null : state.latest;
  for (const call of oldestFirst(board.calls)) {
    if (!isNew(call, latest) && !state.owed.includes(call.id)) continue;
    if (isNew(call, latest)) latest = { id: call.id, called_at: call.called_at };
    if (age(call, board) <= longest) queue = enqueue(queue, call);
  }
  const current = state.current && shown.has(state.current.id) ? state.current : null;
  return { ...state, latest, version: board.version, owed: [], queue, current };
}

/** Gives the turn to the next call when the present one has had its time: [state, call to announce or null]. */
export function advance(state, now) {
  const busy = state.current !== null && now - state.since < TURN_MS;
  if (busy || state.queue.length === 0) return [state, null];
  const [next, ...queue] = state.queue;
  return [{ ...state, queue, current: next, since: now }, next];
}

export function isFlashing(state, now) {
  return state.current !== null && now - state.since < FLASH_MS;
}

/** What a later page has to know: the newest call heard, and those still owed. */
export function memoryOf({ latest, version, queue }) {
  return latest && { ...latest, version, owed: queue.map((call) => call.id) };
}

function isNew(call, latest) {
  return latest === null || call.id > latest.id || Date.parse(call.called_at) > Date.parse(latest.called_at);
}

function oldestFirst(calls) {
  return [...calls].sort((a, b) => a.id - b.id);
}

/** A recall of a number that still waits for its turn takes the turn of the call before. */
function enqueue(queue, call) {
  const place = queue.findIndex((waiting) => waiting.number === call.number);
  return place < 0 ? [...queue, call] : queue.map((waiting, index) => (index === place ? call : waiting));
}

/** Real milliseconds since the call; the demo's clock runs faster. */
function age(call, board) {
  return (Date.parse(board.as_of) - Date.parse(call.called_at)) / board.speed;
}
