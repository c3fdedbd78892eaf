// The dialogs: native <dialog>, answered by letters and digits, closed by Esc. Each function returns a promise of the
// answer, null when the dialog was closed without one.

import { meantNumber } from "./line-facts.js";
import { characterOf } from "./desk-state.js";
import { h, keyCap } from "./dom.js";
import { tile } from "./pieces.js";

/**
 * One of several choices: [{value, label, digit?, letter?, service?, note?}]. `toggle` ({label, on}) adds a yes/no that 0
 * switches. Returns {value, on} or null.
 */
export function choose({ title, hint, choices, toggle = null, focus = 0 }) {
  const dialog = byId("choose");
  byId("choose-title").textContent = title;
  fillHint(byId("choose-hint"), hint);
  const box = toggle && h("input", { type: "checkbox", checked: toggle.on });
  const buttons = choices.map((choice) => choiceButton(choice));
  const rows = [h("div.dialog-list", {}, buttons)];
  if (box) rows.push(h("label.choice", {}, box, h("span", {}, toggle.label), keyCap("0")));
  byId("choose-list").replaceChildren(...rows);
  return ask(dialog, {
    focus: buttons[focus],
    onKey(character, event) {
      if (character === "0" && box) return press(event, () => box.click());
      const index = choices.findIndex(({ digit, letter }) => character && (character === digit || character === letter));
      if (index >= 0) press(event, () => buttons[index].click());
      else moveFocus(event, buttons);
    },
    onClick: (target) => {
      const index = buttons.indexOf(target.closest("button"));
      return index >= 0 ? { value: choices[index].value, on: box?.checked ?? false } : undefined;
    },
  });
}

function choiceButton({ label, digit, letter, service, note }) {
  return h("button.dialog-choice", { type: "button" },
    digit ? keyCap(digit) : h("span.key-none"),
    service ? tile(service, { small: true, named: true }) : letter ? keyCap(letter) : null,
    h("span.dialog-choice-label", {}, label, note ? h("span.sub", {}, note) : null));
}

function moveFocus(event, buttons) {
  const by = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!by) return;
  const at = buttons.indexOf(document.activeElement);
  press(event, () => buttons[(at + by + buttons.length) % buttons.length].focus());
}

/**
 * Which number to call. `numbers` is {known, prefixes, unclear}: the numbers of the office, the letters this counter
 * serves, and the sentence for an entry that fits no number or several.
 */
export function askNumber({ numbers, describe }) {
  const dialog = byId("call");
  const form = dialog.querySelector("form");
  form.reset();
  const meant = numberField(form, numbers);
  const show = () => { byId("call-meant").textContent = form.elements.number.value ? describe(meant()) : ""; };
  show();
  return ask(dialog, { onInput: show, onSubmit: meant });
}

// What the form's number field means; the browser itself refuses to send what is unclear.
function numberField(form, { known, prefixes, unclear }) {
  const field = form.elements.number;
  const meant = () => meantNumber(field.value, known, prefixes) ?? undefined;
  field.oninput = () => field.setCustomValidity(field.value && !meant() ? unclear : "");
  field.oninput();
  return meant;
}

/** Priority for somebody who waits: {number, priority, reason}. `classes` are [{id, label}]. */
export function askPriority({ classes, numbers }) {
  const dialog = byId("priority");
  const form = dialog.querySelector("form");
  form.reset();
  const meant = numberField(form, numbers);
  byId("priority-classes").replaceChildren(...classes.map(({ id, label }, index) =>
    h("label.choice", {}, h("input", { type: "radio", name: "priority", value: id, required: true, "data-key": String(index + 1), checked: index === 0 }),
      h("span", {}, label), keyCap(String(index + 1)))));
  return ask(dialog, {
    focus: form.elements.number,
    onKey: (character, event) => pressKeyed(form, character, event, () => form.elements.reason.focus()),
    onSubmit: () => ({ number: meant(), priority: form.elements.priority.value, reason: form.elements.reason.value.trim() }),
  });
}

/** Language and aids of a number: {number, language, writing, hearing, wheelchair}. */
export function askNeeds({ number, needs, language, numbers }) {
  const dialog = byId("needs");
  const form = dialog.querySelector("form");
  const flags = ["writing", "hearing", "wheelchair"];
  form.reset();
  form.elements.number.value = number ?? "";
  const meant = numberField(form, numbers);
  form.elements.language.value = language ?? "ja";
  for (const flag of flags) form.elements[flag].checked = needs.includes(flag);
  return ask(dialog, {
    focus: number ? form.elements.writing : form.elements.number,
    onKey: (character, event) => pressKeyed(form, character, event),
    onSubmit: () => {
      const chosen = Object.fromEntries(flags.map((flag) => [flag, form.elements[flag].checked]));
      return { number: meant(), language: form.elements.language.value, ...chosen };
    },
  });
}

