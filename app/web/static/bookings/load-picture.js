/** The load of a day as a picture: one bar per slot, the filled part is taken. Pure: the API's load in, numbers out. */

/**
 * One pool in a box of `width` × 100: bars {x, width, height, taken, over} with heights in percent of the pool's
 * largest slot, the full hour of each slot (or null), and what a person who does not see the picture has to know.
 */
export function loadPicture(pool) {
  const slots = pool.slots;
  const top = Math.max(1, ...slots.map((slot) => Math.max(slot.places + slot.beyond, slot.taken)));
  const width = 100 / Math.max(slots.length, 1);
  const share = (count) => (count / top) * 100;
  return {
    bars: slots.map((slot, index) => ({
      x: index * width,
      width: width * 0.82,
      places: share(slot.places),
      taken: share(Math.min(slot.taken, slot.places)),
      over: share(Math.max(0, slot.taken - slot.places)),
    })),
    hours: slots.map((slot) => (slot.starts_at.slice(14, 16) === "00" ? Number(slot.starts_at.slice(11, 13)) : null)),
    places: sum(slots, "places"),
    taken: sum(slots, "taken"),
    full: slots.filter((slot) => slot.places > 0 && slot.taken >= slot.places).map((slot) => slot.starts_at.slice(11, 16)),
  };
}

/** Where the present moment lies in the picture (0 to 100), or null when it is outside. `now` in milliseconds. */
export function nowIn(pool, minutes, now) {
  const first = Date.parse(pool.slots[0]?.starts_at ?? "");
  const index = pool.slots.findIndex((slot) => now < Date.parse(slot.starts_at) + minutes * 60_000);
  if (Number.isNaN(first) || now < first || index < 0) return null;
  const into = Math.max(0, now - Date.parse(pool.slots[index].starts_at)) / (minutes * 60_000);
  return ((index + into) / pool.slots.length) * 100;
}

function sum(slots, name) {
  return slots.reduce((total, slot) => total + slot[name], 0);
}
