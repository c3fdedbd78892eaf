/**
 * The floor's newest JSON. The public board only wakes it: each new board version fetches the floor again, one request
 * at a time, so that several managers see each other's changes within a second. The outlook comes from time to time, and
 * when a counter has changed. Emits "floor", "outlook", "stale", "fresh", "refused".
 */
import { api } from "../js/api.js";
import { BoardFeed } from "../js/board-feed.js";
import { ServiceClock } from "../js/service-clock.js";
import { changedCounters, withUsualServices } from "./columns.js";
import { OutlookFeed } from "./outlook-feed.js";

const AT_MOST_EVERY_MS = 400;
const AGAIN_AFTER_FAILURE_MS = 5_000;

export class FloorFeed extends EventTarget {
  #path;
  #fetching = false;
  #wanted = false;
  #revised = false;

  constructor(office) {
    super();
    this.#path = `/offices/${encodeURIComponent(office)}`;
    this.office = null;
    this.floor = null;
    this.clock = new ServiceClock();
    this.ahead = new OutlookFeed(office);
    this.ahead.addEventListener("outlook", () => this.#say("outlook", this.outlook));
    this.boards = new BoardFeed(office);
    this.boards.addEventListener("board", ({ detail }) => this.#onBoard(detail));
    for (const name of ["stale", "fresh"]) this.boards.addEventListener(name, ({ detail }) => this.#say(name, detail));
  }

  /** The newest outlook; null before the first. */
  get outlook() {
    return this.ahead.outlook;
  }

  async start() {
    this.office = await api(this.#path);
    await this.#fetch();
    this.boards.start();
    this.ahead.start();
  }

  /** Fetches the floor now, or right after the request that is under way. */
  async refresh() {
    this.#wanted = true;
    if (this.#fetching) return;
    this.#fetching = true;
    while (this.#wanted) {
      this.#wanted = false;
      await this.#fetch();
      await new Promise((resolve) => setTimeout(resolve, AT_MOST_EVERY_MS));
    }
    this.#fetching = false;
  }

  async #fetch() {
    try {
      if (this.#revised) this.office = await api(this.#path);
      this.#revised = false;
      const before = this.floor;
      this.floor = withUsualServices(await api(`${this.#path}/floor`));
      if (before && changedCounters(before, this.floor).length) this.ahead.refresh();
      this.clock.set(this.floor.as_of, this.floor.speed);
      this.#say("floor", this.floor);
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      this.#say("refused", problem);
      setTimeout(() => this.refresh(), AGAIN_AFTER_FAILURE_MS);
    }
  }

  #onBoard(board) {
    this.#revised ||= board.revision !== this.office.revision;
    if (board.version !== this.floor?.version) this.refresh();
  }

  #say(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
