/**
 * What the floor shows: one column per service with its counters, and the tray of closed counters.
 * Pure: the floor's JSON and the service's time in, plain values out.
 */
import { waitingFrom } from "../js/waiting.js";
import { sameOffers } from "./moves.js";
import { minutesSince } from "./times.js";

/** Columns in the office's order, closed counters, held and missed tickets. `now` in milliseconds since the epoch. */
export function floorView(floor, now) {
  const cards = floor.counters.map((counter) => card(counter, now));
  const shown = cards.filter((each) => each.state !== "closed");
  return {
    columns: floor.services.map((service) => column(service, shown, floor, now)),
    closed: cards.filter((each) => each.state === "closed"),
    held: aside(floor.held, now),
    missed: aside(floor.missed, now),
  };
}

/** The same floor with the services that a closed counter would serve when opened: its usual ones. */
export function withUsualServices(floor) {
  return {
    ...floor,
    counters: floor.counters.map((counter) =>
      counter.offers.length ? counter : { ...counter, offers: counter.usual },
    ),
  };
}

/** The service that a counter is there for: the first of those it serves with the least delay; null when none. */
export function homeService(offers) {
  if (!offers.length) return null;
  const least = Math.min(...offers.map((offer) => offer.delay_minutes));
  return offers.find((offer) => offer.delay_minutes === least).service;
}

/** Ids of the counters whose state or services differ between two floors, whoever changed them. */
export function changedCounters(before, after) {
  const was = new Map((before?.counters ?? []).map((counter) => [counter.id, counter]));
  return after.counters
    .filter((counter) => was.has(counter.id) && !sameDuty(was.get(counter.id), counter))
    .map((counter) => counter.id);
}

function sameDuty(left, right) {
  return left.state === right.state && sameOffers(left.offers, right.offers);
}

/** True when the counter is open and has nobody. */
export function isIdle(counter) {
  return counter.state === "open" && !counter.current;
}

function column(service, cards, floor, now) {
  return {
    id: service.id,
    prefix: service.prefix,
    kind: service.kind,
    taking: floor.intake[service.id],
    waiting: service.waiting,
    wait: service.wait,
    congestion: service.congestion,
    target: service.target_minutes,
    longest: longest(service.queue, now),
    coming: service.coming ?? [],
    late: (service.late ?? []).length,
    counters: cards.filter((each) => each.home === service.id),
    helpers: cards
      .filter((each) => each.also.some((offer) => offer.service === service.id))
      .map((each) => helper(each, service.id)),
  };
}

function helper(counterCard, service) {
  const offer = counterCard.also.find((each) => each.service === service);
  return { id: counterCard.id, delay: offer.delay_minutes, serving: counterCard.serving === service };
}

function card(counter, now) {
  const home = homeService(counter.offers);
  return {
    id: counter.id,
    state: counter.state,
    doing: doing(counter),
    number: counter.current?.number ?? null,
    serving: counter.current?.service ?? null,
    minutes: minutesSince(counter.current?.since ?? counter.since, now),
    until: counter.paused_until ?? null,
    staff: counter.staff ?? null,
    home,
    also: counter.offers.filter((offer) => offer.service !== home),
  };
}

function doing(counter) {
  if (counter.current) return counter.current.state === "called" ? "called" : "serving";
  return counter.state === "open" ? "idle" : counter.state;
}

function longest(queue, now) {
  if (!queue.length) return null;
  const first = queue.reduce((oldest, entry) =>
    Date.parse(waitingFrom(entry)) < Date.parse(waitingFrom(oldest)) ? entry : oldest,
  );
  return { number: first.number, minutes: minutesSince(waitingFrom(first), now) };
}

function aside(entries, now) {
  return entries.map((entry) => ({
    number: entry.number,
    service: entry.service,
    minutes: minutesSince(entry.since, now),
  }));
}
