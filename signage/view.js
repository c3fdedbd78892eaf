// Draws the screen. Elements are made once and reused, so that months of boards leave the page as large as it was.

import { createPill, setPill } from "/static/js/congestion.js";
import { wallTime } from "/static/js/service-clock.js";
import { dateWords, pick } from "/static/js/words.js";
import { markLanguages, say, setText } from "/signage/bilingual.js";
import { callsOf, isAway, modeOf, noticeAt, servesTheRest, servicesOf, waitingOf } from "/signage/display.js";
import { callElement, showCall } from "/signage/call.js";
import { fitInto } from "/signage/fit.js";
import { fillService, serviceElement } from "/signage/service-card.js";

const MOST_EARLIER = 6;
const MOST_MISSED = 12;
const FEW_SERVICES = 3;
/** So few rows leave room for the hours and the next opening; two beside one service on a tall screen. */
const FEW_ROWS = 1;
/** Rows under the large number: what fits on a wide and on a tall screen. */
const ROWS = { wide: 3, tall: 4 };
const TALL = matchMedia("(orientation: portrait)");

export class View {
  #parts = {};
  #words;

  constructor(root, words) {
    this.#words = words;
    for (const element of root.querySelectorAll("[data-part]")) this.#parts[element.dataset.part] = element;
    for (const element of root.querySelectorAll("[data-word]")) say(element, words.t(element.dataset.word));
    for (const element of root.querySelectorAll(".pair")) if (!element.dataset.word) say(element, ["", ""]);
    this.#parts.hero_call.append(callElement("div"));
    for (let i = 0; i < ROWS.tall; i += 1) this.#parts.rows.append(callElement("li"));
    for (let i = 0; i < MOST_EARLIER; i += 1) this.#parts.earlier_calls.append(earlierElement());
    this.#parts.congestion.append(createPill(null, words.main));
    this.#parts.qr.alt = words.t("signage.phone_code")[0];
    document.title = words.t("signage.title")[0];
    this.screen = root.querySelector(".screen");
    markLanguages(root, words);
  }

