/** Support staff beside the columns: who can come, calls and how they stand. */
import { api, PREFIX } from "../js/api.js";
import { pick } from "../js/words.js";
import { recall, remember } from "./memory.js";
import * as requests from "./requests.js";
import { afterCall, draftFor, markOf, supportState, unseenAnswers, withService } from "./support-state.js";
import { supportView } from "./support-view.js";

export class SupportPanel {
  #page;
  #base;
  #seen;
  #state = { open: false, roster: null, draft: null, code: null, problem: null };

  /** `page` holds floor, say, actions and draw. */
  constructor(page) {
    this.#page = page;
    this.#base = `/offices/${encodeURIComponent(page.office)}/floor/support`;
    this.#seen = recall(page.office, "answers", []);
  }

  get isOpen() {
    return this.#state.open;
  }

  async open() {
    this.#set({ open: true, problem: null });
    document.getElementById("support-title").focus();
    await this.#load();
  }

  close() {
    const hadFocus = document.getElementById("support").contains(document.activeElement);
    this.#set({ open: false, draft: null, code: null });
    if (hadFocus) document.querySelector("[data-do=support]").focus();
  }

  /** Opens the form of a call for somebody. */
  draft(supporter) {
    const person = this.#state.roster.supporters.find((each) => each.id === supporter);
    this.#set({ draft: draftFor(person, this.#page.floor), code: null });
    document.getElementById("support-form").querySelector("input, select, button").focus();
  }

  dropDraft() {
    this.#set({ draft: null });
  }

  choose(service, isWanted) {
    this.#set({ draft: withService(this.#state.draft, service, isWanted) });
  }

  chooseCounter(counter) {
    this.#set({ draft: { ...this.#state.draft, counter: counter || null } });
  }

  /** Calls the person of the form; then their code is on the panel. */
  async call() {
    const { draft } = this.#state;
    const reason = document.getElementById("support-reason").value.trim() || null;
    await this.#run(requests.callSupport(this.#base, { ...draft, reason }), "floor.done_called", draft.supporter);
    this.#set(afterCall(this.#state, draft.supporter, this.#state.roster?.calls ?? []));
  }

  /** `verb` is "arrive", "leave" or "withdraw". */
  does(id, verb) {
    return this.#run(requests.supportVerb(this.#base, id, verb), `floor.done_support_${verb}`, this.#supporterOf(id));
  }

  /** What the person told the manager. */
  answers(id, comes) {
    const key = comes ? "floor.done_support_comes" : "floor.done_support_declines";
    return this.#run(requests.answerSupport(this.#base, id, comes), key, this.#supporterOf(id));
  }

  toggleCode(id) {
    this.#set({ code: this.#state.code === id ? null : id });
  }

  /** Something has happened on the floor: perhaps somebody has answered. */
  follow() {
    return this.isOpen ? this.#load() : undefined;
  }

  /** Answers that came while the panel was closed: how many, for the button, and in words. */
  news() {
    const { office, floor, say } = this.#page;
    const unseen = unseenAnswers(floor.answers, this.#seen);
    if (this.isOpen && unseen.length) {
      this.#seen = floor.answers.map(markOf);
      remember(office, "answers", this.#seen);
    }
    if (this.isOpen || !unseen.length) return { count: null, sign: null, words: "" };
    const sentence = ({ name, comes }) =>
      say.t(comes ? "floor.done_support_comes" : "floor.done_support_declines", { name: pick(name, say.language) });
    return {
      count: String(unseen.length),
      sign: say.t("floor.support_sign", { count: unseen.length }),
      words: unseen.map(sentence).join(say.t("floor.between_sentences")),
    };
  }

  view() {
    if (!this.isOpen) return [];
    const { roster } = this.#state;
    const view = { ...this.#state, base: PREFIX + this.#base };
    return supportView(roster && supportState(roster), view, this.#page.floor, this.#page.say);
  }

  async #run(request, key, supporter) {
    await this.#page.actions.run(request, key, { name: this.#nameOf(supporter) });
    await this.#load();
  }

  #supporterOf(id) {
    return this.#state.roster.calls.find((call) => call.id === id).supporter;
  }

  #nameOf(supporter) {
    const person = this.#state.roster.supporters.find((each) => each.id === supporter);
    return pick(person?.name, this.#page.say.language);
  }

  async #load() {
    try {
      this.#set({ roster: await api(this.#base), problem: null });
    } catch (problem) {
      if (!("status" in problem)) throw problem;
      if (problem.status === 401) this.#page.actions.fail(problem);
      else this.#set({ problem: problem.offline ? this.#page.say.t("common.offline") : problem.message });
    }
  }

  #set(change) {
    Object.assign(this.#state, change);
    this.#page.draw();
  }
}
