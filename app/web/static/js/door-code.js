// The QR code of the office's page, as screens in the hall show it. With a device's token it holds the code of the day:
// whoever reads it there takes a ticket as somebody present. Without one it is the plain address of the page.

/** A process may hear of a new day a moment after the board said so: what is shown is asked for again. */
const AGAIN_MS = 600_000;
const AFTER_TROUBLE_MS = 10_000;

export class DoorCode {
  #office;
  #token;
  #show;
  #fetch;
  #asked = null;
  #due = 0;
  #shown = { address: null, day: null };

  /** `token()` is the device's token or null, `show(address)` gets an address for an image each time it changes. */
  constructor(office, { token, show, fetch = (...request) => globalThis.fetch(...request) }) {
    this.#office = `/api/v1/offices/${encodeURIComponent(office)}`;
    this.#token = token;
    this.#show = show;
    this.#fetch = fetch;
  }

  /** To be called often, with the board's day and the time in ms. Asks the service when the day or the token is new. */
  async look(day, now) {
    const token = this.#token();
    const asked = `${day} ${token}`;
    if (asked === this.#asked && now < this.#due) return;
    this.#asked = asked;
    this.#due = now + AGAIN_MS;
    const address = token && (await this.#picture(token));
    if (asked !== this.#asked) return;
    if (token && !address) this.#due = now + AFTER_TROUBLE_MS;
    if (address || !token || day !== this.#shown.day) this.#put(address || `${this.#office}/qr.svg`, day);
  }

  async #picture(token) {
    try {
      const answer = await this.#fetch(`${this.#office}/door.svg`, { headers: { Authorization: `Bearer ${token}` } });
      return answer.ok ? `data:image/svg+xml,${encodeURIComponent(await answer.text())}` : null;
    } catch {
      return null;
    }
  }

  #put(address, day) {
    const { address: before } = this.#shown;
    this.#shown = { address, day };
    if (address !== before) this.#show(address);
  }
}
