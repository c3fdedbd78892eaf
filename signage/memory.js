// What this screen has announced, kept over a reload, so that nothing is said twice.

const KEPT_MS = 600_000;

/** The memory of a page that was here a short while ago, else null. */
export function recall(office, { storage = localStorage, now = Date.now() } = {}) {
  try {
    const { saved, ...memory } = JSON.parse(storage.getItem(keyOf(office)));
    return now - saved <= KEPT_MS ? memory : null;
  } catch {
    return null;
  }
}

export function remember(office, memory, { storage = localStorage, now = Date.now() } = {}) {
  if (memory) storage.setItem(keyOf(office), JSON.stringify({ ...memory, saved: now }));
}

function keyOf(office) {
  return `madoguchi.announced.${office}`;
}
