// A small company with something in every part of it, as documents of a file: a charter, its decision log, series of every
// sort, and their reviews in every phase. `people` are accounts by first name, as `{ name, id }`.
const DAY_MS = 86_400_000;
const HOURS = (day, hour) => Date.parse(`${day}T${hour}:00`);

/** The day so many days from now, as a field has it. */
export const on = (ahead = 0) => {
  const at = new Date(Date.now() + ahead * DAY_MS);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};
/** The slot of that day at ten, as ids of reviews end, and as values name it. */
export const slot = (ahead = 0) => `${on(ahead).replaceAll("-", "")}T1000`;
const slotWords = (ahead) => `${on(ahead)}T10:00`;

const said = (by, values, at_ms = Date.now() - 1_800_000) =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, [{ value, by, at_ms }]]));
/** Rows of a list with orders of their own. */
const rows = (all) => all.map((row, nth) => ({ order: `V${String.fromCharCode(65 + nth)}`, ...row }));
const account = ({ name, id }) => `${name} <@${id}>`;

export const PLAN = "Inspect every home 48 hours before move-in";
export const CARRIED = "Who tells the landlord when a repair slips?";

const items = ({ Ines, Halima, Leila, team }) =>
  rows([
    { id: "peak", texts: { title: "Porto’s peak starts three weeks early" }, values: { type: "context", presenter: account(Halima), minutes: 5, state: "done" } },
    {
      id: "ahead",
      texts: {
        title: PLAN,
        claim: "If we look two days ahead instead of the same morning, one more home in eight is ready when the renter arrives.",
        because: "Two thirds of what we find needs a part, and a part takes a day and a half to come from the Porto depot.",
        evidence: "212 handovers in October; 61 slipped, 39 of them waiting for a part. [Defect log, October](https://oriel.example/defects)",
        notes: "Landlord Desk counts six owners in ten who already give us two days. The rest need a clause. We decided to stop same-morning inspections in Porto from 1 December.",
      },
      values: { type: "debate", presenter: account(Ines), team, minutes: 12 },
    },
    { id: "sofa", texts: { title: "Furnished homes in self check-in" }, values: { type: "strategy", presenter: "Sanjay Pillai", minutes: 10 } },
    { id: "share", texts: { title: "A move-in page renters can share" }, values: { type: "concept", presenter: "Mei Harada", minutes: 10 } },
    {
      id: "slips",
      texts: { title: CARRIED },
      values: { type: "debate", presenter: account(Leila), minutes: 8, carried: 2, first: slotWords(-14), origin: `${slotWords(-14)}/slips` },
    },
  ]);

const REMARKS = [
  ["Bruno Salgado", -6, "Two visits instead of one. I have eleven people in Porto and 240 move-ins a week."],
  ["Sanjay Pillai", -2, "Owners hand us keys late as it is. Who says they let us in two days earlier?"],
  ["Mei Harada", 2, "Tell renters that somebody looked. They would sleep better."],
  ["Pauline Achterberg", 5, "Half of my calls on the day would not come."],
  ["Halima Rees", 5, "It is the first plan this autumn that begins before the morning."],
  ["Leila Farahani", 8, "I would rather be called on Tuesday than shouted at on Thursday."],
];

const remarks = (item, at) =>
  rows(REMARKS.map(([by, stance, text], nth) => ({ id: `remark-${nth}`, values: said(by, { item, text, stance, written: at - 60_000 * (nth + 1) }, at) })));

const advice = ([...all], item) =>
  rows(all.map(([by, text], nth) => ({ id: `advice-${nth}`, values: said(by, { item, text }) })));
const ADVICE = [
  ["Leila Farahani", "Try it in Matosinhos alone for two weeks."],
  ["Sanjay Pillai", "Get the right of access in writing before you move the hour."],
  ["Halima Rees", "Start in all three cities at once."],
  ["Bruno Salgado", "Count the second visit as a cost, next to the metric."],
];
const wins = rows([{ id: "win-0", values: said("Tomasz Wrona", { text: "Bruno’s crew handed over 61 keys on Saturday, none late." }) }]);
const present = rows(REMARKS.map(([by], nth) => ({ id: `here-${nth}`, values: said(by, { here: true }) })));
const reveals = (item, at) => [{ id: `reveal-${item}`, values: said("Pauline Achterberg", { item, at }, at) }];

