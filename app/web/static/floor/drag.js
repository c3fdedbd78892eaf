/**
 * Dragging a counter onto a service: mouse and pen at once, a finger after a short press, so that the page still scrolls.
 * The page draws the places to drop on ([data-drop]); this file only moves the picture of the counter and says where it fell.
 */

const PRESS_MS = 250;
const SLACK_PX = 8;
const EDGE_PX = 48;
const EDGE_STEP_PX = 16;

/** Listens on `root`; `onStart(counter)`, `onDrop(counter, {drop, service})`, `onEnd()`. Ends with `signal`. */
export function watchDrags(root, { onStart, onDrop, onEnd }, signal) {
  let drag = null;
  const end = () => {
    if (!drag) return;
    clearTimeout(drag.timer);
    drag.ghost?.remove();
    over(root, null);
    const { started } = drag;
    drag = null;
    if (started) onEnd();
  };
  const begin = () => {
    drag.started = true;
    drag.ghost = ghostOf(drag.element);
    root.setPointerCapture(drag.pointer);
    follow(drag);
    onStart(drag.counter);
  };
  const listen = (target, name, handler, options = {}) =>
    target.addEventListener(name, handler, { signal, ...options });

  listen(root, "pointerdown", (event) => {
    const element = event.target.closest("[data-counter]:is([data-do=counter], [data-do=whatif-pick])");
    if (!element || event.button !== 0 || drag) return;
    drag = {
      element,
      counter: element.dataset.counter,
      pointer: event.pointerId,
      x: event.clientX,
      y: event.clientY,
      fromX: event.clientX,
      fromY: event.clientY,
      touch: event.pointerType === "touch",
    };
    if (drag.touch) drag.timer = setTimeout(begin, PRESS_MS);
  });
  listen(root, "pointermove", (event) => {
    if (!drag || event.pointerId !== drag.pointer) return;
    drag.x = event.clientX;
    drag.y = event.clientY;
    const far = Math.hypot(drag.x - drag.fromX, drag.y - drag.fromY) > SLACK_PX;
    if (!drag.started && far && drag.touch) return end();
    if (!drag.started && far) begin();
    if (drag?.started) {
      follow(drag);
      scrollAtEdge(drag.y);
      over(root, placeAt(drag));
    }
  });
  listen(root, "pointerup", () => {
    if (!drag?.started) return end();
    const place = placeAt(drag);
    const { counter } = drag;
    swallowClick(root);
    end();
    if (place) onDrop(counter, { drop: place.dataset.drop, service: place.dataset.service });
  });
  listen(root, "pointercancel", end);
  listen(document, "keydown", (event) => event.key === "Escape" && end());
  listen(root, "touchmove", (event) => drag?.started && event.preventDefault(), { passive: false });
  listen(root, "contextmenu", (event) => drag?.touch && event.preventDefault());
}

function ghostOf(element) {
  const ghost = element.cloneNode(true);
  const { width, height } = element.getBoundingClientRect();
  ghost.classList.add("floor-ghost");
  ghost.setAttribute("aria-hidden", "true");
  ghost.removeAttribute("data-do");
  ghost.style.setProperty("width", `${width}px`);
  ghost.style.setProperty("height", `${height}px`);
  document.body.append(ghost);
  return ghost;
}

function follow({ ghost, x, y }) {
  ghost.style.setProperty("transform", `translate(${x}px, ${y}px) translate(-50%, -60%)`);
}

/** The page follows a counter that is carried to its upper or lower edge. */
function scrollAtEdge(y) {
  if (y < EDGE_PX) scrollBy(0, -EDGE_STEP_PX);
  else if (y > innerHeight - EDGE_PX) scrollBy(0, EDGE_STEP_PX);
}

function placeAt({ x, y }) {
  return document.elementFromPoint(x, y)?.closest("[data-drop]") ?? null;
}

function over(root, place) {
  const before = root.querySelector("[data-drop][data-over]");
  if (before === place) return;
  before?.removeAttribute("data-over");
  place?.setAttribute("data-over", "yes");
}

/** The click that follows a drag would open the counter's dialog. */
function swallowClick(root) {
  const stop = new AbortController();
  root.addEventListener("click", (event) => event.stopPropagation(), { capture: true, signal: stop.signal });
  setTimeout(() => stop.abort(), 0);
}
