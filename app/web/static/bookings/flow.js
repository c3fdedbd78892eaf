/** The dialog in which a time is found: asks the service step by step, and books or moves. */
import { api, command } from "../js/api.js";
import { patch } from "../js/dom.js";
import { draftIn, toldIn } from "./detail.js";
import { newBooking, newMove, reduce, visitQuery } from "./flow-state.js";
import { flowView } from "./flow-view.js";

const NO_DETAILS = { language: "ja", needs: [], onBehalf: false };

export class Flow {
  #dialog = document.getElementById("flow-dialog");
  #flow = null;
  #opened = 0;
  #draft = NO_DETAILS;

  constructor(page) {
    this.page = page;
    this.#dialog.addEventListener("close", () => this.#end());
    this.#dialog.addEventListener("click", (event) => this.#onClick(event));
    this.#dialog.addEventListener("change", (event) => this.#onChange(event.target));
    this.#dialog.addEventListener("input", ({ target }) => target.name === "filter" && this.#step({ type: "filtered", filter: target.value }));
    this.#dialog.addEventListener("submit", (event) => this.#confirm(event));
  }

  book() {
    this.#open(newBooking(this.page.office.id));
  }

  move(reservation) {
    this.#open(newMove(reservation));
    this.#readSlots();
  }

  draw() {
    if (!this.#flow) return;
    const { context, languages, words } = this.page;
    patch(this.#dialog.querySelector("[data-content]"), flowView(this.#flow, { ...context, languages, draft: this.#draft }, words));
  }

  #open(flow) {
    this.#opened += 1;
    this.#flow = flow;
    this.#draft = NO_DETAILS;
    this.draw();
    this.#dialog.showModal();
    this.#focus();
  }

  // A time that was kept and not booked is given back at once.
  #end() {
    const held = this.#flow?.held;
    this.#flow = null;
    if (held) this.#release(held);
  }

  #release(held) {
    return command(`/reservations/${held.id}`, {}, { method: "DELETE" }).catch(() => null);
  }

  #onClick(event) {
    const pressed = event.target.closest("[data-do]");
    if (!pressed) return;
    const { value, office } = pressed.dataset;
    ({
      close: () => this.#dialog.close(),
      "flow-plan": () => this.#plan(),
      "flow-answer": () => this.#answer(value),
      "flow-back": () => this.#back(),
      "flow-where": () => this.#where(value),
      "flow-day": () => this.#step({ type: "day", day: value }),
      "flow-time": () => this.#choose(value, office),
      "flow-move": () => this.#moveNow(),
    })[pressed.dataset.do]?.();
  }

  #onChange(field) {
    if (field.name === "procedure") this.#step({ type: "toggled", procedure: field.value });
    if (field.name === "people") this.#step({ type: "people", people: Number(field.value) });
    if (field.form?.dataset.form) this.#draft = draftIn(field.form);
  }

  // --- asking the service ----------------------------------------------------------------------------------------------

  #plan() {
    const { office, procedures, answers, people } = this.#flow;
    return this.#ask(() => command(`/offices/${encodeURIComponent(office)}/visits`, { procedures, answers, people }), (visit) => {
      this.#step({ type: "planned", visit });
      if (this.#flow.step === "time") this.#readSlots();
    });
  }

  #answer(option) {
    this.#step({ type: "answered", key: this.#flow.question.key, option });
    return this.#plan();
  }

  #back() {
    this.#step({ type: "back" });
    if (this.#flow.step === "questions") return this.#plan();
    if (this.#flow.step === "time") return this.#readSlots();
    return null;
  }

  #readSlots() {
    const { office } = this.#flow;
    const path = `/offices/${encodeURIComponent(office)}/slots?${visitQuery(this.#flow)}`;
    return this.#ask(() => api(path), ({ slots }) => this.#step({ type: "slots", slots }));
  }

  #where(where) {
    this.#step({ type: "where", where });
    if (where === "here") return this.#readSlots();
    this.#step({ type: "elsewhere", offices: null });
    const near = encodeURIComponent(this.#flow.office);
    return this.#ask(() => api(`/slots?${visitQuery(this.#flow)}&order=${where}&near=${near}`), ({ offices }) => this.#step({ type: "elsewhere", offices }));
  }

  #choose(startsAt, office) {
    if (this.#flow.kind === "move") return this.#step({ type: "chosen", chosen: startsAt });
    const { procedures, answers, people, held } = this.#flow;
    const wish = { procedures, answers, people, starts_at: startsAt, hold: true };
    return this.#ask(() => command(`/offices/${encodeURIComponent(office)}/reservations`, wish), (reservation) => {
      if (held) this.#release(held);
      this.#step({ type: "held", reservation });
    });
  }

  #confirm(event) {
    event.preventDefault();
    const told = toldIn(event.target);
    this.#draft = draftIn(event.target);
    const path = `/reservations/${this.#flow.held.id}`;
    return this.#ask(() => command(path, { confirm: true, ...told }, { method: "PATCH" }), (reservation) => this.#finish(reservation, "booked"));
  }

  #moveNow() {
    const { reservation, chosen } = this.#flow;
    const path = `/reservations/${reservation.id}`;
    return this.#ask(() => command(path, { starts_at: chosen }, { method: "PATCH" }), (moved) => this.#finish(moved, "moved"));
  }

  #finish(reservation, said) {
    this.#step({ type: "done", reservation });
    this.page.tell(this.page.words.t(`bookings.did_${said}`));
    this.page.lists.refresh();
  }

  async #ask(send, then) {
    const opened = this.#opened;
    const isStillOpen = () => Boolean(this.#flow) && opened === this.#opened;
    this.#step({ type: "busy" });
    try {
      const answer = await send();
      if (isStillOpen()) then(answer);
      else if (answer?.state === "held") this.#release(answer); // the dialog was closed meanwhile, perhaps opened anew
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      if (!isStillOpen()) return;
      const message = problem.offline ? this.page.words.t("common.offline") : problem.message;
      this.#step({ type: "failed", problem: { message, alternatives: problem.rest?.alternatives } });
    }
  }

  #step(event) {
    if (!this.#flow) return;
    const before = this.#flow.step;
    const question = this.#flow.question?.key;
    this.#flow = reduce(this.#flow, event);
    this.draw();
    if (this.#flow.step !== before || this.#flow.question?.key !== question) this.#focus();
  }

  // Each step begins at its heading, so that it is read out; where there are fields, in the first one.
  #focus() {
    const field = this.#dialog.querySelector("input:not([type=radio]), .booking-option");
    (field ?? this.#dialog.querySelector("h2"))?.focus();
  }
}
