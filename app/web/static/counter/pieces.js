// Small pieces that several parts of the console show: tile, waiting time with its target, needs, priority.

import { h, icon } from "./dom.js";

/** The letter tile of a service; its name stands beside it or is read out. */
export function tile(service, { small = false, named = false } = {}) {
  const letter = h("span", { "aria-hidden": "true" }, service.prefix || "?");
  const box = h(`span.tile${small ? ".tile-small" : ""}`, {}, letter);
  if (!named) box.append(h("span.visually-hidden", {}, service.name));
  return box;
}

/** "23分" with the shape and word that tell it from the target. */
export function waited(minutes, mark, words) {
  const text = words.t("counter.minutes", { count: minutes });
  if (!mark || mark === "within") return h("span.waited", { "data-mark": mark }, text);
  return h("span.waited", { "data-mark": mark }, icon(mark), text, " ", h("span.waited-word", {}, words.t(`counter.target_${mark}`)));
}

/** What to be careful about with this person; nothing when there is nothing. */
export function needTags({ flags, language }, words) {
  const tags = flags.map((need) => needTag(need, words.t(`counter.need_${need}`)));
  const spoken = `counter.language_${language}`;
  if (language) tags.push(needTag("language", words.has(spoken) ? words.t(spoken) : language));
  return tags;
}

function needTag(name, text) {
  return h("span.need", { "data-need": name }, icon(name), text);
}

/** The class of priority and what it moves; in the line only what it moves. */
export function priorityTag(priority, words, { short = false } = {}) {
  const text = words.t(short ? "counter.priority_short" : "counter.priority_of", { name: priority.name, count: priority.minutes });
  return h("span.need", { "data-need": "priority" }, icon("priority"), text);
}

/** The time that was reserved: why a number may come before somebody who has waited longer. */
export function reservedTag(time, words) {
  return h("span.need", { "data-need": "reserved" }, words.t("counter.reserved", { time }));
}
