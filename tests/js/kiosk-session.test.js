import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { LIMITS, beginning, effects, isTaking, leaving, reduce, ticketRequest, unanswered } from "../../kiosk/session.js";

const AT = 1_700_000_000_000;

/** Plays events on a paired kiosk with two languages; an event is a name or an object, `now` counts up by a second. */
function play(events, state = beginning({ languages: ["ja", "en"], paired: true })) {
  return events.reduce((before, event, index) => {
    const given = typeof event === "string" ? { type: event } : event;
    return reduce(before, { now: index * 1000, ...given });
  }, state);
}

const moving = { type: "service", id: "moving" };
const take = { type: "take", key: "k1", at: AT };
const took = { type: "took", key: "k1", ticket: { id: "t1", number: "A057" } };
const failed = { type: "failed", key: "k1", reason: "unanswered" };

describe("the way to a ticket", () => {
  test("three touches lead from the start to the ticket, two are enough", () => {
    const short = play([moving, take, took]);
    const long = play([moving, { type: "procedure", id: "moving-in" }, take, took]);
    assert.deepEqual([short.screen, long.screen], ["ticket", "ticket"]);
    assert.equal(short.ticket.number, "A057");
  });

  test("without a procedure the request names the service", () => {
    const state = play([moving, { type: "priority", id: "pregnancy" }, { type: "need", id: "hearing" }]);
    assert.deepEqual(ticketRequest(state), {
      service: "moving",
      priority: "pregnancy",
      language: "ja",
      needs: { writing: false, hearing: true, wheelchair: false },
    });
  });

  test("chosen procedures take the place of the service in the request", () => {
    const state = play([moving, { type: "procedure", id: "moving-in" }, { type: "procedure", id: "proxy" }]);
    const { service, procedures } = ticketRequest(state);
    assert.deepEqual([service, procedures], [undefined, ["moving-in", "proxy"]]);
  });

  test("not sure takes back the procedures, and a procedure takes back not sure", () => {
    const unsure = play([moving, { type: "procedure", id: "proxy" }, "unsure"]);
    assert.deepEqual([unsure.procedures, unsure.unsure], [[], true]);
    const sure = play([{ type: "procedure", id: "proxy" }], unsure);
    assert.deepEqual([sure.procedures, sure.unsure], [["proxy"], false]);
  });

  test("a choice that is pressed again is taken back", () => {
    const state = play([moving, { type: "priority", id: "p" }, { type: "priority", id: "p" }, { type: "need", id: "writing" }, { type: "need", id: "writing" }]);
    assert.equal(state.priority, null);
    assert.equal(state.needs.writing, false);
  });

  test("going back forgets what was chosen", () => {
    const state = play([moving, { type: "procedure", id: "proxy" }, { type: "need", id: "hearing" }, "back"]);
    assert.equal(state.screen, "start");
    assert.deepEqual([state.procedures, state.needs.hearing], [[], false]);
  });
});

describe("exactly one ticket", () => {
  test("a double tap sends one request with one key", () => {
    const once = play([moving, take]);
    const twice = reduce(once, { ...take, key: "k2", now: 2000 });
    assert.equal(twice, once);
    assert.deepEqual(effects(play([moving]), once), [{ do: "send_ticket", key: "k1", request: once.taking.request }]);
    assert.deepEqual(effects(once, twice), []);
  });

  test("a retry sends the same key and the same request", () => {
    const before = play([moving, take, failed]);
    const after = reduce(before, { type: "retry", now: 9000 });
    assert.deepEqual(effects(before, after), [{ do: "send_ticket", key: "k1", request: before.taking.request }]);
  });

  test("what was chosen cannot change while a request is on its way", () => {
    const state = play([moving, take, { type: "procedure", id: "proxy" }, { type: "need", id: "hearing" }, "back", "help"]);
    assert.deepEqual([state.screen, state.procedures, state.needs.hearing], ["service", [], false]);
    assert.ok(isTaking(state));
  });

  test("a slow answer is said, and still becomes the ticket", () => {
    const slow = play([moving, take, { type: "slow", key: "k1" }]);
    assert.equal(slow.taking.status, "slow");
    assert.equal(play([took], slow).screen, "ticket");
  });

  test("a request that was given up is remembered until it is settled", () => {
    const state = play([moving, take, failed, "give_up"]);
    assert.equal(state.taking, null);
    assert.deepEqual(state.unsettled.map(({ key, at }) => [key, at]), [["k1", AT]]);
    assert.deepEqual(play([{ type: "settled", key: "k1" }], state).unsettled, []);
  });

  test("the answer to a request that was given up shows no ticket to the next person", () => {
    const state = play([moving, take, failed, "give_up", took]);
    assert.equal(state.ticket, null);
    assert.equal(state.unsettled.length, 1);
  });

  test("a refused request made no ticket, so nothing is left to settle", () => {
    const state = play([moving, take, { type: "refused", key: "k1", detail: "closed" }]);
    assert.deepEqual([state.taking.status, unanswered(state)], ["refused", []]);
    assert.deepEqual(play(["give_up"], state).unsettled, []);
  });

  test("an unanswered request would survive a crash", () => {
    assert.deepEqual(unanswered(play([moving, take])).map((one) => one.key), ["k1"]);
    assert.deepEqual(unanswered(play([moving, take, took])), []);
  });

  test("a revoked device pairs again, and only a request of unknown effect is remembered", () => {
    const first = play([moving, take, { type: "unpaired", key: "k1", unknown: false }]);
    const later = play([moving, take, { type: "unpaired", key: "k1", unknown: true }]);
    assert.deepEqual([first.screen, first.unsettled.length], ["pairing", 0]);
    assert.deepEqual([later.screen, later.unsettled.length], ["pairing", 1]);
    assert.equal(play(["paired"], later).screen, "start");
  });
});

