/** The bookings of one office: the newest lists on the page, and what staff press or type. */
import { api } from "../js/api.js";
import { BoardFeed } from "../js/board-feed.js";
import { h, patch } from "../js/dom.js";
import { dateWords, loadWords } from "../js/words.js";
import { callList, countsLine, dayList, rowButton } from "./list-view.js";
import { countsOf, dayAfter, digitsFrom, groupsOf, rowOf, toCall } from "./booking-list.js";
import { Detail } from "./detail.js";
import { Flow } from "./flow.js";
import { KEYS, actionFor } from "./keys.js";
import { Lists } from "./lists.js";
import { loadView, noShowsView } from "./side-view.js";

const REDRAW_MS = 5_000;
const AGAIN_MS = 5_000;

class BookingsPage {
  #root = document.getElementById("bookings");
  #unscrolled = true;

  constructor(words, office, offices) {
    this.words = words;
    this.office = office;
    this.offices = offices;
    this.language = words.language;
    this.feed = new BoardFeed(office.id);
    this.lists = new Lists(office.id);
    this.detail = new Detail(this);
    this.flow = new Flow(this);
  }

  get languages() {
    return this.#root.dataset.languages.split(" ");
  }

  get context() {
    return { office: this.office, offices: this.offices, language: this.language, now: this.feed.clock.now() };
  }

  start() {
    this.feed.addEventListener("board", () => this.#onBoard());
    this.feed.addEventListener("stale", ({ detail }) => this.#say("stale", this.words.t("common.stale", { time: detail.time ?? "" })));
    this.feed.addEventListener("fresh", () => this.#say("stale", null));
    this.feed.start();
    this.lists.addEventListener("changed", () => { this.#say("problem", null); this.draw(); });
    this.lists.addEventListener("refused", ({ detail }) => this.#fail(detail));
    document.addEventListener("click", (event) => this.#onClick(event));
    document.addEventListener("keydown", (event) => this.#onKey(event));
    const find = document.getElementById("find");
    find.addEventListener("submit", (event) => this.#find(event));
    find.querySelector("[type=submit]").disabled = false; // before, the browser itself would send the form
    document.getElementById("day").addEventListener("change", ({ target }) => target.value && this.#goTo(target.value));
    document.getElementById("no-shows").addEventListener("toggle", ({ target }) => target.open && this.lists.readNoShows());
    setInterval(() => this.draw(), REDRAW_MS);
    setInterval(() => this.#tick(), 1_000);
  }

  /** One of the reservations that the page has, as a row. */
  row(id) {
    const one = this.lists.reservation(id);
    return one ? rowOf(one, this.context) : null;
  }

  /** A sentence about what was done, for everybody who looks or listens. */
  tell(words) {
    document.getElementById("said").textContent = words;
  }

  async #onBoard() {
    if (this.feed.board.revision !== this.office.revision) await this.#readOffice();
    if (this.lists.day) return this.lists.soon();
    return this.#goTo(this.#root.dataset.day || this.feed.clock.day());
  }

  async #readOffice() {
    this.office = await api(`/offices/${encodeURIComponent(this.office.id)}`).catch(() => this.office);
    this.offices = this.offices.map((each) => (each.id === this.office.id ? this.office : each));
  }

  #goTo(day) {
    this.#unscrolled = true;
    const today = day === this.feed.clock.day();
    history.replaceState(null, "", `${location.pathname}${today ? "" : `?date=${day}`}`);
    return this.lists.goTo(day);
  }

  // --- in: keys, buttons, the field -----------------------------------------------------------------------------------

  #onKey(event) {
    const action = actionFor(event, this.#whereKeysGo(event.target));
    if (!action || (event.repeat && !["up", "down"].includes(action))) return;
    event.preventDefault();
    this.#act(action, null);
  }

  #whereKeysGo(target) {
    const open = document.querySelector("dialog[open]");
    if (target.closest("input, textarea, select")) return "other";
    if (!open) return "page";
    return open.id === "detail-dialog" && this.detail.shows ? "detail" : "other";
  }

  #onClick(event) {
    const pressed = event.target.closest("[data-do]");
    if (!pressed || pressed.closest("dialog")) return;
    this.#act(pressed.dataset.do, pressed.dataset.value ?? null);
  }

  #act(action, value) {
    const act = {
      book: () => this.flow.book(),
      find: () => document.getElementById("code").focus(),
      today: () => this.#goTo(this.feed.clock.day()),
      earlier: () => this.#goTo(dayAfter(this.lists.day, -1)),
      later: () => this.#goTo(dayAfter(this.lists.day, 1)),
      up: () => this.#step(-1),
      down: () => this.#step(1),
      open: () => this.detail.open(value),
      keys: () => this.#showKeys(),
      "clear-find": () => this.#clearFind(),
      "check-in": () => this.detail.act("check-in"),
      move: () => this.detail.act("move"),
      change: () => this.detail.act("change"),
      cancel: () => this.detail.act("ask-cancel"),
    }[action];
    if (act && this.lists.day) act();
  }

  #step(by) {
    const rows = [...document.querySelectorAll(".booking-row")];
    const at = rows.indexOf(document.activeElement);
    rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(at + by, 0), rows.length - 1)]?.focus();
  }

  async #find(event) {
    event.preventDefault();
    const digits = digitsFrom(document.getElementById("code").value);
    if (!digits) return this.#findError(this.words.t("bookings.find_wrong"));
    await this.lists.find(digits);
    const { found } = this.lists;
    this.#findError(found.length ? null : this.words.t("bookings.find_none"));
    if (found.length === 1) this.detail.open(found[0].id);
    return null;
  }

  #findError(words) {
    const error = document.getElementById("find-error");
    error.textContent = words ?? "";
    error.hidden = !words;
    document.getElementById("code").setAttribute("aria-invalid", String(Boolean(words)));
  }

