/** Reads the codes of reservations for the kiosk: with a scanner that types, at any time, and with the camera when asked. */

import { Camera, canRead } from "./camera.js";
import { SILENCE, hear, reservationIn } from "./scanner.js";

export class Reader {
  /** Whether the browser can read codes with a camera; known shortly after the start. */
  hasCamera = false;

  #camera = new Camera();
  #heard = SILENCE;
  #watching = false;
  #tell;

  /** `tell` takes `scanned` with the id of a reservation (null: another code) and `camera_failed`. */
  constructor(tell) {
    this.#tell = tell;
    canRead().then((can) => (this.hasCamera = can));
  }

  /** True when the key came from the scanner and must press nothing. */
  key({ key, timeStamp }) {
    const { heard, mine, text } = hear(this.#heard, key, timeStamp);
    this.#heard = heard;
    if (text !== null) this.#found(text);
    return mine;
  }

  /** Turns the camera on and off as the state wants it; it looks at what `root` shows in its <video>. */
  follow({ camera }, root) {
    const wanted = camera === "on";
    if (wanted === this.#watching) return;
    this.#watching = wanted;
    if (!wanted) return this.#camera.stop();
    this.#camera.start(root.querySelector("video"), {
      found: (text) => this.#found(text),
      failed: () => this.#tell({ type: "camera_failed" }),
    });
  }

  stop() {
    this.#camera.stop();
  }

  #found(text) {
    this.#tell({ type: "scanned", id: reservationIn(text) });
  }
}
