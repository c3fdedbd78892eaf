/** Keys of the floor and the way between counters. Pure: rectangles and names in, names out. */

/** What a single key asks for; keys for a counter work only while one has the focus. */
export const KEYS = {
  m: { action: "move", counter: true },
  o: { action: "open", counter: true },
  p: { action: "pause", counter: true },
  c: { action: "close", counter: true },
  h: { action: "help", counter: false },
  w: { action: "warnings", counter: false },
  a: { action: "advice", counter: false },
  s: { action: "support", counter: false },
  t: { action: "whatif", counter: false },
  u: { action: "undo", counter: false },
  l: { action: "log", counter: false },
  "?": { action: "keys", counter: false },
};

const ARROWS = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };

/** The action for a key press, or null. `event` needs key, ctrlKey, altKey, metaKey, isComposing. */
export function actionFor(event, onCounter, singleKeys = true) {
  if (event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return null;
  if (event.key in ARROWS) return onCounter ? { action: "go", direction: ARROWS[event.key] } : null;
  const found = KEYS[event.key.length === 1 ? event.key.toLowerCase() : event.key];
  if (!found || (found.counter && !onCounter)) return null;
  return singleKeys || found.counter ? found : null;
}

/**
 * The nearest counter in a direction. `places` is [{id, x, y}] (centres in pixels), `from` an id.
 * Distance across the direction counts double, so that the eye's row or column is kept. Null at the edge.
 */
export function neighbour(places, from, [dx, dy]) {
  const here = places.find((place) => place.id === from);
  if (!here) return places[0]?.id ?? null;
  const ahead = places
    .map((place) => ({
      id: place.id,
      along: (place.x - here.x) * dx + (place.y - here.y) * dy,
      across: Math.abs((place.x - here.x) * dy + (place.y - here.y) * dx),
    }))
    .filter((place) => place.along > 1 && place.id !== from);
  ahead.sort((a, b) => a.along + 2 * a.across - (b.along + 2 * b.across));
  return ahead[0]?.id ?? null;
}
