/**
 * What the floor shows besides its newest JSON: the outlook, what was advised last, the kiosks and signage screens.
 * Asked for while somebody looks at the page, from time to time and when a counter has changed. Emits "background".
 * What fails keeps its last value; how old that is tells its time.
 */
import { api } from "../js/api.js";

const EVERY_MS = 20_000;

export class BackgroundFeed extends EventTarget {
  #paths;
  #timer = null;
  #asking = false;
  #again = false;

  constructor(office) {
    super();
    const base = `/offices/${encodeURIComponent(office)}`;
    this.#paths = {
      advice: `${base}/floor/advice`,
      devices: `${base}/floor/devices`,
      outlook: `${base}/staffing/outlook`,
    };
    this.values = { advice: null, devices: null, outlook: null };
  }

  start() {
    document.addEventListener("visibilitychange", () => document.hidden || this.refresh());
    return this.refresh();
  }

  /** Asks now, or right after the requests that are under way. */
  async refresh() {
    this.#again = true;
    if (this.#asking) return;
    this.#asking = true;
    clearTimeout(this.#timer);
    while (this.#again) {
      this.#again = false;
      await Promise.all(Object.keys(this.#paths).map((name) => this.#ask(name)));
    }
    this.#asking = false;
    this.#timer = setTimeout(() => document.hidden || this.refresh(), EVERY_MS);
  }

  async #ask(name) {
    try {
      const value = await api(this.#paths[name]);
      this.values = { ...this.values, [name]: value };
      this.dispatchEvent(new Event("background"));
    } catch (problem) {
      if (!("status" in problem)) throw problem;
    }
  }
}
