// Which keydown events are meant for the console, and whether single keys act at all.

import { actionOfKey } from "./desk-state.js";

const SWITCH = "madoguchi.counter.keys";

/** The action pressed, "main" for Space and Enter; null when the key belongs to something else. */
export function pressedAction(event) {
  const pressed = actionOfKey(event);
  if (!pressed || isElsewhere(event, pressed)) return null;
  return keysOn() || pressed === "keys" ? pressed : null;
}

// Keys belong to fields and dialogs first; Space and Enter also to the button or link that has the focus.
function isElsewhere({ target, defaultPrevented }, pressed) {
  if (defaultPrevented || document.querySelector("dialog[open]")) return true;
  if (target.closest("dialog")) return false; // it has just been closed
  if (target.closest("input, textarea, select, [contenteditable]")) return true;
  return pressed === "main" && target.closest("a, button, summary") !== null;
}

/** Single keys can be switched off: speech input and unsteady hands press them by mistake. */
export function keysOn() {
  return localStorage.getItem(SWITCH) !== "off";
}

export function switchKeys(on) {
  localStorage.setItem(SWITCH, on ? "on" : "off");
}
