/** The floor console: the newest floor on the page, and what the manager presses, drags or types. */
import { command } from "../js/api.js";
import { h, patch } from "../js/dom.js";
import { loadWords } from "../js/words.js";
import { Actions } from "./actions.js";
import { AdvicePanel } from "./advice-panel.js";
import { helpView, helpWords, warningsView } from "./bands-view.js";
import { allowSound, chime } from "./chime.js";
import { columnView } from "./column-view.js";
import { changedCounters, floorView } from "./columns.js";
import { listen } from "./controls.js";
import { counterDialogView } from "./counter-dialog-view.js";
import { Dialogs } from "./dialogs.js";
import { dialogHead, keysView, logView } from "./dialogs-view.js";
import { watchDrags } from "./drag.js";
import { FloorFeed } from "./floor-feed.js";
import { recall, remember } from "./memory.js";
import { HELP_AFTER_MINUTES } from "./moves.js";
import { follow, sortOut, together } from "./quiet.js";
import { makeSayings } from "./sayings.js";
import { serviceDialogView } from "./service-dialog-view.js";
import { SupportPanel } from "./support-panel.js";
import { trayView } from "./tray-view.js";
import { warningsFor } from "./warnings.js";
import { WhatIfPanel } from "./whatif-panel.js";

const BESIDE = ["advice", "support", "whatif"];
const AGAIN_MS = 5_000;
const LOW_PX = 900;
const REDRAW_MS = 5_000;
const CLOCK_MS = 1_000;
const MARK_MS = 6_000;
const SAID_MS = 60_000;

class FloorPage {
  #root = document.getElementById("floor");
  #rung = new Set();
  #changed = new Set();
  #before = null;

  constructor(words, feed) {
    const office = this.#root.dataset.office;
    this.words = words;
    this.feed = feed;
    this.office = office;
    this.state = { all: false, delay: HELP_AFTER_MINUTES, said: null, problem: null, stale: null, log: null };
    this.watch = null;
    this.seenHere = {};
    this.settings = { keys: true, sound: true, ...recall(office, "settings", {}) };
    this.dialogs = new Dialogs({
      counter: ({ id }) => this.#counterDialog(id),
      service: ({ id }) => this.#serviceDialog(id),
      log: () => [
        dialogHead("log-title", this.say.t("floor.log"), null, this.say),
        ...logView(this.state.log, this.say),
      ],
      keys: () => [
        dialogHead("keys-title", this.say.t("floor.keys"), null, this.say),
        ...keysView(this.settings, this.say),
      ],
    });
    this.actions = new Actions(this, command);
    this.advice = new AdvicePanel(this, command);
    this.support = new SupportPanel(this);
    this.whatif = new WhatIfPanel(this, command);
  }

  get floor() {
    return this.feed.floor;
  }

  get now() {
    return this.feed.clock.now();
  }

