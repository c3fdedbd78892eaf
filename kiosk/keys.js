/** Keypad and keyboard: digits press cards, arrows move between targets, Escape goes back. */

import { nextBox } from "./arrows.js";

const TARGETS = "button:not([disabled])";

/** Carries out a key inside `root`; returns true when it meant something here. */
export function pressKey(root, event) {
  if (event.ctrlKey || event.altKey || event.metaKey) return false;
  if (event.key === "Escape" || event.key === "Backspace") return press(usable(root, "[data-back]")[0]);
  if (/^\d$/.test(event.key)) return press(usable(root, `[data-key="${event.key}"]`)[0]);
  if (event.key.startsWith("Arrow")) return move(root, event.key);
  return false;
}

function press(target) {
  if (!target) return false;
  target.focus();
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
