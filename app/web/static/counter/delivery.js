// Brings one command to the service, or says that it could not. A repeat carries the same key, so it has one effect.

// Retries follow at these distances; after the last one the person decides.
export const RETRY_AFTER_MS = [300, 700, 1_500, 3_000, 5_000, 8_000, 10_000];

// A proxy's 502, 503, 504 and "too many" may be gone in a moment; 0 means that nothing answered.
const PASSING = new Set([0, 429, 502, 503, 504]);

// One try may take this long before it counts as unanswered.
export const ANSWER_WITHIN_MS = 8_000;

/**
 * Sends `command` ({path, body, key}) by `send` and returns {outcome, body?, problem?}:
 * "answered", "refused" (the service said no), "signed-out", "unreachable" (all tries went unanswered) or "given-up".
 * `onTrouble(tries)` is told of each try that failed; `signal` lets the person give up between tries.
 */
export async function deliver(command, { send, pause, onTrouble = () => {}, signal }) {
  for (let tries = 0; ; tries += 1) {
    const result = await attempt(command, send);
    if (result.outcome !== "unreachable") return result;
    if (signal?.aborted) return { outcome: "given-up" };
    if (tries >= RETRY_AFTER_MS.length) return result;
    onTrouble(tries + 1);
    await pause(RETRY_AFTER_MS[tries], signal);
    if (signal?.aborted) return { outcome: "given-up" };
  }
}

async function attempt(command, send) {
  try {
    return { outcome: "answered", body: await send(command) };
  } catch (problem) {
    if (!("status" in problem)) throw problem;
    if (problem.status === 401) return { outcome: "signed-out", problem };
    return { outcome: PASSING.has(problem.status) ? "unreachable" : "refused", problem };
  }
}

/** A pause that a signal ends early. */
export function pauseFor(ms, signal) {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal?.addEventListener("abort", () => { clearTimeout(timer); resolve(); }, { once: true });
  });
}
