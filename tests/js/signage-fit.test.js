import assert from "node:assert/strict";
import { test } from "node:test";

import { fitInto } from "../../signage/fit.js";

const BOX = { clientHeight: 100 };

/** Words that are this high in each size. */
function aText(heights, size) {
  const dataset = size === undefined ? {} : { size };
  return { dataset, get offsetHeight() { return heights[dataset.size ?? ""]; } };
}

function sizeOf(words, changed) {
  fitInto(BOX, words, changed);
  return words.dataset.size;
}

test("words stand as large as they fit", () => {
  assert.equal(sizeOf(aText({ "": 90 }), true), "");
  assert.equal(sizeOf(aText({ "": 130, long: 95 }), true), "long");
  assert.equal(sizeOf(aText({ "": 160, long: 130, longer: 90 }), true), "longer");
  assert.equal(sizeOf(aText({ "": 300, long: 250, longer: 200 }), true), "longer");
});

test("other words begin large again, the same words never grow under the reader's eyes", () => {
  assert.equal(sizeOf(aText({ "": 50, long: 40 }, "long"), true), "");
  assert.equal(sizeOf(aText({ "": 50, long: 40 }, "long"), false), "long");
});

test("words that a late font has made higher shrink", () => {
  assert.equal(sizeOf(aText({ "": 120, long: 95 }, ""), false), "long");
});
