/** Today's events as sentences. Pure: an event of the floor's log and the sayings in, {id, time, words, by} out. */
import { wallTime } from "../js/service-clock.js";

/** The sentence of an event: the most particular one the catalogue has, by kind and verb. */
export function logLine(event, say) {
  const keys = [`floor.log_${event.kind}_${event.verb ?? event.outcome}`, `floor.log_${event.kind}`, "floor.log_other"];
  const facts = { ...event, service: event.service ? say.full(event.service) : "", next_service: event.next_service ? say.full(event.next_service) : "", services: offerWords(event.offers, say), until: say.time(event.paused_until) };
  return { id: event.version, time: wallTime(event.at), words: say.t(keys.find(say.has), facts), by: event.actor ?? null };
}

function offerWords(offers, say) {
  return Object.entries(offers ?? {})
    .map(([service, delay]) => (delay > 0 ? say.t("floor.also_after", { prefix: say.prefix(service), minutes: delay }) : say.prefix(service)))
    .join(say.t("floor.separator"));
}
