import assert from "node:assert/strict";
import { test } from "node:test";

import { changedCounters, floorView, homeService, withUsualServices } from "../../app/web/static/floor/columns.js";
import { linePicture, peopleInLine } from "../../app/web/static/floor/line-picture.js";
import { actionFor, neighbour } from "../../app/web/static/floor/keyboard.js";
import { helpWith, moveTo, roleOf, sameOffers, stopServing } from "../../app/web/static/floor/moves.js";
import { minutesSince, wallTimeLike } from "../../app/web/static/floor/times.js";
import { NOW, aCounter, aFloor, aService, ago } from "./floor-examples.js";

test("a counter stands in the column of the service it serves with the least delay", () => {
  assert.equal(
    homeService([
      { service: "b", delay_minutes: 10 },
      { service: "a", delay_minutes: 0 },
    ]),
    "a",
  );
  assert.equal(homeService([]), null);
});

test("a helper is named in the other column with its delay", () => {
  const offers = [
    { service: "b", delay_minutes: 0 },
    { service: "a", delay_minutes: 10 },
  ];
  const floor = aFloor({ services: [aService("a"), aService("b")], counters: [aCounter("12", { offers })] });
  const [a, b] = floorView(floor, NOW).columns;
  assert.deepEqual(a.counters, []);
  assert.deepEqual(a.helpers, [{ id: "12", delay: 10, serving: false }]);
  assert.equal(b.counters[0].id, "12");
});

test("closed counters lie in the tray and in no column", () => {
  const floor = aFloor({ counters: [aCounter("4", { state: "closed" })] });
  const view = floorView(floor, NOW);
  assert.deepEqual(
    view.closed.map((card) => card.id),
    ["4"],
  );
  assert.deepEqual(view.columns[0].counters, []);
});

test("a closed counter that still serves somebody shows whom", () => {
  const current = { number: "A001", service: "a", state: "serving", since: ago(4) };
  const [card] = floorView(aFloor({ counters: [aCounter("4", { state: "closed", current })] }), NOW).closed;
  assert.equal(card.doing, "serving");
  assert.equal(card.number, "A001");
});

test("a closed counter has the services it would serve when opened", () => {
  const floor = aFloor({
    counters: [aCounter("4", { state: "closed", offers: [], usual: [{ service: "e", delay_minutes: 0 }] })],
  });
  assert.equal(floorView(withUsualServices(floor), NOW).closed[0].home, "e");
});

test("counters are marked as changed by state or services, not by the person they serve", () => {
  const before = aFloor({ counters: [aCounter("1"), aCounter("2"), aCounter("3")] });
  const current = { number: "A1", service: "a", state: "called", since: ago(0) };
  const after = aFloor({
    counters: [
      aCounter("1", { current }),
      aCounter("2", { state: "paused" }),
      aCounter("3", { offers: [] }),
      aCounter("4"),
    ],
  });
  assert.deepEqual(changedCounters(before, after), ["2", "3"]);
  assert.deepEqual(changedCounters(null, after), []);
});

test("the longest waiting person is the one who came first, whatever the order of the line", () => {
  const queue = [
    { number: "A2", waiting_since: ago(5) },
    { number: "A1", waiting_since: ago(24) },
  ];
  const floor = aFloor({ services: [aService("a", { queue, waiting: 2 })] });
  assert.deepEqual(floorView(floor, NOW).columns[0].longest, { number: "A1", minutes: 24 });
});

test("a column says what the manager set, not whether the hour allows tickets", () => {
  const floor = aFloor({ services: [aService("a", { taking_tickets: true })], intake: { a: false } });
  assert.equal(floorView(floor, NOW).columns[0].taking, false);
});

test("each person in line has waited so long and waits so much longer", () => {
  const people = peopleInLine(
    [
      ["A1", 5, 10],
      ["A2", null, null],
    ],
    [{ number: "A1", waiting_since: ago(20) }],
    NOW,
  );
  assert.deepEqual(people, [
    { number: "A1", waited: 20, middle: 27.5, total: 30, known: true },
    { number: "A2", waited: 0, middle: 0, total: 0, known: false },
  ]);
});

test("the part of a wait above the target is marked in the picture", () => {
  const picture = linePicture([["A1", 5, 30]], [{ number: "A1", waiting_since: ago(20) }], 40, NOW);
  assert.equal(picture.over, 1);
  assert.deepEqual(
    picture.bars.map((bar) => bar.kind),
    ["waited", "to-come", "to-come-over"],
  );
  const heights = picture.bars.reduce((sum, bar) => sum + bar.height, 0);
  assert.ok(Math.abs(heights - (50 / 60) * 100) < 0.001);
});

