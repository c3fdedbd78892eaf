// Every label twice: the office's first language large, the second small. A pair is [main, second or ""].

import { loadWords, pick } from "/static/js/words.js";

/** Loads the words of one or two languages. */
export async function loadBoth(languages) {
  const catalogues = await Promise.all(languages.slice(0, 2).map((language) => loadWords(language, "signage")));
  return new Both(catalogues);
}

export class Both {
  constructor([main, second = null]) {
    this.main = main;
    this.second = second;
  }

  /** A pair made by `make(words)`, once for each language. */
  each(make) {
    return [make(this.main), this.second ? make(this.second) : ""];
  }

  t(key, params) {
    return this.each((words) => words.t(key, params));
  }

  /** A language map of the configuration; a name that has no translation is not said twice. */
  pick(names) {
    const [main, second] = this.each((words) => pick(names, words.language));
    return [main, second === main ? "" : second];
  }
}

/** Puts a pair into an element; touches the page only when the words have changed, and says whether they have. */
export function say(element, [main, second = ""]) {
  if (element.childElementCount !== 2) element.replaceChildren(part("main"), part("second"));
  const [large, small] = element.children;
  const before = element.textContent;
  setText(large, main);
  setText(small, second);
  small.hidden = second === "";
  return element.textContent !== before;
}

export function setText(element, text) {
  if (element.textContent !== text) element.textContent = text;
}

/** Tells the page which languages the two parts of a label are in. */
export function markLanguages(root, words) {
  document.documentElement.lang = words.main.language;
  for (const small of root.querySelectorAll(".second")) small.lang = words.second?.language ?? words.main.language;
}

function part(name) {
  const span = document.createElement("span");
  span.className = name;
  return span;
}
