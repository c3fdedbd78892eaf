// Elements from data, and regions that are drawn anew only when what they show has changed.

/** An element: `h("button.button", { type: "button", "data-action": "start" }, "…", child)`. Null and false are left out. */
export function h(tag, attributes = {}, ...children) {
  const [name, ...classes] = tag.split(".");
  const element = document.createElement(name);
  if (classes.length) element.className = classes.join(" ");
  for (const [key, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    element.setAttribute(key, value === true ? "" : value);
  }
  element.append(...children.flat().filter((child) => child !== null && child !== undefined && child !== false));
  return element;
}

/** An icon of the page's own symbols; it only decorates the word beside it. */
export function icon(id) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("aria-hidden", "true");
  svg.setAttribute("class", "icon");
  const use = document.createElementNS("http://www.w3.org/2000/svg", "use");
  use.setAttribute("href", `#icon-${id}`);
  svg.append(use);
  return svg;
}

/** The key on a button; assistive technology hears it through aria-keyshortcuts instead. */
export function keyCap(label) {
  return h("kbd.key", { "aria-hidden": "true" }, label);
}

/** A function that draws `root` from a model when the model differs from the one drawn last. The focus stays where it was. */
export function region(root, build) {
  let drawn = null;
  return (model) => {
    const signature = JSON.stringify(model);
    if (signature === drawn) return;
    drawn = signature;
    const focused = root.contains(document.activeElement) ? document.activeElement.dataset.focus : null;
    root.replaceChildren(...build(model));
    if (focused) (root.querySelector(`[data-focus="${CSS.escape(focused)}"]`) ?? root.closest("[tabindex]"))?.focus();
  };
}
