/** While other structures are tried the page says so; without script the browser's own sign is there. */

const form = document.getElementById("structure-form");
const progress = document.getElementById("structure-progress");

form.addEventListener("submit", () => {
  progress.hidden = false;
  form.setAttribute("aria-busy", "true");
});

// Coming back with the browser's own button shows the page as it was left.
addEventListener("pageshow", () => {
  progress.hidden = true;
  form.removeAttribute("aria-busy");
});
