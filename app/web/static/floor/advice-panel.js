/** The advice beside the columns: asked for on demand, accepted and taken back with one touch. */
import { api } from "../js/api.js";
import { adviceState, isCurrent } from "./advice-state.js";
import { adviceView } from "./advice-view.js";
import * as requests from "./requests.js";

export class AdvicePanel {
  #page;
  #send;
  #base;
  #state = { open: false, asking: false, advice: null, problem: null };

  /** `page` holds floor, say, actions and draw; `send` brings a command to the service. */
  constructor(page, send) {
    this.#page = page;
    this.#send = send;
    this.#base = `/offices/${encodeURIComponent(page.office)}/floor`;
  }

  get isOpen() {
    return this.#state.open;
  }

  /** Opens with what was advised a moment ago, perhaps to somebody else, and asks only when that is out of date. */
  async open() {
    this.#set({ open: true, problem: null });
    document.getElementById("advice-title").focus();
    if (this.#state.asking) return;
    await this.#load();
    const { advice, problem } = this.#state;
    if (!problem && !(advice && isCurrent(advice, this.#page.floor, this.#page.now))) await this.ask();
  }

  close() {
    const hadFocus = document.getElementById("advice").contains(document.activeElement);
    this.#set({ open: false });
    if (hadFocus) document.querySelector("[data-do=advice]").focus();
  }

  async ask() {
    if (this.#state.asking) return;
    this.#set({ asking: true, problem: null });
    try {
      const advice = await this.#send(`${this.#base}/advice`);
      this.#set({ advice });
    } catch (problem) {
      this.#fail(problem);
    } finally {
      this.#set({ asking: false });
    }
  }

  async accept(proposal) {
    const { id } = this.#state.advice;
    const undo = { request: requests.undoAdvice(this.#base, id), key: "floor.undone_advice", facts: {} };
    await this.#page.actions.run(requests.acceptAdvice(this.#base, id, proposal), "floor.done_advice", {}, undo);
    await this.#load();
  }

  async undo() {
    const { id } = this.#state.advice;
    await this.#page.actions.run(requests.undoAdvice(this.#base, id), "floor.undone_advice", {});
    await this.#load();
  }

  /** Says no without a word: the panel goes, and the next look asks again. */
  async refuse() {
    const { path, body } = requests.refuseAdvice(this.#base, this.#state.advice.id);
    this.close();
    try {
      await this.#send(path, body);
    } catch (problem) {
      this.#page.actions.fail(problem);
    }
  }

  /**
   * News of the floor. `hasChanged` when a counter serves something else now: perhaps another manager has accepted or
   * taken back what is shown here. Of accepted advice the waits since are followed as well.
   */
  follow(hasChanged) {
    const { open, asking, advice } = this.#state;
    return open && !asking && (hasChanged || advice?.state === "accepted") ? this.#load() : undefined;
  }

  view() {
    if (!this.isOpen) return [];
    const state = adviceState(this.#state, this.#page.floor, this.#page.now);
    return adviceView(state, this.#state, this.#page.say);
  }

  async #load() {
    try {
      const { advice } = await api(`${this.#base}/advice`);
      this.#set({ advice: advice[0] ?? null, problem: null });
    } catch (problem) {
      this.#fail(problem);
    }
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
