/**
 * A scanner types what it reads, very fast, and ends with Enter. Pure: what the kiosk makes of such keystrokes.
 *
 * The codes on reservations hold an address, so every reading begins with a letter, and letters mean nothing else on a
 * kiosk: from the first one on, keys that follow each other faster than a hand belong to the scanner. The digits within
 * an address therefore press no buttons.
 */

/** Milliseconds between two keys of one reading; slow scanners need up to a tenth of a second. */
export const GAP = 120;

/** Longer than any address of ours: whoever leans on the keyboard fills no memory. */
const LONGEST = 500;

/** Nothing has been read. */
export const SILENCE = { text: "", at: -Infinity };

/**
 * Takes a key at a time (ms) after what was `heard` so far: `{heard, mine, text}`. `mine`: the key belongs to a reading
 * and must do nothing else; `text`: the whole reading, once it has ended.
 */
export function hear(heard, key, at) {
  const before = at - heard.at <= GAP ? heard.text : "";
  if (key === "Enter") return { heard: SILENCE, mine: before !== "", text: before || null };
  if (key.length !== 1) return { heard: before ? { text: before, at } : SILENCE, mine: false, text: null };
  if (before === "" && !/[a-z]/i.test(key)) return { heard: SILENCE, mine: false, text: null };
  return { heard: { text: (before + key).slice(0, LONGEST), at }, mine: true, text: null };
}

/** The id of the reservation whose address a code holds, or null. A scanner with caps lock on is understood, too. */
export function reservationIn(text) {
  return /\/r\/([0-9a-z_-]{8,80})\/?(?:[?#].*)?$/i.exec(text.trim())?.[1].toLowerCase() ?? null;
}
