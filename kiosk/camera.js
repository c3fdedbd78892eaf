/** The device's camera as a reader of codes, where the browser can do that by itself. Only ever on after a touch. */

const LOOK_MS = 150;
const WISHES = { video: { facingMode: "user", width: { ideal: 1280 } }, audio: false };

/** Whether this browser reads QR codes and may use a camera. */
export async function canRead() {
  if (!globalThis.BarcodeDetector || !navigator.mediaDevices?.getUserMedia) return false;
  return (await BarcodeDetector.getSupportedFormats()).includes("qr_code");
}

export class Camera {
  #stream = null;
  #run = 0;

  /** Shows the camera in `video` until a code is found or `stop`. Calls `found(text)` once, or `failed()`. */
  async start(video, { found, failed }) {
    this.stop();
    const run = this.#run;
    try {
      const stream = await navigator.mediaDevices.getUserMedia(WISHES);
      if (run !== this.#run) return release(stream);
      this.#stream = stream;
      video.srcObject = stream;
      await video.play();
      const text = await this.#look(video, run);
      if (text !== null) found(text);
    } catch {
      if (run === this.#run) failed();
    }
  }

  stop() {
    this.#run += 1;
    release(this.#stream);
    this.#stream = null;
  }

  async #look(video, run) {
    const detector = new BarcodeDetector({ formats: ["qr_code"] });
    while (run === this.#run) {
      const [code] = await detector.detect(video);
      if (code && run === this.#run) return code.rawValue;
      await new Promise((resume) => setTimeout(resume, LOOK_MS));
    }
    return null;
  }
}

function release(stream) {
  for (const track of stream?.getTracks() ?? []) track.stop();
}
