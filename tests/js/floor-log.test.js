import assert from "node:assert/strict";
import { test } from "node:test";

import { makeWords } from "../../app/web/static/js/words.js";
import { logLine } from "../../app/web/static/floor/log-lines.js";
import { assignmentWords, makeSayings, warningWords } from "../../app/web/static/floor/sayings.js";

const words = {
  "floor.prefix_and_name": "{prefix} {service}",
  "floor.separator": " / ",
  "floor.between_sentences": " ",
  "floor.also_after": "{prefix} after {minutes}",
  "floor.log_counter_changed": "counter {counter} changed",
  "floor.log_counter_changed_assign": "counter {counter} serves {services}",
  "floor.log_intake_changed_stopped": "no tickets for {service}",
  "floor.log_stop_called": "{number} to {counter}",
  "floor.log_other": "something",
  "floor.done_moved": "{counter} only {service}",
  "floor.done_helps": "{counter} also {service}",
  "floor.done_helps_after": "{counter} helps {service} after {minutes}",
  "floor.done_stopped": "{counter} no longer {service}",
  "floor.warning_over_target": "{service}: {late} over {target}",
  "floor.cause_queue": "{waiting}, {low}-{high}",
  "floor.cause_queue_unknown": "{waiting}",
  "floor.act_look_service": "look at {prefix}",
  "floor.act_help_after": "{counter} helps {prefix} after {minutes}",
  "floor.advice_no_counter": "Ask for support.",
};
const office = {
  services: [
    { id: "a", prefix: "A", name: { ja: "住民異動", en: "Moving" } },
    { id: "b", prefix: "B", name: { ja: "証明書" } },
  ],
};
const say = makeSayings(makeWords(words, "en"), office);
const entry = (kind, data, more = {}) => ({
  version: 7,
  at: "2026-11-21T10:24:03+09:00",
  kind,
  actor: "staff:mori",
  number: null,
  data,
  ...more,
});

test("a change of a counter tells its services by letter, and who did it", () => {
  const line = logLine(entry("counter_changed", { counter: "12", verb: "assign", offers: { a: 0, b: 10 } }), say);
  assert.deepEqual(line, { id: 7, time: "10:24", words: "counter 12 serves A / B after 10", by: "mori" });
});

test("a verb without a sentence of its own gets the plain one of its kind", () => {
  assert.equal(
    logLine(entry("counter_changed", { counter: "12", verb: "polish", offers: {} }), say).words,
    "counter 12 changed",
  );
  assert.equal(logLine(entry("comet_seen", {}), say).words, "something");
});

test("a stopped intake names the service in the reader's language", () => {
  assert.equal(logLine(entry("intake_changed", { service: "a", open: false }), say).words, "no tickets for A Moving");
});

test("residents and devices are not named", () => {
  const line = logLine(entry("stop_called", { counter: "3" }, { number: "A042", actor: "kiosk:8f3a" }), say);
  assert.equal(line.words, "A042 to 3");
  assert.equal(line.by, null);
});

const only = [{ service: "a", delay_minutes: 0 }];
const helped = [...only, { service: "b", delay_minutes: 10 }];

test("a change of services is said as what was meant", () => {
  assert.equal(assignmentWords("12", helped, [{ service: "b", delay_minutes: 0 }], say), "12 only B 証明書");
  assert.equal(assignmentWords("12", only, helped, say), "12 helps B 証明書 after 10");
  assert.equal(assignmentWords("12", only, [...only, { service: "b", delay_minutes: 0 }], say), "12 also B 証明書");
});

test("a warning says cause and action, and what is left when no counter can be spared", () => {
  const warning = {
    id: "queue:a",
    kind: "over_target",
    level: 3,
    service: "a",
    facts: { late: 4, target: 45, waiting: 20, open: 2, low: 40, high: 60 },
    action: { verb: "look_service", service: "a" },
  };
  assert.deepEqual(warningWords(warning, say), {
    title: "A Moving: 4 over 45",
    cause: "20, 40-60 Ask for support.",
    action: "look at A",
  });
  const helping = { ...warning, action: { verb: "help", counter: "12", service: "a", delay: 10 } };
  assert.equal(warningWords(helping, say).action, "12 helps A after 10");
});
