// The two notes before a call. Browsers keep sound off until somebody touches the page, unless started as a kiosk.

const NOTES = [
  { hertz: 659.26, at: 0 },
  { hertz: 523.25, at: 0.55 },
];
const RINGS_SECONDS = 1.4;
const VOLUME = 0.35;

export class Chime {
  #audio = null;

  /** Whether a chime would be heard. */
  get audible() {
    return this.#audio?.state === "running";
  }

  /** Switches the sound on; call it at the start and at each touch. */
  async unlock() {
    this.#audio ??= globalThis.AudioContext ? new AudioContext() : null;
    if (this.#audio && this.#audio.state !== "running") await this.#audio.resume().catch(() => {});
  }

  ring() {
    if (this.audible) for (const note of NOTES) this.#play(note);
  }

  #play({ hertz, at }) {
    const start = this.#audio.currentTime + at;
    const tone = new OscillatorNode(this.#audio, { frequency: hertz, type: "sine" });
    const loudness = new GainNode(this.#audio, { gain: 0 });
    loudness.gain.setValueAtTime(0, start);
    loudness.gain.linearRampToValueAtTime(VOLUME, start + 0.02);
    loudness.gain.exponentialRampToValueAtTime(0.001, start + RINGS_SECONDS);
    tone.connect(loudness).connect(this.#audio.destination);
    tone.start(start);
    tone.stop(start + RINGS_SECONDS);
  }
}
