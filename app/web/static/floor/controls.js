/** Clicks, changes and keys of the floor, each with what it does. */
import { actionFor, neighbour } from "./keyboard.js";
import { helpWith, moveTo, stopServing } from "./moves.js";

/** Single keys that do something while changes are tried; the others would act on the live floor, which is not seen. */
const IN_A_TRIAL = new Set(["whatif", "help", "keys", "log"]);

/** Fields of the what-if form whose values are names; the others are numbers. */
const NAMES = new Set(["kind", "service"]);

/** Listens on the document until `signal`; everything that can be pressed names itself in `data-do`. */
export function listen(page, signal) {
  const { actions } = page;
  const on = (name, handler) => document.addEventListener(name, handler, { signal });
  const clicks = clicksOf(page, actions);
  const keys = keysOf(page, actions);
  on("click", ({ target }) => {
    const pressed = target.closest("[data-do]");
    if (pressed?.closest("[popover]")) document.getElementById("menu").hidePopover(); // the focus comes back to its button
    if (pressed) clicks[pressed.dataset.do]?.(pressed.dataset);
  });
  const changes = changesOf(page);
  on("change", ({ target }) => changes[target.dataset.do]?.(target));
  on("keydown", (event) => {
    const beside = event.target.closest(".floor-side");
    if (event.key === "Escape" && beside) return page.toggleBeside(beside.id);
    if (event.target.closest("dialog, input, select, textarea")) return;
    const counter = event.target.closest("[data-do=counter]")?.dataset.counter ?? null;
    const found = actionFor(event, Boolean(counter), page.settings.keys);
    if (found && page.whatif.isOpen && !IN_A_TRIAL.has(found.action)) return;
    if (!found || (event.repeat && found.action !== "go")) return;
    event.preventDefault();
    keys[found.action](counter, found);
  });
}

function changesOf(page) {
  const { support, whatif } = page;
  return {
    delay: ({ value }) => page.set({ delay: Number(value) }),
    setting: ({ dataset, checked }) => page.setSetting(dataset.setting, checked),
    "support-service": ({ dataset, checked }) => support.choose(dataset.service, checked),
    "support-counter": ({ value }) => support.chooseCounter(value),
    "whatif-field": ({ dataset, value }) => chooseField(whatif, dataset.field, value),
    "whatif-delay": ({ dataset, value }) => whatif.chooseDelay(dataset.service, value === "" ? null : Number(value)),
    "whatif-extra": ({ dataset, checked }) => whatif.chooseService(dataset.service, checked),
  };
}

function clicksOf(page, actions) {
  const { dialogs } = page;
  const assign =
    (change) =>
    ({ service }) => {
      const { id } = dialogs.about;
      return actions.assign(id, change(actions.counter(id).offers, service));
    };
  return {
    counter: ({ counter }) => dialogs.show("counter", { id: counter }),
    helper: ({ helper }) => dialogs.show("counter", { id: helper }),
    service: ({ service }) => dialogs.show("service", { id: service }),
    keys: () => dialogs.show("keys"),
    dismiss: () => dialogs.dismiss(),
    open: ({ counter }) => actions.open(counter),
    close: ({ counter }) => actions.close(counter),
    "pause-for": ({ minutes }) => actions.pause(dialogs.about.id, minutes ? Number(minutes) : null),
    "move-to": assign(moveTo),
    "help-with": assign((offers, service) => helpWith(offers, service, page.state.delay)),
    "stop-serving": assign(stopServing),
    intake: ({ service, open }) => actions.intake(service, open === "yes"),
    "help-acknowledge": ({ help }) => actions.help(help, "acknowledge"),
    "help-resolve": ({ help }) => actions.help(help, "resolve"),
    seen: ({ warning }) => actions.seen(warning),
    "warning-act": ({ warning }) => actions.actOn(warning),
    warnings: () => page.set({ all: !page.state.all }),
    advice: () => page.toggleBeside("advice"),
    "advice-ask": () => page.advice.ask(),
    "advice-accept": ({ proposal }) => page.advice.accept(Number(proposal)),
    "advice-refuse": () => page.advice.refuse(),
    "advice-refuse-for": ({ reason }) => page.advice.refuseFor(reason),
    "advice-refuse-drop": () => page.advice.dropRefusal(),
    "advice-history": () => page.advice.toggleHistory(),
    "advice-undo": () => page.advice.undo(),
    ...supportClicks(page),
    ...whatIfClicks(page),
    undo: () => actions.undo(),
    log: () => actions.showLog(),
  };
}

function chooseField(whatif, field, value) {
  if (field === "counter") whatif.chooseCounter(value);
  else if (field === "supporter") whatif.chooseSupporter(value || null);
  else if (NAMES.has(field)) whatif.choose(field, value || null);
  else whatif.choose(field, value === "" ? null : Number(value));
}

function whatIfClicks(page) {
  const { whatif } = page;
  return {
    whatif: () => page.toggleBeside("whatif"),
    "whatif-ask": () => whatif.ask(),
    "whatif-add": () => whatif.add(),
    "whatif-back": ({ change }) => whatif.takeBack(change),
    "whatif-back-all": () => whatif.takeAllBack(),
    "whatif-do": () => whatif.doIt(),
    "whatif-pick": ({ counter }) => {
      whatif.chooseCounter(counter);
      document.getElementById("whatif-kind").focus();
    },
  };
}

function supportClicks(page) {
  const { support } = page;
  return {
    support: () => page.toggleBeside("support"),
    "support-draft": ({ supporter }) => support.draft(supporter),
    "support-drop": () => support.dropDraft(),
    "support-send": () => support.call(),
    "support-code": ({ call }) => support.toggleCode(call),
    "support-comes": ({ call }) => support.answers(call, true),
    "support-declines": ({ call }) => support.answers(call, false),
    "support-arrive": ({ call }) => support.does(call, "arrive"),
    "support-leave": ({ call }) => support.does(call, "leave"),
    "support-withdraw": ({ call }) => support.does(call, "withdraw"),
  };
}

function keysOf(page, actions) {
  const { dialogs } = page;
  const focus = (selector) => document.querySelector(selector)?.focus();
  return {
    go: (counter, { direction }) => goFrom(counter, direction),
    move: (counter) => dialogs.show("counter", { id: counter }, ".floor-roles button"),
    open: (counter) => actions.open(counter),
    pause: (counter) => dialogs.show("counter", { id: counter }, ".floor-pauses button"),
    close: (counter) => actions.close(counter),
    help: () => focus("#help-list button"),
    warnings: () => focus("#warning-list button"),
    advice: () => page.toggleBeside("advice"),
    support: () => page.toggleBeside("support"),
    whatif: () => page.toggleBeside("whatif"),
    undo: () => actions.undo(),
    log: () => actions.showLog(),
    keys: () => dialogs.show("keys"),
  };
}

function goFrom(counter, direction) {
  const buttons = [...document.querySelectorAll("[data-do=counter]")];
  const places = buttons.map((button) => {
    const { left, top, width, height } = button.getBoundingClientRect();
    return { id: button.dataset.counter, x: left + width / 2, y: top + height / 2 };
  });
  const next = neighbour(places, counter, direction);
  buttons.find((button) => button.dataset.counter === next)?.focus();
}
