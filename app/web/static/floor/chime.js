/** Two short tones for a new call for help. A browser gives no sound before the first touch of the page. */

const TONES = [
  { frequency: 880, at: 0 },
  { frequency: 660, at: 0.22 },
];
const LENGTH_SECONDS = 0.4;
let audio = null;

/** To be called from a touch or key, so that the browser lets the page sound later. */
export function allowSound() {
  if (globalThis.AudioContext) audio ??= new AudioContext();
  if (audio?.state === "suspended") audio.resume();
}

export function chime() {
  if (audio?.state !== "running") return;
  for (const { frequency, at } of TONES) tone(frequency, audio.currentTime + at);
}

function tone(frequency, start) {
  const oscillator = audio.createOscillator();
  const gain = audio.createGain();
  oscillator.frequency.value = frequency;
  gain.gain.setValueAtTime(0.0001, start);
  gain.gain.exponentialRampToValueAtTime(0.4, start + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, start + LENGTH_SECONDS);
  oscillator.connect(gain).connect(audio.destination);
  oscillator.start(start);
  oscillator.stop(start + LENGTH_SECONDS);
}
