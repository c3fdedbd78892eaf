/**
 * The way from a telephone call to a booking, and from one time to another. Pure: what has been told and what happened
 * in, the next state out. The steps: "procedures", "questions", "ending", "time", "details", "check" (moving), "done".
 */

export const STEPS = ["procedures", "questions", "time", "details"];

const NOTHING = {
  procedures: [],
  filter: "",
  people: 1,
  answers: {},
  asked: [],
  question: null,
  visit: null,
  where: "here",
  day: null,
  slots: null,
  elsewhere: null,
  chosen: null,
  held: null,
  done: null,
  problem: null,
  alternatives: [],
  busy: false,
};

/** Somebody telephones: nothing is known yet. */
export function newBooking(office) {
  return { ...NOTHING, kind: "book", step: "procedures", office };
}

/** An existing booking gets another time; a consultation is moved where people come to, not at the specialist's. */
export function newMove(reservation) {
  const there = !reservation.procedures.length && reservation.partner ? reservation.partner : reservation;
  return {
    ...NOTHING,
    kind: "move",
    step: "time",
    office: there.office,
    reservation: { id: there.id, startsAt: reservation.starts_at },
    procedures: there.procedures,
    answers: there.answers,
    people: there.people,
    day: reservation.starts_at.slice(0, 10),
  };
}

/** The state after something happened. */
export function reduce(state, event) {
  const step = REDUCERS[event.type];
  return step({ ...state, busy: false, problem: null, alternatives: [] }, event);
}

const REDUCERS = {
  busy: (state) => ({ ...state, busy: true }),
  failed: (state, { problem }) => ({ ...state, problem: problem.message, alternatives: problem.alternatives ?? [] }),
  toggled: (state, { procedure }) => ({ ...state, procedures: toggled(state.procedures, procedure), answers: {}, asked: [] }),
  filtered: (state, { filter }) => ({ ...state, filter }),
  people: (state, { people }) => ({ ...state, people }),
  planned,
  answered: (state, { key, option }) => ({
    ...state,
    answers: { ...state.answers, [key]: option },
    asked: [...state.asked, key],
  }),
  where: (state, { where }) => ({ ...state, where }),
  slots: (state, { slots }) => ({ ...state, slots, day: dayToShow(slots, state.day) }),
  elsewhere: (state, { offices }) => ({ ...state, elsewhere: offices }),
  day: (state, { day }) => ({ ...state, day }),
  chosen: (state, { chosen }) => ({ ...state, step: "check", chosen }),
  held: (state, { reservation }) => ({ ...state, step: "details", held: reservation }),
  released: (state) => ({ ...state, held: null }),
  done: (state, { reservation }) => ({ ...state, step: "done", held: null, done: reservation }),
  back,
};

function toggled(list, item) {
  return list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
}

// The service says what comes next: another question, the end of the way, or the choice of a time.
function planned(state, { visit }) {
  if (visit.question) return { ...state, step: "questions", question: visit.question, visit };
  return { ...state, step: visit.ending ? "ending" : "time", question: null, visit };
}

// One step back; the last answer is asked again.
function back(state) {
  if (state.step === "details") return { ...state, step: "time" };
  if (state.step === "check") return { ...state, step: "time", chosen: null };
  const last = state.asked.at(-1);
  if (!last) return { ...state, step: "procedures", question: null };
  const { [last]: _forgotten, ...answers } = state.answers;
  return { ...state, answers, asked: state.asked.slice(0, -1), question: null, step: "questions" };
}

/** The procedures whose names contain what was typed, and those chosen already, which never leave the list. */
export function matching(procedures, { filter, procedures: chosen }, nameOf) {
  const typed = plain(filter);
  return procedures.filter((each) => chosen.includes(each.id) || plain(nameOf(each)).includes(typed));
}

function plain(text) {
  return text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
}

/** Free times by date: [{day, count, slots}]. */
export function daysOf(slots) {
  const days = new Map();
  for (const slot of slots ?? []) {
    const day = slot.starts_at.slice(0, 10);
    days.set(day, [...(days.get(day) ?? []), slot]);
  }
  return [...days].map(([day, free]) => ({ day, count: free.length, slots: free }));
}

function dayToShow(slots, wanted) {
  const days = daysOf(slots).map(({ day }) => day);
  return days.includes(wanted) ? wanted : days.find((day) => !wanted || day > wanted) ?? days[0] ?? null;
}

/** The query that names the visit in the address of free times. */
export function visitQuery({ procedures, answers, people }) {
  const query = new URLSearchParams(procedures.map((procedure) => ["procedure", procedure]));
  for (const [key, option] of Object.entries(answers)) query.append("answer", `${key}:${option}`);
  query.append("people", String(people));
  return query.toString();
}

/** The step's place in the way, for "2 of 4"; 0 where it is not counted. */
export function stepNumber({ kind, step }) {
  return kind === "book" ? STEPS.indexOf(step) + 1 : 0;
}
