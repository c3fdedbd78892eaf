/** What the manager does: clicks, keys and drops become commands, answers become sentences. */
import { api } from "../js/api.js";
import { actionFor, neighbour } from "./keyboard.js";
import { logLine } from "./log-lines.js";
import { helpWith, moveTo, sameOffers, stopServing } from "./moves.js";
import { acknowledge } from "./quiet.js";
import * as requests from "./requests.js";
import { assignmentWords } from "./sayings.js";
import { minutesSince } from "./times.js";

const SIGN_IN = "/sign-in";
const UNDO_MINUTES = 2;

export class Actions {
  #page;
  #send;
  #base;
  #busy = false;
  #back = null;

  /** `page` holds floor, say, dialogs and state; `send` brings a command to the service. */
  constructor(page, send) {
    this.#page = page;
    this.#send = send;
    this.#base = `/offices/${encodeURIComponent(page.office)}/floor`;
  }

  listen(signal) {
    document.addEventListener("click", (event) => this.#onClick(event), { signal });
    document.addEventListener("change", (event) => this.#onChange(event), { signal });
    document.addEventListener("keydown", (event) => this.#onKey(event), { signal });
  }

  /** The last change can be taken back: it is fresh, or still told on the page; an intake we switched we can switch back. */
  canUndo() {
    const { floor, state, now } = this.#page;
    if (this.#back) return true;
    if (!floor?.undo) return false;
    if (state.said) return Boolean(state.said.undoable);
    return minutesSince(this.#counter(floor.undo.counter).since, now) < UNDO_MINUTES;
  }

  undoWords() {
    const { say, floor } = this.#page;
    if (this.#back) return say.t("floor.undo");
    return floor?.undo ? say.t("floor.undo_counter", { counter: floor.undo.counter }) : say.t("floor.undo");
  }

  /** A counter fell on a service ("move", "help") or on the closed ones ("close"). */
  drop(counter, { drop, service }) {
    if (drop === "close") return this.#close(counter);
    const { offers, state } = this.#counter(counter);
    return drop === "move" ? this.#assign(counter, moveTo(offers, service)) : this.#assign(counter, helpWith(state === "closed" ? [] : offers, service, state === "closed" ? 0 : this.#page.state.delay));
  }

  /** Says what went wrong; a screen that was out of date is brought up to date. */
  fail(problem) {
    if (!("status" in problem)) throw problem;
    if (problem.status === 401) return globalThis.location.assign(`${SIGN_IN}?next=${encodeURIComponent(globalThis.location.pathname)}`);
    const words = problem.offline ? this.#page.say.t("common.offline") : problem.message;
    this.#page.set({ problem: { words, passing: problem.offline }, said: null });
    return undefined;
  }

  #onClick(event) {
    const pressed = event.target.closest("[data-do]");
    if (!pressed) return;
    const handler = CLICKS[pressed.dataset.do];
    if (handler) handler.call(this, pressed.dataset, pressed);
  }

  #onChange({ target }) {
    if (target.dataset.do === "delay") this.#page.set({ delay: Number(target.value) });
    if (target.dataset.do === "setting") this.#page.setSetting(target.dataset.setting, target.checked);
  }

  #onKey(event) {
    if (event.target.closest("dialog, input, select, textarea")) return;
    const counter = event.target.closest("[data-do=counter]")?.dataset.counter ?? null;
    const found = actionFor(event, Boolean(counter), this.#page.settings.keys);
    if (!found || event.repeat && found.action !== "go") return;
    event.preventDefault();
    KEYED[found.action].call(this, counter, found);
  }

  go(counter, direction) {
    const buttons = [...document.querySelectorAll("[data-do=counter]")];
    const places = buttons.map((button) => {
      const { left, top, width, height } = button.getBoundingClientRect();
      return { id: button.dataset.counter, x: left + width / 2, y: top + height / 2 };
    });
    const next = neighbour(places, counter, direction);
    buttons.find((button) => button.dataset.counter === next)?.focus();
  }

  open(counter) {
    return this.#run(requests.open(this.#base, counter), "floor.done_opened", { counter });
  }

  pause(counter, minutes) {
    const key = minutes === null ? "floor.done_paused" : "floor.done_paused_for";
    return this.#run(requests.pause(this.#base, counter, minutes), key, { counter, minutes });
  }

  #close(counter) {
    const { current } = this.#counter(counter);
    return this.#run(requests.close(this.#base, counter), current ? "floor.done_closed_after" : "floor.done_closed", { counter, number: current?.number });
  }

  close(counter) {
    return this.#close(counter);
  }

  async #assign(counter, services) {
    const { offers, state } = this.#counter(counter);
    if (!services || (state !== "closed" && sameOffers(offers, services))) return;
    const words = assignmentWords(counter, state === "closed" ? [] : offers, services, this.#page.say);
    await this.#run(requests.assign(this.#base, counter, services, state === "closed" ? [] : offers), words);
  }

  async undo() {
    if (!this.canUndo()) return;
    const back = this.#back;
    this.#back = null;
    if (back) await this.#run(back.request, back.key, back.facts);
    else await this.#run(requests.undo(this.#base, this.#page.floor.undo.counter), "floor.undone", {});
  }

  async showLog() {
    this.#page.set({ log: null });
    this.#page.dialogs.show("log");
    try {
      const { entries } = await api(`${this.#base}/log?limit=300`);
      this.#page.set({ log: entries.map((entry) => logLine(entry, this.#page.say)) });
    } catch (problem) {
      this.#page.dialogs.dismiss();
      this.fail(problem);
    }
  }

  #intake({ service, open }) {
    const { say } = this.#page;
    const isOpen = open === "yes";
    const change = (to) => ({ request: requests.intake(this.#base, service, to), key: to ? "floor.done_intake_open" : "floor.done_intake_stopped", facts: { service: say.full(service) } });
    const { request, key, facts } = change(isOpen);
    return this.#run(request, key, facts, change(!isOpen));
  }

  #actOn({ warning: id }) {
    const { loud, quiet } = this.#page.warnings();
    const action = [...loud, ...quiet].find((each) => each.id === id)?.action;
    if (!action) return undefined;
    if (action.verb === "look") return this.#page.dialogs.show("counter", { id: action.counter });
    if (action.verb === "look_service") return this.#page.dialogs.show("service", { id: action.service });
    if (action.verb === "open") return this.open(action.counter);
    const { offers } = this.#counter(action.counter);
    return this.#assign(action.counter, action.verb === "help" ? helpWith(offers, action.service, action.delay) : moveTo(offers, action.service));
  }

  /** One warning, or all of them. */
  #seen({ warning: id }) {
    const { loud } = this.#page.warnings();
    this.#page.setMemory(acknowledge(this.#page.memory, loud.filter((each) => !id || each.id === id), this.#page.now));
  }

  #counter(id) {
    return this.#page.floor.counters.find((counter) => counter.id === id);
  }

  /** One command at a time; its sentence is `key` of the catalogue, or ready words. */
  async #run({ method, path, body }, key, facts, back = null) {
    if (this.#busy) return;
    this.#busy = true;
    this.#page.dialogs.dismiss();
    try {
      await this.#send(path, body, { method });
      this.#back = back;
      this.#page.tell(facts ? this.#page.say.t(key, facts) : key, path.includes("/counters/"));
    } catch (problem) {
      this.fail(problem);
    } finally {
      this.#busy = false;
      await this.#page.feed.refresh();
    }
  }

  static clicks = {
    counter({ counter }) { this.#page.dialogs.show("counter", { id: counter }); },
    helper({ helper }) { this.#page.dialogs.show("counter", { id: helper }); },
    service({ service }) { this.#page.dialogs.show("service", { id: service }); },
    dismiss() { this.#page.dialogs.dismiss(); },
    open({ counter }) { return this.open(counter); },
    close({ counter }) { return this.#close(counter); },
    "pause-for"({ minutes }) { return this.pause(this.#page.dialogs.about.id, minutes ? Number(minutes) : null); },
    "move-to"({ service }) { const { id } = this.#page.dialogs.about; return this.#assign(id, moveTo(this.#counter(id).offers, service)); },
    "help-with"({ service }) { const { id } = this.#page.dialogs.about; return this.#assign(id, helpWith(this.#counter(id).offers, service, this.#page.state.delay)); },
    "stop-serving"({ service }) { const { id } = this.#page.dialogs.about; return this.#assign(id, stopServing(this.#counter(id).offers, service)); },
    intake(dataset) { return this.#intake(dataset); },
    "help-acknowledge"({ help }) { return this.#run(requests.help(this.#base, help, "acknowledge"), "floor.done_help_go", {}); },
    "help-resolve"({ help }) { return this.#run(requests.help(this.#base, help, "resolve"), "floor.done_help_done", {}); },
    seen(dataset) { this.#seen(dataset); },
    "warning-act"(dataset) { return this.#actOn(dataset); },
    warnings() { this.#page.set({ all: !this.#page.state.all }); },
    undo() { return this.undo(); },
    log() { return this.showLog(); },
    keys() { this.#page.dialogs.show("keys"); },
    quiet() { this.#page.set({ said: null, problem: null }); },
  };

  static keys = {
    go(counter, { direction }) { this.go(counter, direction); },
    move(counter) { this.#page.dialogs.show("counter", { id: counter }, ".floor-roles button"); },
    open(counter) { return this.open(counter); },
    pause(counter) { this.#page.dialogs.show("counter", { id: counter }, ".floor-pauses button"); },
    close(counter) { return this.#close(counter); },
    help() { (document.querySelector("#help-list button") ?? document.getElementById("columns").querySelector("button"))?.focus(); },
    warnings() { document.querySelector("#warning-list button")?.focus(); },
    undo() { return this.undo(); },
    log() { return this.showLog(); },
    keys() { this.#page.dialogs.show("keys"); },
  };
}

const CLICKS = Actions.clicks;
const KEYED = Actions.keys;
