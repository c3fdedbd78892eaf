/** Moving with arrow keys: which target lies next in a direction. Pure; boxes are `{left, top, right, bottom}`. */

const AXES = {
  ArrowRight: { from: "right", to: "left", sign: 1, cross: "vertical" },
  ArrowLeft: { from: "left", to: "right", sign: -1, cross: "vertical" },
  ArrowDown: { from: "bottom", to: "top", sign: 1, cross: "horizontal" },
  ArrowUp: { from: "top", to: "bottom", sign: -1, cross: "horizontal" },
};

/** A target beside the way counts as this many times farther than one straight ahead. */
const SIDEWAYS = 3;

/** Boxes that touch or overlap by up to this many pixels still count as one after the other. */
const OVERLAP = 4;

/** The index of the nearest box from `current` in the direction of an arrow key, or -1. */
export function nextBox(boxes, current, key) {
  const axis = AXES[key];
  let best = -1;
  let shortest = Infinity;
  for (const [index, box] of boxes.entries()) {
    const ahead = axis.sign * (box[axis.to] - boxes[current][axis.from]);
    if (index === current || ahead < -OVERLAP) continue;
    const distance = Math.max(0, ahead) + SIDEWAYS * gap(boxes[current], box, axis.cross);
    if (distance < shortest) [best, shortest] = [index, distance];
  }
  return best;
}

function gap(one, other, cross) {
  const [low, high] = cross === "vertical" ? ["top", "bottom"] : ["left", "right"];
  return Math.max(0, other[low] - one[high], one[low] - other[high]);
}
