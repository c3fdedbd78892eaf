/** What a single key means on the bookings page. Pure. */

const PAGE = { n: "book", "/": "find", f: "find", t: "today", "?": "keys", ArrowLeft: "earlier", ArrowRight: "later", ArrowUp: "up", ArrowDown: "down" };
const DETAIL = { i: "check-in", m: "move", e: "change", x: "cancel" };

/**
 * The action for a key press, or null. `where` is "page", "detail" (the dialog of one booking) or "other" (a field or
 * another dialog, to which keys belong).
 */
export function actionFor(event, where) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing || where === "other") return null;
  const key = event.key.length === 1 ? event.key.normalize("NFKC").toLowerCase() : event.key;
  return (where === "detail" ? DETAIL : PAGE)[key] ?? null;
}

/** The keys with their actions, for the list of keys: [[key, action]]. */
export const KEYS = [
  ["N", "book"],
  ["F", "find"],
  ["←", "earlier"],
  ["→", "later"],
  ["T", "today"],
  ["↑ ↓", "rows"],
  ["Enter", "open"],
  ["I", "check-in"],
  ["M", "move"],
  ["E", "change"],
  ["X", "cancel"],
];
