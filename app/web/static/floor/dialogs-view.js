/** The head that every dialog has, the log and the guide, as descriptions for `patch`. */
import { h } from "../js/dom.js";
import { KEYS } from "./keyboard.js";

/** Today's log; each line is {id, time, words}. */
export function logView(lines, say) {
  if (!lines) return [h("p", { key: "wait", class: "empty" }, say.t("common.loading"))];
  if (!lines.length) return [h("p", { key: "none", class: "empty" }, say.t("floor.log_empty"))];
  return [
    h(
      "ol",
      { key: "lines", class: "floor-log" },
      lines.map((line) =>
        h(
          "li",
          { key: `${line.id}` },
          h("time", { class: "number" }, line.time),
          h("span", null, line.words, line.by && h("span", { class: "muted" }, " ", line.by)),
        ),
      ),
    ),
  ];
}

/** How to read and use the page; `settings` are {keys, sound}: single keys that work everywhere, and the sound for calls. */
export function keysView(settings, say) {
  const choice = (name, words) =>
    h(
      "label",
      { key: `set-${name}`, class: "choice" },
      h("input", { type: "checkbox", "data-do": "setting", "data-setting": name, checked: settings[name] }),
      say.t(words),
    );
  const row = (key, words) => h("div", { key }, h("dt", null, h("kbd", null, key)), h("dd", null, words));
  return [
    h("p", { key: "picture" }, say.t("floor.picture_hint")),
    h("p", { key: "help" }, say.t("floor.help_hint")),
    h("p", { key: "drag" }, say.t("floor.drag_hint")),
    h(
      "dl",
      { key: "keys", class: "floor-keys" },
      row("← ↑ ↓ →", say.t("floor.key_arrows")),
      row("Enter", say.t("floor.key_enter")),
      Object.entries(KEYS).map(([key, { action }]) => row(key.toUpperCase(), say.t(`floor.key_${action}`))),
    ),
    choice("keys", "floor.single_keys"),
    choice("sound", "floor.sound_on"),
  ];
}

/** Title, what is under it, and the button that closes; every dialog starts with it. */
export function dialogHead(id, title, sub, say) {
  return panelHead(id, title, sub, "dismiss", say);
}

/** The same for what stands beside the columns; `close` is the action of its button. */
export function panelHead(id, title, sub, close, say) {
  return h(
    "div",
    { key: "head", class: "floor-dialog-head" },
    h("div", null, h("h2", { id, tabindex: close === "dismiss" ? null : "-1" }, title), sub && h("p", { class: "muted" }, sub)),
    h(
      "button",
      { type: "button", class: "floor-dialog-close", "data-do": close, "aria-label": say.t("common.close") },
      h(
        "svg",
        { viewBox: "0 0 20 20", "aria-hidden": "true" },
        h("path", { d: "M4.3 3 10 8.6 15.7 3 17 4.3 11.4 10l5.6 5.7-1.3 1.3-5.7-5.6L4.3 17 3 15.7 8.6 10 3 4.3Z" }),
      ),
    ),
  );
}
