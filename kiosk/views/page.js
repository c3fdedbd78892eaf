/** The whole page of a moment: bar, screen, dock, and what lies in front of them. */

import { h } from "/static/js/dom.js";
import { bar, connection, dock, question } from "./frame.js";
import { helpScreen, pairingScreen } from "./help.js";
import { paper } from "./paper.js";
import { serviceScreen } from "./service.js";
import { startScreen } from "./start.js";
import { ticketScreen } from "./ticket.js";
import { waysScreen } from "./ways.js";

const SCREENS = {
  pairing: pairingScreen,
  start: startScreen,
  service: serviceScreen,
  ways: waysScreen,
  ticket: ticketScreen,
  help: helpScreen,
};

/** The children of <madoguchi-kiosk>, for `patch`. */
export function page(view) {
  const asked = question(view);
  const behind = asked ? "" : undefined;
  return [
    h("div", { class: "behind", inert: behind }, bar(view), connection(view), h("main", { "data-screen": view.state.screen }, SCREENS[view.state.screen](view)), dock(view)),
    asked,
    paper(view),
  ];
}
