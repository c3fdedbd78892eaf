/** Durations and wall times of the floor, from the API's instants. */
import { parseInstant, wallTimeOf } from "../js/service-clock.js";

const MINUTE_MS = 60_000;

/** Whole minutes from an instant of the API until now (milliseconds since the epoch); 0 when unknown or ahead. */
export function minutesSince(instant, now) {
  return instant ? Math.max(0, Math.floor((now - Date.parse(instant)) / MINUTE_MS)) : 0;
}

/** "10:24" on the office's own wall for an instant in milliseconds; the offset is read from the instant `like`. */
export function wallTimeLike(milliseconds, like) {
  return wallTimeOf(milliseconds, parseInstant(like).offsetMinutes);
}
