/**
 * One request for a ticket, carried through: the same key for every try, so that it has one effect at most.
 *
 * The network and the time are passed in; the answer is the event for `reduce` in session.js.
 */

/** Milliseconds, and how often a try that got no answer is repeated before the person is asked. */
export const PATIENCE = { slow: 2_500, answer: 6_000, pause: 1_000, tries: 2 };

/** Answers that say nothing about whether the ticket exists: worth another try with the same key. */
const PASSING = new Set([408, 425, 429]);

/**
 * Returns `took`, `refused` (surely no ticket, with what the service said of why), `failed` (not known) or `unpaired` (`unknown`: an earlier try may have
 * had its effect).
 * `send(request, key, signal)` resolves to the ticket or throws, with `status` when the service answered.
 */
export async function takeTicket({ send, after, online, onSlow, key, request, patience = PATIENCE }) {
  const cancelSlow = after(patience.slow, onSlow);
  try {
    for (let attempt = 1; ; attempt += 1) {
      const outcome = await oneTry({ send, after, key, request, patience });
      if (outcome) return { ...outcome, key, unknown: attempt > 1 };
      if (!online()) return { type: "failed", key, reason: "offline" };
      if (attempt === patience.tries) return { type: "failed", key, reason: "unanswered" };
      await new Promise((resume) => after(patience.pause, resume));
    }
  } finally {
    cancelSlow();
  }
}

/**
 * Finds out what became of a request that nobody waits for any more, and gives its ticket back.
 * Resolves to true when it is settled, false when the service still does not answer.
 */
export async function settle({ send, cancel, key, request }) {
  try {
    const ticket = await send(request, key);
    await cancel(ticket.id);
    return true;
  } catch (error) {
    return isFinal(error);
  }
}

async function oneTry({ send, after, key, request, patience }) {
  const limit = new AbortController();
  const cancelLimit = after(patience.answer, () => limit.abort());
  try {
    return { type: "took", ticket: await send(request, key, limit.signal) };
  } catch (error) {
    if (error.status === 401) return { type: "unpaired" };
    if (isFinal(error)) return { type: "refused", detail: error.detail ?? null, slug: error.slug ?? null, facts: error.rest ?? {} };
    return null;
  } finally {
    cancelLimit();
  }
}

function isFinal({ status }) {
  return status >= 400 && status < 500 && status !== 401 && !PASSING.has(status);
}
