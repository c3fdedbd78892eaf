/** Who did not come, in figures for people. Pure: the API's report in, values out. */

/** A share as whole percent; "1" for anything above nothing that would round to nothing. */
export function percent(rate) {
  return rate > 0 ? Math.max(1, Math.round(rate * 100)) : 0;
}

/** A probability as "so many of a hundred": at least 1 unless it is nothing. */
export function ofHundred(probability) {
  return percent(probability);
}

/** The procedures of which something is known, the largest share first, and how many others there are. */
export function proceduresKnown(procedures) {
  const known = procedures.filter((each) => each.rate !== null).toSorted((one, other) => other.rate - one.rate);
  return { known, others: procedures.length - known.length };
}

/** One service: its share, the hour with the largest one, and what a booking more would mean. */
export function serviceFigures(service) {
  const known = service.hours.filter((hour) => hour.rate !== null);
  const worst = known.toSorted((one, other) => other.rate - one.rate)[0] ?? null;
  return {
    service: service.service,
    seen: service.seen,
    missed: service.missed,
    percent: service.rate === null ? null : percent(service.rate),
    worst: worst && known.length > 1 ? { hour: worst.hour, percent: percent(worst.rate) } : null,
    oneMore: service.one_more && {
      places: service.one_more.places,
      allowed: service.one_more.allowed,
      ofHundred: ofHundred(service.one_more.risk),
    },
  };
}
