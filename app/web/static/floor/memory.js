/** What this tablet remembers of an office between reloads; nothing that the service does not know as well. */

const key = (office, name) => `madoguchi.floor.${office}.${name}`;

export function recall(office, name, otherwise) {
  try {
    return JSON.parse(localStorage.getItem(key(office, name))) ?? otherwise;
  } catch {
    return otherwise;
  }
}

export function remember(office, name, value) {
  try {
    localStorage.setItem(key(office, name), JSON.stringify(value));
  } catch {
    // A full or forbidden storage costs the memory over a reload, nothing else.
  }
}
