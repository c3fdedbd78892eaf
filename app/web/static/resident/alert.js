// Sound and vibration for a phone in the hand or in the pocket; only after its owner switched them on.

const TONES = { soon: [880], called: [880, 1109, 1319] };
const SHAKES = { soon: [300], called: [400, 150, 400, 150, 400] };
const TONE_SECONDS = 0.35;

export class Alert {
  #audio = null;
  #wakeLock = null;

  get on() {
    return this.#audio !== null;
  }

  /** Has to be called from a press: browsers let no page sound by itself. */
  async switchOn() {
    this.#audio = new AudioContext();
    this.give("soon");
    await this.keepAwake();
  }

  async switchOff() {
    const [audio, lock] = [this.#audio, this.#wakeLock];
    this.#audio = this.#wakeLock = null;
    await Promise.allSettled([audio?.close(), lock?.release()]);
  }

  /** A dark phone runs no script, so the screen stays lit while somebody relies on it. Again after each return. */
  async keepAwake() {
    if (!this.on || document.hidden) return;
    this.#wakeLock = await navigator.wakeLock?.request("screen").catch(() => null);
  }

  /** `phase` is soon or called; others are silent. */
  give(phase) {
    if (!this.on || !(phase in TONES)) return;
    navigator.vibrate?.(SHAKES[phase]);
    TONES[phase].forEach((hertz, index) => this.#tone(hertz, this.#audio.currentTime + index * TONE_SECONDS));
  }

  #tone(hertz, at) {
    const tone = this.#audio.createOscillator();
    const loudness = this.#audio.createGain();
    tone.frequency.value = hertz;
    loudness.gain.setValueAtTime(0.4, at);
    loudness.gain.exponentialRampToValueAtTime(0.001, at + TONE_SECONDS);
    tone.connect(loudness).connect(this.#audio.destination);
    tone.start(at);
    tone.stop(at + TONE_SECONDS);
  }
}
