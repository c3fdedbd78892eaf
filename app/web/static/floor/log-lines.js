/** Today's events as sentences. Pure: an entry of the floor's log and the sayings in, {id, time, words, by} out. */
import { wallTime } from "../js/service-clock.js";

/** The sentence of an entry: the most particular one the catalogue has, by its kind and what happened. */
export function logLine(entry, say) {
  const { kind, data } = entry;
  const keys = [`floor.log_${kind}_${particular(kind, data)}`, `floor.log_${kind}`, "floor.log_other"];
  const facts = {
    ...data,
    number: entry.number ?? "",
    service: data.service ? say.full(data.service) : "",
    next_service: data.next_service ? say.full(data.next_service) : "",
    services: offerWords(data.offers ?? {}, say),
  };
  return {
    id: entry.version,
    time: wallTime(entry.at),
    words: say.t(keys.find(say.has), facts),
    by: staffOf(entry.actor),
  };
}

function particular(kind, data) {
  if (kind === "intake_changed") return data.open ? "open" : "stopped";
  if (kind === "stop_finished") return data.next_service ? "next" : "end";
  return data.verb;
}

function offerWords(offers, say) {
  return Object.entries(offers)
    .map(([service, delay]) =>
      delay > 0 ? say.t("floor.also_after", { prefix: say.prefix(service), minutes: delay }) : say.prefix(service),
    )
    .join(say.t("floor.separator"));
}

/** "staff:mori" → "mori"; residents and devices have no name here. */
function staffOf(actor) {
  return actor.startsWith("staff:") ? actor.slice("staff:".length) : null;
}