/** The review of today, in the middle of its second item, under a timer. */
function running(people) {
  const at = Date.now() - 900_000;
  return {
    values: { facilitator: "Pauline Achterberg", now: "ahead", ends: Date.now() + 39 * 60_000, timed: 50 },
    keyed: { phase: { peak: "close", ahead: "debate", sofa: "write" } },
    lists: {
      items: items(people), reveals: reveals("ahead", at), remarks: remarks("ahead", at), advice: advice(ADVICE, "ahead"), wins, present,
      questions: rows([
        { id: "question-0", values: said("Jonas Adeyemi", { item: "ahead", text: "Would the second visit bring the photos along?", answered: true }) },
        { id: "question-1", values: said("Mei Harada", { item: "ahead", text: "Which cleaner keeps the second key?" }) },
      ]),
      actions: rows([{ id: "action-0", texts: { action: "Ask five renters about the page" }, values: { item: "share", owner: "Mei Harada", due: on(2) } }]),
    },
  };
}

/** A review that was held: one item is done, one parked, one dropped, one carried, and advice is still open. */
function held(people, ago) {
  const at = HOURS(on(-ago), "10:14");
  const isLast = ago === 7;
  const states = { peak: "done", ahead: "done", sofa: "parked", share: "dropped", slips: "carried" };
  const ended = items(people).map((item) => ({ ...item, values: { ...item.values, state: states[item.id] } }));
  return {
    texts: { notes: "We were nine, and ended three minutes early." },
    values: { facilitator: "Pauline Achterberg" },
    keyed: { phase: Object.fromEntries(Object.keys(states).map((item) => [item, "close"])) },
    lists: {
      items: ended, reveals: reveals("ahead", at), remarks: remarks("ahead", at), advice: isLast ? advice(ADVICE.slice(3), "ahead") : [], wins, present,
      actions: rows(!isLast ? [] : [
        { id: "late", texts: { action: "Ask the Porto depot for two more slots" }, values: { item: "ahead", owner: account(people.Ines), due: on(-3) } },
        { id: "soon", texts: { action: "Write to the owners in Matosinhos" }, values: { item: "ahead", owner: account(people.Ines), due: on(2) } },
        { id: "done", texts: { action: "Count the keys" }, values: { item: "peak", owner: "Tomasz Wrona", due: on(-1), done: true } },
      ]),
    },
  };
}

/** A vote on the agenda, open or closed. */
function votedOn(people, closed) {
  const given = [["Bruno Salgado", "ahead", 4], ["Bruno Salgado", "share", 1], ["Leila Farahani", "slips", 3], ["Leila Farahani", "ahead", 2], ["Mei Harada", "share", 5]];
  const votes = given.map(([by, to, dots], nth) => ({ id: `vote-${nth}`, values: said(by, { ballot: "ballot", given: to, dots, written: Date.now() }) }));
  return {
    lists: {
      items: items(people), ballots: [{ id: "ballot", values: said("Pauline Achterberg", { item: "", dots: 5 }) }],
      ...(closed && { closes: [{ id: "closed", values: said("Pauline Achterberg", { ballot: "ballot", at: Date.now() - 60_000 }) }], votes: rows(votes) }),
    },
  };
}

const series = (id, preset, name, more = {}) => ({
  id, kind: "series",
  sheet: {
    ...more,
    texts: { name, ...more.texts },
    values: { preset, first: `${on(-35)}T10:00`, rhythm: "FREQ=WEEKLY", zone: "Europe/Lisbon", minutes: 50, ...more.values },
  },
});
const review = (of, ahead, sheet) => ({ id: `${of}-r${slot(ahead)}`, kind: "review", sheet });

/** The series of product reviews with all it may have. */
const product = ({ Leila }) =>
  series("weekly", "product", "Product review", {
    texts: { purpose: "Here we debate plans, hold them against strategy, hear early concepts and share context. Captains decide, afterwards and in writing." },
    values: { facilitator: "Pauline Achterberg" },
    keyed: { moved: { [slot(14)]: `${on(15)}T15:00`, [slot(28)]: "not held" } },
    lists: {
      standing: rows([{ id: "wins", texts: { title: "Small wins" }, values: { type: "topic", minutes: 2 } }, { id: "unread", texts: { title: "What nobody has read" }, values: { type: "context", minutes: 5 } }]),
      parked: rows([
        { id: "hour", texts: { title: "Should renters choose the hour, or we?" }, values: { type: "strategy", presenter: "Sanjay Pillai", parked_in: slotWords(-28) } },
        { id: "one-app", texts: { title: "One app for crew and porter" }, values: { type: "concept", presenter: "Mei Harada", parked_in: slotWords(-14) } },
        { id: "pays", texts: { title: "Who pays the second visit?" }, values: { type: "debate", presenter: account(Leila), parked_in: slotWords(-7) } },
      ]),
    },
  });

