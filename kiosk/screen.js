/** Puts a view on the glass: the page itself, the settings on <html>, where the focus goes, and what lies below the edge. */

import { patch } from "/static/js/dom.js";
import { page } from "./views/page.js";

/** How much of the visible part one press on "more below" moves, and how many pixels may stay hidden without it. */
const STEP = 0.8;
const HIDDEN_PIXELS = 24;

export class Screen {
  #root;
  #view = null;
  #shown = null;
  #moreBelow = false;

  constructor(root) {
    this.#root = root;
  }

  show(view) {
    this.#view = view;
    applySettings(view.state);
    patch(this.#root, page({ ...view, moreBelow: this.#moreBelow }));
    this.#root.removeAttribute("aria-busy");
    this.#moveFocus(view.state);
    this.lookBelow();
  }

  /** A finger does not find a scroll bar: what lies below the edge gets a button. */
  lookBelow() {
    const main = this.#main;
    const moreBelow = main.scrollHeight - main.scrollTop - main.clientHeight > HIDDEN_PIXELS;
    if (moreBelow === this.#moreBelow) return;
    this.#moreBelow = moreBelow;
    this.show(this.#view);
  }

  moveDown() {
    this.#main.scrollBy({ top: this.#main.clientHeight * STEP });
  }

  get #main() {
    return this.#root.querySelector("main");
  }

  /** A new screen starts at its heading; a question starts at its own. */
  #moveFocus({ screen, language, answer }) {
    const dialog = this.#root.querySelector("[role=alertdialog]");
    const shown = dialog ? dialog.parentNode.key : `${screen} ${answer?.kind ?? ""} ${language}`;
    if (shown === this.#shown) return;
    const first = this.#shown === null;
    this.#shown = shown;
    if (first) return;
    this.#main.scrollTop = 0;
    this.#root.querySelector(dialog ? "[role=alertdialog] h2" : "h1").focus({ preventScroll: true });
  }
}

function applySettings({ language, settings }) {
  const { documentElement: root } = document;
  if (root.lang !== language) root.lang = language;
  setData(root, "text", settings.large ? "large" : null);
  setData(root, "contrast", settings.contrast ? "inverted" : null);
  setData(root, "reach", settings.low ? "low" : null);
}

function setData(root, name, value) {
  if (value === null) delete root.dataset[name];
  else if (root.dataset[name] !== value) root.dataset[name] = value;
}
