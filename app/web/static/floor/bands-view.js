/** The bands above the columns: people who ask for help, and warnings. */
import { h } from "../js/dom.js";
import { minutesSince } from "./times.js";
import { warningWords } from "./sayings.js";

/** Help requests, the unanswered first; an answered one is quiet. */
export function helpView(requests, now, say) {
  const sorted = [...requests].sort(
    (a, b) => Boolean(a.acknowledged_by) - Boolean(b.acknowledged_by) || (a.asked_at < b.asked_at ? -1 : 1),
  );
  return sorted.map((request) =>
    h(
      "li",
      { key: request.id, class: "floor-help", "data-answered": request.acknowledged_by ? "yes" : "no" },
      h(
        "svg",
        { viewBox: "0 0 24 24", "aria-hidden": "true", class: "floor-help-icon" },
        h("path", { d: "M12 2a6 6 0 0 0-6 6v5l-2 3v1h16v-1l-2-3V8a6 6 0 0 0-6-6Zm-2.5 17a2.5 2.5 0 0 0 5 0h-5Z" }),
      ),
      h(
        "div",
        { class: "floor-band-words" },
        h("p", { class: "floor-band-title" }, helpWords(request, say)),
        h("p", { class: "floor-band-cause" }, helpFacts(request, now, say)),
      ),
      h(
        "div",
        { class: "floor-band-actions" },
        !request.acknowledged_by &&
          h(
            "button",
            {
              type: "button",
              class: "button button-primary",
              "data-do": "help-acknowledge",
              "data-help": request.id,
              "data-focus": `help-a-${request.id}`,
            },
            say.t("floor.help_go"),
          ),
        h(
          "button",
          {
            type: "button",
            class: "button",
            "data-do": "help-resolve",
            "data-help": request.id,
            "data-focus": `help-r-${request.id}`,
          },
          say.t("floor.help_done"),
        ),
      ),
    ),
  );
}

/** The worst warnings in full, as many as `room` says; the others behind one button; the seen ones as a count. */
export function warningsView({ loud, quiet }, { room, all }, say) {
  const shown = all ? [...loud, ...quiet] : loud.slice(0, room);
  const rest = { loud: loud.length - Math.min(loud.length, room), quiet: quiet.length };
  const more = rest.loud + rest.quiet > 0 && [moreButton(rest, all, say), all && loud.length > 1 && allSeenButton(say)];
  const rows = shown.map((warning, index) =>
    warningRow(warning, quiet.includes(warning), index === shown.length - 1 && more, say),
  );
  return rows.length || !more ? rows : [h("li", { key: "more", class: "floor-more-alone" }, more)];
}

function warningRow(warning, isQuiet, more, say) {
  const words = warningWords(warning, say);
  return h(
    "li",
    { key: warning.id, class: "floor-warning", "data-level": warning.level, "data-quiet": isQuiet ? "yes" : "no" },
    h(
      "div",
      { class: "floor-band-words" },
      h("p", { class: "floor-band-title" }, words.title),
      h("p", { class: "floor-band-cause" }, words.cause),
    ),
    h(
      "div",
      { class: "floor-band-actions" },
      more,
      !isQuiet &&
        h(
          "button",
          {
            key: "seen",
            type: "button",
            class: "button",
            "data-do": "seen",
            "data-warning": warning.id,
            "data-focus": `seen-${warning.id}`,
          },
          say.t("floor.seen"),
        ),
      words.action &&
        h(
          "button",
          {
            key: "act",
            type: "button",
            class: /^(ask|look)/.test(warning.action.verb) ? "button" : "button button-primary",
            "data-do": "warning-act",
            "data-warning": warning.id,
            "data-focus": `act-${warning.id}`,
          },
          words.action,
        ),
    ),
  );
}

function moreButton(rest, all, say) {
  return h(
    "button",
    {
      key: "more",
      type: "button",
      class: "link-button floor-more-warnings",
      "data-do": "warnings",
      "data-focus": "warnings",
      "aria-expanded": String(Boolean(all)),
    },
    all ? say.t("floor.fewer_warnings") : moreWords(rest.loud, rest.quiet, say),
  );
}

function allSeenButton(say) {
  return h(
    "button",
    {
      key: "all-seen",
      type: "button",
      class: "link-button floor-more-warnings",
      "data-do": "seen",
      "data-focus": "all-seen",
    },
    say.t("floor.all_seen"),
  );
}

/** Who asks for help, as one sentence. */
export function helpWords(request, say) {
  if (request.ticket_number) return say.t("floor.help_from_ticket", { number: request.ticket_number });
  if (request.place === "counter") return say.t("floor.help_from_counter", { counter: request.device });
  return say.t(request.place === "kiosk" ? "floor.help_from_kiosk" : "floor.help_from_elsewhere");
}

function helpFacts(request, now, say) {
  const facts = [
    say.t("floor.help_since", { time: say.time(request.asked_at), minutes: minutesSince(request.asked_at, now) }),
  ];
  if (request.device && request.place !== "counter") facts.unshift(request.device);
  if (request.acknowledged_by) facts.push(say.t("floor.help_answered", { name: request.acknowledged_by }));
  return facts.join(say.t("floor.separator"));
}

function moreWords(loud, quiet, say) {
  if (loud && quiet) return say.t("floor.more_and_seen", { more: loud, seen: quiet });
  return loud ? say.t("floor.more_warnings", { more: loud }) : say.t("floor.seen_warnings", { seen: quiet });
}
