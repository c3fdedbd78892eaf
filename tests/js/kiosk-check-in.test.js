import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { LIMITS, beginning, effects, reduce, unanswered } from "../../kiosk/session.js";

const AT = 1_700_000_000_000;
const ANSWER = { arrival: "early", starts_at: "2026-11-24T10:30:00+09:00", ticket: { id: "t1", number: "A057", state: "waiting", language: "ja" } };

/** Plays events on a paired kiosk with two languages; an event is a name or an object, `now` counts up by a second. */
function play(events, state = beginning({ languages: ["ja", "en"], paired: true })) {
  return events.reduce((before, event, index) => {
    const given = typeof event === "string" ? { type: event } : event;
    return reduce(before, { now: index * 1000, key: `k${index}`, at: AT, ...given });
  }, state);
}

function typed(digits) {
  return [...digits].map((id) => ({ type: "digit", id, key: "k1" }));
}

const scanned = { type: "scanned", id: "r1", key: "k1" };
const took = { type: "took", key: "k1", ticket: ANSWER };
const refused = (slug, facts = {}) => ({ type: "refused", key: "k1", slug, detail: "why", facts });

describe("the way to a ticket with a reservation", () => {
  test("a scan on the start screen asks at once, without a touch", () => {
    const state = play([scanned]);
    assert.deepEqual(effects(play([]), state), [{ do: "send_check_in", key: "k1", request: { id: "r1" } }]);
    assert.equal(play([took], state).screen, "ticket");
  });

  test("the ticket knows the reserved time and how the person came", () => {
    assert.deepEqual(play([scanned, took]).booked, { arrival: "early", startsAt: ANSWER.starts_at });
    const again = play([scanned, { ...took, ticket: { ...ANSWER, arrival: null } }]);
    assert.equal(again.booked.arrival, "before");
  });

  test("eight digits ask by themselves", () => {
    const state = play(["check_in", ...typed("48213907")]);
    assert.deepEqual(state.taking.request, { code: "48213907" });
  });

  test("the last four digits ask when the person says so, fewer never", () => {
    const send = { type: "send_code", key: "k1" };
    assert.deepEqual(play(["check_in", ...typed("3907"), send]).taking.request, { code: "3907" });
    assert.equal(play(["check_in", ...typed("390"), send]).taking, null);
  });

  test("a digit too many is taken back", () => {
    assert.equal(play(["check_in", ...typed("391"), "erase", ...typed("0")]).digits, "390");
  });

  test("the language is named only when the person chose one, else the ticket speaks that of the reservation", () => {
    const chosen = play([{ type: "language", id: "en" }, scanned]);
    assert.deepEqual(chosen.taking.request, { id: "r1", language: "en" });
    const english = { ...ANSWER, ticket: { ...ANSWER.ticket, language: "en" } };
    assert.equal(play([scanned, { ...took, ticket: english }]).language, "en");
  });

  test("a second scan while the first is on its way changes nothing", () => {
    const once = play([scanned]);
    assert.equal(reduce(once, { ...scanned, key: "k2", now: 10 }), once);
  });

  test("the next person may scan while a ticket is still shown", () => {
    const state = play([scanned, took, { ...scanned, id: "r2", key: "k9" }]);
    assert.deepEqual([state.screen, state.ticket, state.taking.request], ["check_in", null, { id: "r2" }]);
  });

  test("a scan never takes anybody away from the pairing or from help", () => {
    const unpaired = beginning({ paired: false });
    assert.equal(play([scanned], unpaired).screen, "pairing");
    assert.equal(play([{ type: "help", key: "h1" }, scanned]).screen, "help");
  });
});

describe("what stands against it", () => {
  test("each reason has its own answer, with what the service told", () => {
    const state = play([scanned, refused("check_in_too_early", { from_at: "10:00", starts_at: "10:30" })]);
    assert.deepEqual(state.answer, { kind: "too_early", detail: "why", from_at: "10:00", starts_at: "10:30" });
    assert.deepEqual([state.screen, state.taking], ["check_in", null]);
  });

  test("a reason without words of its own brings the service's sentence", () => {
    assert.deepEqual(play([scanned, refused("something_new")]).answer, { kind: "other", detail: "why" });
  });

  test("a code of something else is answered without asking anybody", () => {
    const state = play([{ type: "scanned", id: null }]);
    assert.deepEqual([state.answer.kind, state.taking], ["no_reservation", null]);
  });

  test("a visit that is over shows no number to wait with", () => {
    const over = { ...ANSWER, ticket: { ...ANSWER.ticket, state: "done" } };
    const state = play([scanned, { ...took, ticket: over }]);
    assert.deepEqual([state.screen, state.answer.kind], ["check_in", "used"]);
  });

  test("after an answer the person types again, scans again or takes a ticket", () => {
    const unknown = play([scanned, refused("no_such_reservation")]);
    assert.deepEqual([play(["another_code"], unknown).screen, play(["another_code"], unknown).answer], ["check_in", null]);
    assert.deepEqual(play([scanned], unknown).taking.request, { id: "r1" });
    assert.deepEqual([play(["ticket_instead"], unknown).screen, play(["ticket_instead"], unknown).answer], ["start", null]);
  });

  test("no answer can be asked for again with the same key, and leaves nothing to settle: the ticket stays the person's", () => {
    const failed = play([scanned, { type: "failed", key: "k1", reason: "unanswered" }]);
    const again = reduce(failed, { type: "retry", now: 9000 });
    assert.equal(effects(failed, again)[0].key, "k1");
    assert.deepEqual([unanswered(failed), play(["give_up"], failed).unsettled], [[], []]);
  });
});

describe("the camera", () => {
  test("is on only after a touch, and off whatever the person does next", () => {
    assert.equal(play(["check_in"]).camera, "off");
    const on = play(["check_in", "camera"]);
    assert.equal(on.camera, "on");
    for (const next of ["camera", "back", scanned, { type: "help", key: "h1" }, "finish"]) {
      assert.equal(play([next], on).camera, "off", next.type ?? next);
    }
  });

  test("that fails leaves the keypad", () => {
    const state = play(["check_in", "camera", "camera_failed"]);
    assert.deepEqual([state.screen, state.camera], ["check_in", "failed"]);
  });

  test("is off when nobody touches the kiosk any more", () => {
    const state = reduce(play(["check_in", "camera"]), { type: "tick", now: 1000 + LIMITS.idle });
    assert.deepEqual([state.screen, state.camera, state.digits], ["start", "off", ""]);
  });
});