/** Which services to open with: [{service, delay_minutes}]. `services` are [{…, letter, digit, on, delay}]. */
export function askServices({ services, delayLabel }) {
  const dialog = byId("services");
  const rows = services.map((service) => serviceRow(service, delayLabel));
  byId("services-list").replaceChildren(...rows.map(({ row }) => row));
  return ask(dialog, {
    focus: rows[0]?.box,
    onKey: (character, event) => pressKeyed(dialog, character, event),
    onSubmit: () => {
      const chosen = rows.filter(({ box }) => box.checked);
      return chosen.length ? chosen.map(({ box, delay }) => ({ service: box.value, delay_minutes: Number(delay.value) || 0 })) : undefined;
    },
  });
}

function serviceRow(service, delayLabel) {
  const key = service.letter ?? service.digit;
  const box = h("input", { type: "checkbox", value: service.id, checked: service.on, "data-key": key });
  const delay = h("input.number-input", { type: "number", min: "-60", max: "120", step: "5", value: String(service.delay), "aria-label": delayLabel(service.name) });
  const choice = h("label.choice", {}, box, tile(service, { small: true, named: true }), h("span", {}, service.name), key ? keyCap(key) : null);
  return { box, delay, row: h("div.dialog-service", {}, choice, delay) };
}

/** The list of keys, and whether single keys act at all. Returns nothing of interest. */
export function showKeys({ keys, on, onSwitch }) {
  byId("keys-list").replaceChildren(...keys.map(({ key, label }) => h("div", {}, h("dt", {}, h("kbd.key", {}, key)), h("dd", {}, label))));
  const box = byId("keys-on");
  box.checked = on;
  box.onchange = () => onSwitch(box.checked);
  return ask(byId("keys"), {});
}

// --- what all dialogs share ----------------------------------------------------------------------------------------

let endLast = null;

/** Opens a dialog and waits for its answer; undefined from a handler means "not yet". The focus goes back by itself. */
function ask(dialog, { focus, onKey, onClick, onInput, onSubmit }) {
  endLast?.();
  const listening = new AbortController();
  const { signal } = listening;
  const before = document.activeElement;
  return new Promise((resolve) => {
    const end = (answer = null) => {
      endLast = null;
      listening.abort();
      dialog.close();
      giveFocusBack(dialog, before);
      resolve(answer);
    };
    const finish = (answer) => { if (answer !== undefined) end(answer); };
    const on = (type, handler) => dialog.addEventListener(type, handler, { signal });
    on("click", ({ target }) => (target.closest("[data-close]") ? end() : finish(onClick?.(target))));
    on("keydown", (event) => { if (onKey && !typing(event) && !modified(event)) onKey(characterOf(event), event); });
    on("input", () => onInput?.());
    on("submit", (event) => { event.preventDefault(); finish(onSubmit?.()); });
    on("cancel", () => end());
    // The event comes late; by then a quick key may have opened the dialog again.
    on("close", () => { if (!dialog.open) end(); });
    endLast = end;
    dialog.showModal();
    focus?.focus();
  });
}

// What had the focus may have been drawn anew in the meantime; a field that is not shown any more must not keep it.
function giveFocusBack(dialog, before) {
  if (dialog.contains(document.activeElement)) document.activeElement.blur();
  const after = before?.isConnected ? before : byId("current");
  if (after !== document.body) after.focus();
}

// A key of a radio or box in the form: chooses it.
function pressKeyed(root, character, event, then = () => {}) {
  const field = character && root.querySelector(`[data-key="${CSS.escape(character)}"]`);
  if (field) press(event, () => { field.focus(); field.click(); then(); });
}

function press(event, act) {
  event.preventDefault();
  if (!event.repeat) act();
}

function typing({ target }) {
  return target.matches('input:not([type="checkbox"], [type="radio"]), textarea, select');
}

function modified({ ctrlKey, altKey, metaKey }) {
  return ctrlKey || altKey || metaKey;
}

function fillHint(place, hint) {
  place.textContent = hint ?? "";
  place.hidden = !hint;
}

function byId(id) {
  return document.getElementById(id);
}