  start(signal) {
    this.say = makeSayings(this.words, this.feed.office);
    const on = (name, handler) => this.feed.addEventListener(name, handler, { signal });
    on("floor", () => this.#onFloor());
    on("background", () => this.draw());
    on("stale", ({ detail }) => this.set({ stale: this.say.t("common.stale", { time: detail.time ?? "" }) }));
    on("fresh", () => this.set({ stale: null }));
    on("refused", ({ detail }) => this.#onRefused(detail));
    watchDrags(
      this.#root,
      {
        onStart: (counter) => this.#setDragging(this.floor.counters.find((each) => each.id === counter)?.state),
        onDrop: (counter, place) => (this.whatif.isOpen ? this.whatif : this.actions).drop(counter, place),
        onEnd: () => this.#setDragging(null),
      },
      signal,
    );
    this.#root.ownerDocument.addEventListener("pointerdown", allowSound, { signal });
    this.#root.ownerDocument.addEventListener("keydown", allowSound, { signal });
    listen(this, signal);
    setInterval(() => this.draw(), REDRAW_MS);
    setInterval(() => this.#tick(), CLOCK_MS);
    this.draw();
  }

  set(change) {
    Object.assign(this.state, change);
    this.draw();
  }

  /** Opens or closes what stands beside the columns, one at a time. */
  toggleBeside(name) {
    for (const other of BESIDE) if (other !== name && this[other].isOpen) this[other].close();
    return this[name].isOpen ? this[name].close() : this[name].open();
  }

  setSetting(name, value) {
    this.settings = { ...this.settings, [name]: value };
    remember(this.office, "settings", this.settings);
    this.draw();
  }

  /** A sentence that stays until the next one, or until it is old news; with a way back when it told of a counter. */
  tell(words, undoable) {
    const said = { words, undoable };
    this.set({ said, problem: null });
    setTimeout(() => this.state.said === said && this.set({ said: null }), SAID_MS);
  }

  /** Warnings as they were last drawn, said and seen: {loud, quiet}. */
  warnings() {
    return this.sorted;
  }

  /** This manager knows of these warnings. */
  sawHere(warnings) {
    const at = new Date(this.now).toISOString();
    const seen = warnings.map(({ id, level, size }) => [id, { level, size, at }]);
    this.seenHere = { ...this.seenHere, ...Object.fromEntries(seen) };
    this.draw();
  }

  draw() {
    if (!this.floor) return;
    const held = focusHeld();
    const view = floorView(this.floor, this.now);
    const services = new Map(this.floor.services.map((service) => [service.id, service]));
    this.view = view;
    this.sorted = this.#sortOut();
    this.#root.dataset.services = view.columns.length;
    this.#patch("help-list", helpView(this.floor.help, this.now, this.say));
    this.#patch(
      "warning-list",
      warningsView(
        this.sorted,
        { room: this.floor.help.length || innerHeight < LOW_PX ? 1 : 2, all: this.state.all },
        this.say,
      ),
    );
    const context = { now: this.now, changed: this.#changed, delay: this.state.delay, outlook: this.feed.background.outlook };
    const columns = view.columns.map((column) => columnView(column, services.get(column.id), context, this.say));
    const tray = trayView(view, this.#changed, this.say);
    // With five services the sixth place of the grid is free, and the tray fits there.
    const inGrid = columns.length === 5;
    this.#patch("columns", inGrid ? [...columns, h("div", { key: "tray", class: "floor-tray" }, tray)] : columns);
    this.#patch("tray", inGrid ? [] : tray);
    for (const name of BESIDE) this.#drawBeside(name);
    this.#drawStatus();
    this.#tick();
    this.dialogs.draw();
    held?.();
  }

  /** That news do not come is no reason to take away what was said about the manager's own act. */
  #onRefused(problem) {
    if (!problem.offline || !this.state.problem) this.actions.fail(problem);
  }

  #onFloor() {
    this.say = makeSayings(this.words, this.feed.office);
    if (this.state.problem?.passing) this.state.problem = null;
    this.#ring();
    this.#markChanges();
    this.support.follow();
    this.draw();
  }

  #sortOut() {
    const warnings = warningsFor(this.floor, this.now, { ...this.feed.background, watch: this.watch });
    this.watch = follow(this.watch, warnings, this.now);
    return sortOut(warnings, together(this.floor.seen, this.seenHere), this.watch);
  }

  /** What another manager or a counter has changed is marked for a moment. */
  #markChanges() {
    const changed = changedCounters(this.#before, this.floor);
    this.#before = this.floor;
    for (const id of changed) this.#changed.add(id);
    this.advice.follow(changed.length > 0);
    this.whatif.follow(changed.length > 0);
    if (changed.length) setTimeout(() => changed.forEach((id) => this.#changed.delete(id)), MARK_MS);
  }

  #setDragging(state) {
    this.#root.classList.toggle("is-dragging", Boolean(state));
    this.#root.dataset.dragging = state ?? "";
  }

  /** Each call for help sounds once, also when the page is loaded again. */
  #ring() {
    const rung = this.#rung.size ? this.#rung : new Set(recall(this.office, "rung", []));
    const fresh = this.floor.help.filter((request) => !request.acknowledged_by && !rung.has(request.id));
    this.#rung = new Set(this.floor.help.map((request) => request.id));
    remember(this.office, "rung", [...this.#rung]);
    if (!fresh.length) return;
    speak("alert", fresh.map((request) => helpWords(request, this.say)).join(" "));
    if (this.settings.sound) chime();
  }

  #drawBeside(name) {
    this.#patch(name, this[name].view());
    document.querySelector(`.bar-nav > [data-do=${name}]`).setAttribute("aria-expanded", String(this[name].isOpen));
  }

  #drawStatus() {
    const { said, problem, stale } = this.state;
    const { count, sign, words } = this.support.news();
    const unanswered = this.floor.help.filter((request) => !request.acknowledged_by).length;
    text("support-sign", count);
    text("support-sign-words", sign);
    speak("support-news", words);
    text("floor-stale", stale);
    text("floor-day", this.floor.status === "open" ? null : this.#dayWords());
    speak("said-words", said?.words ?? "");
    speak("problem-words", problem?.words ?? "");
    document.getElementById("undo").hidden = !this.actions.canUndo();
    document.getElementById("undo").querySelector("span").textContent = this.actions.undoWords();
    document.getElementById("said").classList.toggle("visually-hidden", !said && !problem);
    document.title = unanswered
      ? this.say.t("floor.title_help", { title: this.#root.dataset.title })
      : this.#root.dataset.title;
  }

  #dayWords() {
    const status = this.say.t(`common.status_${this.floor.status}`);
    const waiting = this.floor.services.reduce((sum, service) => sum + service.waiting, 0);
    if (!waiting || this.floor.status === "before_opening") return status;
    return this.say.t("floor.closed_but_waiting", { status, waiting });
  }

  #tick() {
    text("floor-clock", this.feed.clock.text());
  }

  #patch(id, description) {
    const element = document.getElementById(id);
    patch(element, description);
    element.hidden = !description.length;
  }

  #counterDialog(id) {
    const counter = this.floor.counters.find((each) => each.id === id);
    const cards = [...this.view.columns.flatMap((column) => column.counters), ...this.view.closed];
    const card = cards.find((each) => each.id === id);
    return counter && card && counterDialogView(counter, card, this.view.columns, this.state.delay, this.say);
  }

