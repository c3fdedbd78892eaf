/** The roster of support staff and today's calls as the panel shows them. Pure: the API's JSON in, plain values out. */

const ORDER = { here: 2, coming: 1, called: 0 };

/**
 * `standing` calls, those that want an answer first; `ready` people who can be called now, each with the time at which
 * they last said no today (`declined`, or null); `away` people who can't come now.
 */
export function supportState({ supporters, calls }) {
  const standing = calls.filter((call) => call.state in ORDER);
  standing.sort((a, b) => ORDER[a.state] - ORDER[b.state] || (a.called_at < b.called_at ? -1 : 1));
  const declined = (id) => calls.find((call) => call.supporter === id && call.state === "declined");
  return {
    standing,
    ready: supporters
      .filter((each) => each.can_come)
      .map((each) => ({ ...each, declined: declined(each.id)?.answered_at ?? null })),
    away: supporters.filter((each) => !each.can_come && !each.call),
  };
}

/** The first proposal of a call: services of theirs where people wait, at a closed counter that is set up for one. */
export function draftFor({ id, skills }, floor) {
  const waiting = floor.services.filter((service) => service.waiting > 0).map((service) => service.id);
  const wanted = skills.filter((skill) => waiting.includes(skill));
  const services = wanted.length ? wanted : skills;
  const closed = floor.counters.filter((counter) => counter.state === "closed");
  const fitting = closed.find((counter) => counter.usual.some((offer) => services.includes(offer.service)));
  return { supporter: id, services, counter: (fitting ?? closed[0])?.id ?? null };
}

/** The draft with a service more or less. */
export function withService(draft, service, isWanted) {
  const others = draft.services.filter((each) => each !== service);
  return { ...draft, services: isWanted ? [...others, service] : others };
}

/** Answers that nobody has looked at yet on this device; `seen` are marks of those that somebody has. */
export function unseenAnswers(answers, seen) {
  return answers.filter((answer) => !seen.includes(markOf(answer)));
}

/** An answer given once more, say that somebody comes after all, is another one. */
export function markOf({ call, comes, answered_at }) {
  return `${call} ${comes} ${answered_at}`;
}

/**
 * The panel's {draft, code} after the answer to the call of `supporter`. What the manager has begun meanwhile stays: the
 * form of somebody else, or the code of another call.
 */
export function afterCall({ draft, code }, supporter, calls) {
  const call = calls.find((each) => each.supporter === supporter && each.state === "called");
  if (!call || draft?.supporter !== supporter) return { draft, code };
  return { draft: null, code: call.id };
}
