/** The bookings of a day as the list shows them. Pure: the API's reservations, the office and the time in, values out. */
import { pick } from "../js/words.js";

const OPEN = new Set(["booked", "checked_in"]);
const HELD_TICKETS = new Set(["waiting", "called", "serving", "held", "preparing", "missed"]);

/**
 * What a booking is for the people at the desk: "displaced", "late", "due" (may check in now), "booked",
 * "checked_in", "missed" or "cancelled". `now` is in milliseconds.
 */
export function stateOf(reservation, now) {
  if (reservation.state !== "booked") return reservation.state;
  if (reservation.displaced) return "displaced";
  if (now >= Date.parse(reservation.starts_at)) return "late";
  return now >= Date.parse(reservation.check_in.from) ? "due" : "booked";
}

/** One booking as a row. `context` is {office, offices, language, now}. */
export function rowOf(reservation, { office, offices = [], language, now }) {
  const at = reservation.partner && !reservation.procedures.length ? reservation.partner : reservation;
  const places = [office, ...offices.filter((each) => each.id === at.office)];
  return {
    id: reservation.id,
    office: reservation.office,
    startsAt: reservation.starts_at,
    time: reservation.starts_at.slice(11, 16),
    ends: reservation.ends_at.slice(11, 16),
    minutes: reservation.minutes,
    state: stateOf(reservation, now),
    mirrors: at !== reservation,
    services: reservation.services.map((id) => serviceOf(id, office, language)),
    tiles: reservation.services.filter((id) => kindOf(id, office) === "front").slice(0, 3).map((id) => serviceOf(id, office, language)),
    procedures: at.procedures.map((id) => nameOf(places, "procedures", id, language)),
    resources: reservation.resources.map((id) => nameOf([office], "resources", id, language)),
    people: at.people,
    language: reservation.language === "ja" ? null : reservation.language,
    needs: reservation.needs,
    onBehalf: reservation.on_behalf,
    contact: contactOf(reservation.contact),
    code: [reservation.code.slice(0, 4), reservation.code.slice(4)],
    ticket: reservation.ticket && { number: reservation.ticket.number, state: reservation.ticket.state },
    partner: partnerOf(reservation.partner, offices, language),
    video: reservation.video && OPEN.has(reservation.state) && { link: reservation.video.link, opensAt: reservation.video.opens_at.slice(11, 16) },
    may: reservation.may,
    reason: reservation.reason,
    endedBy: reservation.ended_by,
    channel: reservation.channel,
    bring: reservation.bring.map((text) => pick(text, language)),
  };
}

function serviceOf(id, office, language) {
  const service = office.services.find((each) => each.id === id);
  return { id, prefix: service?.prefix ?? "?", name: pick(service?.name, language) || id };
}

function kindOf(id, office) {
  return office.services.find((each) => each.id === id)?.kind ?? "front";
}

function nameOf(places, kind, id, language) {
  const found = places.flatMap((place) => place[kind] ?? []).find((each) => each.id === id);
  return pick(found?.name, language) || id;
}

function contactOf(contact) {
  if (!contact) return null;
  return { name: contact.name ?? "", phone: contact.phone ?? "", email: contact.email ?? "" };
}

// The other side of a consultation, with where the person is there: what its ticket says, else its booking.
function partnerOf(partner, offices, language) {
  if (!partner) return null;
  const place = offices.find((each) => each.id === partner.office);
  const ticket = partner.ticket && HELD_TICKETS.has(partner.ticket.state) ? partner.ticket.state : null;
  const over = partner.ticket && !ticket ? partner.ticket.state : null;
  return {
    office: partner.office,
    name: pick(place?.name, language) || partner.office,
    state: ticket ?? over ?? partner.state ?? "unknown",
    number: partner.ticket?.number ?? null,
  };
}

/** Rows by their time, with the place of the present moment: [{time, rows}] and the index of the first group to come. */
export function groupsOf(reservations, context) {
  const groups = [];
  for (const reservation of reservations) {
    const row = rowOf(reservation, context);
    if (groups.at(-1)?.startsAt !== row.startsAt) groups.push({ startsAt: row.startsAt, time: row.time, rows: [] });
    groups.at(-1).rows.push(row);
  }
  const next = groups.findIndex((group) => Date.parse(group.startsAt) > context.now);
  return { groups, next: next < 0 ? groups.length : next };
}

/** Whom to call, those who can be reached first, then by time. */
export function toCall(displaced, context) {
  const rows = displaced.map((each) => rowOf(each, context));
  return [...rows.filter((row) => row.contact), ...rows.filter((row) => !row.contact)];
}

/** How many there are in all and in each state that matters at a glance. */
export function countsOf(reservations, now) {
  const states = reservations.map((reservation) => stateOf(reservation, now));
  const count = (...wanted) => states.filter((state) => wanted.includes(state)).length;
  return {
    all: states.length - count("cancelled"),
    come: count("checked_in"),
    toCome: count("booked", "due"),
    late: count("late"),
    missed: count("missed"),
  };
}

/** The digits out of what was typed, full-width ones too; null when they cannot be a code or its end. */
export function digitsFrom(typed) {
  const digits = typed.normalize("NFKC").replace(/[\s-]/g, "");
  return /^[0-9]{4,8}$/.test(digits) ? digits : null;
}

/** "2026-11-24" and a number of days → another date. */
export function dayAfter(day, days) {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}
