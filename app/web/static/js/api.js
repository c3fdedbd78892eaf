// Calls to the service. Commands carry an Idempotency-Key, so that a repeat has one effect.
//
//   const office = await api("/offices/kumin");
//   const ticket = await command("/offices/kumin/tickets", { service: "moving" });
//   try { … } catch (problem) { problem.type, problem.message, problem.offline }

/** Where the API lives; for addresses that the browser fetches by itself, such as pictures. */
export const PREFIX = "/api/v1";
const RETRY_AFTER_MS = [400, 1_200];
const WORTH_A_RETRY = new Set([0, 502, 503, 504]);

/** What went wrong: RFC 9457 problem details. `message` is in the caller's language; empty when nothing answered. */
export class Problem extends Error {
  constructor({ status = 0, type = "about:blank", title = "", detail = "", errors = [], ...rest } = {}) {
    super(detail || title);
    this.name = "Problem";
    Object.assign(this, { status, type, title, detail, errors, rest });
  }

  /** Nothing answered: the network or the service is away. */
  get offline() {
    return this.status === 0;
  }

  /** "/problems/closed-service" → "closed-service". */
  get slug() {
    return this.type.split("/").pop();
  }
}

/** One request; returns the JSON, or null for 204. Options: method, body, key, token, language, signal, fetch. */
export async function api(path, options = {}) {
  const { method = "GET", body, signal, fetch = globalThis.fetch } = options;
  const request = { method, headers: headersOf(options), signal, credentials: "same-origin" };
  if (body !== undefined) request.body = JSON.stringify(body);
  return read(await reach(fetch, PREFIX + path, request));
}

/** A command: POST unless `method` says otherwise, repeated with the same key when nothing answers. */
export async function command(path, body, options = {}) {
  const request = { method: "POST", body, key: newKey(), ...options };
  const { pause = sleep } = options;
  for (const delay of RETRY_AFTER_MS) {
    try {
      return await api(path, request);
    } catch (problem) {
      if (!WORTH_A_RETRY.has(problem.status)) throw problem;
      await pause(delay);
    }
  }
  return api(path, request);
}

/** A random UUID. Pages on a plain-http LAN address have no crypto.randomUUID. */
export function newKey(random = globalThis.crypto) {
  if (typeof random.randomUUID === "function") return random.randomUUID();
  const bytes = random.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 0x0f) | 0x40;
  bytes[8] = (bytes[8] & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

function headersOf({ method = "GET", body, key, token, language }) {
  const headers = { Accept: "application/json, application/problem+json" };
  const page = globalThis.document;
  const spoken = language ?? page?.documentElement.lang;
  const csrf = page?.querySelector('meta[name="csrf-token"]')?.content;
  if (spoken) headers["Accept-Language"] = spoken;
  if (body !== undefined) headers["Content-Type"] = "application/json";
  if (key) headers["Idempotency-Key"] = key;
  if (token) headers.Authorization = `Bearer ${token}`;
  if (csrf && method !== "GET") headers["X-CSRF-Token"] = csrf;
  return headers;
}

async function reach(fetch, url, request) {
  try {
    return await fetch(url, request);
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new Problem({ type: "/problems/offline" });
  }
}

async function read(answer) {
  if (answer.status === 204) return null;
  const value = await answer.json().catch(() => null);
  if (answer.ok) return value;
  throw new Problem({ ...value, status: answer.status });
}

function sleep(ms) {
  return new Promise((resolve) => setTimeout(resolve, ms));
}
