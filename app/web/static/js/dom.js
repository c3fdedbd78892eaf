/**
 * The page as a value: `h` describes elements, `patch` makes the page equal to it and touches only what differs.
 *
 *   patch(list, people.map((person) => h("li", { key: person.number }, person.number)));
 *
 * Elements stay, so that focus, scroll position and a finger on a button survive a new board. Handlers are not part of
 * the description: listen once on the parent and read `data-*` of what was pressed.
 */

const SVG = "http://www.w3.org/2000/svg";
const SVG_TAGS = new Set(["svg", "use", "path", "rect", "line", "g"]);
const PROPERTIES = new Set(["disabled", "hidden", "checked", "selected"]);

/** Describes an element. `attributes.key` tells siblings of one kind apart; children may be nested lists, text or null. */
export function h(tag, attributes, ...children) {
  const { key = null, ...rest } = attributes ?? {};
  const kept = children.flat(Infinity).filter((child) => child !== null && child !== undefined && child !== false);
  return { tag, key, attributes: rest, children: kept };
}

/** Makes the children of `parent` equal to the description. */
export function patch(parent, children) {
  const keyed = new Map([...parent.childNodes].filter((node) => node.key).map((node) => [node.key, node]));
  let place = parent.firstChild;
  for (const child of children.flat(Infinity).filter(Boolean)) {
    const node = reusable(child, place, keyed) ?? create(child);
    if (node === place) place = place.nextSibling;
    else parent.insertBefore(node, place);
    update(node, child);
  }
  while (place) {
    const following = place.nextSibling;
    place.remove();
    place = following;
  }
}

function reusable(child, place, keyed) {
  if (typeof child !== "object") return place?.nodeType === Node.TEXT_NODE ? place : null;
  const candidate = child.key === null ? place : keyed.get(child.key);
  return candidate?.localName === child.tag && (candidate.key ?? null) === child.key ? candidate : null;
}

function create(child) {
  if (typeof child !== "object") return document.createTextNode(String(child));
  const node = SVG_TAGS.has(child.tag) ? document.createElementNS(SVG, child.tag) : document.createElement(child.tag);
  if (child.key !== null) node.key = child.key;
  return node;
}

function update(node, child) {
  if (typeof child !== "object") {
    if (node.data !== String(child)) node.data = String(child);
    return;
  }
  updateAttributes(node, child.attributes);
  patch(node, child.children);
}

function updateAttributes(node, attributes) {
  const given = (name) => attributes[name] !== undefined && attributes[name] !== null && attributes[name] !== false;
  for (const name of node.getAttributeNames()) {
    if (!given(name) && !PROPERTIES.has(name)) node.removeAttribute(name);
  }
  for (const [name, value] of Object.entries(attributes)) {
    if (PROPERTIES.has(name)) setProperty(node, name, Boolean(value));
    else if (given(name) && node.getAttribute(name) !== String(value)) node.setAttribute(name, String(value));
  }
}

function setProperty(node, name, value) {
  if (node[name] !== value) node[name] = value;
}
