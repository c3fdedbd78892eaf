// Desks and an office for the tests of the counter console.

export const NOW = Date.parse("2026-11-21T10:24:00+09:00");

/** The instant this many minutes before NOW, as the API writes it. */
export function minutesAgo(minutes) {
  return new Date(NOW - minutes * 60_000 + 9 * 3_600_000).toISOString().replace(/\.\d+Z$/, "+09:00");
}

export function entry(number, values = {}) {
  return { number, service: "moving", waiting_since: minutesAgo(23), due_at: minutesAgo(23), priority: null, needs: [], language: "ja", ...values };
}

export function ticket(state, values = {}) {
  const stop = {
    no: 1, service: "moving", state, counter: "3", waiting_since: minutesAgo(30), called_at: minutesAgo(5),
    started_at: state === "serving" ? minutesAgo(4) : null, finished_at: null,
  };
  return {
    id: "t1", number: "A042", service: "moving", state, counter: "3", called_at: minutesAgo(5), language: "ja", priority: null,
    needs: [], procedures: [], stops: [stop], planned: [], recalls: 0, version: 3,
    may: state === "called" ? ["start", "recall", "hold", "transfer", "cancel", "needs"] : ["finish", "hold", "transfer", "needs"],
    ...values,
  };
}

export function desk(values = {}) {
  return {
    counter: "3", state: "open", staff: "sato", offers: [{ service: "moving", delay_minutes: 0 }, { service: "certificates", delay_minutes: 10 }],
    current: null, queue: [], waiting: { moving: 0, certificates: 0 }, missed: [], held: [], undo: null, version: 10, ...values,
  };
}

const service = (id, prefix, ja, en, target) => ({ id, prefix, name: { ja, en }, target_minutes: target });

export const HALL = {
  language: "en",
  board: null,
  office: {
    id: "kumin",
    services: [
      service("moving", "A", "住民異動", "Moving", 45),
      service("certificates", "B", "証明書", "Certificates", 20),
      service("payment", "P", "お支払い", "Payment", 10),
    ],
    procedures: [{ id: "moving-in", name: { ja: "転入届", en: "Moving in" }, minutes: 20 }, { id: "seal", name: { ja: "印鑑登録" }, minutes: null }],
    counters: [{ id: "3", area: { ja: "1階" }, services: [{ service: "moving", delay_minutes: 0 }] }],
    priorities: [{ id: "children", name: { ja: "お子さま連れ", en: "Small children" }, head_start_minutes: 15 }],
  },
};
