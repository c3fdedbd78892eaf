// My ticket, live. Figures are written into the page as boards come in; when the ticket's state changes, the server
// renders the page and its <main> is swapped in, so that every sentence lives in one template.

import { BoardFeed } from "/static/js/board-feed.js";
import { Alert } from "./alert.js";
import { differs, placeOf, placeOfPage } from "./place.js";

const GONE = 404; // the ticket's day is over: the page that says so is shown
const OVER = new Set(["done", "cancelled", "expired"]);
const FIRST_RETRY_MS = 1_000;
const LONGEST_RETRY_MS = 30_000;
const SPREAD_MS = 8_000;
const DOUBTS_AT_MOST = 3;

const $ = (selector) => document.querySelector(selector);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (hole, name) => values[name] ?? hole);
const read = (page) => JSON.parse(page.querySelector("#ticket")?.textContent ?? "null");

let ticket = read(document);
let shown = placeOfPage(ticket);
let range = null;
let refreshing = null;
let doubts = 0;
const alert = new Alert();
const alertBox = $("[data-alert]");
const feed = new BoardFeed(ticket.office);

feed.addEventListener("board", ({ detail: board }) => {
  const place = placeOf(board, ticket.number, ticket.soon);
  write("as-of", fill(ticket.words.updated, { time: board.as_of.slice(11, 16) }));
  const changed = differs(place, shown) || board.day !== ticket.day;
  const moved = range !== null && range !== `${place.low}-${place.high}`;
  shown = place;
  range = `${place.low}-${place.high}`;
  if (changed) {
    doubts = 0;
    refresh(0);
  } else if (place.ahead !== undefined) showFigures(place);
  // The time to be back moves with the range. Many phones see that at once, so each asks at a moment of its own.
  if (moved && !refreshing) refresh(Math.random() * SPREAD_MS);
});
feed.addEventListener("heartbeat", ({ detail }) => write("as-of", fill(ticket.words.updated, { time: detail.as_of.slice(11, 16) })));
feed.addEventListener("stale", ({ detail }) => showStale(detail.time));
feed.addEventListener("fresh", () => ($("[data-stale]").hidden = true));

function showFigures({ ahead, low, high, now }) {
  write("ahead", String(ahead));
  write("now", now ?? "–");
  if (low === null) return;
  const { words, number, phase } = ticket;
  const wait = fill(low === high ? words.about_number : words.range_number, { low, high });
  write("range", wait);
  write("wait", fill(low === high ? words.about : words.range, { low, high }));
  if (phase === "waiting") document.title = fill(words.title, { wait, number });
}

function write(name, text) {
  const place = $(`[data-live="${name}"]`);
  if (place && place.textContent !== text) place.textContent = text;
}

function showStale(time) {
  const notice = $("[data-stale]");
  notice.textContent = fill(ticket.words.stale, { time: time ?? ticket.time });
  notice.hidden = false;
}

function refresh(delay, retry = FIRST_RETRY_MS) {
  clearTimeout(refreshing);
  refreshing = setTimeout(async () => {
    refreshing = null;
    const page = await fetchPage().catch(() => null);
    if (page) swap(page);
    else refresh(retry, Math.min(retry * 2, LONGEST_RETRY_MS));
  }, delay);
}

async function fetchPage() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok && answer.status !== GONE) throw new Error(String(answer.status));
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function swap(page) {
  const before = ticket;
  const focused = alertBox.contains(document.activeElement);
  ticket = read(page);
  page.querySelector("[data-alert]")?.replaceWith(alertBox);
  $("main").replaceChildren(...page.querySelector("main").childNodes);
  document.title = page.title;
  if (!ticket) return stop();
  if (focused) alertBox.querySelector("button").focus();
  if (ticket.phase !== before.phase || ticket.times !== before.times) tell();
  if (OVER.has(ticket.phase)) stop();
  else doubt();
}

/** With several processes the page may be rendered a moment before its process hears of the change: ask again. */
function doubt() {
  if (!differs(placeOfPage(ticket), shown) || doubts >= DOUBTS_AT_MOST) return;
  doubts += 1;
  refresh(FIRST_RETRY_MS);
}

function tell() {
  $("#say").textContent = $("[data-say]").dataset.say;
  alert.give(ticket.phase);
  if (ticket.phase === "called") scrollTo(0, 0);
}

function stop() {
  clearTimeout(refreshing);
  feed.stop();
  alert.switchOff();
}

function offerAlert() {
  const button = alertBox.querySelector("button");
  alertBox.hidden = false;
  button.addEventListener("click", async () => {
    const on = !alert.on;
    button.setAttribute("aria-pressed", String(on));
    alertBox.querySelector("[data-on]").hidden = !on;
    alertBox.querySelector("[data-off]").hidden = on;
    await (on ? alert.switchOn() : alert.switchOff());
  });
  document.addEventListener("visibilitychange", () => alert.keepAwake());
}

offerAlert();
feed.start();
