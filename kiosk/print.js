/** Prints the ticket through the browser once its QR code is there; a kiosk's browser prints without a question. */

/** Milliseconds to wait for the QR code: a ticket without it is better than none. */
const QR_WITHIN_MS = 1_500;

export async function printTicket(paper, signal) {
  await Promise.race([qrOf(paper), new Promise((resume) => setTimeout(resume, QR_WITHIN_MS))]);
  if (!signal.aborted) globalThis.print();
}

/** Hidden pictures load too, but decode only on demand. */
function qrOf(paper) {
  return paper.querySelector("img").decode().catch(() => {});
}
