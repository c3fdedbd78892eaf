// Pairing with the office: a code on the screen, typed by staff on the admin page, becomes this device's own token.
// The board is public; when pairing does not answer, the screen works without a token and asks again later.

import { api, command } from "/static/js/api.js";

const ASK_MS = 2_000;
const AGAIN_MS = 60_000;

/** Resolves when the device has its token. `show(code)` is called with the code to show, with null to hide it. */
export async function pair(office, show, { storage = localStorage, pause = sleep } = {}) {
  const place = `madoguchi.device.signage.${office}`;
  while (storage.getItem(place) === null) {
    const token = await tryOnce(office, show, pause).catch(() => null);
    show(null);
    if (token) storage.setItem(place, token);
    else await pause(AGAIN_MS);
  }
}

/** One code from its birth to its end: the token, or null when it has expired. */
async function tryOnce(office, show, pause) {
  let pairing = await command("/pairings", { kind: "signage", office });
  for (;;) {
    const { state, token } = await api(`/pairings/${pairing.id}`, { token: pairing.secret });
    if (state === "paired") return token;
    if (state === "expired") pairing = await command("/pairings", { kind: "signage", office });
    show(pairing.code);
    await pause(ASK_MS);
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