/** Every series but the one-to-one, and their reviews. */
export function meetings(people) {
  const { team } = people;
  const voices = [["reading", "84 %"], ["working", "Two depots. Nobody waits for the bridge any more."], ["not working", "Homes without a porter: one in five is two people at two doors."]];
  return [
    [product(people), review("weekly", -21, held(people, 21)), review("weekly", -14, held(people, 14)), review("weekly", -7, held(people, 7)), review("weekly", 0, running(people)), review("weekly", 7, { lists: { items: items(people).slice(1, 4) } })],
    [series("votes", "product", "Voting"), review("votes", -7, votedOn(people, true)), review("votes", 0, votedOn(people, false))],
    [
      series("numbers", "metrics", "Metrics review", {
        values: { minutes: 30 },
        lists: { teams: [{ id: "team", values: { team, name: "First Keys" } }], standing: [{ id: "read", texts: { title: "Readings of the week" }, values: { type: "metric", minutes: 20 } }] },
      }),
      review("numbers", 0, { lists: { voices: rows(voices.map(([voice, text], nth) => ({ id: `voice-${nth}`, values: said("Ines Okafor-Lund", { team, metric: "days", called: "Keys on the promised day", voice, text }) }))) } }),
    ],
    [
      series("insight", "insight", "Customer insight review", { values: { minutes: 45 } }),
      review("insight", 0, {
        keyed: { phase: { suitcase: "write" } },
        lists: { items: [{ id: "suitcase", texts: { title: "Interview 31", evidence: "I sat on my suitcase in the stairwell for two hours. The home was fine. Call me on +351 912 345 678." }, values: { type: "insight", presenter: "Pauline Achterberg", minutes: 30 } }] },
      }),
    ],
    [
      series("forum", "forum", "Open forum", { values: { minutes: 45 } }),
      review("forum", -7, {
        lists: {
          items: [{ id: "asked", texts: { title: "Questions" }, values: { type: "topic", minutes: 30 } }],
          questions: rows([
            { id: "pays", values: said("Mei Harada", { item: "asked", text: "Who pays the second visit?", owner: "Halima Rees", due: on(-1) }) },
            { id: "braga", values: said("Bruno Salgado", { item: "asked", text: "When does Braga get a depot?", answered: true, answer: "In February, with the new lease." }) },
          ]),
        },
      }),
      review("forum", 0, { lists: { items: [{ id: "asked", texts: { title: "Questions" }, values: { type: "topic", minutes: 30 } }], questions: [{ id: "vans", values: said("Tomasz Wrona", { item: "asked", text: "Do we keep the third van?" }) }] } }),
    ],
    [series("begun", "product", "Field operations")],
  ];
}

/** The charter of a team with a metric and its readings. */
export const charter = (id, { Ines }) => ({
  id, kind: "charter",
  sheet: {
    texts: { name: "First Keys", mission: "Renters get their keys on the day we promised, to a home that is ready to live in." },
    lists: {
      members: rows([{ id: "ines", values: { name: account(Ines), function: "product" } }, { id: "bruno", values: { name: "Bruno Salgado" } }]),
      metrics: rows([
        { id: "days", texts: { name: "Keys on the promised day", definition: "Of all handovers" }, values: { unit: "%", direction: "up", baseline: 71, target: 92 } },
        { id: "ready", texts: { name: "Homes ready at handover", definition: "Without an open defect" }, values: { unit: "%", direction: "up", baseline: 62, target: 85 } },
      ]),
      readings: rows([71, 74, 73, 78, 80, 83, 84].map((value, nth, all) => ({ id: `reading-${nth}`, values: { metric: "days", on: on(-7 * (all.length - nth)), value } }))),
    },
  },
});

