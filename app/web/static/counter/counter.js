// The console of one counter: listens to keys and buttons, sends verbs, shows the desk. Nothing is kept here that a
// reload would lose; what is possible is decided in desk-state.js and, in the end, by the service.

import { api, newKey } from "../js/api.js";
import { BoardFeed } from "../js/board-feed.js";
import { loadWords } from "../js/words.js";
import { ANSWER_WITHIN_MS, deliver, pauseFor } from "./delivery.js";
import { KEY_OF, firstState, judgePress, mainAction, reasonAgainst, reduce } from "./desk-state.js";
import { showKeys } from "./dialogs.js";
import { askFor } from "./flows.js";
import { keysOn, pressedAction, switchKeys } from "./keyboard.js";
import { startScreen } from "./screen.js";
import { commandFor } from "./verbs.js";

const REREAD_AFTER_MS = 3_000;
const WAKE_EVERY_MS = 150;

class Console {
  #state = firstState();
  #hall;
  #words;
  #feed;
  #screen;
  #base;
  #reading = null;
  #readAgain = false;
  #waking = null;
  #giveUp = null;
  #delivering = null;
  #typedAhead = false;

  constructor({ office, counter, words, hall }) {
    this.#base = `/offices/${office}/counters/${counter}`;
    this.#words = words;
    this.#hall = hall;
    this.#feed = new BoardFeed(office);
    this.#screen = startScreen({ words, clock: this.#feed.clock });
  }

  async start() {
    this.#listenToKeys();
    this.#listenToFeed();
    this.#feed.start();
    setInterval(() => this.#draw(), 1_000);
    await this.#read();
  }

  // --- in: keys, buttons, the feed -------------------------------------------------------------------------------

  #listenToKeys() {
    document.addEventListener("keydown", (event) => this.#onKey(event));
    document.addEventListener("click", (event) => {
      const button = event.target.closest("[data-action]");
      if (!button) return;
      // After a click with the mouse, Space shall mean the next main verb and not this button again.
      if (event.detail > 0) this.#screen.focusMain();
      this.#press(button.dataset.action, button.dataset.number ? { number: button.dataset.number } : null);
    });
    window.addEventListener("beforeunload", (event) => { if (this.#state.sending) event.preventDefault(); });
  }

  #onKey(event) {
    const pressed = pressedAction(event);
    if (!pressed) return;
    event.preventDefault();
    if (!event.repeat) this.#press(pressed);
  }

  #listenToFeed() {
    this.#feed.addEventListener("board", ({ detail: board }) => this.#onBoard(board));
    this.#feed.addEventListener("stale", ({ detail }) => this.#step({ type: "link-changed", link: "stale", since: detail.time }));
    this.#feed.addEventListener("fresh", () => { this.#step({ type: "link-changed", link: "live" }); this.#read(); });
  }

  #onBoard(board) {
    this.#hall = { ...this.#hall, board };
    this.#step({ type: "link-changed", link: "live" });
    if (!this.#state.desk || this.#state.desk.version < board.version) this.#readSoon();
    if (this.#hall.office.revision !== board.revision) this.#readOffice();
  }

  // When it fails, the next board asks for it again.
  async #readOffice() {
    const office = await api(`/offices/${this.#hall.office.id}`).catch(() => this.#hall.office);
    this.#hall = { ...this.#hall, office };
  }

  // --- a verb from press to answer -------------------------------------------------------------------------------

  async #press(pressed, details = null) {
    const verdict = await this.#verdictOn(pressed);
    if (verdict === "double" || verdict === "dropped") return;
    if (verdict !== "do") return this.#sayWhyNot(verdict, this.#meant(pressed));
    const { desk } = this.#state;
    const action = this.#meant(pressed);
    this.#step({ type: "pressed", pressed, at: performance.now() });
    if (action === "keys") return this.#showKeys();
    const asked = details ? { action, details } : await askFor(action, { desk, hall: this.#hall, words: this.#words });
    if (asked) await this.#send(this.#commandOf(asked, desk));
  }

  // One key typed ahead waits for the answer to the one before it, or for the desk that is on its way. After a refusal,
  // which stays on the screen, it may not be meant any more.
  async #verdictOn(pressed) {
    const verdict = this.#judge(pressed);
    const pending = verdict === "busy" && !this.#state.sending.trouble ? this.#delivering : verdict === "not-now" ? this.#reading : null;
    if (!pending || this.#typedAhead) return verdict;
    this.#typedAhead = true;
    await pending;
    this.#typedAhead = false;
    const refused = verdict === "busy" && this.#state.message?.tone === "warning";
    return refused ? "dropped" : this.#judge(pressed);
  }

  #judge(pressed) {
    const action = this.#meant(pressed);
    const judged = action === "resume" || action === "return" ? "bring-back" : action;
    return judgePress(this.#state, { pressed, action: judged }, performance.now(), this.#now());
  }

  #meant(pressed) {
    return pressed === "main" ? this.#state.desk && mainAction(this.#state.desk) : pressed;
  }

  #commandOf({ action, details }, desk) {
    const command = commandFor(action, desk, details);
    return { ...command, path: this.#base + command.path, key: newKey() };
  }

  async #send(command) {
    if (this.#state.sending) return this.#sayWhyNot("busy", command.action);
    this.#step({ type: "send-began", command });
    this.#delivering = this.#deliver(command);
    await this.#delivering;
  }

  async #deliver(command) {
    this.#giveUp = new AbortController();
    const onTrouble = () => this.#step({ type: "send-troubled", trouble: "retrying" });
    const result = await deliver(command, { send: sendOnce, pause: pauseFor, onTrouble, signal: this.#giveUp.signal });
    await this.#settle(command, result);
  }

  #settle(command, { outcome, body, problem }) {
    const { t } = this.#words;
    const verb = t(`counter.verb_${command.action}`);
    if (outcome === "unreachable") return this.#step({ type: "send-troubled", trouble: "unreachable" });
    if (outcome === "answered") this.#step({ type: "answered", body, message: this.#outcomeMessage(command, body) });
    if (outcome === "refused") this.#step({ type: "refused", message: { tone: "warning", text: problem.message || t("counter.refused", { verb }) } });
    if (outcome === "signed-out") this.#step({ type: "signed-out", message: { tone: "warning", text: t("counter.not_done", { verb }) } });
    if (outcome === "given-up") this.#step({ type: "given-up", message: { tone: "warning", text: t("counter.given_up", { verb }) } });
    return this.#read();
  }

  #outcomeMessage({ action, number }, body) {
    const { t } = this.#words;
    if (action === "call-next" && !body) return { tone: "info", text: t("counter.did_call_nobody") };
    return { tone: "ok", text: t(`counter.did_${action}`, { number: body?.number ?? number ?? "" }) };
  }

  /** The person's answer to "could not be sent": send the same command again, or leave it. */
  resend() {
    const { sending } = this.#state;
    if (sending?.trouble !== "unreachable") return;
    this.#step({ type: "send-troubled", trouble: "retrying" });
    this.#delivering = this.#deliver(sending);
  }

  abandon() {
    const { sending } = this.#state;
    if (!sending) return;
    if (sending.trouble === "unreachable") this.#settle(sending, { outcome: "given-up" });
    else this.#giveUp?.abort();
  }

  #sayWhyNot(verdict, action) {
    const { t } = this.#words;
    const { desk, sending } = this.#state;
    const verb = t(`counter.verb_${action}`);
    const text = verdict === "busy"
      ? t("counter.busy", { verb: t(`counter.verb_${sending.action}`) })
      : t(`counter.${reasonAgainst(this.#state, action)}`, { verb, number: desk?.current?.number ?? "" });
    this.#step({ type: "said", message: { tone: "info", text } });
  }

  #showKeys() {
    const { t } = this.#words;
    const keys = [{ key: t("counter.key_space"), label: t("counter.verb_main") }, ...Object.entries(KEY_OF).map(([action, key]) => ({ key, label: t(`counter.verb_${action}`) }))];
    return showKeys({ keys, on: keysOn(), onSwitch: switchKeys });
  }

