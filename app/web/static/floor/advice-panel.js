/** The advice beside the columns: asked for on demand, accepted and taken back with one touch. */
import { api } from "../js/api.js";
import { adviceHistory } from "./advice-history.js";
import { adviceState, isCurrent } from "./advice-state.js";
import { adviceView } from "./advice-view.js";
import * as requests from "./requests.js";

export class AdvicePanel {
  #page;
  #send;
  #base;
  #loads = 0;
  #state = { open: false, asking: false, advice: null, all: [], refusing: null, history: false, problem: null };

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
    if (this.isOpen && !problem && !(advice && isCurrent(advice, this.#page.floor, this.#page.now))) await this.ask();
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
      await this.#load();
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

  /** Asks why not; the form stays with the advice that it is about. */
  refuse() {
    this.#set({ refusing: this.#state.advice.id });
    document.getElementById("refusal-title").focus();
  }

  dropRefusal() {
    this.#set({ refusing: null });
    document.getElementById("advice-title").focus();
  }

  /** Says no, with one of the usual reasons or a word of one's own: the panel goes, and the next look asks again. */
  async refuseFor(reason) {
    const { refusing } = this.#state;
    const told = reason ? this.#page.say.t(`floor.refuse_${reason}`) : document.getElementById("refuse-reason").value;
    const { path, body } = requests.refuseAdvice(this.#base, refusing, told.trim() || null);
    this.close();
    this.#set({ refusing: null });
    try {
      await this.#send(path, body);
    } catch (problem) {
      this.#page.actions.fail(problem);
    }
    if (this.isOpen) await this.#load();
  }

  toggleHistory() {
    this.#set({ history: !this.#state.history });
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
    const entries = adviceHistory(this.#state.all, this.#state.advice?.id, this.#page.floor, this.#page.now);
    return adviceView(state, { ...this.#state, entries }, this.#page.say);
  }

  /** An answer that comes after a newer one is old news. */
  async #load() {
    const load = ++this.#loads;
    try {
      const { advice } = await api(`${this.#base}/advice`);
      if (load === this.#loads) this.#set({ advice: advice[0] ?? null, all: advice, problem: null });
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