  /** Everything that depends on the board. `flashing` says whether the large number is being announced. */
  show({ board, office, announcer, flashing }) {
    const mode = modeOf(board);
    this.screen.dataset.mode = mode;
    if (office) say(this.#parts.office, this.#words.pick(office.name));
    if (board === null) return this.#message("signage.connecting", "signage.connecting_hint");
    this.#header(board);
    this.#services(board, office);
    if (mode === "calls") this.#calls(board, office, announcer, flashing);
    else this.#quiet(mode, board);
    this.#missed(mode === "closed" ? [] : board.missed);
  }

  /** What moves without a board: clock, date, the notice whose turn it is. */
  tick({ board, office, clock, now }) {
    setText(this.#parts.clock, clock.text());
    if (clock.known) say(this.#parts.date, this.#words.each((words) => dateWords(words, clock.day(), "full")));
    const notice = noticeAt(board, office, now);
    say(this.#parts.notice_kind, this.#words.t(`signage.kind_${notice.kind}`));
    const words = notice.key ? this.#words.t(notice.key) : this.#words.pick(notice.text);
    const changed = say(this.#parts.notice, words);
    fitInto(this.#parts.notice.parentElement, this.#parts.notice, changed);
  }

  /** The screen is as of `time` ("10:24"), or live again with null. */
  stale(time) {
    this.screen.toggleAttribute("data-stale", time !== null);
    this.#parts.stale.hidden = time === null;
    if (time !== null) say(this.#parts.stale, this.#words.t("common.stale", { time }));
  }

  announce(call, office) {
    const { t, language } = this.#words.main;
    const name = pick(office.counters.find(({ id }) => id === call.counter)?.name, language);
    const counter = name || t("common.counter_number", { number: call.counter });
    this.#parts.announcement.textContent = t("signage.announcement", { number: call.number, counter });
  }

  soundOff(off) {
    this.#parts.sound.hidden = !off;
    if (off) say(this.#parts.sound, this.#words.t("signage.sound_off"));
  }

  phone(address) {
    this.#parts.qr.onload = () => { this.#parts.phone.hidden = false; };
    this.#parts.qr.onerror = () => { this.#parts.phone.hidden = true; };
    this.#parts.qr.src = address;
  }

  pairing(code) {
    this.#parts.pairing.hidden = code === null;
    this.screen.inert = code !== null;
    if (code === null) return;
    setText(this.#parts.pairing_code, `${code.slice(0, 3)} ${code.slice(3)}`);
    setText(this.#parts.pairing_address, `${location.host}/admin/`);
  }

  /** Without an office in the address: a list to choose from. */
  choose(offices) {
    this.#parts.choose.hidden = false;
    this.screen.hidden = true;
    this.#parts.choose_list.replaceChildren(...offices.map((office) => {
      const item = document.createElement("li");
      const link = item.appendChild(document.createElement("a"));
      link.className = "button pair";
      link.href = `?office=${encodeURIComponent(office.id)}`;
      say(link, this.#words.pick(office.name));
      return item;
    }));
  }

  #header(board) {
    const hours = board.opens_at && board.closes_at;
    const rest = servesTheRest(board);
    const over = board.status === "last_tickets_over" || board.status === "closed";
    const range = hours ? { from: wallTime(board.opens_at), to: wallTime(board.closes_at) } : null;
    const today = () => this.#words.each(({ t }) => `${t("signage.hours")} ${t("common.from_to", range)}`);
    this.#parts.hours.hidden = rest || (!hours && !over);
    say(this.#parts.hours, over ? this.#words.t(`common.status_${board.status}`) : hours ? today() : ["", ""]);
    this.#parts.over.hidden = !rest;
    say(this.#parts.over, this.#words.t("signage.closed_calls"));
    setPill(this.#parts.congestion.firstChild, isAway(board) ? null : board.congestion, this.#words.main);
  }

  #calls(board, office, announcer, flashing) {
    const { hero, rows } = callsOf(board, office, announcer);
    this.#parts.hero.hidden = hero === null;
    if (hero) this.#hero(hero, flashing && hero.id === announcer.current?.id);
    const fit = (TALL.matches ? ROWS.tall : ROWS.wide) - (servesTheRest(board) ? 1 : 0);
    const shown = rows.slice(0, fit);
    this.#parts.rows.style.setProperty("--rows", Math.max(shown.length, 2));
    fill(this.#parts.rows, shown, (row, call) => showCall(row, call, this.#words));
    this.#room(shown.length, board);
    const earlier = rows.slice(fit, fit + MOST_EARLIER);
    this.#parts.earlier.hidden = earlier.length === 0;
    fill(this.#parts.earlier_calls, earlier, fillEarlier);
  }

  #room(rows, board) {
    const few = TALL.matches && this.screen.hasAttribute("data-single") ? FEW_ROWS + 1 : FEW_ROWS;
    this.screen.dataset.room = rows > few ? "none" : rows > 0 ? "some" : "much";
    this.#message("signage.no_calls", quietHint(board));
    this.#facts("calls", board);
  }

  #hero(call, flashing) {
    const { hero, hero_call: element, hero_place: place, calling } = this.#parts;
    say(calling, this.#words.t(call.times > 1 ? "signage.again" : "signage.now_calling"));
    showCall(element.firstChild, call, this.#words);
    hero.toggleAttribute("data-flashing", flashing);
    say(place, this.#words.each((words) => placeWords(call, words)));
  }

  #quiet(mode, board) {
    const opens = board.opens_at && mode === "before_opening" ? wallTime(board.opens_at) : null;
    const over = mode === "closed" || (mode === "before_opening" && !opens);
    if (over) this.#message("signage.closed", "signage.closed_hint");
    else if (opens) this.#message("signage.opens_at", "signage.opens_soon", { time: opens });
    else this.#message("signage.no_calls", quietHint(board));
    this.#facts(mode, board);
  }

  #message(title, hint, params) {
    say(this.#parts.message_title, this.#words.t(title, params));
    say(this.#parts.message_hint, this.#words.t(hint, params));
  }

  #facts(mode, board) {
    const facts = [];
    if (mode !== "closed" && board.opens_at && board.closes_at) {
      const range = { from: wallTime(board.opens_at), to: wallTime(board.closes_at) };
      const last = board.last_ticket_at && { time: wallTime(board.last_ticket_at) };
      const note = last ? this.#words.t("signage.last_ticket", last) : ["", ""];
      facts.push([this.#words.t("signage.hours"), this.#words.t("common.from_to", range)[0], note]);
    }
    if (mode !== "before_opening" && board.next_opening_at) {
      const at = board.next_opening_at;
      const time = wallTime(at);
      const from = this.#words.each((words) => words.t("signage.opening_from", { time, day: dateWords(words, at) }));
      facts.push([this.#words.t("signage.next_opening"), dateWords(this.#words.main, at), from]);
    }
    const { facts: list } = this.#parts;
    while (list.childElementCount < facts.length) list.append(factElement());
    fill(list, facts, fillFact);
  }

  #missed(missed) {
    const { missed: box, missed_numbers: list, missed_more: more } = this.#parts;
    box.hidden = missed.length === 0;
    const numbers = missed.slice(0, MOST_MISSED);
    while (list.childElementCount < numbers.length) list.append(document.createElement("li"));
    fill(list, numbers, setText);
    more.hidden = missed.length <= fitting(list);
    say(more, this.#words.t("signage.missed_more", { n: missed.length }));
    if (!more.hidden) say(more, this.#words.t("signage.missed_more", { n: missed.length - fitting(list) }));
  }

  #services(board, office) {
    const services = servicesOf(board, office);
    const { services: list } = this.#parts;
    while (list.childElementCount < services.length) list.append(serviceElement(this.#words));
    list.style.setProperty("--count", Math.max(1, services.length));
    this.screen.toggleAttribute("data-few", services.length <= FEW_SERVICES);
    this.screen.toggleAttribute("data-single", services.length === 1);
    const away = isAway(board);
    say(this.#parts.waits_title, this.#words.t(away ? "signage.services" : "signage.waits"));
    fill(list, services, (element, service) => fillService(element, service, away, this.#words));
  }
}

/** How many items of a list stand in its first line; the others are out of sight. */
function fitting(list) {
  const top = list.firstElementChild?.offsetTop;
  return [...list.children].filter((item) => !item.hidden && item.offsetTop === top).length;
}

function quietHint(board) {
  if (waitingOf(board) > 0) return "signage.please_wait";
  const open = board.services.some((service) => service.counters_open.length > 0);
  return open ? "signage.nobody_waits" : "signage.counters_soon";
}

/** Shows each value in the element of its place and hides the elements that are left over. */
function fill(list, values, show) {
  [...list.children].forEach((element, index) => {
    element.hidden = index >= values.length;
    if (!element.hidden) show(element, values[index]);
  });
}

function earlierElement() {
  const item = document.createElement("li");
  item.innerHTML = "<span></span> <b>›</b> <span></span>";
  return item;
}

function fillEarlier(item, call) {
  setText(item.firstElementChild, call.number);
  setText(item.lastElementChild, call.counter);
}

function placeWords(call, { t, language }) {
  const area = call.area?.[language] ?? call.area?.ja ?? "";
  const direction = call.direction ? t(`common.direction_${call.direction}`) : "";
  return [area, direction].filter(Boolean).join(" · ");
}

function factElement() {
  const group = document.createElement("div");
  group.innerHTML = `<dt class="pair"></dt><dd class="number"></dd><dd class="pair fact-note"></dd>`;
  return group;
}

function fillFact(group, [name, value, note]) {
  const [title, number, line] = group.children;
  say(title, name);
  setText(number, value);
  say(line, note);
}
