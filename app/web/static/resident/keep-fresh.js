// Figures on the pages of offices, renewed while somebody looks: the page is fetched again and the elements marked
// with data-fresh are replaced, so that a choice or an open list stays as it is.

const EVERY_MS = 15_000;

async function renew() {
  if (document.hidden) return;
  try {
    const answer = await fetch(location.href, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (!answer.ok) throw new Error(String(answer.status));
    replace(new DOMParser().parseFromString(await answer.text(), "text/html"));
    showStale(false);
  } catch {
    showStale(true);
  }
}

function replace(page) {
  const link = document.activeElement?.getAttribute("href");
  const list = document.activeElement?.closest("[data-fresh]")?.id;
  for (const old of document.querySelectorAll("[data-fresh]")) {
    const fresh = page.getElementById(old.id);
    if (fresh && fresh.innerHTML !== old.innerHTML) old.replaceWith(fresh);
  }
  const notice = page.querySelector("[data-stale]");
  document.querySelector("[data-stale]").dataset.stale = notice.dataset.stale;
  if (link && list) document.querySelector(`#${list} a[href="${CSS.escape(link)}"]`)?.focus();
}

function showStale(stale) {
  const notice = document.querySelector("[data-stale]");
  notice.textContent = stale ? notice.dataset.stale : "";
  notice.hidden = !stale;
}

setInterval(renew, EVERY_MS);
document.addEventListener("visibilitychange", renew);
addEventListener("online", renew);
