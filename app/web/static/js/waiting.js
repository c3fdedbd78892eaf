// From when somebody's wait counts: from their arrival, but whoever comes early for a reserved time waits from that time.

/** The instant (RFC 3339) from which a queue entry or ticket waits; entries are {waiting_since, reserved_at}. */
export function waitingFrom({ waiting_since: since, reserved_at: reserved }) {
  return reserved && Date.parse(reserved) > Date.parse(since) ? reserved : since;
}
