/** Instants of the API (RFC 3339 with the office's offset) as people read them. */

const MINUTE_MS = 60_000;

/** Whole minutes from an instant of the API until now (milliseconds since the epoch); 0 when unknown or ahead. */
export function minutesSince(instant, now) {
  return instant ? Math.max(0, Math.floor((now - Date.parse(instant)) / MINUTE_MS)) : 0;
}

/** "10:24" on the office's own wall, from an instant of the API. */
export function wallClock(instant) {
  return instant ? instant.slice(11, 16) : "";
}

/** "10:24" on the office's own wall for an instant in milliseconds; the offset is read from `like`. */
export function wallClockAt(milliseconds, like) {
  const offset = offsetMinutes(like) * MINUTE_MS;
  return new Date(milliseconds + offset).toISOString().slice(11, 16);
}

function offsetMinutes(instant) {
  const found = /([+-])(\d\d):(\d\d)$/.exec(instant ?? "");
  if (!found) return 0;
  const minutes = Number(found[2]) * 60 + Number(found[3]);
  return found[1] === "-" ? -minutes : minutes;
}
