/**
 * The newest outlook of one office: asked for while somebody looks at the page, from time to time and when a counter has
 * changed. Emits "outlook". What fails is tried again; an old outlook is told by its time (see outlook.js).
 */
import { api } from "../js/api.js";

const EVERY_MS = 20_000;

export class OutlookFeed extends EventTarget {
  #path;
  #timer = null;
  #asking = false;
  #again = false;

  constructor(office) {
    super();
    this.#path = `/offices/${encodeURIComponent(office)}/staffing/outlook`;
    this.outlook = null;
  }

  start() {
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
    return this.refresh();
  }

  /** Asks now, or right after the request that is under way. */
  async refresh() {
    this.#again = true;
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    while (this.#again) {
      this.#again = false;
      await this.#ask();
    }
    this.#asking = false;
    this.#timer = setTimeout(() => document.hidden || this.refresh(), EVERY_MS);
  }

  async #ask() {
    try {
      this.outlook = await api(this.#path);
      this.dispatchEvent(new Event("outlook"));
    } catch (problem) {
      if (!("status" in problem)) throw problem;
    }
  }
}
