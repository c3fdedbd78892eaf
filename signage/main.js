// The signage of one office: /signage/?office=kumin. Wires the live board to the announcer and the view.

import { api, command } from "/static/js/api.js";
import { BoardFeed } from "/static/js/board-feed.js";
import { DoorCode } from "/static/js/door-code.js";
import { sayAlive } from "/static/js/presence.js";
import { advance, hear, isFlashing, memoryOf, newAnnouncer } from "/signage/announcer.js";
import { loadBoth } from "/signage/bilingual.js";
import { Chime } from "/signage/chime.js";
import { wantsFreshPage } from "/signage/freshness.js";
import { forget, pair, tokenOf } from "/signage/pairing.js";
import { recall, remember } from "/signage/memory.js";
import { View } from "/signage/view.js";

const TICK_MS = 200;
const TRY_AGAIN_MS = 5_000;
const DEFAULT_LANGUAGES = ["ja", "en"];

const asked = new URLSearchParams(location.search);
const officeId = asked.get("office");
const chime = new Chime();

async function start() {
  const offices = officeId ? [] : (await untilItWorks(() => api("/offices"))).offices;
  const office = officeId ? await untilItWorks(() => api(`/offices/${encodeURIComponent(officeId)}`)) : null;
  const words = await untilItWorks(() => loadBoth(languagesOf(office)));
  const view = new View(document, words);
  if (office === null) return view.choose(offices);
  run(office, view);
  for (;;) {
    await sayAlive(await pair(officeId, (code) => view.pairing(code), { api, command }));
    forget(officeId);
  }
}

/** The office's languages; `?language=en` sets one first. */
function languagesOf(office) {
  const languages = office?.languages ?? DEFAULT_LANGUAGES;
  const first = asked.get("language");
  return languages.includes(first) ? [first, ...languages.filter((language) => language !== first)] : languages;
}

function run(firstOffice, view) {
  const feed = new BoardFeed(officeId);
  let office = firstOffice;
  let revision = office.revision;
  let announcer = newAnnouncer(recall(officeId));
  const show = () => {
    view.show({ board: feed.board, office, announcer, flashing: isFlashing(announcer, performance.now()) });
  };
  const takeTurn = () => {
    const [next, call] = advance(announcer, performance.now());
    announcer = next;
    if (call === null) return false;
    chime.ring();
    view.announce(call, office);
    remember(officeId, memoryOf(announcer));
    return true;
  };

  feed.addEventListener("board", async ({ detail: board }) => {
    announcer = hear(announcer, board);
    startDayAfresh(board, firstOffice.hours.day, announcer);
    takeTurn();
    remember(officeId, memoryOf(announcer));
    show();
    if (board.revision === revision) return;
    revision = board.revision;
    office = await reread(office);
    show();
  });
  feed.addEventListener("stale", ({ detail }) => view.stale(detail.time));
  feed.addEventListener("fresh", () => view.stale(null));
  feed.start();

  const door = new DoorCode(officeId, { token: () => tokenOf(officeId), show: (address) => view.phone(address) });
  listenForTouch(view);
  let flashed = false;
  setInterval(() => {
    const flashing = isFlashing(announcer, performance.now());
    if (takeTurn() || flashing !== flashed) show();
    flashed = flashing;
    door.look(feed.board?.day ?? firstOffice.hours.day, performance.now());
    view.tick({ board: feed.board, office, clock: feed.clock, now: performance.now() });
  }, TICK_MS);
  show();
}

/** The office as configured now; the old one when that cannot be read. */
async function reread(office) {
  return api(`/offices/${encodeURIComponent(officeId)}`).catch(() => office);
}

function startDayAfresh(board, day, announcer) {
  const now = performance.now();
  const calling = announcer.queue.length > 0 || isFlashing(announcer, now);
  if (wantsFreshPage({ day, age: now }, board, calling)) location.reload();
}

function listenForTouch(view) {
  const unlock = async () => {
    await chime.unlock();
    view.soundOff(!chime.audible);
  };
  for (const name of ["pointerdown", "keydown"]) addEventListener(name, unlock);
  // A refused AudioContext never answers, so the first verdict is taken a moment later.
  setTimeout(() => view.soundOff(!chime.audible), TRY_AGAIN_MS);
  unlock();
}

async function untilItWorks(ask) {
  for (;;) {
    try {
      return await ask();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}

start();
