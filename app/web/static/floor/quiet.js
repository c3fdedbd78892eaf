/**
 * Which warnings are said aloud. Those that a manager has seen are quiet on every console, until they get clearly worse
 * or come again after they were gone. Pure; `watch` is what a page remembers of the warnings it has shown:
 * {id: {level, began, last, here}}, times in milliseconds.
 */

/** A cause that flickers is one: it is gone only when it has not been there for so long. */
const GONE_AFTER_MS = 5 * 60_000;

/** What was there already when the page was opened counts as so old: what others have seen since is quiet here too. */
const OLDER_MS = 60 * 60_000;

/** Clearly worse is twice the people or minutes, and some more. */
const WORSE_TIMES = 2;
const WORSE_BY = 3;

/** Splits warnings into those to say and those already seen. `seen` is the API's: {id: {level, size, at}}. */
export function sortOut(warnings, seen, watch) {
  const isQuiet = (warning) => {
    const known = seen[warning.id];
    const began = (watch[warning.id]?.began ?? 0) - GONE_AFTER_MS;
    return Boolean(known) && Date.parse(known.at) >= began && !isWorse(warning, known);
  };
  return { loud: warnings.filter((each) => !isQuiet(each)), quiet: warnings.filter(isQuiet) };
}

function isWorse(warning, known) {
  return warning.level > known.level || warning.size >= WORSE_TIMES * known.size + WORSE_BY;
}

/** What was seen on any console, together with what was seen on this one and is still on its way. */
export function together(seen, here) {
  const newer = (id) => !seen[id] || Date.parse(here[id].at) > Date.parse(seen[id].at);
  return { ...seen, ...Object.fromEntries(Object.entries(here).filter(([id]) => newer(id))) };
}

/** The watch after these warnings were there; `null` before the first. */
export function follow(watch, warnings, now) {
  const before = watch ?? {};
  const present = warnings.map(({ id, level }) => {
    const began = before[id]?.began ?? (watch ? now : now - OLDER_MS);
    return [id, { level, began, last: now, here: true }];
  });
  const gone = Object.entries(before)
    .filter(([, { last }]) => now - last < GONE_AFTER_MS)
    .map(([id, known]) => [id, { ...known, here: false }]);
  return Object.fromEntries([...gone, ...present]);
}

/** The level at which a warning stands; 0 when it does not. A warning that stands falls only when it is clearly better. */
export function standing(watch, id) {
  return watch?.[id]?.here ? watch[id].level : 0;
}