  // --- out: the desk as the service has it, drawn ------------------------------------------------------------------

  // On a busy morning boards come faster than anybody reads.
  #readSoon() {
    this.#waking ??= setTimeout(() => { this.#waking = null; this.#read(); }, WAKE_EVERY_MS);
  }

  // One read at a time; a wake-up during a read causes exactly one more.
  async #read() {
    if (this.#reading) { this.#readAgain = true; return this.#reading; }
    this.#reading = this.#readOnce();
    await this.#reading;
    this.#reading = null;
    if (this.#readAgain) { this.#readAgain = false; return this.#read(); }
  }

  async #readOnce() {
    try {
      const desk = await api(this.#base);
      if (!this.#feed.clock.known) this.#feed.clock.set(desk.as_of, desk.speed);
      this.#step({ type: "desk-arrived", desk });
    } catch (problem) {
      if (problem.status === 401) this.#step({ type: "signed-out", message: null });
      else this.#step({ type: "link-changed", link: "offline" });
      if (problem.status !== 401) setTimeout(() => this.#read(), REREAD_AFTER_MS);
    }
  }

  #step(event) {
    this.#state = reduce(this.#state, event);
    this.#draw();
  }

  #draw() {
    this.#screen.draw(this.#state, this.#hall, this.#now(), { resend: () => this.resend(), abandon: () => this.abandon() });
  }

  #now() {
    return this.#feed.clock.now() ?? 0;
  }
}

function sendOnce({ path, body, key }) {
  return api(path, { method: "POST", body, key, signal: AbortSignal.timeout(ANSWER_WITHIN_MS) }).catch((error) => {
    // A try without an answer in time counts as unanswered.
    throw "status" in error ? error : Object.assign(error, { status: 0 });
  });
}

// Words and configuration come first; a service that is away when the page opens is asked again.
async function reach(load) {
  const banner = document.getElementById("link");
  for (;;) {
    try {
      const reached = await load();
      banner.hidden = true;
      return reached;
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      if (problem.status === 401) location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
      banner.hidden = false;
      await pauseFor(REREAD_AFTER_MS);
    }
  }
}

const { office, counter } = document.getElementById("desk").dataset;
const language = document.documentElement.lang;
const [words, configuration] = await reach(() => Promise.all([loadWords(language, "counter"), api(`/offices/${office}`)]));
await new Console({ office, counter, words, hall: { office: configuration, board: null, language } }).start();
