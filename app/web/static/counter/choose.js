// Typing a counter's number on the page of counters goes to its card; Enter then opens it.

const FORGET_AFTER_MS = 1_000;

let typed = "";
let typedAt = 0;

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key.normalize("NFKC"))) return;
  typed = event.timeStamp - typedAt > FORGET_AFTER_MS ? "" : typed;
  typed += event.key.normalize("NFKC");
  typedAt = event.timeStamp;
  document.querySelector(`[data-counter="${CSS.escape(typed)}"]`)?.focus();
});
