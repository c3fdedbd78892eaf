// My reservation, live: asks now and then how it stands; when that has changed the server renders the page and its
// <main> is swapped in, so that every sentence lives in one template.

import { standingOf } from "./standing.js";

const EVERY_MS = 15_000;
const id = document.querySelector("script[data-reservation]").dataset.reservation;
let shown = null;

async function look() {
  if (document.hidden) return;
  try {
    const answer = await fetch(`/api/v1/reservations/${id}`, { cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    const standing = standingOf(await answer.json());
    if (shown !== null && standing !== shown) await redraw();
    shown = standing;
    showStale(false);
  } catch {
    showStale(true);
  }
}

async function redraw() {
  const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  document.querySelector("main").replaceWith(page.querySelector("main"));
  document.title = page.title;
  document.querySelector("#say").textContent = page.title;
}

function showStale(stale) {
  const notice = document.querySelector("[data-stale]");
  notice.textContent = stale ? notice.dataset.stale : "";
  notice.hidden = !stale;
}

look();
setInterval(look, EVERY_MS);
document.addEventListener("visibilitychange", look);
addEventListener("online", look);
