/** Reads the screen aloud with the browser's own voices, where it has some for the language. */

const synthesis = globalThis.speechSynthesis;

/** Whether the browser has a voice for the language; voices may appear some time after the page. */
export function canSpeak(language) {
  return voiceFor(language) !== undefined;
}

/** Calls `changed` whenever the list of voices changes, until `signal` aborts. */
export function onVoices(changed, signal) {
  synthesis?.addEventListener?.("voiceschanged", changed, { signal });
}

/** Says everything inside `root` that is marked with `data-say`, in place of what is being said. */
export function sayScreen(root, language) {
  const marked = [...root.querySelectorAll("[data-say]")].filter((one) => !one.closest("[inert], [hidden]"));
  say(marked.map(spoken).filter(Boolean), language);
}

/** Says one element: what a person reaches with the keys. */
export function sayElement(element, language) {
  say([spoken(element)], language);
}

export function beQuiet() {
  synthesis?.cancel();
}

function say(sentences, language) {
  beQuiet();
  const voice = voiceFor(language);
  for (const sentence of sentences) {
    const utterance = new SpeechSynthesisUtterance(sentence);
    utterance.lang = language;
    if (voice) utterance.voice = voice;
    synthesis.speak(utterance);
  }
}

function spoken(element) {
  return (element.getAttribute("aria-label") ?? element.innerText).replace(/\s+/g, " ").trim();
}

function voiceFor(language) {
  const spokenLanguage = language.split("-")[0];
  return synthesis?.getVoices().find((voice) => voice.lang.toLowerCase().startsWith(spokenLanguage));
}
