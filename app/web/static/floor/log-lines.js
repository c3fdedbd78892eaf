/** Today's events as sentences of the catalogue: {time, key, facts}. */
import { wallClock } from "./times.js";

/** One line per event, newest first; events without a sentence of their own get the plain one. */
export function logLines(events, knownKeys) {
  return events.map((event) => {
    const key = `floor.log_${event.verb}`;
    return { time: wallClock(event.at), key: knownKeys.has(key) ? key : "floor.log_other", event };
  });
}