  #clearFind() {
    document.getElementById("code").value = "";
    this.#findError(null);
    this.lists.find(null);
  }

  #showKeys() {
    const { t } = this.words;
    patch(document.getElementById("keys-list"), KEYS.map(([key, action]) => h("div", { key }, h("dt", null, h("kbd", { class: "booking-key" }, key)), h("dd", null, t(`bookings.key_${action}`)))));
    document.getElementById("keys-dialog").showModal();
  }

  // --- out ------------------------------------------------------------------------------------------------------------

  draw() {
    if (!this.lists.day || !this.feed.clock.known) return;
    const { day, reservations, displaced, load, noShows, found } = this.lists;
    const { words, context } = this;
    const today = day === this.feed.clock.day();
    const focused = document.activeElement?.dataset?.focus;
    const dayOf = (instant) => dateWords(words, instant);
    patch(document.getElementById("list"), dayList(groupsOf(reservations, context), { today, clock: this.feed.clock.text() }, words));
    patch(document.getElementById("counts"), countsLine(countsOf(reservations, context.now), words));
    patch(document.getElementById("call-list"), callList(toCall(displaced, context), dayOf, words));
    patch(document.getElementById("found-list"), found.map((each) => h("li", { key: each.id }, rowButton(rowOf(each, context), words, `${dayOf(each.starts_at)} ${each.starts_at.slice(11, 16)}`))));
    patch(document.getElementById("load"), loadView(load, { ...context, now: today ? context.now : null }, words));
    patch(document.getElementById("no-shows-body"), noShowsView(noShows, context, words));
    if (today && this.#unscrolled && reservations.length) this.#showNow();
    this.#drawFrame({ today, displaced: displaced.length, found: found.length, none: !reservations.length && !this.lists.loading });
    this.detail.draw();
    this.flow.draw();
    if (focused && document.activeElement?.dataset?.focus !== focused) document.querySelector(`[data-focus="${CSS.escape(focused)}"]`)?.focus({ preventScroll: true });
  }

  // Today's list begins a little before the present moment.
  #showNow() {
    this.#unscrolled = false;
    const line = document.querySelector(".booking-now");
    const list = document.getElementById("list");
    list.scrollTop = line ? line.offsetTop - list.offsetTop - list.clientHeight / 3 : 0;
  }

  #drawFrame({ today, displaced, found, none }) {
    const { t } = this.words;
    document.getElementById("day-words").textContent = dateWords(this.words, this.lists.day, "full");
    document.getElementById("day").value = this.lists.day;
    document.getElementById("go-today").hidden = today;
    document.getElementById("none").hidden = !none;
    document.getElementById("calls").hidden = !displaced;
    document.getElementById("calls-title").textContent = t("bookings.calls_title", { n: displaced });
    document.getElementById("found").hidden = !found;
  }

  #tick() {
    document.getElementById("bookings-clock").textContent = this.feed.clock.text();
  }

  #say(id, words) {
    const box = document.getElementById(id);
    if (box.textContent !== (words ?? "")) box.textContent = words ?? "";
    box.hidden = !words;
  }

  #fail(problem) {
    if (!("status" in problem)) throw problem;
    if (problem.status === 401) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    this.#say("problem", problem.offline ? this.words.t("common.offline") : problem.message);
    if (problem.offline) setTimeout(() => this.lists.refresh(), AGAIN_MS);
    return null;
  }
}

/** Loads words and offices, again and again while the service is away, then shows the page. */
async function begin(officeId) {
  try {
    const [words, office, { offices }] = await Promise.all([
      loadWords(document.documentElement.lang, "bookings"),
      api(`/offices/${encodeURIComponent(officeId)}`),
      api("/offices"),
    ]);
    const others = await Promise.all(offices.map(({ id }) => (id === officeId ? office : api(`/offices/${encodeURIComponent(id)}`))));
    new BookingsPage(words, office, others).start();
  } catch (problem) {
    if (!("status" in problem)) throw problem;
    setTimeout(() => begin(officeId), AGAIN_MS);
  }
}

await begin(document.getElementById("bookings").dataset.office);
