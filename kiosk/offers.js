/** What spares a visit or a wait: channels without a visit, quicker offices, and what to have at hand. Pure. */

const AT_HOME = ["online", "convenience_store", "mail"];

/** Another office is worth the way when even its longest wait is shorter by this many minutes. */
export const WORTH_THE_WAY_MINUTES = 15;

/** Procedures that begin at the service: choosing one of them puts the person in its queue. */
export function proceduresOf(office, service) {
  return office.procedures.filter((procedure) => procedure.services[0] === service);
}

/** `[{procedure, channel, savesYen}]`: every way without a visit, in the order of the office's list. */
export function waysWithoutVisit(procedures) {
  return procedures.flatMap((procedure) => {
    const atCounter = procedure.channels.find((channel) => channel.kind === "counter");
    return procedure.channels
      .filter((channel) => AT_HOME.includes(channel.kind))
      .map((channel) => ({ procedure, channel, savesYen: saving(atCounter, channel) }));
  });
}

/**
 * The offer to show first: cheaper than the counter before equal, then the one that serves most procedures.
 * `{procedures, channel, savesYen}` or null.
 */
export function bestWay(procedures) {
  const ways = waysWithoutVisit(procedures).filter((way) => way.channel.kind !== "mail");
  const offers = ways.map((way) => ({ ...way, procedures: ways.filter((one) => sameOffer(one, way)).map((one) => one.procedure) }));
  const [best] = offers.sort(
    (one, other) => Number(other.savesYen > 0) - Number(one.savesYen > 0) || other.procedures.length - one.procedures.length,
  );
  return best ? { procedures: best.procedures, channel: best.channel, savesYen: best.savesYen } : null;
}

/** Offices that offer the same service with a clearly shorter wait now, quickest first: `[{office, wait}]`. */
export function quickerOffices(offices, here, service, wait) {
  if (!wait) return [];
  return offices
    .filter((office) => office.id !== here && office.status === "open")
    .map((office) => ({ office, wait: waitFor(office, service) }))
    .filter((one) => one.wait && one.wait.high + WORTH_THE_WAY_MINUTES <= wait.low)
    .sort((one, other) => one.wait.high - other.wait.high);
}

/** What to have at hand for all the procedures, each thing once: language maps in the order of first mention. */
export function thingsToBring(procedures) {
  const things = new Map();
  for (const thing of procedures.flatMap((procedure) => procedure.bring)) {
    if (!things.has(thing.ja)) things.set(thing.ja, thing);
  }
  return [...things.values()];
}

function saving(atCounter, channel) {
  if (atCounter?.fee_yen == null || channel.fee_yen == null) return 0;
  return Math.max(0, atCounter.fee_yen - channel.fee_yen);
}

function sameOffer(one, other) {
  const { channel } = one;
  return (
    channel.kind === other.channel.kind && channel.fee_yen === other.channel.fee_yen && one.savesYen === other.savesYen
  );
}

function waitFor(office, id) {
  const service = office.services.find((one) => one.id === id);
  return service?.open ? service.wait : null;
}
