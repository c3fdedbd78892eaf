/** What the manager does: commands to the service, and the sentence that says what came of them. */
import { api } from "../js/api.js";
import { logLine } from "./log-lines.js";
import { helpWith, moveTo, sameOffers } from "./moves.js";
import * as requests from "./requests.js";
import { assignmentWords } from "./sayings.js";

const SIGN_IN = "/sign-in";
const UNDOABLE = /\/counters\/[^/]+\/[a-z]+$/;

export class Actions {
  #page;
  #send;
  #base;
  #turn = Promise.resolve();
  #waiting = new Set();
  #back = null;

  /** `page` holds floor, say, dialogs and state; `send` brings a command to the service. */
  constructor(page, send) {
    this.#page = page;
    this.#send = send;
    this.#base = `/offices/${encodeURIComponent(page.office)}/floor`;
  }

  /** The change that the page has just told of can be taken back; an intake that we switched we switch back ourselves. */
  canUndo() {
    const { floor, state } = this.#page;
    return Boolean(state.said && (this.#back || (state.said.undoable && floor?.undo)));
  }

  undoWords() {
    const { say, floor } = this.#page;
    if (this.#back) return say.t("floor.undo");
    return floor?.undo ? say.t("floor.undo_counter", { counter: floor.undo.counter }) : say.t("floor.undo");
  }

  /** A counter fell on a service ("move", "help") or on the closed ones ("close"). */
  drop(counter, { drop, service }) {
    if (drop === "close") return this.close(counter);
    const { offers } = this.counter(counter);
    const wanted = drop === "move" ? moveTo(offers, service) : helpWith(offers, service, this.#page.state.delay);
    return this.assign(counter, wanted);
  }

  /** Says what went wrong; a screen that was out of date is brought up to date. */
  fail(problem) {
    if (!("status" in problem)) throw problem;
    if (problem.status === 401)
      return globalThis.location.assign(`${SIGN_IN}?next=${encodeURIComponent(globalThis.location.pathname)}`);
    const words = problem.offline ? this.#page.say.t("common.offline") : problem.message;
    this.#page.set({ problem: { words, passing: problem.offline }, said: null });
    return undefined;
  }

  open(counter) {
    return this.run(requests.open(this.#base, counter), "floor.done_opened", { counter });
  }

  pause(counter, minutes) {
    const key = minutes === null ? "floor.done_paused" : "floor.done_paused_for";
    return this.run(requests.pause(this.#base, counter, minutes), key, { counter, minutes });
  }

  close(counter) {
    const { current } = this.counter(counter);
    return this.run(requests.close(this.#base, counter), current ? "floor.done_closed_after" : "floor.done_closed", {
      counter,
      number: current?.number,
    });
  }

  /** Somebody is on the way ("acknowledge"), or the person has been helped ("resolve"). */
  help(id, step) {
    return this.run(
      requests.help(this.#base, id, step),
      step === "resolve" ? "floor.done_help_done" : "floor.done_help_go",
      {},
    );
  }

  /** The counter serves these services from now on, unless somebody else has changed it meanwhile. */
  async assign(counter, services) {
    const { offers, state } = this.counter(counter);
    if (!services || (state !== "closed" && sameOffers(offers, services))) return;
    const words = assignmentWords(counter, state === "closed" ? [] : offers, services, this.#page.say);
    await this.run(requests.assign(this.#base, counter, services, state === "closed" ? [] : offers), words);
  }

  async undo() {
    if (!this.canUndo()) return undefined;
    const back = this.#back;
    this.#back = null;
    if (back) return this.run(back.request, back.key, back.facts);
    const { counter } = this.#page.floor.undo;
    return this.run(requests.undo(this.#base, counter), "floor.undone", { counter });
  }

  async showLog() {
    this.#page.set({ log: null });
    this.#page.dialogs.show("log");
    try {
      const { entries } = await api(`${this.#base}/log?limit=300`);
      this.#page.set({ log: entries.map((entry) => logLine(entry, this.#page.say)) });
    } catch (problem) {
      if (this.#page.dialogs.about?.name === "log") this.#page.dialogs.dismiss();
      this.fail(problem);
    }
  }

  /** Stops or resumes the tickets of a service; the way back is the opposite. */
  intake(service, isOpen) {
    const { say } = this.#page;
    const change = (to) => ({
      request: requests.intake(this.#base, service, to),
      key: to ? "floor.done_intake_open" : "floor.done_intake_stopped",
      facts: { service: say.full(service) },
    });
    const { request, key, facts } = change(isOpen);
    return this.run(request, key, facts, change(!isOpen));
  }

  /** Does what a warning proposes. */
  actOn(id) {
    const { loud, quiet } = this.#page.warnings();
    const action = [...loud, ...quiet].find((each) => each.id === id)?.action;
    if (!action) return undefined;
    if (action.verb === "advice") return this.accept(action.advice, action.proposal);
    if (action.verb === "ask") return this.#page.advice.isOpen || this.#page.toggleBeside("advice");
    if (action.verb === "look") return this.#page.dialogs.show("counter", { id: action.counter });
    if (action.verb === "look_service") return this.#page.dialogs.show("service", { id: action.service });
    if (action.verb === "open") return this.open(action.counter);
    const { offers } = this.counter(action.counter);
    return this.assign(
      action.counter,
      action.verb === "help" ? helpWith(offers, action.service, action.delay) : moveTo(offers, action.service),
    );
  }

  /** Makes a proposal of advice real, whoever has asked for it. */
  accept(advice, proposal) {
    const back = { request: requests.undoAdvice(this.#base, advice), key: "floor.undone_advice", facts: {} };
    return this.run(requests.acceptAdvice(this.#base, advice, proposal), "floor.done_advice", {}, back);
  }

  /** One warning, or all of them: quiet here at once, and on the other consoles when the service knows. */
  async seen(id) {
    const warnings = this.#page.warnings().loud.filter((each) => !id || each.id === id);
    if (!warnings.length) return;
    this.#page.sawHere(warnings);
    const { path, body } = requests.seeWarnings(this.#base, warnings);
    try {
      await this.#send(path, body);
    } catch (problem) {
      this.fail(problem);
    }
  }

  /** The counter as the floor has it now. */
  counter(id) {
    return this.#page.floor.counters.find((counter) => counter.id === id);
  }

  /**
   * One command after another: what is pressed while an answer is on its way waits for its turn, the same thing pressed
   * twice is done once. Its sentence is `key` of the catalogue, or ready words. `back` is the command that takes it
   * back, where the floor's own undo is not the one: {request, key, facts}. Resolves to whether it was done.
   */
  run(request, key, facts, back = null) {
    const pressed = JSON.stringify(request);
    this.#page.dialogs.dismiss();
    if (this.#waiting.has(pressed)) return this.#turn;
    this.#waiting.add(pressed);
    this.#turn = this.#turn.then(() => this.#do(request, key, facts, back)).finally(() => this.#waiting.delete(pressed));
    return this.#turn;
  }

  async #do({ method, path, body }, key, facts, back) {
    try {
      await this.#send(path, body, { method });
      this.#back = back;
      this.#page.tell(facts ? this.#page.say.t(key, facts) : key, UNDOABLE.test(path));
      return true;
    } catch (problem) {
      this.fail(problem);
      return false;
    } finally {
      this.#page.feed.refresh();
    }
  }
}
