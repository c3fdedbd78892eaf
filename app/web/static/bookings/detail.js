/** The dialog of one booking: what staff do with it, and what the service answers. */
import { command } from "../js/api.js";
import { patch } from "../js/dom.js";
import { dateWords } from "../js/words.js";
import { detailView } from "./detail-view.js";

export class Detail {
  #dialog = document.getElementById("detail-dialog");
  #about = null;

  constructor(page) {
    this.page = page;
    this.#dialog.addEventListener("close", () => { this.#about = null; });
    this.#dialog.addEventListener("click", (event) => this.#onClick(event));
    this.#dialog.addEventListener("submit", (event) => this.#onSubmit(event));
    this.#dialog.addEventListener("change", ({ target }) => this.#onChange(target));
  }

  /** Whether the booking itself is shown, so that single keys act on it. */
  get shows() {
    return this.#about?.mode === "show";
  }

  open(id) {
    this.#about = { id, mode: "show", problem: null, draft: { reason: "changed_mind", needs: [] } };
    this.draw();
    if (!this.#about || this.#dialog.open) return;
    this.#dialog.showModal();
    this.#dialog.querySelector("[data-do]")?.focus();
  }

  draw() {
    if (!this.#about) return;
    const row = this.page.row(this.#about.id) ?? this.#about.row;
    if (!row) return this.#dialog.close();
    this.#about.row = row;
    const shown = { ...this.#about, day: dateWords(this.page.words, row.startsAt, "full"), languages: this.page.languages };
    patch(this.#dialog.querySelector("[data-content]"), detailView(shown, this.page.words));
  }

  act(action) {
    const { row } = this.#about ?? {};
    if (!row) return null;
    const needed = { "check-in": "check_in", move: "move", change: "change", "ask-cancel": "cancel" }[action];
    if (needed && !row.may.includes(needed)) return null;
    return {
      close: () => this.#dialog.close(),
      show: () => this.#set({ mode: "show", problem: null }),
      "check-in": () => this.#checkIn(row),
      move: () => this.#move(row),
      change: () => this.#set({ mode: "change", problem: null, draft: draftOf(row) }),
      "ask-cancel": () => this.#set({ mode: "cancel", problem: null }),
      cancel: () => this.#cancel(row),
    }[action]?.();
  }

  #onClick(event) {
    if (event.target === this.#dialog) return this.#dialog.close();
    const pressed = event.target.closest("[data-do]");
    return pressed && this.act(pressed.dataset.do);
  }

  #onChange(field) {
    if (field.name === "reason") this.#set({ draft: { ...this.#about.draft, reason: field.value } });
    if (field.form?.dataset.form) this.#set({ draft: draftIn(field.form) });
  }

  #onSubmit(event) {
    event.preventDefault();
    const told = toldIn(event.target);
    const { row } = this.#about;
    this.#do(() => command(`/reservations/${row.id}`, told, { method: "PATCH" }), "changed", () => this.#set({ mode: "show" }));
  }

  #move(row) {
    const reservation = this.page.lists.reservation(row.id);
    this.#dialog.close();
    this.page.flow.move(reservation);
  }

  #checkIn(row) {
    const path = `/offices/${encodeURIComponent(row.office)}/check-ins`;
    return this.#do(() => command(path, { id: row.id }), "checked_in", (arrived) => this.#set({ mode: "here", arrived }));
  }

  #cancel(row) {
    const { reason } = this.#about.draft;
    return this.#do(() => command(`/reservations/${row.id}`, { reason }, { method: "DELETE" }), "cancelled", () => this.#dialog.close());
  }

  // A late answer leaves the dialog alone that has been opened for another booking meanwhile.
  async #do(send, said, after) {
    const asked = this.#about;
    try {
      const answer = await send();
      this.page.tell(this.page.words.t(`bookings.did_${said}`));
      if (asked === this.#about) after(answer);
      await this.page.lists.refresh();
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      const message = problem.offline ? this.page.words.t("common.offline") : problem.message;
      if (asked === this.#about) this.#set({ problem: message });
      else this.page.tell(message);
    }
  }

  #set(change) {
    if (!this.#about) return;
    const moves = change.mode && change.mode !== this.#about.mode;
    Object.assign(this.#about, change);
    this.draw();
    if (moves) this.#dialog.querySelector("input, select, [data-do]")?.focus();
  }
}

/** What the fields show at first. */
export function draftOf(row) {
  return { name: row.contact?.name, phone: row.contact?.phone, email: row.contact?.email, language: row.language ?? "ja", needs: row.needs, onBehalf: row.onBehalf };
}

/** What the fields show after somebody has changed one. */
export function draftIn(form) {
  const { language, needs, on_behalf: onBehalf } = toldIn(form);
  const text = (name) => form.elements[name].value;
  return { name: text("name"), phone: text("phone"), email: text("email"), language, needs: Object.keys(needs).filter((need) => needs[need]), onBehalf };
}

/** What the fields say, as the API takes it. */
export function toldIn(form) {
  const text = (name) => form.elements[name].value.trim() || null;
  const on = (name) => form.elements[name].checked;
  const contact = { name: text("name"), phone: text("phone"), email: text("email") };
  return {
    language: form.elements.language.value,
    needs: { writing: on("writing"), hearing: on("hearing"), wheelchair: on("wheelchair") },
    on_behalf: on("on_behalf"),
    ...(Object.values(contact).some(Boolean) ? { contact } : {}),
  };
}
