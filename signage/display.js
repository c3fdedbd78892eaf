// What the screen shows, worked out from the board, the office and the announcer: pure, no words, no page.

const NOTICE_MS = 12_000;
/** Sentences that are always true, between the office's own notices. */
const TIPS = [{ kind: "notice", key: "signage.tip_order" }, { kind: "notice", key: "signage.tip_help" }];
/** Where times are reserved, and while people come for them. */
const BOOKING_TIP = { kind: "booking", key: "signage.tip_booking" };

/** One of "connecting", "calls", "quiet", "before_opening", "closed". */
export function modeOf(board) {
  if (board === null) return "connecting";
  if (board.calls.length > 0) return "calls";
  const waiting = board.services.reduce((sum, service) => sum + service.waiting, 0);
  if (board.status === "closed" && waiting === 0) return "closed";
  return board.status === "before_opening" ? "before_opening" : "quiet";
}

/** The doors are closed, but people who waited are still called. */
export function servesTheRest(board) {
  return board.status === "closed" && modeOf(board) !== "closed";
}

/** Outside the hours; people who still wait are served. */
export function isAway(board) {
  return board.status === "closed" || board.status === "before_opening";
}

/** The calls: {hero, rows}, newest first. A number is listed once, with its last call; not when it was called in vain. */
export function callsOf(board, office, announcer) {
  const calls = lastOfEachNumber(board.calls);
  const waiting = new Set(announcer.queue.map((call) => call.id));
  const hero = calls.find((call) => call.id === announcer.current?.id) ?? calls.find((call) => !waiting.has(call.id));
  const missed = new Set(board.missed);
  const describe = (call) => {
    return { ...call, ...placeOf(call, office), awaited: isAwaited(call, board), fresh: waiting.has(call.id) };
  };
  return {
    hero: hero ? describe(hero) : null,
    rows: calls.filter((call) => call !== hero && !missed.has(call.number)).map(describe),
  };
}

/** The services in the office's order, each with what the board knows of it. Back-office services have no visitors. */
export function servicesOf(board, office) {
  const live = new Map(board.services.map((service) => [service.id, service]));
  return (office?.services ?? board.services)
    .filter((service) => service.kind !== "back_office" && live.has(service.id))
    .map((service) => ({ ...live.get(service.id), ...named(service) }));
}

/** How many people wait in the whole hall. */
export function waitingOf(board) {
  return board.services.reduce((sum, service) => sum + service.waiting, 0);
}

/** The notice whose turn it is: {kind, text} with a language map, or {kind, key} for a tip. */
export function noticeAt(board, office, now) {
  const expected = office?.booking?.allowed && board !== null && board.status !== "closed";
  const notices = [...(board?.notices ?? []), ...(expected ? [BOOKING_TIP] : []), ...TIPS];
  return notices[Math.floor(now / NOTICE_MS) % notices.length];
}

/** What the office tells of a service; null before it has. */
function named({ name = null, area = null, kind = null }) {
  return { name, area, kind };
}

function lastOfEachNumber(calls) {
  const last = new Map();
  for (const call of [...calls].sort((a, b) => b.id - a.id)) if (!last.has(call.number)) last.set(call.number, call);
  return [...last.values()];
}

function placeOf(call, office) {
  const counter = office?.counters.find((candidate) => candidate.id === call.counter);
  const name = /^\d+$/.test(call.counter) ? null : counter?.name ?? null;
  return { direction: counter?.direction ?? null, area: counter?.area ?? null, name };
}

/** The counter still waits for this person. */
function isAwaited(call, board) {
  const counter = board.counters.find((candidate) => candidate.id === call.counter);
  return counter?.number === call.number && !counter.serving;
}
