/** Whoever has a reservation: hold its code to the scanner or the camera, or type its number. */

import { h } from "/static/js/dom.js";
import { CODE_DIGITS, DIGITS_AT_LEAST } from "../check-in.js";
import { isTaking } from "../session.js";
import { answerScreen } from "./answer.js";
import { button, icon, keyHint } from "./parts.js";

const KEYPAD = ["1", "2", "3", "4", "5", "6", "7", "8", "9"];
const GROUP = 4;

/** `view` as for the start, with `scans` (a scanner is there) and `hasCamera`. */
export function checkInScreen(view) {
  const { answer } = view.state;
  if (answer && answer.kind !== "several") return answerScreen(view);
  return h("div", { class: "screen check-in", key: "check-in" }, readerCard(view), codeCard(view));
}

/** What the scanner or the camera reads; nothing where there is neither. */
function readerCard(view) {
  const { scans, hasCamera } = view;
  if (!scans && !hasCamera) return null;
  return view.state.camera === "on" ? cameraCard(view) : codeToShow(view);
}

function codeToShow({ words, scans, hasCamera, state }) {
  const failed = state.camera === "failed";
  return h(
    "section",
    { class: "reader-card card", key: "reader", "aria-labelledby": "reader-title" },
    h("div", { class: "reader-sign" }, icon("qr")),
    h(
      "div",
      { class: "reader-words" },
      h("h2", { id: "reader-title", "data-say": true }, words.t(scans ? "kiosk.scan_title" : "kiosk.camera_title")),
      h("p", { "data-say": true, role: failed ? "status" : undefined }, words.t(failed ? "kiosk.camera_failed" : "kiosk.scan_why")),
      hasCamera && !failed ? button("camera", "button reader-button", { key: "camera" }, icon("camera"), words.t("kiosk.camera")) : null,
    ),
  );
}

function cameraCard({ words }) {
  return h(
    "section",
    { class: "reader-card card", key: "camera-on", "aria-labelledby": "camera-title" },
    h("div", { class: "camera-frame" }, h("video", { key: "video", playsinline: "", "aria-hidden": "true" })),
    h(
      "div",
      { class: "reader-words" },
      h("h2", { id: "camera-title", "data-say": true }, words.t("kiosk.camera_hold")),
      button("camera", "button reader-button", { key: "camera-stop" }, words.t("kiosk.camera_stop")),
    ),
  );
}

function codeCard(view) {
  const { words, state } = view;
  const several = state.answer?.kind === "several";
  return h(
    "section",
    { class: "code-card", key: "code", "aria-labelledby": "code-title" },
    h("h2", { id: "code-title", "data-say": true }, words.t("kiosk.code_title")),
    h("p", { class: several ? "notice" : "code-hint", "data-tone": several ? "warning" : undefined, role: "status", "data-say": true }, words.t(several ? "kiosk.code_several" : "kiosk.code_hint")),
    digits(view),
    keypad(view),
    submit(view),
  );
}

/** The number in two groups, as it stands on the phone and on paper; each place is a box. */
function digits({ words, state }) {
  const box = (index) => h("span", { class: "digit number", "data-next": index === state.digits.length ? "yes" : undefined }, state.digits[index] ?? "");
  const group = (first) => h("span", { class: "digit-group" }, Array.from({ length: GROUP }, (_, index) => box(first + index)));
  const read = state.digits === "" ? words.t("kiosk.code_empty") : words.t("kiosk.code_entered", { digits: [...state.digits].join(" ") });
  return h(
    "div",
    { class: "digits" },
    h("div", { class: "digit-groups", "aria-hidden": "true" }, Array.from({ length: CODE_DIGITS / GROUP }, (_, index) => group(index * GROUP))),
    h("p", { class: "visually-hidden", role: "status" }, read),
  );
}

function keypad({ words, state }) {
  const busy = state.taking !== null;
  const key = (digit) => button("digit", "keypad-key number", { "data-id": digit, key: digit, "data-key": digit, "data-types": "yes", disabled: busy }, digit);
  const erase = button("erase", "keypad-key keypad-erase", { key: "erase", "data-key": "Backspace", "data-types": "yes", disabled: busy || state.digits === "" }, icon("erase"), words.t("kiosk.erase"));
  return h("div", { class: "keypad", role: "group", "aria-label": words.t("kiosk.keypad") }, KEYPAD.map(key), h("span", { key: "gap" }), key("0"), erase);
}

function submit({ words, state }) {
  const busy = isTaking(state);
  const slow = state.taking?.status === "slow";
  return [
    h("p", { class: "take-status", role: "status", key: "status" }, slow ? words.t("kiosk.taking_slow") : ""),
    button(
      "send_code",
      "button button-primary take-button",
      {
        key: "send",
        "data-key": "Enter",
        disabled: state.taking === null && state.digits.length < DIGITS_AT_LEAST,
        "aria-disabled": busy ? "true" : undefined,
        "data-busy": busy ? "yes" : undefined,
      },
      icon("check"),
      words.t(busy ? "kiosk.checking_in" : "kiosk.check_in_now"),
      keyHint("Enter"),
    ),
  ];
}
