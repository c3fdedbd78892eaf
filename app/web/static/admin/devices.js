/** What the administrator reads of a device. Pure: the API's device and an instant in, plain values out. */

/** A device that lives says so once a minute; after this long it is missed. */
export const SILENT_AFTER_MS = 5 * 60_000;

/** {state: "never" | "seen" | "silent", minutes} of a device at `now` (milliseconds since the epoch). */
export function presence(device, now) {
  if (!device.last_seen_at) return { state: "never", minutes: 0 };
  const silence = Math.max(0, now - Date.parse(device.last_seen_at));
  return { state: silence < SILENT_AFTER_MS ? "seen" : "silent", minutes: Math.floor(silence / 60_000) };
}

/** Devices by office in the given order of offices, then by kind and name. */
export function inOrder(devices, offices) {
  const place = new Map(offices.map((office, index) => [office, index]));
  const rank = (device) => place.get(device.office) ?? offices.length;
  return [...devices].sort((a, b) => rank(a) - rank(b) || a.kind.localeCompare(b.kind) || a.name.localeCompare(b.name));
}

/** The six digits out of what was typed: full-width digits, spaces and hyphens are fine. Null when they are not six. */
export function codeFrom(typed) {
  const digits = typed.normalize("NFKC").replace(/[\s-]/g, "");
  return /^\d{6}$/.test(digits) ? digits : null;
}
