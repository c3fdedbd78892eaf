/** The administrator's calendar: special days are gathered, their effect on bookings is shown, then they are applied. */
import { api, command } from "../js/api.js";
import { patch } from "../js/dom.js";
import { loadWords } from "../js/words.js";
import { afterApplying, draftOf, hoursOf, isChanged, specialFrom, withDay, withoutDay } from "./calendar-state.js";
import { holidays, previewView, specialDays, weekRows } from "./calendar-view.js";

class CalendarPage {
  #form = document.getElementById("add");
  #fate = "displace";
  #busy = false;
  #asked = 0;

  constructor(words, office, calendar) {
    this.words = words;
    this.office = office;
    this.path = `/offices/${encodeURIComponent(office.id)}/calendar`;
    this.draft = draftOf(calendar);
    this.#form.addEventListener("submit", (event) => this.#add(event));
    this.#form.querySelector("[type=submit]").disabled = false; // before, the browser itself would send the form
    this.#form.addEventListener("change", () => this.#showHours());
    document.addEventListener("click", ({ target }) => this.#act(target.closest("[data-do]")));
    document.getElementById("preview-body").addEventListener("change", ({ target }) => {
      this.#fate = target.value;
      this.#draw();
    });
    this.#showHours();
    this.#draw();
  }

  #add(event) {
    event.preventDefault();
    const field = (name) => this.#form.elements[name].value;
    const told = { date: field("date"), kind: field("kind"), name: field("name").trim(), opens: field("opens"), closes: field("closes") };
    const { special, problem } = specialFrom(told, this.draft.today);
    this.#fieldError(problem ? this.words.t(`calendar.${problem}`) : null);
    if (!special) return;
    this.#form.elements.date.value = "";
    this.#form.elements.name.value = "";
    this.#change(withDay(this.draft, special));
  }

  #act(button) {
    if (!button) return;
    const { date } = button.dataset;
    ({
      remove: () => this.#change(withoutDay(this.draft, date)),
      restore: () => this.#change(withDay(this.draft, this.draft.hours.special.find((each) => each.date === date))),
      forget: () => this.#change(draftOf(this.draft)),
      apply: () => this.#apply(),
    })[button.dataset.do]?.();
  }

  #change(draft) {
    this.draft = draft;
    this.#say(null);
    this.#draw();
    if (isChanged(draft)) this.#look();
  }

  // The newest question counts; an answer to an older one is dropped.
  async #look() {
    const asked = ++this.#asked;
    try {
      const preview = await command(`${this.path}/preview`, { hours: hoursOf(this.draft) });
      if (asked !== this.#asked) return;
      this.draft = { ...this.draft, preview };
      this.#draw();
      document.getElementById("preview-title").focus();
    } catch (problem) {
      this.#fail(problem);
    }
  }

  async #apply() {
    const sent = this.draft;
    const { preview, revision } = sent;
    const bookings = preview.touched.length ? this.#fate : null;
    this.#busy = true;
    this.#draw();
    try {
      await command(this.path, { hours: hoursOf(sent), revision, bookings }, { method: "PUT" });
      const calendar = await api(this.path);
      this.draft = afterApplying(this.draft, sent, calendar);
      if (isChanged(this.draft)) this.#look();
      this.#say(this.words.t(preview.touched.length ? `calendar.applied_${this.#fate}` : "calendar.applied", { n: preview.touched.length }), "ok");
    } catch (problem) {
      this.#fail(problem);
      if (problem.slug === "bookings_touched") this.#look(); // somebody has booked meanwhile
    }
    this.#busy = false;
    this.#draw();
  }

  #draw() {
    const { draft, words } = this;
    const office = { services: this.office.services, procedures: this.office.procedures, language: words.language };
    patch(document.getElementById("special"), specialDays(draft, words));
    patch(document.getElementById("week"), weekRows(draft, office, words));
    patch(document.getElementById("holidays"), holidays(draft, words));
    document.getElementById("no-special").hidden = document.getElementById("special").childElementCount > 0;
    document.getElementById("preview").hidden = !isChanged(draft);
    patch(document.getElementById("preview-body"), isChanged(draft) ? previewView({ preview: draft.preview, fate: this.#fate, busy: this.#busy }, office, words) : []);
  }

  #showHours() {
    document.getElementById("add-hours").hidden = this.#form.elements.kind.value !== "open";
  }

  #fieldError(words) {
    const error = document.getElementById("add-error");
    error.textContent = words ?? "";
    error.hidden = !words;
  }

  #say(words, tone = "ok") {
    const message = document.getElementById("message");
    message.textContent = words ?? "";
    message.dataset.tone = tone;
    message.hidden = !words;
  }

  #fail(problem) {
    if (!("status" in problem)) throw problem;
    if (problem.status === 401) return location.assign(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    return this.#say(problem.offline ? this.words.t("common.offline") : problem.message, "error");
  }
}

const { office: id } = document.getElementById("calendar").dataset;
const path = `/offices/${encodeURIComponent(id)}`;
const [words, office, calendar] = await Promise.all([loadWords(document.documentElement.lang, "calendar"), api(path), api(`${path}/calendar`)]);
new CalendarPage(words, office, calendar);
