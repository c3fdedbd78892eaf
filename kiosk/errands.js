/** What the kiosk asks of the service: tickets, check-ins, help, and the settling of what was left open. */

import { api, command } from "/static/js/api.js";
import { settle, takeTicket } from "./take-ticket.js";

export class Errands {
  #office;
  #device;
  #tell;

  /** `tell` takes the events for `reduce` in session.js. */
  constructor(office, device, tell) {
    this.#office = office;
    this.#device = device;
    this.#tell = tell;
  }

  send_ticket({ key, request }) {
    return this.#carryThrough({ key, request, send: (...sent) => this.#post("tickets", ...sent) });
  }

  send_check_in({ key, request }) {
    return this.#carryThrough({ key, request, send: (...sent) => this.#post("check-ins", ...sent) });
  }

  async #carryThrough({ key, request, send }) {
    const outcome = await takeTicket({
      key,
      request,
      send,
      after: (ms, work) => clearTimeout.bind(null, setTimeout(work, ms)),
      online: () => navigator.onLine,
      onSlow: () => this.#tell({ type: "slow", key }),
    });
    if (outcome.type === "unpaired") this.#device.forget();
    this.#tell(outcome);
  }

  async ask_help({ key }) {
    const { token } = this.#device;
    try {
      const { id } = await command(`/offices/${this.#office}/help`, { place: "kiosk" }, { key, token });
      this.#tell({ type: "help_coming", key, id });
    } catch {
      this.#tell({ type: "help_failed", key });
    }
  }

  /** Best effort: when nobody can be told, somebody comes in vain, which is better than nobody. */
  take_back_help({ id }) {
    const { token } = this.#device;
    command(`/offices/${this.#office}/help/${id}`, undefined, { method: "DELETE", token }).catch(() => {});
  }

  settle(unsettled) {
    if (!this.#device.token) return;
    const send = (body, key) => this.#post("tickets", body, key);
    const cancel = (id) => command(`/tickets/${id}`, undefined, { method: "DELETE" });
    for (const { key, request } of unsettled) {
      settle({ send, cancel, key, request }).then((done) => done && this.#tell({ type: "settled", key }));
    }
  }

  /** A token that has become void is renewed on the spot where pairings approve themselves. */
  async #post(what, body, key, signal) {
    const { language } = body;
    const send = () =>
      api(`/offices/${this.#office}/${what}`, { method: "POST", body, key, signal, language, token: this.#device.token });
    try {
      return await send();
    } catch (problem) {
      if (problem.status !== 401 || !(await this.#device.pairAtOnce())) throw problem;
      return send();
    }
  }
}
