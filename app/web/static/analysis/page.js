// The analyst's page without reloads: a choice fetches the page with it and puts the new results in; marks of pictures
// say what they are under the pointer. Without this script the form sends itself and tables say the same.

const results = () => document.querySelector("#results");
const form = document.querySelector("#asked");
let latest = 0;

function addressOf(fields) {
  const kept = [...new FormData(fields)].filter(([, value]) => value !== "");
  return `${fields.action}?${new URLSearchParams(kept)}`;
}

async function show(address, { remember = true } = {}) {
  const mine = ++latest;
  results().setAttribute("aria-busy", "true");
  try {
    const answer = await fetch(address, { headers: { Accept: "text/html" } });
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    if (mine !== latest) return;
    const found = page.querySelector("#results");
    if (!found) throw new Error("not our page");
    results().replaceWith(document.importNode(found, true));
    form.replaceChildren(...document.importNode(page.querySelector("#asked"), true).childNodes);
    if (remember) history.pushState(null, "", address);
  } catch {
    location.assign(address);
  }
}

form.addEventListener("change", (event) => {
  const chosen = event.target;
  if (chosen.type === "date" && chosen.name !== "change") form.elements.period.value = "days";
  const focused = chosen.id;
  show(addressOf(form)).then(() => document.getElementById(focused)?.focus());
});
form.addEventListener("submit", (event) => {
  event.preventDefault();
  show(addressOf(form));
});
document.addEventListener("click", (event) => {
  const link = event.target.closest("#results table a");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
  event.preventDefault();
  show(link.href).then(() => document.querySelector("#main").focus());
});
addEventListener("popstate", () => show(location.href, { remember: false }));

const tip = document.querySelector("#tip");
document.addEventListener("pointermove", (event) => {
  const mark = event.target.closest?.(".analysis-picture :is(path, text)[aria-label]");
  tip.hidden = !mark;
  if (!mark) return;
  tip.textContent = mark.getAttribute("aria-label");
  const left = Math.min(event.clientX + 14, innerWidth - tip.offsetWidth - 8);
  tip.style.left = `${Math.max(8, left)}px`;
  tip.style.top = `${Math.max(8, event.clientY - tip.offsetHeight - 12)}px`;
});
