// The congestion pill: one shape, one word, one colour per level, the same on every screen.

const SVG = "http://www.w3.org/2000/svg";

export const LEVELS = ["empty", "moderate", "crowded", "very_crowded"];

/** Paths in a 16 × 16 box: ○ ◆ ▲ ■. Templates draw the same ones. */
export const SHAPES = {
  empty: "M8 1a7 7 0 1 0 0 14A7 7 0 0 0 8 1Zm0 2.5a4.5 4.5 0 1 1 0 9 4.5 4.5 0 0 1 0-9Z",
  moderate: "M8 .5 15.5 8 8 15.5.5 8Z",
  crowded: "M8 1.5 15.5 14.5H.5Z",
  very_crowded: "M2 2h12v12H2Z",
};

/** A new pill; hidden while the level is null (not known). */
export function createPill(level, words) {
  const pill = document.createElement("span");
  pill.className = "pill";
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 16 16");
  svg.setAttribute("aria-hidden", "true");
  svg.append(document.createElementNS(SVG, "path"));
  pill.append(svg, document.createElement("span"));
  setPill(pill, level, words);
  return pill;
}

/** Shows another level in a pill made by createPill; touches the page only when the level has changed. */
export function setPill(pill, level, words) {
  pill.hidden = level === null;
  if (level === null || pill.dataset.congestion === level) return;
  pill.dataset.congestion = level;
  pill.querySelector("path").setAttribute("d", SHAPES[level]);
  pill.lastElementChild.textContent = words.t(`common.congestion_${level}`);
}
