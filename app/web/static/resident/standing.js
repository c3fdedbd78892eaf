// What of a reservation's document changes its page. Pure, so that node can test it.

/** A text that differs when the page has to be drawn again. */
export function standingOf(reservation) {
  const { state, sequence, offer, earlier, displaced, may, video, partner, ticket } = reservation;
  const side = partner && [partner.state, partner.ticket?.state];
  return JSON.stringify([state, sequence, offer, earlier, displaced, may, video?.link, side, ticket?.number, ticket?.state]);
}
