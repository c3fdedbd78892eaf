/** The whole page of a moment: bar, screen, dock, and what lies in front of them. */

import { h } from "/static/js/dom.js";
import { checkInScreen } from "./check-in.js";
import { bar, connection, dock, question } from "./frame.js";
import { helpScreen } from "./help.js";
import { icon } from "./parts.js";
import { paper } from "./paper.js";
import { serviceScreen } from "./service.js";
import { pairingScreen } from "./setup.js";
import { startScreen } from "./start.js";
import { ticketScreen } from "./ticket.js";
import { waysScreen } from "./ways.js";

const SCREENS = {
  pairing: pairingScreen,
  start: startScreen,
  service: serviceScreen,
  ways: waysScreen,
  check_in: checkInScreen,
  ticket: ticketScreen,
  help: helpScreen,
};

/** The children of <madoguchi-kiosk>, for `patch`. */
export function page(view) {
  const asked = question(view);
  const behind = asked ? "" : undefined;
  return [
    h(
      "div",
      { class: "behind", inert: behind },
      bar(view),
      connection(view),
      h("main", { tabindex: view.state.screen === "ways" ? "0" : undefined }, SCREENS[view.state.screen](view)),
      h("button", { type: "button", class: "more-below", "data-do": "more_below", hidden: !view.moreBelow }, icon("down"), view.words.t("kiosk.more_below")),
      dock(view),
    ),
    asked,
    paper(view),
  ];
}
