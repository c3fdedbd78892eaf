// The live board of one office: socket first, HTTP with ETag when sockets fail. Decisions are in feed-state.js.
//
//   const feed = new BoardFeed("kumin");
//   feed.addEventListener("board", ({ detail: board }) => …);
//   feed.addEventListener("stale", ({ detail }) => …detail.time…);   // "10:24": the last moment we know of
//   feed.addEventListener("fresh", () => …);
//   feed.start(); … feed.stop();
//
// feed.board is the last good board (or null), feed.stale says whether it is old, feed.clock is the service's clock.

import { newFeed, step } from "./feed-state.js";
import { ServiceClock } from "./service-clock.js";

const TICK_MS = 1_000;
const POLL_WITHIN_MS = 10_000;

export class BoardFeed extends EventTarget {
  #state;
  #socket = null;
  #timer = null;
  #listening = null;
  #io;

  /** `io` replaces the browser in tests: {monotonic, WebSocket, fetch, location, random}. */
  constructor(office, io = {}) {
    super();
    this.office = office;
    this.board = null;
    this.#io = {
      monotonic: () => performance.now(),
      WebSocket: globalThis.WebSocket,
      fetch: (...args) => globalThis.fetch(...args),
      location: globalThis.location,
      random: Math.random,
      ...io,
    };
    this.clock = new ServiceClock(this.#io.monotonic);
    this.#state = newFeed(this.#io.monotonic());
  }

  get stale() {
    return this.#state.stale;
  }

  start() {
    this.#state = newFeed(this.#io.monotonic());
    this.#timer = setInterval(() => this.#on({ type: "tick" }), TICK_MS);
    this.#listening = new AbortController();
    const wake = () => this.#on({ type: "wake" });
    const { signal } = this.#listening;
    globalThis.addEventListener?.("online", wake, { signal });
    globalThis.addEventListener?.("pageshow", wake, { signal });
    globalThis.document?.addEventListener("visibilitychange", () => document.hidden || wake(), { signal });
    this.#on({ type: "tick" });
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = null;
    this.#listening?.abort();
    this.#drop();
  }

  #on(event) {
    const [state, effects] = step(this.#state, event, this.#io.monotonic(), this.#io.random);
    const heardAt = this.#state.heardAt;
    this.#state = state;
    for (const effect of effects) this.#carryOut(effect, heardAt);
  }

  #carryOut(effect, heardAt) {
    if (effect.type === "open") this.#open(effect.since);
    else if (effect.type === "drop") this.#drop();
    else if (effect.type === "poll") this.#poll(effect.etag);
    else this.#emit(effect.name, effect.detail, heardAt);
  }

  #emit(name, detail, heardAt) {
    if (name === "board") this.board = detail;
    if (detail?.as_of) this.clock.set(detail.as_of, detail.speed);
    const known = name === "stale" ? { time: this.clock.known ? this.clock.textAt(heardAt) : null } : detail;
    this.dispatchEvent(new CustomEvent(name, { detail: known }));
  }

  #path() {
    return `/api/v1/offices/${encodeURIComponent(this.office)}/board`;
  }

  #open(since) {
    const { location, WebSocket } = this.#io;
    const scheme = location.protocol === "https:" ? "wss:" : "ws:";
    const query = since === null ? "" : `?since=${since}`;
    const socket = new WebSocket(`${scheme}//${location.host}${this.#path()}/live${query}`);
    const mine = (handler) => (event) => this.#socket === socket && handler(event);
    socket.addEventListener("open", mine(() => this.#on({ type: "opened" })));
    socket.addEventListener("message", mine(({ data }) => this.#receive(data)));
    socket.addEventListener("close", mine(() => this.#on({ type: "closed" })));
    this.#socket = socket;
  }

  #receive(data) {
    const message = JSON.parse(data);
    if (message.type === "board") this.#on({ type: "board", board: message });
    else if (message.type === "heartbeat") this.#on({ ...message, type: "heartbeat" });
  }

  #drop() {
    const socket = this.#socket;
    this.#socket = null;
    socket?.close();
  }

  async #poll(etag) {
    const headers = etag === null ? {} : { "If-None-Match": etag };
    try {
      const signal = AbortSignal.timeout(POLL_WITHIN_MS);
      const answer = await this.#io.fetch(this.#path(), { headers, cache: "no-store", signal });
      if (answer.status === 304) return this.#on({ type: "polled", board: null });
      if (!answer.ok) return this.#on({ type: "poll_failed" });
      this.#on({ type: "polled", board: await answer.json(), etag: answer.headers.get("ETag") });
    } catch {
      this.#on({ type: "poll_failed" });
    }
  }
}
