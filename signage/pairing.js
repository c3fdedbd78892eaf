// Pairing with the office: a code on the screen, typed by staff on the admin page, becomes this device's own token.
// The board is public; when pairing does not answer, the screen works without a token and asks again later.

const ASK_MS = 2_000;
const AGAIN_MS = 60_000;

/**
 * Resolves with the device's token, once it has one. `show(code)` is called with the code to show, with null to hide it.
 * `service` is {api, command}, how to reach the service.
 */
export async function pair(office, show, service, { storage = localStorage, pause = sleep } = {}) {
  const place = placeOf(office);
  while (tokenOf(office, storage) === null) {
    const token = await untilPaired(office, show, service, pause).catch(() => null);
    show(null);
    if (token) storage.setItem(place, token);
    else await pause(AGAIN_MS);
  }
  return tokenOf(office, storage);
}

/** The device's token, or null before it is paired. */
export function tokenOf(office, storage = localStorage) {
  return storage.getItem(placeOf(office));
}

/** The token is void: the device has to be paired again. */
export function forget(office, storage = localStorage) {
  storage.removeItem(placeOf(office));
}

function placeOf(office) {
  return `madoguchi.device.signage.${office}`;
}

/** Shows code after code until staff have typed one: the token. Throws Problem when the service does not answer. */
async function untilPaired(office, show, { api, command }, pause) {
  const begin = () => command("/pairings", { kind: "signage", office });
  let pairing = await begin();
  for (;;) {
    const { state, token } = await api(`/pairings/${pairing.id}`, { token: pairing.secret });
    if (state === "paired") return token;
    if (state === "expired") pairing = await begin();
    show(pairing.code);
    await pause(ASK_MS);
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
