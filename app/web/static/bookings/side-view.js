/** Beside the list: how full the day is, and how many do not come. */
import { h } from "../js/dom.js";
import { pick } from "../js/words.js";
import { loadPicture, nowIn } from "./load-picture.js";
import { percent, proceduresKnown, serviceFigures } from "./no-shows.js";

/** One row per service and resource, one bar per slot; dark is taken. `now` draws a line through the present moment. */
export function loadView(load, { office, language, now }, words) {
  const { t } = words;
  if (!load.pools.length) return [h("p", { class: "empty", key: "closed" }, t("bookings.closed_day"))];
  return load.pools.map((pool) => {
    const named = nameOf(pool, office, language);
    const picture = loadPicture(pool);
    const at = now === null ? null : nowIn(pool, load.slot_minutes, now);
    return h("li", { key: pool.service ?? `r-${pool.resource}`, class: "load" },
      h("p", { class: "load-name" },
        named.prefix && h("span", { class: "tile tile-small", "aria-hidden": "true" }, named.prefix),
        h("span", null, named.name),
        h("span", { class: "load-figure" }, h("span", { class: "number" }, String(picture.taken)), h("span", { class: "muted small" }, t("bookings.of_places", { places: picture.places })))),
      bars(picture, at, label(named.name, picture, t)));
  });
}

function nameOf({ service, resource }, office, language) {
  const found = service ? office.services.find((each) => each.id === service) : (office.resources ?? []).find((each) => each.id === resource);
  return { prefix: found?.prefix ?? null, name: pick(found?.name, language) || service || resource };
}

function label(name, { taken, places, full }, t) {
  const free = full.length ? t("bookings.load_full", { times: full.join(t("bookings.and")) }) : t("bookings.load_none_full");
  return `${t("bookings.load_label", { name, taken, places })} ${free}`;
}

function bars({ bars: slots, hours }, at, said) {
  const rect = (kind, bar, from, height) => height > 0 && h("rect", { class: `load-${kind}`, x: bar.x, width: bar.width, y: 100 - from - height, height });
  return h("div", { class: "load-picture" },
    h("svg", { viewBox: "0 0 100 100", preserveAspectRatio: "none", role: "img", "aria-label": said },
      slots.map((bar) => [rect("places", bar, 0, bar.places), rect("taken", bar, 0, bar.taken), rect("over", bar, bar.taken, bar.over)]),
      at !== null && h("rect", { class: "load-now", x: at, width: 0.6, y: 0, height: 100 })),
    h("div", { class: "load-hours", "aria-hidden": "true" }, hours.map((hour) => h("span", null, hour !== null && hour % 2 === 1 ? hour : ""))));
}

/** Shares of people who did not come, and what a booking more would mean. */
export function noShowsView(report, { office, language }, words) {
  const { t } = words;
  if (!report) return [h("p", { class: "empty", key: "wait" }, t("bookings.loading"))];
  const services = report.services.map(serviceFigures);
  const { known, others } = proceduresKnown(report.procedures);
  const rule = t(report.overbooking ? "bookings.overbooking_on" : "bookings.overbooking_off", { n: report.overbooking });
  return [
    h("p", { class: "small", key: "rule" }, rule),
    services.length ? h("ul", { class: "no-shows", key: "services" }, services.map((each) => serviceView(each, report, office, language, t))) : h("p", { class: "empty", key: "none" }, t("bookings.no_shows_none")),
    known.length > 0 && h("h3", { class: "small", key: "by" }, t("bookings.by_procedure")),
    known.length > 0 && h("ul", { class: "no-shows", key: "procedures" }, known.map((each) => procedureView(each, report, office, language, t))),
    others > 0 && h("p", { class: "small muted", key: "others" }, t("bookings.others_few", { n: others, least: report.seen_at_least })),
  ].filter(Boolean);
}

function serviceView(figures, report, office, language, t) {
  const { name, prefix } = nameOf(figures, office, language);
  return h("li", { key: figures.service },
    h("p", { class: "load-name" }, h("span", { class: "tile tile-small", "aria-hidden": "true" }, prefix), h("span", null, name), share(figures.percent, t)),
    h("p", { class: "small muted" }, counted(figures, report, t), figures.worst && t("bookings.worst_hour", figures.worst)),
    figures.oneMore && h("p", { class: "small" }, t(figures.oneMore.allowed ? "bookings.one_more_allowed" : "bookings.one_more_too_risky", { n: figures.oneMore.ofHundred })));
}

function procedureView(each, report, office, language, t) {
  const name = pick(office.procedures.find(({ id }) => id === each.procedure)?.name, language) || each.procedure;
  return h("li", { key: each.procedure }, h("p", { class: "load-name" }, h("span", null, name), share(each.rate === null ? null : percent(each.rate), t)), h("p", { class: "small muted" }, counted(each, report, t)));
}

function share(value, t) {
  return h("span", { class: "load-figure" }, value === null ? h("span", { class: "small muted" }, t("bookings.not_known")) : [h("span", { class: "number" }, String(value)), h("span", { class: "unit" }, t("bookings.percent_sign"))]);
}

function counted({ seen, missed }, { seen_at_least: least }, t) {
  return seen < least ? t("bookings.few_seen", { seen, least }) : t("bookings.of_seen", { missed, seen });
}
