/** Names and sentences of the floor: the catalogue together with the office's own names. Pure. */
import { pick, waitParts, waitWords } from "../js/words.js";
import { wallTime } from "../js/service-clock.js";
import { homeService } from "./columns.js";

/** Everything a view needs to speak: t, wait, time, service (name), prefix. */
export function makeSayings(words, office) {
  const services = new Map(office.services.map((service) => [service.id, service]));
  const service = (id) => pick(services.get(id)?.name, words.language) || id;
  const prefix = (id) => services.get(id)?.prefix ?? id;
  return {
    language: words.language,
    has: words.has,
    t: words.t,
    service,
    prefix,
    full: (id) => words.t("floor.prefix_and_name", { prefix: prefix(id), service: service(id) }),
    wait: (wait) => waitParts(words, wait),
    waitText: (wait) => waitWords(words, wait),
    time: (instant) => (instant ? wallTime(instant) : ""),
  };
}

/** Title, cause and the words of the action of a warning. */
export function warningWords(warning, say) {
  const facts = { ...warning.facts, counter: warning.counter, prefix: warning.service && say.prefix(warning.service) };
  if (warning.service) facts.service = say.full(warning.service);
  if (warning.kind === "pause_over") facts.until = say.time(warning.facts.until);
  const sentences = [
    say.t(causeKey(warning), facts),
    facts.left && warning.kind !== "cannot_close" && say.t("floor.cause_left", facts),
    ...adviceSentences(warning.action, say),
  ];
  return {
    title: say.t(`floor.warning_${warning.kind}`, facts),
    cause: sentences.filter(Boolean).join(say.t("floor.between_sentences")),
    action: warning.action && actionWords(warning.action, say),
  };
}

function adviceSentences(action, say) {
  if (action?.verb === "look_service") return [say.t("floor.advice_no_counter")];
  return action?.verb === "advice" ? [say.t("floor.advice_is"), ...action.steps] : [];
}

function causeKey(warning) {
  if (warning.kind === "cannot_close") return "floor.cause_cannot_close";
  if (!("open" in warning.facts)) return `floor.cause_${warning.kind}`;
  if (!warning.facts.open) return "floor.cause_no_counter";
  if (warning.facts.chance) return "floor.cause_breach";
  return warning.facts.high === undefined ? "floor.cause_queue_unknown" : "floor.cause_queue";
}

function actionWords(action, say) {
  const facts = {
    counter: action.counter,
    prefix: action.service && say.prefix(action.service),
    minutes: action.delay,
  };
  return say.t(action.verb === "help" && action.delay ? "floor.act_help_after" : `floor.act_${action.verb}`, facts);
}

/** What a change of a counter's services did, as one sentence. */
export function assignmentWords(counter, before, after, say) {
  const home = homeService(after);
  if (after.length === 1) return say.t("floor.done_moved", { counter, service: say.full(home) });
  const added = after.find(
    (offer) => !before.some((old) => old.service === offer.service && old.delay_minutes === offer.delay_minutes),
  );
  if (!added) {
    const gone = before.find((offer) => !after.some((kept) => kept.service === offer.service));
    return gone
      ? say.t("floor.done_stopped", { counter, service: say.full(gone.service) })
      : say.t("floor.done_unchanged", { counter });
  }
  const facts = { counter, service: say.full(added.service), minutes: added.delay_minutes };
  return say.t(added.delay_minutes > 0 ? "floor.done_helps_after" : "floor.done_helps", facts);
}
