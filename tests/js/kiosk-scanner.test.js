import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { GAP, SILENCE, hear, reservationIn } from "../../kiosk/scanner.js";

const ID = "019abc0123456789abcdef0123456789";
const ADDRESS = `https://madoguchi.example/r/${ID}`;

/** Plays keys `ms` apart; returns what was read and which keys pressed nothing else. */
function type(keys, ms = 8) {
  let heard = SILENCE;
  const mine = [];
  let read = null;
  keys.forEach((key, index) => {
    const after = hear(heard, key, index * ms);
    heard = after.heard;
    mine.push(after.mine);
    read = after.text ?? read;
  });
  return { read, mine };
}

describe("keystrokes of a scanner", () => {
  test("a reading ends with Enter and is whole", () => {
    assert.equal(type([...ADDRESS, "Enter"]).read, ADDRESS);
  });

  test("no key of a reading presses anything else, whatever digits it holds", () => {
    assert.ok(type([...ADDRESS, "Enter"]).mine.every(Boolean));
  });

  test("the scanner's Shift keys do not interrupt a reading", () => {
    assert.equal(type(["h", "Shift", ":", "Enter"]).read, "h:");
  });

  test("digits and Enter pressed by hand stay what they are", () => {
    assert.deepEqual(type(["4", "8", "Enter"], 200), { read: null, mine: [false, false, false] });
    assert.deepEqual(type(["4", "8", "Enter"]), { read: null, mine: [false, false, false] });
  });

  test("a letter by hand does not swallow the digit that follows later", () => {
    assert.deepEqual(type(["a", "1"], GAP + 1).mine, [true, false]);
  });

  test("two readings one after the other are two", () => {
    const keys = [..."https://a.example/r/one11111", "Enter", ...ADDRESS, "Enter"];
    assert.equal(type(keys).read, ADDRESS);
  });

  test("a key that is held down fills no memory", () => {
    assert.ok(type([..."a".repeat(5000), "Enter"]).read.length <= 500);
  });
});

describe("the reservation in a code", () => {
  test("is the last part of its address, however the address is written", () => {
    for (const text of [ADDRESS, `${ADDRESS}/`, `${ADDRESS}?language=en`, ` ${ADDRESS}\n`, ADDRESS.toUpperCase()]) {
      assert.equal(reservationIn(text), ID, text);
    }
  });

  test("is not there in other codes", () => {
    for (const text of ["", "https://madoguchi.example/t/0123456789abcdef", "https://madoguchi.example/r/", "48213907"]) {
      assert.equal(reservationIn(text), null, text);
    }
  });
});
