/**
 * The floor's newest JSON. The public board only wakes it: each new board version fetches the floor again, one request
 * at a time, so that several managers see each other's changes within a second. Outlook, advice and devices
 * come from time to time, and when a counter has changed. Emits "floor", "background", "stale", "fresh", "refused".
 */
import { api } from "../js/api.js";
import { BoardFeed } from "../js/board-feed.js";
import { ServiceClock } from "../js/service-clock.js";
import { BackgroundFeed } from "./background-feed.js";
import { changedCounters, withUsualServices } from "./columns.js";

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
    this.slow = new BackgroundFeed(office);
    this.slow.addEventListener("background", () => this.#say("background", this.background));
    this.boards = new BoardFeed(office);
    this.boards.addEventListener("board", ({ detail }) => this.#onBoard(detail));
    for (const name of ["stale", "fresh"]) this.boards.addEventListener(name, ({ detail }) => this.#say(name, detail));
  }

  /** {outlook, advice, devices}: the newest answers of the API, each null before the first. */
  get background() {
    return this.slow.values;
  }

  async start() {
    this.office = await api(this.#path);
    await this.#fetch();
    this.boards.start();
    this.slow.start();
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
      if (before && changedCounters(before, this.floor).length) this.slow.refresh();
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