test("three hundred people fit into the picture's width", () => {
  const line = Array.from({ length: 300 }, (_, index) => [`A${index}`, index, index + 5]);
  const picture = linePicture(line, [], 45, NOW);
  assert.ok(picture.bars.every((bar) => bar.x >= 0 && bar.x + bar.width <= 100.001));
});

test("a wait far above the target is cut, so that the target can still be told", () => {
  const picture = linePicture([["A1", 500, 800]], [{ number: "A1", waiting_since: ago(0) }], 30, NOW);
  assert.ok(Math.abs(picture.targetY - (100 - 100 / 3)) < 0.001);
  assert.ok(picture.bars.every((bar) => bar.y >= -0.001 && bar.y + bar.height <= 100.001));
});

test("an empty line is an empty picture with its target", () => {
  const picture = linePicture([], [], 45, NOW);
  assert.deepEqual(picture.bars, []);
  assert.ok(picture.targetY > 0 && picture.targetY < 100);
});

test("moving a counter leaves it one service", () => {
  const offers = [
    { service: "b", delay_minutes: 0 },
    { service: "d", delay_minutes: 5 },
  ];
  assert.deepEqual(moveTo(offers, "c"), [{ service: "c", delay_minutes: 0 }]);
});

test("a helper keeps its own service", () => {
  const offers = [{ service: "b", delay_minutes: 0 }];
  const helped = helpWith(offers, "c", 10);
  assert.equal(roleOf(helped, "b"), "full");
  assert.equal(roleOf(helped, "c"), "helps");
  assert.equal(roleOf(helped, "d"), "none");
  assert.equal(helpWith(helped, "c", 5).length, 2);
});

test("a counter's last service cannot be taken from it", () => {
  assert.equal(stopServing([{ service: "b", delay_minutes: 0 }], "b"), null);
});

test("assignments are compared without regard to their order", () => {
  const left = [
    { service: "a", delay_minutes: 0 },
    { service: "b", delay_minutes: 10 },
  ];
  assert.ok(sameOffers(left, [...left].reverse()));
  assert.ok(
    !sameOffers(left, [
      { service: "a", delay_minutes: 0 },
      { service: "b", delay_minutes: 5 },
    ]),
  );
});

const PLACES = [
  { id: "1", x: 100, y: 300 },
  { id: "2", x: 100, y: 360 },
  { id: "10", x: 400, y: 300 },
  { id: "4", x: 100, y: 700 },
];

test("arrows go to the nearest counter in their direction", () => {
  assert.equal(neighbour(PLACES, "1", [1, 0]), "10");
  assert.equal(neighbour(PLACES, "1", [0, 1]), "2");
  assert.equal(neighbour(PLACES, "10", [-1, 0]), "1");
  assert.equal(neighbour(PLACES, "2", [0, 1]), "4");
});

test("an arrow at the edge stays where it is, and one from nowhere starts at the first counter", () => {
  assert.equal(neighbour(PLACES, "10", [1, 0]), null);
  assert.equal(neighbour(PLACES, "gone", [1, 0]), "1");
  assert.equal(neighbour([], "1", [1, 0]), null);
});

const press = (key, more = {}) => ({ key, ctrlKey: false, altKey: false, metaKey: false, isComposing: false, ...more });

test("keys for a counter work only while a counter has the focus", () => {
  assert.equal(actionFor(press("m"), true).action, "move");
  assert.equal(actionFor(press("m"), false), null);
  assert.equal(actionFor(press("U"), false).action, "undo");
});

test("keys with a modifier belong to the browser", () => {
  assert.equal(actionFor(press("p", { ctrlKey: true }), true), null);
  assert.equal(actionFor(press("c", { metaKey: true }), true), null);
});

test("single keys that work everywhere can be switched off", () => {
  assert.equal(actionFor(press("u"), false, false), null);
  assert.equal(actionFor(press("o"), true, false).action, "open");
});

test("instants are read on the office's wall, wherever the tablet believes to be", () => {
  assert.equal(wallTimeLike(Date.parse("2026-11-21T01:50:00Z"), "2026-11-21T10:24:03+09:00"), "10:50");
  assert.equal(minutesSince("2026-11-21T10:24:03+09:00", Date.parse("2026-11-21T10:27:02+09:00")), 2);
  assert.equal(minutesSince("2026-11-21T10:24:03+09:00", Date.parse("2026-11-21T10:20:00+09:00")), 0);
  assert.equal(minutesSince(null, NOW), 0);
});
