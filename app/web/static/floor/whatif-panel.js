/** What if: several changes are tried on many futures in place of the columns; the hall hears of none before "do it". */
import { api } from "../js/api.js";
import { helpWith, moveTo } from "./moves.js";
import * as requests from "./requests.js";
import * as state from "./whatif-state.js";
import { whatIfView } from "./whatif-view.js";

export class WhatIfPanel {
  #page;
  #send;
  #base;
  #again = false;
  #state = { open: false, changes: [], draft: null, roster: [], tried: null, asking: false, problem: null };

  /** `page` holds floor, say, actions and draw; `send` brings a question to the service. */
  constructor(page, send) {
    this.#page = page;
    this.#send = send;
    this.#base = `/offices/${encodeURIComponent(page.office)}/floor`;
  }

  get isOpen() {
    return this.#state.open;
  }

  /** Goes on with the changes of the last time, if there are any. */
  open() {
    this.#set({ open: true, draft: this.#state.draft ?? state.draftOf(this.#page.floor.counters[0]) });
    document.getElementById("whatif-title").focus();
    this.#loadRoster();
    return this.ask();
  }

  close() {
    const hadFocus = document.getElementById("whatif").contains(document.activeElement);
    this.#set({ open: false });
    if (hadFocus) document.querySelector("[data-do=whatif]").focus();
  }

  /** A field of the form: its name in the draft, and its value. */
  choose(field, value) {
    this.#set({ draft: { ...this.#state.draft, [field]: value } });
  }

  chooseCounter(id) {
    const counter = this.#counters().find((each) => each.id === id);
    const { draft } = this.#state;
    const kind = ["serve", "break", "close"].includes(draft.kind) ? draft.kind : "serve";
    this.#set({ draft: { ...state.withCounter(draft, counter), kind } });
  }

  /** `minutes` is null for not at all. */
  chooseDelay(service, minutes) {
    this.#set({ draft: state.withDelay(this.#state.draft, service, minutes) });
  }

  chooseSupporter(id) {
    const person = this.#state.roster.find((each) => each.id === id) ?? null;
    this.#set({ draft: state.withSupporter(this.#state.draft, person, this.#page.now) });
  }

  chooseService(service, isWanted) {
    const others = this.#state.draft.services.filter((each) => each !== service);
    this.choose("services", isWanted ? [...others, service] : others);
  }

  /** The change of the form goes into the list. */
  add() {
    const change = state.changeOf(this.#state.draft, this.#counters());
    if (change) this.#try(state.withChange(this.#state.changes, change));
  }

  takeBack(id) {
    this.#try(state.withoutChange(this.#state.changes, id));
    document.getElementById("whatif-title").focus();
  }

  takeAllBack() {
    this.#try([]);
    document.getElementById("whatif-title").focus();
  }

  /** A counter fell on a service ("move", "help") or on the closed ones ("close"), in the trial only. */
  drop(counter, { drop, service }) {
    const { offers } = this.#counters().find((each) => each.id === counter);
    const wanted = { close: () => null, move: () => moveTo(offers, service), help: () => helpWith(offers, service) };
    this.#try(state.arranged(this.#state.changes, this.#page.actions.counter(counter), wanted[drop]()));
  }

  /** Plays the futures with and without the changes; what is changed meanwhile is played right after. */
  async ask() {
    this.#again = true;
    if (this.#state.asking) return;
    this.#set({ asking: true });
    while (this.#again) {
      this.#again = false;
      await this.#askOnce();
    }
    this.#set({ asking: false });
  }

  /** Makes real what can be made real now, in one act; later changes stay in the list. */
  async doIt() {
    const { changes } = this.#state;
    const { floor, now, say, actions } = this.#page;
    const { wanted, back } = state.arrangementOf(changes, floor, now);
    if (!this.#isTried() || !wanted.length) return;
    const undo = { request: requests.arrange(this.#base, back), key: "floor.undone_whatif", facts: {} };
    this.close();
    const made = new Set(changes.filter((each) => each.at === null && each.counter));
    const words = say.t("floor.done_whatif", { count: wanted.length });
    if (!(await actions.run(requests.arrange(this.#base, wanted), words, null, undo))) return;
    this.#set({ changes: this.#state.changes.filter((each) => !made.has(each)) });
  }

  /** News of the floor: what was tried on other counters than there are now is tried again. */
  follow(hasChanged) {
    return this.isOpen && hasChanged ? this.ask() : undefined;
  }

  view() {
    if (!this.isOpen) return [];
    const { changes, draft } = this.#state;
    const { floor, now, say } = this.#page;
    const counters = this.#counters();
    const shown = {
      ...this.#state,
      counters,
      slots: state.slotsFrom(now, floor),
      addable: state.changeOf(draft, counters) !== null,
      doable: this.#isTried() ? state.arrangementOf(changes, floor, now).wanted.length : 0,
      isTried: this.#isTried(),
    };
    return whatIfView(shown, floor, say);
  }

  #try(changes) {
    this.#set({ changes });
    this.ask();
  }

  #counters() {
    return state.trialCounters(this.#page.floor, this.#state.changes);
  }

  #isTried() {
    const { tried, changes } = this.#state;
    return tried?.changes === changes && tried.duties === state.dutiesOf(this.#page.floor);
  }

  async #askOnce() {
    const { changes } = this.#state;
    const { floor, now } = this.#page;
    try {
      const { path, body } = requests.whatIf(this.#base, state.requestOf(changes, now));
      const answer = await this.#send(path, body);
      this.#set({ tried: { changes, duties: state.dutiesOf(floor), answer }, problem: null });
    } catch (problem) {
      this.#fail(problem);
    }
  }

  /** Without the roster one can still try anybody. */
  async #loadRoster() {
    try {
      const { supporters } = await api(`${this.#base}/support`);
      this.#set({ roster: supporters.filter((each) => each.can_come) });
    } catch (problem) {
      if (!("status" in problem)) throw problem;
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
