// Long words are set smaller until they fit: what the office wrote is shown whole.

const SIZES = ["", "long", "longer"];

/**
 * Sets `words` in the largest size (CSS: data-size) at which their height stays inside `box`. Call it again whenever fonts
 * or the panel may have changed: as long as the words fit it only looks. `changed`: these are other words than before.
 */
export function fitInto(box, words, changed) {
  let size = changed ? 0 : SIZES.indexOf(words.dataset.size ?? "");
  if (changed) words.dataset.size = SIZES[size];
  while (words.offsetHeight > box.clientHeight && size < SIZES.length - 1) words.dataset.size = SIZES[(size += 1)];
}
