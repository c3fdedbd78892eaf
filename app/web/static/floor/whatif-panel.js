/** What if: a change is tried on many futures in place of the columns; nothing is live until "do it". */
import * as requests from "./requests.js";
import { changesOf, draftOf, isTried, offersOf, pauseOf, withDelay } from "./whatif-state.js";
import { whatIfView } from "./whatif-view.js";

export class WhatIfPanel {
  #page;
  #send;
  #base;
  #state = { open: false, draft: null, tried: null, asking: false, problem: null };

  /** `page` holds floor, say, actions and draw; `send` brings a question to the service. */
  constructor(page, send) {
    this.#page = page;
    this.#send = send;
    this.#base = `/offices/${encodeURIComponent(page.office)}/floor`;
  }

  get isOpen() {
    return this.#state.open;
  }

  open() {
    this.#set({ open: true, draft: draftOf(this.#page.floor.counters[0]), tried: null, problem: null });
    document.getElementById("whatif-title").focus();
  }

  close() {
    const hadFocus = document.getElementById("whatif").contains(document.activeElement);
    this.#set({ open: false });
    if (hadFocus) document.querySelector("[data-do=whatif]").focus();
  }

  chooseCounter(id) {
    this.#set({ draft: draftOf(this.#page.actions.counter(id)), tried: null, problem: null });
  }

  chooseDuty(duty) {
    this.#set({ draft: { ...this.#state.draft, duty } });
  }

  /** `minutes` as the select has it: "" for not at all. */
  chooseDelay(service, minutes) {
    this.#set({ draft: withDelay(this.#state.draft, service, minutes === "" ? null : Number(minutes)) });
  }

  /** Plays the futures with and without the change. */
  async ask() {
    const { draft, asking } = this.#state;
    const before = this.#page.actions.counter(draft.counter);
    const changes = changesOf(draft, before);
    if (asking || !changes.length) return;
    this.#set({ asking: true, tried: null, problem: null });
    try {
      const { path, body } = requests.whatIf(this.#base, changes);
      this.#set({ tried: { draft, before, answer: await this.#send(path, body) } });
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#set({ asking: false });
    }
  }

  /** Makes the tried change real, unless the counter has changed since. */
  async doIt() {
    const { draft, tried } = this.#state;
    const { actions } = this.#page;
    if (!isTried(tried, draft, actions.counter(draft.counter))) return;
    this.close();
    if (draft.duty === "serve") await actions.assign(draft.counter, offersOf(draft));
    else if (draft.duty === "close") await actions.close(draft.counter);
    else await actions.pause(draft.counter, pauseOf(draft));
  }

  view() {
    const { open, draft, tried } = this.#state;
    const counter = open && this.#page.actions.counter(draft.counter);
    if (!counter) return [];
    const can = { ask: changesOf(draft, counter).length > 0, doIt: isTried(tried, draft, counter) };
    return whatIfView(this.#state, can, this.#page.floor, this.#page.say);
  }

  #fail(problem) {
    if (!("status" in problem)) throw problem;
    if (problem.status === 401) this.#page.actions.fail(problem);
    else this.#set({ problem: problem.offline ? this.#page.say.t("common.offline") : problem.message });
  }

  #set(change) {
    Object.assign(this.#state, change);
    this.#page.draw();
  }
}
