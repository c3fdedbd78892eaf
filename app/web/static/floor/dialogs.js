/** The floor's native dialogs: which one is open, for which counter or service, and its content kept up to date. */
import { patch } from "../js/dom.js";

export class Dialogs {
  #views;
  #open = null;

  /** `views` maps a dialog's name to a function (about) → description, or null when what it is about is gone. */
  constructor(views) {
    this.#views = views;
    for (const name of Object.keys(views)) {
      const dialog = this.#element(name);
      dialog.addEventListener("close", () => this.#closed(name));
      dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    }
  }

  /** What the open dialog is about ({name, …}), or null. */
  get about() {
    return this.#open;
  }

  /** Opens a dialog about something; `focus` is a selector inside it. */
  show(name, about = {}, focus = null) {
    if (this.#open) this.dismiss();
    this.#open = { name, ...about };
    this.draw();
    const dialog = this.#element(name);
    if (!this.#open || dialog.open) return;
    dialog.showModal();
    if (focus) dialog.querySelector(focus)?.focus();
  }

  dismiss() {
    if (this.#open) this.#element(this.#open.name).close();
  }

  draw() {
    if (!this.#open) return;
    const description = this.#views[this.#open.name](this.#open);
    if (description) patch(this.#element(this.#open.name).querySelector("[data-content]"), description);
    else this.dismiss();
  }

  #closed(name) {
    if (this.#open?.name === name) this.#open = null;
  }

  #element(name) {
    return document.getElementById(`${name}-dialog`);
  }
}
