/** Changes of what a counter serves, as the new list of services for it. A delay is in minutes; 0 is full duty. */

/** The delay that a helper gets unless the manager chooses another. */
export const HELP_AFTER_MINUTES = 10;

/** The counter serves this service and nothing else. */
export function moveTo(_offers, service) {
  return [{ service, delay_minutes: 0 }];
}

/** The counter keeps what it serves and also takes people of this service who have waited `delay` minutes longer. */
export function helpWith(offers, service, delay = HELP_AFTER_MINUTES) {
  const others = offers.filter((offer) => offer.service !== service);
  return [...others, { service, delay_minutes: delay }];
}

/** The counter no longer takes this service; null when it would serve nothing. */
export function stopServing(offers, service) {
  const others = offers.filter((offer) => offer.service !== service);
  return others.length ? others : null;
}

/** True when both lists say the same, whatever their order. */
export function sameOffers(left, right) {
  const key = (offers) =>
    offers
      .map((offer) => `${offer.service}:${offer.delay_minutes}`)
      .sort()
      .join(" ");
  return key(left) === key(right);
}

/** What a counter is for a service: "full", "helps" (after a delay) or "none". */
export function roleOf(offers, service) {
  const offer = offers.find((each) => each.service === service);
  if (!offer) return "none";
  return offer.delay_minutes > 0 ? "helps" : "full";
}
