/** <madoguchi-kiosk>: joins the pure session, the views and the service. Everything it starts ends with its AbortController. */

import { BoardFeed } from "/static/js/board-feed.js";
import { api, command, newKey } from "/static/js/api.js";
import { patch } from "/static/js/dom.js";
import { loadWords } from "/static/js/words.js";
import { Device } from "./device.js";
import { pressKey } from "./keys.js";
import { printTicket } from "./print.js";
import { UNSETTLED_FOR, beginning, effects, leaving, reduce, unanswered } from "./session.js";
import { beQuiet, canSpeak, onVoices, sayElement, sayScreen } from "./speech.js";
import { settle, takeTicket } from "./take-ticket.js";
import { page } from "./views/page.js";

const TICK_MS = 500;
const OFFICES_MS = 60_000;
const SETTLE_MS = 10_000;
const RETRY_MS = 2_000;

/** How much of the visible part one press on "more below" moves, and how many pixels may stay hidden without it. */
const PAGE = 0.8;
const HIDDEN_PIXELS = 24;

class Kiosk extends HTMLElement {
  #ending;
  #state;
  #office = null;
  #offices = [];
  #words = new Map();
  #pairing = null;
  #staleSince = null;
  #shown = null;
  #moreBelow = false;

  connectedCallback() {
    const query = new URLSearchParams(location.search);
    this.office = query.get("office") ?? "";
    this.prints = query.get("print") === "auto";
    this.device = new Device(this.office);
    this.feed = new BoardFeed(this.office);
    this.#ending = new AbortController();
    const recent = this.device.unsettled.filter((one) => Date.now() - one.at < UNSETTLED_FOR);
    this.#state = beginning({ paired: this.device.token !== null, unsettled: recent });
    this.#listen(this.#ending.signal);
    this.#start();
  }

  disconnectedCallback() {
    this.#ending.abort();
    this.feed.stop();
    beQuiet();
  }