  #serviceDialog(id) {
    const column = this.view.columns.find((each) => each.id === id);
    const service = this.floor.services.find((each) => each.id === id);
    return column && serviceDialogView(column, service, this.feed.background.outlook, this.now, this.say);
  }
}

function text(id, words) {
  const element = document.getElementById(id);
  if (element.textContent !== (words ?? "")) element.textContent = words ?? "";
  element.hidden = !words;
}

/** Words in a live region: it stays on the page, so that a screen reader hears the change. */
function speak(id, words) {
  const element = document.getElementById(id);
  if (element.textContent !== words) element.textContent = words;
}

/** A function that gives the focus back to the same counter or button when drawing has moved it to another place. */
function focusHeld() {
  const focused = document.activeElement;
  const { counter, focus } = focused?.dataset ?? {};
  if (!counter && !focus) return null;
  const selector = focus
    ? `[data-focus="${CSS.escape(focus)}"]`
    : `[data-do="counter"][data-counter="${CSS.escape(counter)}"]`;
  return () => document.activeElement !== focused && document.querySelector(selector)?.focus({ preventScroll: true });
}

/** Loads words and floor, again and again while the service is away, then shows the page. */
async function begin(office) {
  try {
    const words = await loadWords(document.documentElement.lang, "floor");
    const feed = new FloorFeed(office);
    await feed.start();
    new FloorPage(words, feed).start(new AbortController().signal);
  } catch (problem) {
    if (!("status" in problem)) throw problem;
    setTimeout(() => begin(office), AGAIN_MS);
  }
}

await begin(document.getElementById("floor").dataset.office);
