// How long a time is still held. Pure, so that node can test it.

/** When the hold ends on this device's own steady clock (ms). The service's clock may run faster: the demo's does. */
export function endsAt({ until, now, speed }, loadedAt) {
  return loadedAt + (Date.parse(until) - Date.parse(now)) / speed;
}

/** "9:41", and "0:00" when it is over. `speed` turns this device's time back into the service's. */
export function clockText(leftMs, speed) {
  const seconds = Math.max(Math.ceil((leftMs * speed) / 1000), 0);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
}

/** Whether it is time to say aloud that the hold ends soon: once, in the last two minutes. */
export function isSoon(leftMs, speed) {
  return leftMs > 0 && leftMs * speed <= 120_000;
}
