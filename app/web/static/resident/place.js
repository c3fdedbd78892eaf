// Where a number is on a board. Pure, so that node can test it.

/**
 * The place of `number`: {phase, service, ahead, low, high, now, counter, times}.
 * Phases: waiting, soon, called, serving, missed, held; away when the board does not list the number.
 * `soon` holds the limits of the server: {minutes, few, few_minutes}.
 */
export function placeOf(board, number, soon) {
  return inLine(board, number, soon) ?? atCounter(board, number) ?? aside(board, number) ?? { phase: "away" };
}

/** Whether two places differ in more than figures, so that the page has to be fetched again. */
export function differs(place, other) {
  return ["phase", "service", "counter", "times"].some((key) => (place[key] ?? null) !== (other[key] ?? null));
}

/** The page that the server rendered, as a place to compare with. Phases that no board shows count as away. */
export function placeOfPage({ phase, service, counter, times }) {
  if (phase === "waiting" || phase === "soon") return { phase, service };
  if (phase === "called") return { phase, counter, times };
  if (phase === "serving") return { phase, counter };
  return { phase: phase === "missed" || phase === "held" ? phase : "away" };
}

function inLine(board, number, soon) {
  for (const service of board.services) {
    const ahead = service.line.findIndex(([waiting]) => waiting === number);
    if (ahead < 0) continue;
    const [, low, high] = service.line[ahead];
    const phase = isSoon(ahead, low, service.counters_open.length > 0, soon) ? "soon" : "waiting";
    return { phase, service: service.id, ahead, low, high, now: service.last_called };
  }
  return null;
}

function isSoon(ahead, low, open, soon) {
  const few = ahead <= soon.few;
  return low === null ? few && open : low <= (few ? soon.few_minutes : soon.minutes);
}

function atCounter(board, number) {
  const counter = board.counters.find((desk) => desk.number === number);
  if (!counter) return null;
  if (counter.serving) return { phase: "serving", counter: counter.id };
  const call = board.calls.find((entry) => entry.number === number);
  return { phase: "called", counter: counter.id, times: call?.times ?? 1 };
}

function aside(board, number) {
  if (board.missed.includes(number)) return { phase: "missed" };
  return board.held.includes(number) ? { phase: "held" } : null;
}
