// The service's time on a screen: `as_of` of the last message, moved on by a monotonic clock at the service's speed.
// The device's own clock and time zone play no part.

const OFFSET = /([+-])(\d\d):(\d\d)$/;

/** RFC 3339 with offset → {ms: since the epoch, offsetMinutes}. Throws RangeError when it is not one. */
export function parseInstant(text) {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new RangeError(`not an instant: ${text}`);
  const match = OFFSET.exec(text);
  const sign = match?.[1] === "-" ? -1 : 1;
  return { ms, offsetMinutes: match ? sign * (Number(match[2]) * 60 + Number(match[3])) : 0 };
}

/** "2026-11-21T10:24:03+09:00" → "10:24", the time on the office's wall. */
export function wallTime(text) {
  return text.slice(11, 16);
}

/** Milliseconds since the epoch and the office's offset → "10:24". */
export function wallTimeOf(ms, offsetMinutes) {
  return new Date(ms + offsetMinutes * 60_000).toISOString().slice(11, 16);
}

export class ServiceClock {
  #ms = null;
  #offsetMinutes = 0;
  #speed = 1;
  #setAt = 0;
  #monotonic;

  constructor(monotonic = () => performance.now()) {
    this.#monotonic = monotonic;
  }

  /** Whether the service has told its time yet. */
  get known() {
    return this.#ms !== null;
  }

  get speed() {
    return this.#speed;
  }

  set(asOf, speed = 1) {
    const { ms, offsetMinutes } = parseInstant(asOf);
    this.#ms = ms;
    this.#offsetMinutes = offsetMinutes;
    this.#speed = speed;
    this.#setAt = this.#monotonic();
  }

  /** The service's time now, in milliseconds since the epoch; null before the first message. */
  now() {
    return this.at(this.#monotonic());
  }

  /** The service's time at a moment of the monotonic clock. */
  at(monotonic) {
    return this.#ms === null ? null : this.#ms + (monotonic - this.#setAt) * this.#speed;
  }

  /** The office's wall clock now, "10:24". */
  text() {
    return this.textAt(this.#monotonic());
  }

  textAt(monotonic) {
    return this.known ? wallTimeOf(this.at(monotonic), this.#offsetMinutes) : "";
  }

  /** The office's date now, "2026-11-21". */
  day() {
    return this.known ? new Date(this.now() + this.#offsetMinutes * 60_000).toISOString().slice(0, 10) : "";
  }
}
