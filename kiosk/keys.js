/** Keypad and keyboard: digits press cards or are typed, arrows move between targets, Escape goes back. */

import { nextBox } from "./arrows.js";

const TARGETS = "button:not([disabled])";
const KEYS = /^(\d|Enter|Backspace)$/;

/** Carries out a key inside `root`; returns true when it meant something here. */
export function pressKey(root, event) {
  const { key } = event;
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (key.startsWith("Arrow")) return move(root, key);
  if (key === "Enter" && document.activeElement.matches(TARGETS)) return false;
  if (KEYS.test(key) && press(usable(root, `[data-key="${key}"]`)[0])) return true;
  return ["Escape", "Backspace"].includes(key) && press(usable(root, "[data-back]")[0]);
}

/** What types moves no focus: the Enter that follows is for the whole number, not for its last digit. */
function press(target) {
  if (!target) return false;
  if (!target.dataset.types) target.focus();
  else if (document.activeElement.matches(TARGETS)) document.activeElement.blur();
  target.click();
  return true;
}

function move(root, key) {
  const targets = usable(root, TARGETS);
  const current = targets.indexOf(document.activeElement);
  if (current < 0) {
    targets[0]?.focus();
    return targets.length > 0;
  }
  const next = nextBox(targets.map((target) => target.getBoundingClientRect()), current, key);
  targets[next]?.focus();
  return true;
}

function usable(root, selector) {
  return [...root.querySelectorAll(selector)].filter((one) => !one.closest("[inert], [hidden]") && one.offsetParent);
}
