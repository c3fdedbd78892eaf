/** <madoguchi-kiosk>: joins the pure session, the views and the service. Everything it starts ends with its AbortController. */

import { BoardFeed } from "/static/js/board-feed.js";
import { DoorCode } from "/static/js/door-code.js";
import { api, newKey } from "/static/js/api.js";
import { patch } from "/static/js/dom.js";
import { ALIVE_EVERY_MS } from "/static/js/presence.js";
import { loadWords } from "/static/js/words.js";
import { Device } from "./device.js";
import { Errands } from "./errands.js";
import { pressKey } from "./keys.js";
import { printTicket } from "./print.js";
import { Reader } from "./reader.js";
import { Screen } from "./screen.js";
import { UNSETTLED_FOR, beginning, effects, leaving, reduce, unanswered } from "./session.js";
import { beQuiet, canSpeak, onVoices, sayElement, sayScreen } from "./speech.js";
import { officeChoice } from "./views/setup.js";

const TICK_MS = 500;
const OFFICES_MS = 60_000;
const SETTLE_MS = 10_000;
const RETRY_MS = 2_000;

class Kiosk extends HTMLElement {
  #ending;
  #state;
  #office = null;
  #offices = [];
  #words = new Map();
  #pairing = null;
  #phoneCode = null;
  #staleSince = null;
  #screen = new Screen(this);

  connectedCallback() {
    const query = new URLSearchParams(location.search);
    this.office = query.get("office") ?? "";
    this.prints = query.get("print") === "auto";
    this.scans = query.get("scanner") !== "none";
    this.home = query.get("language");
    this.device = new Device(this.office);
    this.feed = new BoardFeed(this.office);
    this.errands = new Errands(this.office, this.device, (event) => this.#dispatch(event));
    this.reader = new Reader((event) => this.#dispatch({ key: newKey(), at: Date.now(), ...event }));
    this.door = new DoorCode(this.office, { token: () => this.device.token, show: (address) => this.#showPhoneCode(address) });
    this.#ending = new AbortController();
    const recent = this.device.unsettled.filter((one) => Date.now() - one.at < UNSETTLED_FOR);
    this.#state = beginning({ paired: this.device.token !== null, unsettled: recent });
    this.#listen(this.#ending.signal);
    this.#start();
  }

  disconnectedCallback() {
    this.#ending.abort();
    this.feed.stop();
    this.reader.stop();
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
    this.addEventListener("scroll", () => this.#screen.lookBelow(), { signal, capture: true });
    onVoices(() => this.#render(), signal);
    this.#every(TICK_MS, () => this.#tick());
    this.#every(OFFICES_MS, () => this.#loadOffices());
    this.#every(SETTLE_MS, () => this.#settle());
    this.#every(ALIVE_EVERY_MS, () => this.#live());
  }

  #every(ms, work) {
    const timer = setInterval(work, ms);
    this.#ending.signal.addEventListener("abort", () => clearInterval(timer));
  }

  async #start() {
    await this.#untilDone(() => this.#loadOffice());
    if (!this.#office) return;
    this.feed.start();
    if (this.#state.screen === "pairing") this.#pair();
    this.#loadOffices();
    this.#settle();
    this.#live();
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

  /** Without an office in the address the device is being set up: whoever does that chooses one. */
  async #loadOffice() {
    const { offices } = await api("/offices");
    if (!offices.some((one) => one.id === this.office)) {
      patch(this, [officeChoice(offices, await loadWords("ja", "kiosk"))]);
      return;
    }
    const office = await api(`/offices/${this.office}`);
    for (const language of office.languages) {
      if (!this.#words.has(language)) this.#words.set(language, await loadWords(language, "kiosk"));
    }
    this.#office = office;
    const { languages, services } = office;
    const home = languages.includes(this.home) ? this.home : languages[0];
    this.#dispatch({ type: "office", languages, home, services: services.map((one) => one.id) });
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
    if (this.feed.board) this.door.look(this.feed.board.day, performance.now());
    this.#render();
  }

  #showPhoneCode(address) {
    this.#phoneCode = address;
    this.#render();
  }

  #touched() {
    this.toggleAttribute("data-keys", false);
    this.#dispatch({ type: "touch" });
  }

  #key(event) {
    const scanned = this.reader.key(event);
    if (!scanned) this.toggleAttribute("data-keys", true);
    if (scanned || pressKey(this, event)) event.preventDefault();
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
    else if (type === "more_below") this.#screen.moveDown();
    else this.#dispatch({ type, id, key: newKey(), at: Date.now() });
  }

  #dispatch(event) {
    const previous = this.#state;
    this.#state = reduce(previous, { now: performance.now(), ...event });
    if (this.#state === previous) return;
    if (unanswered(this.#state) !== unanswered(previous)) this.device.unsettled = unanswered(this.#state);
    for (const effect of effects(previous, this.#state)) this.errands[effect.do](effect);
    this.#render();
    this.#afterwards(previous);
  }

  #afterwards(previous) {
    const { screen, answer, settings, language, ticket, digits } = this.#state;
    this.reader.follow(this.#state, this);
    const arrived = screen !== previous.screen || answer !== previous.answer;
    if (arrived && screen === "pairing") this.#pair();
    if (arrived && screen === "ticket" && ticket !== previous.ticket && this.prints) this.#print();
    if (!settings.speech) {
      if (previous.settings.speech) beQuiet();
    } else if (arrived || !previous.settings.speech || language !== previous.language) sayScreen(this, language);
    else if (digits !== previous.digits) sayElement(this.querySelector(".digits [role=status]"), language);
  }

  /** A kiosk whose right was taken away asks to be paired, but takes no ticket out of the sight of its person. */
  async #live() {
    const mayWork = await this.device.sayAlive();
    const asks = !mayWork && !["ticket", "pairing"].includes(this.#state.screen);
    if (asks) this.#dispatch({ type: "unpaired", unknown: true });
  }

  #settle() {
    this.errands.settle(this.#state.unsettled);
  }

  #pair() {
    const onCode = (pairing) => {
      this.#pairing = pairing;
      this.#render();
    };
    this.device.pair({ onCode, signal: this.#ending.signal }).then(() => {
      this.#pairing = null;
      this.#dispatch({ type: "paired" });
      this.#settle();
      this.#live();
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
    this.#screen.show({
      state,
      words,
      board,
      language: state.language,
      office: this.#office,
      offices: this.#offices,
      pairing: this.#pairing,
      phoneCode: this.#phoneCode,
      prints: this.prints,
      scans: this.scans,
      hasCamera: this.reader.hasCamera,
      time: clock.text(),
      day: clock.day(),
      online: navigator.onLine,
      staleSince: this.#staleSince,
      leaving: leaving(state, performance.now()),
      canSpeak: canSpeak(state.language),
    });
  }
}

customElements.define("madoguchi-kiosk", Kiosk);
