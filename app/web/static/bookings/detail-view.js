/** One booking in its dialog: what is known, and what can be done. */
import { h } from "../js/dom.js";
import { button, careTags, codeOf, facts, problemBox, stateMark, tile } from "./pieces.js";

const REASONS = ["changed_mind", "cannot_come", "not_needed", "office", "other"];

/** `about` is {row, mode: "show" | "cancel" | "change" | "here", problem, draft, day}. */
export function detailView(about, words) {
  const view = { show: showView, cancel: cancelView, change: changeView, here: hereView }[about.mode];
  return [head(about, words), problemBox(about.problem), ...view(about, words)];
}

function head({ row, day }, { t }) {
  return h(
    "div",
    { class: "booking-head", key: "head" },
    h("h2", { id: "detail-title" }, h("span", { class: "sub" }, day), h("span", { class: "number" }, t("bookings.from_to", { from: row.time, to: row.ends }))),
    stateMark(row.state, t),
  );
}

function showView({ row }, words) {
  const { t } = words;
  return [
    factsOf(row, words),
    row.partner && consultation(row, t),
    h("div", { class: "booking-actions", key: "actions" }, actions(row, t)),
  ].filter(Boolean);
}

function factsOf(row, { t }) {
  const { contact } = row;
  const tags = careTags(row, t);
  return facts([
    [t("bookings.procedures"), row.procedures.join(t("bookings.and")) || row.resources.join(t("bookings.and"))],
    row.services.length && [t("bookings.services"), h("span", { class: "booking-services" }, row.services.map((service) => h("span", { class: "booking-service" }, tile(service), " ", service.name)))],
    row.resources.length && row.procedures.length && [t("bookings.resources"), row.resources.join(t("bookings.and"))],
    [t("bookings.minutes_label"), t("bookings.minutes", { n: row.minutes })],
    tags.length && [t("bookings.care"), h("span", { class: "booking-tags" }, tags)],
    [t("bookings.contact"), contact ? [contact.name, contact.phone, contact.email].filter(Boolean).join(t("bookings.gap")) : t("bookings.no_contact")],
    [t("bookings.code"), codeOf(row.code)],
    row.ticket && [t("bookings.ticket"), h("strong", null, row.ticket.number), t("bookings.gap"), t(`bookings.ticket_${row.ticket.state}`)],
    row.bring.length && [t("bookings.bring"), row.bring.join(t("bookings.and"))],
    [t("bookings.channel"), t(`bookings.channel_${row.channel}`)],
    row.endedBy && [t("bookings.ended_by"), t(`bookings.ended_${row.endedBy}`), reasonOf(row, t)],
  ]);
}

function reasonOf({ reason }, t) {
  if (!reason) return null;
  const known = [...REASONS, "office_closed"].includes(reason);
  return h("span", null, t("bookings.gap"), known ? t(`bookings.reason_${reason}`) : reason);
}

// Both sides see the same: where the person is, and the room when it is open.
function consultation({ partner, video, mirrors }, t) {
  return h(
    "section",
    { class: "notice booking-consultation", key: "consultation", "data-tone": "info", "aria-label": t("bookings.consultation") },
    h("p", null, h("strong", null, t(mirrors ? "bookings.person_at" : "bookings.specialist_at", { office: partner.name }))),
    h("p", { role: "status" }, t(`bookings.partner_${partner.state}`), partner.number && h("span", { class: "number booking-number" }, ` ${partner.number}`)),
    video?.link
      ? h("a", { class: "button button-primary", href: video.link, target: "_blank", rel: "noopener noreferrer" }, t("bookings.open_room"))
      : video && h("p", { class: "small" }, t("bookings.room_from", { time: video.opensAt })),
  );
}

function actions(row, t) {
  const primary = row.state === "due" || row.state === "late" ? "check_in" : row.state === "displaced" ? "move" : null;
  const all = [
    ["check_in", "check-in", "I"],
    ["move", "move", "M"],
    ["change", "change", "E"],
    ["cancel", "ask-cancel", "X"],
  ];
  return [
    ...all
      .filter(([may]) => row.may.includes(may) && !(row.mirrors && may === "change"))
      .map(([may, action, key]) => button(t(`bookings.do_${may}`), action, { key, kind: may === primary ? "button-primary" : may === "cancel" ? "button-danger" : "" })),
    button(t("bookings.close"), "close"),
  ];
}

function cancelView({ row, draft }, { t }) {
  return [
    h("p", { key: "ask" }, t("bookings.cancel_ask", { what: row.procedures.join(t("bookings.and")) || row.resources.join(t("bookings.and")) })),
    h(
      "fieldset",
      { class: "field", key: "reasons" },
      h("legend", null, t("bookings.cancel_reason")),
      h("div", { class: "booking-choices" }, REASONS.map((reason) => choice("radio", "reason", reason, t(`bookings.reason_${reason}`), draft.reason === reason))),
    ),
    h("div", { class: "booking-actions", key: "actions" }, button(t("bookings.do_cancel_now"), "cancel", { kind: "button-danger" }), button(t("bookings.keep"), "show")),
  ];
}

function choice(type, name, value, label, checked) {
  return h("label", { class: "choice" }, h("input", { type, name, value, checked }), h("span", null, label));
}

function changeView({ draft, languages }, words) {
  const { t } = words;
  return [
    h("form", { class: "stack", key: "change", "data-form": "change" }, detailFields(draft, languages, words),
      h("div", { class: "booking-actions" }, h("button", { type: "submit", class: "button button-primary" }, t("bookings.save")), button(t("bookings.back"), "show"))),
  ];
}

/** Language, aids, contact: the same fields for a new booking and for a change. */
export function detailFields(draft, languages, { t }) {
  const text = (name, type, autocomplete = "off") =>
    h("div", { class: "field" }, h("label", { for: `field-${name}` }, t(`bookings.field_${name}`)), h("input", { id: `field-${name}`, name, type, value: draft[name] ?? "", autocomplete, maxlength: name === "phone" ? 30 : 80 }));
  return [
    h("div", { class: "booking-fields" }, text("name", "text"), text("phone", "tel"), text("email", "email")),
    h("p", { class: "small muted" }, t("bookings.contact_hint")),
    h("div", { class: "booking-fields" },
      h("div", { class: "field" }, h("label", { for: "field-language" }, t("bookings.field_language")),
        h("select", { id: "field-language", name: "language" }, languages.map((code) => h("option", { value: code, selected: draft.language === code }, t(`bookings.language_${code}`)))))),
    h("fieldset", { class: "field" }, h("legend", null, t("bookings.needs")),
      h("div", { class: "booking-choices" },
        ["writing", "hearing", "wheelchair"].map((need) => choice("checkbox", need, "yes", t(`bookings.need_${need}`), draft.needs.includes(need))),
        choice("checkbox", "on_behalf", "yes", t("bookings.on_behalf_field"), draft.onBehalf))),
  ];
}

function hereView({ arrived }, { t }) {
  return [
    h("p", { key: "said", role: "status" }, t(`bookings.arrived_${arrived.arrival ?? "before"}`)),
    h("p", { key: "number", class: "booking-hero number" }, arrived.ticket?.number ?? ""),
    h("p", { key: "hint" }, t("bookings.give_number")),
    h("div", { class: "booking-actions", key: "actions" }, button(t("bookings.close"), "close", { kind: "button-primary" })),
  ];
}
