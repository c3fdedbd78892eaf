// The running clock beside a time that is held. When it is over the page is asked for again, and says so kindly.

import { clockText, endsAt, isSoon } from "./countdown.js";

const EVERY_MS = 500;
const held = document.querySelector("[data-until]");

if (held) {
  const { until, now, speed } = held.dataset;
  const times = { until, now, speed: Number(speed) };
  const ends = endsAt(times, performance.now());
  const shown = held.querySelector(".held-left");
  const aloud = document.querySelector("[data-soon]");
  shown.hidden = false;
  const show = () => {
    const left = ends - performance.now();
    shown.textContent = shown.dataset.words.replace("{left}", clockText(left, times.speed));
    if (isSoon(left, times.speed)) aloud.textContent = aloud.dataset.soon;
    if (left > 0) return;
    clearInterval(ticking);
    location.assign(location.pathname.replace(/^(\/r\/[^/]+).*/, "$1"));
  };
  const ticking = setInterval(show, EVERY_MS);
  show();
}