describe("the next person finds a fresh kiosk", () => {
  const changed = [{ type: "language", id: "en" }, { type: "setting", id: "large" }, { type: "setting", id: "low" }, moving];

  test("language, settings and choices go back when the time is over", () => {
    const state = play(changed);
    const after = reduce(state, { type: "tick", now: 3000 + LIMITS.idle });
    assert.deepEqual(after, beginning({ languages: ["ja", "en"], paired: true }));
  });

  test("the kiosk asks before it goes back", () => {
    const state = play(changed);
    const asked = 3000 + LIMITS.idle - LIMITS.warning;
    assert.equal(leaving(state, asked - 1), null);
    assert.deepEqual(leaving(state, asked), { seconds: LIMITS.warning / 1000, asks: true });
  });

  test("a touch keeps the screen", () => {
    const state = reduce(play(changed), { type: "touch", now: 50_000 });
    assert.equal(reduce(state, { type: "tick", now: 3000 + LIMITS.idle }).screen, "service");
  });

  test("a start screen that nobody has changed waits for ever", () => {
    const state = play(["touch"]);
    assert.equal(state.deadline, null);
    assert.equal(reduce(state, { type: "tick", now: 1e9 }), state);
  });

  test("a changed language alone is enough to go back later", () => {
    const state = play([{ type: "language", id: "en" }]);
    assert.equal(reduce(state, { type: "tick", now: LIMITS.idle }).language, "ja");
  });

  test("the kiosk never leaves while a request is on its way", () => {
    const state = play([moving, take]);
    assert.equal(reduce(state, { type: "tick", now: 1e9 }), state);
  });

  test("a person who walks away after a failure leaves nothing unsettled behind unseen", () => {
    const state = reduce(play([moving, take, failed]), { type: "tick", now: 1e6 });
    assert.deepEqual([state.screen, state.unsettled.length], ["start", 1]);
  });

  test("the ticket counts down visibly and more time makes it longer", () => {
    const state = play([moving, take, took]);
    assert.deepEqual(leaving(state, 2000), { seconds: LIMITS.ticket / 1000, asks: false });
    const longer = reduce(state, { type: "more_time", now: 40_000 });
    assert.equal(leaving(longer, 40_000).seconds, LIMITS.more / 1000);
  });

  test("a touch on the ticket never makes its time shorter", () => {
    const state = play([moving, take, took]);
    assert.equal(reduce(state, { type: "touch", now: 3000 }).deadline, state.deadline);
    assert.equal(reduce(state, { type: "touch", now: 46_000 }).deadline, 46_000 + LIMITS.warning);
  });
});

describe("help", () => {
  test("help comes from every screen and leads back to it", () => {
    const state = play([moving, { type: "procedure", id: "proxy" }, { type: "help", key: "h1" }, { type: "help_coming", key: "h1", id: "7" }]);
    assert.deepEqual([state.screen, state.help.status], ["help", "coming"]);
    const back = play(["help_over"], state);
    assert.deepEqual([back.screen, back.procedures, back.help], ["service", ["proxy"], null]);
  });

  test("help that nobody heard says so and can be asked again with the same key", () => {
    const before = play([{ type: "help", key: "h1" }, { type: "help_failed", key: "h1" }]);
    const after = reduce(before, { type: "help_again", now: 5000 });
    assert.deepEqual(effects(before, after), [{ do: "ask_help", key: "h1" }]);
  });

  test("help that is no longer needed is taken back, also when its answer comes later", () => {
    const coming = play([{ type: "help", key: "h1" }, { type: "help_coming", key: "h1", id: "7" }]);
    assert.deepEqual(effects(coming, play(["help_over"], coming)), [{ do: "take_back_help", id: "7" }]);
    const left = play([{ type: "help", key: "h2" }, "help_over"]);
    assert.deepEqual(effects(left, play([{ type: "help_coming", key: "h2", id: "8" }], left)), [{ do: "take_back_help", id: "8" }]);
  });

  test("who walks away from the help screen still gets help", () => {
    const asking = play([{ type: "help", key: "h1" }]);
    const away = reduce(asking, { type: "tick", now: LIMITS.help });
    assert.equal(away.screen, "start");
    assert.deepEqual(effects(away, play([{ type: "help_coming", key: "h1", id: "7" }], away)), []);
  });

  test("pressing help twice asks once", () => {
    const once = play([{ type: "help", key: "h1" }]);
    assert.equal(reduce(once, { type: "help", key: "h2", now: 1 }), once);
  });
});

test("a language that the office drops gives way to its first", () => {
  const english = play([{ type: "language", id: "en" }]);
  assert.equal(play([{ type: "office", languages: ["ja"], services: [] }], english).language, "ja");
});

test("a kiosk may greet everybody in another language than the office's first", () => {
  const greeting = play([{ type: "office", languages: ["ja", "en"], home: "en", services: ["moving"] }]);
  assert.equal(greeting.language, "en");
  const later = play([{ type: "language", id: "ja" }, { type: "tick", now: 1e6 }], greeting);
  assert.equal(later.language, "en");
});

test("a service that the office drops takes nobody along", () => {
  const without = { type: "office", languages: ["ja", "en"], services: ["tax"] };
  assert.equal(play([without], play([moving])).screen, "start");
  assert.equal(play([{ ...without, services: ["moving"] }], play([moving])).screen, "service");
});

test("an unknown event is a mistake of ours and is not swallowed", () => {
  assert.throws(() => play(["dance"]), /dance/);
});
