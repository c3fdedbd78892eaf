/**
 * Warnings that somebody has seen are quiet until they get worse, or come up again after half an hour.
 * The memory is a plain object {id: {level, at, seen}} so that a page can keep it over a reload.
 */

const AGAIN_AFTER_MS = 30 * 60_000;
const FORGET_AFTER_MS = 5 * 60_000;

/** Splits warnings into those to say and those already seen. */
export function sortOut(warnings, memory, now) {
  const isQuiet = (warning) => {
    const seen = memory[warning.id];
    return Boolean(seen) && warning.level <= seen.level && now - seen.at < AGAIN_AFTER_MS;
  };
  return { loud: warnings.filter((each) => !isQuiet(each)), quiet: warnings.filter(isQuiet) };
}

/** The memory after these warnings were acknowledged. */
export function acknowledge(memory, warnings, now) {
  const added = warnings.map((each) => [each.id, { level: each.level, at: now, seen: now }]);
  return { ...memory, ...Object.fromEntries(added) };
}

/** The memory without what has been gone for five minutes: a cause that flickers does not ring each time. */
export function refresh(memory, warnings, now) {
  const present = new Set(warnings.map((each) => each.id));
  const kept = Object.entries(memory)
    .map(([id, seen]) => [id, present.has(id) ? { ...seen, seen: now } : seen])
    .filter(([, seen]) => now - seen.seen < FORGET_AFTER_MS);
  return Object.fromEntries(kept);
}
