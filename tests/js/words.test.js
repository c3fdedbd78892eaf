import assert from "node:assert/strict";
import { test } from "node:test";

import { dateWords, loadWords, makeWords, pick, waitParts, waitWords } from "../../app/web/static/js/words.js";

const JA = {
  "common.wait_range": "{low}–{high}分",
  "common.wait_range_number": "{low}–{high}",
  "common.wait_about": "約{high}分",
  "common.wait_about_number": "約{high}",
  "common.wait_unknown": "目安はまだ出せません",
  "common.minutes": "分",
  "common.era_reiwa": "令和",
  "common.first_year": "元",
  "common.day_with_era": "{era}{era_year}年({year}年){day}",
};

test("placeholders are filled and unknown ones stay visible", () => {
  const { t } = makeWords({ hello: "{name}さん {other}" }, "ja");
  assert.equal(t("hello", { name: "山田" }), "山田さん {other}");
});

test("a missing key shows itself", () => {
  assert.equal(makeWords({}, "ja").t("kiosk.nothing"), "kiosk.nothing");
});

test("plurals follow the language", () => {
  const { t } = makeWords({ people: { one: "{n} person", other: "{n} people" } }, "en");
  assert.equal(t("people", { n: 1 }), "1 person");
  assert.equal(t("people", { n: 0 }), "0 people");
  assert.equal(makeWords({ people: { other: "{n}人" } }, "ja-easy").t("people", { n: 1 }), "1人");
});

test("a wait is a range, or honest about not knowing", () => {
  const words = makeWords(JA, "ja");
  assert.equal(waitWords(words, { low: 25, high: 40 }), "25–40分");
  assert.equal(waitWords(words, { low: 5, high: 5 }), "約5分");
  assert.equal(waitWords(words, null), "目安はまだ出せません");
  assert.deepEqual(waitParts(words, { low: 25, high: 40 }), { number: "25–40", unit: "分" });
  assert.deepEqual(waitParts(words, null), { number: null, unit: "目安はまだ出せません" });
});

test("dates are written with weekday, and in full with the era in Japanese", () => {
  assert.equal(dateWords(makeWords(JA, "ja"), "2026-11-21"), "11月21日(土)");
  assert.equal(dateWords(makeWords(JA, "ja"), "2026-11-21", "full"), "令和8年(2026年)11月21日(土)");
  assert.equal(dateWords(makeWords(JA, "ja"), "2019-05-01", "full"), "令和元年(2019年)5月1日(水)");
  assert.match(dateWords(makeWords({}, "en"), "2026-11-21T10:00:00+09:00"), /^Sat,? 21 November$/);
  assert.match(dateWords(makeWords({}, "en"), "2026-11-21", "full"), /^Saturday,? 21 November 2026$/);
});

test("names fall back to Japanese", () => {
  assert.equal(pick({ ja: "戸籍", en: "Family register" }, "en"), "Family register");
  assert.equal(pick({ ja: "戸籍" }, "ko"), "戸籍");
  assert.equal(pick(null, "ko"), "");
});

test("a catalogue is fetched by language and area", async () => {
  const asked = [];
  const fetch = async (url) => {
    asked.push(url);
    return { ok: true, status: 200, json: async () => ({ "kiosk.start": "はじめる" }) };
  };
  const words = await loadWords("ja", "kiosk", { fetch });
  assert.deepEqual(asked, ["/api/v1/words/ja/kiosk.json"]);
  assert.equal(words.t("kiosk.start"), "はじめる");
});
