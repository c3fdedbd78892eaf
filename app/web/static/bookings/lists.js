/**
 * The newest lists of an office: the bookings of one day, those to call about, how full the day is, who does not come.
 * Boards only wake it: of this office, and of the offices at the other side of a consultation. Emits "changed", "refused".
 */
import { api } from "../js/api.js";
import { BoardFeed } from "../js/board-feed.js";

const REREAD_AFTER_MS = 2_000;
const NO_LOAD = { pools: [], slot_minutes: 15 };

export class Lists extends EventTarget {
  #base;
  #partners = new Map();
  #reading = false;
  #waiting = null;

  constructor(office) {
    super();
    this.#base = `/offices/${encodeURIComponent(office)}`;
    this.day = null;
    this.loading = true;
    this.reservations = [];
    this.displaced = [];
    this.found = [];
    this.load = NO_LOAD;
    this.noShows = null;
  }

  /** One of the reservations in any of the lists, or null. */
  reservation(id) {
    return [...this.reservations, ...this.displaced, ...this.found].find((each) => each.id === id) ?? null;
  }

  goTo(day) {
    Object.assign(this, { day, reservations: [], load: NO_LOAD, loading: true });
    this.#say("changed");
    return this.refresh();
  }

  /** Read everything again, now or soon after the reading that is under way. */
  async refresh() {
    if (this.#reading) return this.soon();
    this.#reading = true;
    let day;
    do {
      day = this.day;
      await this.#attempt(() => this.#read(day));
    } while (day !== this.day); // somebody has gone to another day meanwhile
    this.#reading = false;
    return null;
  }

  /** Read everything again in a moment; on a busy morning boards come faster than anybody reads. */
  soon() {
    if (!this.day || document.hidden) return;
    this.#waiting ??= setTimeout(() => {
      this.#waiting = null;
      this.refresh();
    }, REREAD_AFTER_MS);
  }

  readNoShows() {
    return this.#attempt(async () => {
      this.noShows = await api(`${this.#base}/no-shows`);
    });
  }

  /** The bookings whose code ends with these digits, or (null) none any more. */
  find(digits) {
    return this.#attempt(async () => {
      this.found = digits ? (await api(`${this.#base}/reservations?code=${digits}`)).reservations : [];
    });
  }

  async #attempt(read) {
    try {
      await read();
      this.#say("changed");
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      this.#say("refused", problem);
    }
  }

  async #read(day) {
    const [listed, displaced, load] = await Promise.all([
      api(`${this.#base}/reservations?date=${day}`),
      api(`${this.#base}/reservations?displaced=true`),
      api(`${this.#base}/slots/load?date=${day}`),
    ]);
    if (day !== this.day) return;
    Object.assign(this, { reservations: listed.reservations, displaced: displaced.reservations, load, loading: false });
    this.#watchPartners();
  }

  #watchPartners() {
    for (const { partner } of this.reservations) {
      if (!partner || this.#partners.has(partner.office)) continue;
      const feed = new BoardFeed(partner.office);
      feed.addEventListener("board", () => this.soon());
      feed.start();
      this.#partners.set(partner.office, feed);
    }
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