  #listen(signal) {
    this.addEventListener("click", (event) => this.#pressed(event), { signal });
    this.addEventListener("focusin", (event) => this.#focused(event), { signal });
    document.addEventListener("keydown", (event) => this.#key(event), { signal });
    document.addEventListener("pointerdown", () => this.#touched(), { signal });
    document.addEventListener("contextmenu", (event) => event.preventDefault(), { signal });
    this.feed.addEventListener("board", () => this.#heard(), { signal });
    this.feed.addEventListener("stale", ({ detail }) => this.#heard(detail.time), { signal });
    this.feed.addEventListener("fresh", () => this.#heard(), { signal });
    for (const name of ["online", "offline"]) window.addEventListener(name, () => this.#render(), { signal });
    this.addEventListener("scroll", () => this.#showMore(), { signal, capture: true });
    onVoices(() => this.#render(), signal);
    this.#every(TICK_MS, () => this.#tick());
    this.#every(OFFICES_MS, () => this.#loadOffices());
    this.#every(SETTLE_MS, () => this.#settleAll());
  }

  #every(ms, work) {
    const timer = setInterval(work, ms);
    this.#ending.signal.addEventListener("abort", () => clearInterval(timer));
  }

  async #start() {
    await this.#untilDone(() => this.#loadOffice());
    this.feed.start();
    if (this.#state.screen === "pairing") this.#pair();
    this.#loadOffices();
    this.#settleAll();
  }

  async #untilDone(work) {
    while (!this.#ending.signal.aborted) {
      try {
        return await work();
      } catch {
        await new Promise((resume) => setTimeout(resume, RETRY_MS));
      }
    }
  }

  async #loadOffice() {
    const office = await api(`/offices/${this.office}`);
    for (const language of office.languages) {
      if (!this.#words.has(language)) this.#words.set(language, await loadWords(language, "kiosk"));
    }
    this.#office = office;
    this.#dispatch({ type: "office", languages: office.languages });
  }

  async #loadOffices() {
    try {
      this.#offices = (await api("/offices")).offices;
    } catch {
      this.#offices = [];
    }
  }

  #heard(staleSince = null) {
    const { board } = this.feed;
    this.#staleSince = staleSince;
    if (board && this.#office && board.revision !== this.#office.revision) this.#reload(board.revision);
    this.#render();
  }

  /** The configuration has changed; a failure is made up for by the next board. */
  #reload(revision) {
    this.#office = { ...this.#office, revision };
    this.#untilDone(() => this.#loadOffice());
  }

  #tick() {
    this.#dispatch({ type: "tick" });
    this.#render();
  }

  #touched() {
    this.toggleAttribute("data-keys", false);
    this.#dispatch({ type: "touch" });
  }

  #key(event) {
    this.toggleAttribute("data-keys", true);
    if (pressKey(this, event)) event.preventDefault();
    this.#dispatch({ type: "touch" });
  }

  #focused({ target }) {
    if (this.#state.settings.speech && target.matches("button")) sayElement(target, this.#state.language);
  }

  #pressed({ target }) {
    const pressed = target.closest("[data-do]");
    if (!pressed) return;
    const { do: type, id } = pressed.dataset;
    if (type === "print") this.#print();
    else if (type === "help_over") this.#endHelp();
    else if (type === "more_below") this.querySelector("main").scrollBy({ top: this.querySelector("main").clientHeight * PAGE });
    else this.#dispatch({ type, id, key: newKey(), at: Date.now() });
  }

  #dispatch(event) {
    const previous = this.#state;
    this.#state = reduce(previous, { now: performance.now(), ...event });
    if (this.#state === previous) return;
    if (unanswered(this.#state) !== unanswered(previous)) this.device.unsettled = unanswered(this.#state);
    for (const effect of effects(previous, this.#state)) this[effect.do](effect);
    this.#render();
    this.#afterwards(previous);
  }

  #afterwards(previous) {
    const { screen, settings, language, ticket } = this.#state;
    const arrived = screen !== previous.screen;
    if (arrived && screen === "pairing") this.#pair();
    if (arrived && screen === "ticket" && ticket !== previous.ticket && this.prints) this.#print();
    if (!settings.speech) {
      if (previous.settings.speech) beQuiet();
    } else if (arrived || !previous.settings.speech || language !== previous.language) sayScreen(this, language);
  }

  async send_ticket({ key, request }) {
    const outcome = await takeTicket({
      key,
      request,
      send: (body, sameKey, signal) => this.#sendTicket(body, sameKey, signal),
      after: (ms, work) => clearTimeout.bind(null, setTimeout(work, ms)),
      online: () => navigator.onLine,
      onSlow: () => this.#dispatch({ type: "slow", key }),
    });
    if (outcome.type === "unpaired") this.device.forget();
    this.#dispatch(outcome);
  }

  async #sendTicket(body, key, signal) {
    const send = () =>
      api(`/offices/${this.office}/tickets`, { method: "POST", body, key, signal, token: this.device.token, language: body.language });
    try {
      return await send();
    } catch (problem) {
      if (problem.status !== 401 || !(await this.device.pairAtOnce())) throw problem;
      return send();
    }
  }

  #settleAll() {
    if (!this.device.token) return;
    const send = (body, key) => this.#sendTicket(body, key);
    const cancel = (id) => command(`/tickets/${id}`, undefined, { method: "DELETE" });
    for (const { key, request } of this.#state.unsettled) {
      settle({ send, cancel, key, request }).then((done) => done && this.#dispatch({ type: "settled", key }));
    }
  }

  async ask_help({ key }) {
    try {
      const { id } = await command(`/offices/${this.office}/help`, { place: "kiosk" }, { key, token: this.device.token });
      if (this.#state.help?.key === key) this.#dispatch({ type: "help_coming", key, id });
      else this.#cancelHelp(id);
    } catch {
      this.#dispatch({ type: "help_failed", key });
    }
  }

  #endHelp() {
    const id = this.#state.help?.id;
    this.#dispatch({ type: "help_over" });
    if (id) this.#cancelHelp(id);
  }

  /** Best effort: when nobody can be told, somebody comes in vain, which is better than nobody. */
  #cancelHelp(id) {
    command(`/offices/${this.office}/help/${id}`, undefined, { method: "DELETE", token: this.device.token }).catch(() => {});
  }

  #pair() {
    const onCode = (pairing) => {
      this.#pairing = pairing;
      this.#render();
    };
    this.device.pair({ onCode, signal: this.#ending.signal }).then(() => {
      this.#pairing = null;
      this.#dispatch({ type: "paired" });
      this.#settleAll();
    });
  }

  #print() {
    printTicket(this.querySelector(".paper"), this.#ending.signal);
  }

  #render() {
    const state = this.#state;
    const words = this.#words.get(state.language);
    const { board, clock } = this.feed;
    if (!this.#office || !words || (!board && state.screen !== "pairing")) return;
    const view = {
      state,
      words,
      board,
      language: state.language,
      office: this.#office,
      offices: this.#offices,
      pairing: this.#pairing,
      prints: this.prints,
      moreBelow: this.#moreBelow,
      time: clock.text(),
      day: clock.day(),
      online: navigator.onLine,
      staleSince: this.#staleSince,
      leaving: leaving(state, performance.now()),
      canSpeak: canSpeak(state.language),
    };
    applySettings(state);
    patch(this, page(view));
    this.removeAttribute("aria-busy");
    this.#moveFocus(view);
    this.#showMore();
  }

  /** A finger does not find a scroll bar: what lies below the edge gets a button. */
  #showMore() {
    const main = this.querySelector("main");
    const moreBelow = main.scrollHeight - main.scrollTop - main.clientHeight > HIDDEN_PIXELS;
    if (moreBelow === this.#moreBelow) return;
    this.#moreBelow = moreBelow;
    this.#render();
  }

  /** A new screen starts at its heading; a question starts at its own. */
  #moveFocus({ state }) {
    const dialog = this.querySelector("[role=alertdialog]");
    const shown = dialog ? dialog.parentNode.key : `${state.screen} ${state.language}`;
    if (shown === this.#shown) return;
    const first = this.#shown === null;
    this.#shown = shown;
    if (first) return;
    this.querySelector("main").scrollTop = 0;
    this.querySelector(dialog ? "[role=alertdialog] h2" : "h1").focus({ preventScroll: true });
  }
}

function applySettings({ language, settings }) {
  const { documentElement: root } = document;
  if (root.lang !== language) root.lang = language;
  setData(root, "text", settings.large ? "large" : null);
  setData(root, "contrast", settings.contrast ? "inverted" : null);
  setData(root, "reach", settings.low ? "low" : null);
}

function setData(root, name, value) {
  if (value === null) delete root.dataset[name];
  else if (root.dataset[name] !== value) root.dataset[name] = value;
}

customElements.define("madoguchi-kiosk", Kiosk);
