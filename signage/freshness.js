// When the page starts afresh: a screen that is never switched off gets new versions and new settings once a day, at a
// moment when nobody looks for a number. Pure.

const SETTLED_MS = 600_000;
/** An office that never closes: a page this old is renewed between two calls. */
const OLDEST_MS = 36 * 3_600_000;

/**
 * `page` is {day, age}: the business day it was opened on, and its age in milliseconds. `calling` says whether a call is
 * being announced or waits for its turn.
 */
export function wantsFreshPage(page, board, calling) {
  if (calling || board.day === page.day || page.age < SETTLED_MS) return false;
  const quiet = board.status !== "open" && board.calls.length === 0;
  return quiet || page.age > OLDEST_MS;
}
