/** Where a ticket stands now, read from the board that the whole hall shows. Pure. */

/** `{counter, ahead, wait}`: the counter that calls it, else its place in the board's line, else what it said itself. */
export function placeInLine(board, ticket) {
  const call = board.calls.find((one) => one.number === ticket.number);
  if (call) return { counter: call.counter, ahead: null, wait: null };
  const service = board.services.find((one) => one.id === ticket.service);
  const ahead = service ? service.line.findIndex(([number]) => number === ticket.number) : -1;
  if (ahead < 0) return { counter: null, ahead: ticket.ahead, wait: ticket.wait };
  const [, low, high] = service.line[ahead];
  return { counter: null, ahead, wait: low === null ? null : { low, high } };
}
