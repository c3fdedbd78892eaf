/** The administrator's devices: approve a pairing, see who lives, revoke. */
import { api, command } from "../js/api.js";
import { h, patch } from "../js/dom.js";
import { loadWords } from "../js/words.js";
import { codeFrom, inOrder, presence } from "./devices.js";

const REFRESH_MS = 30_000;
const SIGN_IN = "/sign-in";

class AdminPage {
  #root = document.getElementById("devices");
  #form = document.getElementById("pair");
  #dialog = document.getElementById("revoke-dialog");
  #devices = [];
  #revoking = null;

  constructor(words) {
    this.words = words;
    this.offices = new Map(
      [...document.querySelectorAll("[data-office]")].map((each) => [each.dataset.office, each.dataset.name]),
    );
    this.#form.addEventListener("submit", (event) => this.#approve(event));
    this.#root.addEventListener("click", (event) => this.#ask(event.target.closest("[data-revoke]")));
    this.#form.querySelector("[type=submit]").disabled = false; // before, the browser itself would send the form
    this.#dialog.addEventListener("close", () => this.#dialog.returnValue === "revoke" && this.#revoke());
  }

  async refresh() {
    try {
      const { devices } = await api("/devices");
      this.#devices = inOrder(devices, [...this.offices.keys()]);
      this.#draw();
    } catch (problem) {
      this.#fail(problem);
    }
  }

  async #approve(event) {
    event.preventDefault();
    const typed = this.#form.elements.code.value;
    const code = codeFrom(typed);
    this.#fieldError(code ? null : this.words.t("admin.code_wrong_form"));
    if (!code) return;
    try {
      const device = await command("/pairings/approve", { code, name: this.#form.elements.name.value.trim() });
      if (this.#form.elements.code.value === typed) this.#form.reset(); // else the next code is being typed already
      this.#say(this.words.t("admin.paired", { name: this.#nameOf(device), office: this.#officeOf(device) }));
      await this.refresh();
    } catch (problem) {
      if (problem.status === 404 || problem.status === 410) this.#fieldError(problem.message);
      else this.#fail(problem);
    }
  }

  #ask(button) {
    if (!button) return;
    this.#revoking = this.#devices.find((device) => device.id === button.dataset.revoke);
    document.getElementById("revoke-words").textContent = this.words.t("admin.revoke_question", {
      name: this.#nameOf(this.#revoking),
      office: this.#officeOf(this.#revoking),
    });
    this.#dialog.returnValue = "";
    this.#dialog.showModal();
  }

  async #revoke() {
    const device = this.#revoking;
    try {
      await command(`/devices/${encodeURIComponent(device.id)}`, undefined, { method: "DELETE" });
      this.#say(this.words.t("admin.revoked", { name: this.#nameOf(device) }));
    } catch (problem) {
      this.#fail(problem);
    }
    await this.refresh();
    document.getElementById("code").focus();
  }

  #draw() {
    document.getElementById("no-devices").hidden = this.#devices.length > 0;
    const items = this.#devices.map((device) => this.#item(device, this.words.t));
    patch(document.getElementById("device-list"), items);
  }

  #item(device, t) {
    const name = this.#nameOf(device);
    const kind = t("admin.kind_at_office", { kind: t(`admin.kind_${device.kind}`), office: this.#officeOf(device) });
    return h(
      "li",
      { key: device.id },
      h("div", { class: "admin-device" }, h("h3", null, name), h("p", { class: "small" }, kind)),
      h("div", { class: "admin-presence" }, this.#presence(device, t)),
      h(
        "button",
        {
          type: "button",
          class: "button button-danger button-small",
          "data-revoke": device.id,
          "aria-label": t("admin.revoke_named", { name }),
        },
        t("admin.revoke"),
      ),
    );
  }

  #presence(device, t) {
    const { state, minutes } = presence(device, Date.now());
    const seen = {
      seen: () => t("admin.minutes_ago", { minutes }),
      silent: () => t("admin.seen_at", { time: this.#moment(device.last_seen_at) }),
      never: () => t("admin.paired_since", { time: this.#moment(device.paired_at) }),
    }[state]();
    const tone = state === "seen" ? "ok" : "warning";
    return [
      h("span", { class: "tag", "data-tone": tone }, t(`admin.presence_${state}`)),
      h("span", { class: "sub" }, seen),
    ];
  }

  #nameOf(device) {
    return device.name || this.words.t(`admin.kind_${device.kind}`);
  }

  #officeOf(device) {
    return this.offices.get(device.office) ?? device.office;
  }

  #moment(instant) {
    return new Intl.DateTimeFormat(this.words.language, { dateStyle: "medium", timeStyle: "short" }).format(
      new Date(instant),
    );
  }

  #fieldError(words) {
    const error = document.getElementById("code-error");
    const input = this.#form.elements.code;
    error.textContent = words ?? "";
    error.hidden = !words;
    input.closest(".field").toggleAttribute("data-invalid", Boolean(words));
    input.setAttribute("aria-invalid", String(Boolean(words)));
    if (words) input.focus();
  }

  #say(words) {
    this.#fieldError(null);
    this.#message(words, "ok");
  }

  #fail(problem) {
    if (!("status" in problem)) throw problem;
    if (problem.status === 401)
      return globalThis.location.assign(`${SIGN_IN}?next=${encodeURIComponent(globalThis.location.pathname)}`);
    return this.#message(problem.offline ? this.words.t("common.offline") : problem.message, "error");
  }

  #message(words, tone) {
    const message = document.getElementById("message");
    message.textContent = words;
    message.dataset.tone = tone;
    message.hidden = false;
  }
}

const page = new AdminPage(await loadWords(document.documentElement.lang, "admin"));
await page.refresh();
setInterval(() => document.hidden || page.refresh(), REFRESH_MS);
