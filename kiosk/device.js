/** This device's right to be a kiosk of one office: a token from pairing, kept in the browser. */

import { api, command } from "/static/js/api.js";

const POLL_MS = 2_000;

export class Device {
  #office;
  #storage;

  constructor(office, storage = globalThis.localStorage) {
    this.#office = office;
    this.#storage = storage;
  }

  get token() {
    return this.#storage.getItem(this.#name("device"));
  }

  forget() {
    this.#storage.removeItem(this.#name("device"));
  }

  /** Says that the kiosk lives. False when it has to be paired: an administrator has taken its right away. */
  async sayAlive() {
    const { token } = this;
    if (token && (await isVoid(token)) && this.token === token) this.forget();
    return this.token !== null;
  }

  /** Requests that nobody has seen an answer to; they outlive a crash of the browser. */
  get unsettled() {
    return JSON.parse(this.#storage.getItem(this.#name("unsettled")) ?? "[]");
  }

  set unsettled(requests) {
    this.#storage.setItem(this.#name("unsettled"), JSON.stringify(requests));
  }

  /** Shows codes through `onCode` until somebody approves one; ends early when `signal` aborts. */
  async pair({ onCode, signal }) {
    while (!signal.aborted && !this.token) {
      try {
        const pairing = await this.#begin();
        onCode(pairing);
        await this.#poll(pairing, signal);
      } catch {
        onCode(null);
        await pause(POLL_MS);
      }
    }
  }

  /** One try that needs nobody: true where pairings approve themselves, as in the demo. */
  async pairAtOnce() {
    try {
      return await this.#ask(await this.#begin());
    } catch {
      return false;
    }
  }

  #begin() {
    return command("/pairings", { kind: "kiosk", office: this.#office });
  }

  async #poll(pairing, signal) {
    while (!signal.aborted && (await this.#ask(pairing)) === null) await pause(POLL_MS);
  }

  /** True when paired, null while waiting, false when the code is over. */
  async #ask({ id, secret }) {
    const { state, token } = await api(`/pairings/${id}`, { token: secret });
    if (state === "paired") this.#storage.setItem(this.#name("device"), token);
    if (state === "waiting") return null;
    return state === "paired";
  }

  #name(what) {
    return `madoguchi.${what}.kiosk.${this.#office}`;
  }
}

/** No answer, or a service in trouble, says nothing against the token. */
function isVoid(token) {
  const sent = api("/devices/me/seen", { method: "POST", token });
  return sent.then(() => false, (problem) => problem.status === 401);
}

function pause(ms) {
  return new Promise((resume) => setTimeout(resume, ms));
}
