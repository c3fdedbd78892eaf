// A paired device says once a minute that it lives, so that the administrator sees which screens are silent.

import { api } from "./api.js";

export const ALIVE_EVERY_MS = 60_000;

/** Resolves when the token is void: revoked by an administrator. Any other trouble passes, and is tried again. */
export async function sayAlive(token, { send = api, pause = sleep } = {}) {
  for (;;) {
    try {
      await send("/devices/me/seen", { method: "POST", token });
    } catch (problem) {
      if (problem.status === 401) return;
    }
    await pause(ALIVE_EVERY_MS);
  }
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