/** The decision log of that team: decisions of every fate, levels, readiness, signals, requests, learnings. */
export function log(id, { Ines, Halima }) {
  const captain = { decided_by: account(Ines), role: "captain" };
  const d = (id, ago, question, choice, more) => ({ id, values: said("Ines Okafor-Lund", { question, choice, on: on(-ago), ...captain, ...more }, HOURS(on(-ago), "09:00")) });
  const hours = Array.from({ length: 6 }, (_, nth) => d(`hours-${nth}`, 10 + nth, `Which hour for street ${nth + 1}?`, `From ${8 + nth}:00.`, { class: "Handover hours" }));
  return {
    id, kind: "log",
    sheet: {
      lists: {
        decisions: rows([
          d("goodwill", 2, "How much may a crew give when a home is late?", "Up to €150 a move-in, without asking anybody.", {
            why: "A night in a Porto hotel costs €130 in winter. With €100 the crew had to ring Ledger eleven times in October.",
            considered: "Asking Ledger each time. A flat €100 and a voucher.", advice: "Pauline Achterberg, Marta (Ledger)", class: "Goodwill", reversible: "easy", look_again: on(50), instead_of: "goodwill-0", how: "reverses",
          }),
          d("lockbox", 5, "How do renters get in where there is no porter?", "A lockbox on every home without a porter, by Christmas.", { why: "One missed handover in five is two people waiting at two doors.", class: "Handover hours", reversible: "costly", decided_by: "Bruno Salgado", role: "deputy" }),
          d("hour", 20, "Until what hour do we hand over keys?", "Until 21:00, every day.", { class: "Handover hours", reversible: "easy" }),
          d("hour-22", 6, "Until what hour do we hand over keys?", "Until 22:00, with two people.", { why: "Trains from Lisbon come in at 21:10 since the new timetable.", class: "Handover hours", instead_of: "hour", how: "reverses" }),
          d("hour-20", 6, "Until what hour do we hand over keys?", "Until 20:00 from November to March.", { why: "Two crews asked not to stand in dark stairwells alone.", class: "Handover hours", instead_of: "hour", how: "reverses", decided_by: account(Halima), role: "leader" }),
          d("crews", 50, "One Porto crew, or one for each depot?", "Two crews, one for each depot, for eight weeks.", { why: "Crews spend more of the day on the bridge than at doors.", class: "Crews and training", reversible: "easy", look_again: on(-1) }),
          d("heating", 62, "Is a home ready with the heating off?", "No. From October it counts as a defect.", { class: "What counts as ready", decided_by: account(Halima), role: "leader", look_again: on(15) }),
          d("goodwill-0", 70, "How much may a crew give when a home is late?", "Up to €100 a move-in.", { class: "Goodwill", reversible: "easy" }),
          ...hours,
        ]),
        outcomes: [{ id: "heating-out", values: said("Ines Okafor-Lund", { decision: "heating", happened: "Renters wait 31 minutes at the door, not 52.", learned: "The wait was the drive. An idle shift is the price of being near.", again: "yes", again_how: "And a month earlier.", on: on(-2) }) }],
        requests: rows([
          { id: "data", values: said("Ines Okafor-Lund", { from: "First Keys", to: "Ledger", need: "Half a week of somebody in data", needed_by: on(-4), on: on(-21) }, HOURS(on(-21), "09:00")) },
          { id: "access", values: said("Ines Okafor-Lund", { from: "First Keys", to: "Landlord Desk", need: "A right of access two days ahead, in the landlord’s contract", needed_by: on(5), on: on(-8) }, HOURS(on(-8), "09:00")) },
          { id: "capacity", values: said("Sanjay Pillai", { from: "Front Door", to: "First Keys", need: "Weekly capacity on Wednesday instead of Thursday", needed_by: on(3), on: on(-2) }) },
          { id: "eight", values: said("Ines Okafor-Lund", { from: "First Keys", to: "Homecare", need: "Day eight in your charter", on: on(-12) }) },
        ]),
        answers: rows([
          { id: "up", values: said("Ines Okafor-Lund", { request: "data", state: "escalated", words: "Gone up to Halima.", on: on(-2) }) },
          { id: "settled", values: said("Leila Farahani", { request: "eight", state: "done", words: "It stands there.", on: on(-9) }) },
        ]),
        learnings: [{ id: "boxes", values: said("Bruno Salgado", { bet: "Lockboxes in Braga", expected: "Nobody waits", happened: "Two boxes froze shut", learned: "Ask for the steel ones", on: on(-30) }) }],
        annotations: [{ id: "note", values: said("Bruno Salgado", { signal: "meetings", note: "That was the depot strike, not us.", on: on(-4) }) }],
      },
    },
  };
}
