// The hour of a product review, as five people hold it: one prepared it and is away for all of it, one's machine dies while
// they lead, two sit in other companies' pages. Nothing that anybody typed is lost.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { BACK_MS, eventually, launchBrowser, ON_THIS_DEVICE, SAVED, status } from "./harness.mjs";
import { loader, startHost } from "./parts/host.mjs";
import {
  addItem, beginSeries, canBeWritten, entry, openReview, press, reveal, reviewOf, say, shown, silentIn, writeInSilence,
} from "./parts/meeting.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";

let browser, host, place;
const WIKI = "wiki.example";
const INTRANET = "intranet.example";

before(async () => {
  host = await startHost();
  // Storage is kept apart by site, as it is for real visitors.
  browser = await launchBrowser({ partitioned: true, args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  const allowed = [WIKI, INTRANET].flatMap((name) => ["--allow-origin", host.url(name, "")]);
  const ranks = { Halima: "owner", Pauline: "member", Ines: "member", Bruno: "member", Sanjay: "member", Mei: "member" };
  place = await startWorkspace(browser, ranks, allowed);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), host?.close()]);
});

const PLAN = "Inspect every home 48 hours before move-in";
const CARRIED = "Who tells the landlord when a repair slips?";
const PORTO = "Porto’s peak starts two weeks early";
const LATE = "A page of our own for the cleaners";
/** Everything that anybody types in this hour. */
const typed = [PLAN, CARRIED, PORTO, LATE];
const types = (words) => {
  typed.push(words);
  return words;
};
const SILENT = {
  Ines: { words: types("I would rather be called on Tuesday than on Friday night."), stance: 8 },
  Pauline: { words: types("Two visits cost less than one refund."), stance: 3 },
  Bruno: { words: types("Cleaners have no slot left in Matosinhos."), stance: -6 },
  Mei: { words: types("A renter never sees the difference."), stance: 5 },
  Sanjay: { words: types("Owners hand us keys late as it is."), stance: -2 },
};
const SENTENCE = "We decided to stop same-morning inspections in Porto.";

/** Two weeks leave one item twice carried, and a piece of advice without an answer. */
async function weeksBefore({ ines, pauline }, series) {
  const { page } = ines;
  for (const ago of [14, 7]) {
    await openReview(ines, place.server, series, ago);
    if (ago === 14) await addItem(page, CARRIED);
    else await press(page, "Put it on the agenda");
    await entry(page, CARRIED).waitFor();
    if (ago === 7) await shown(page, "carried 1×");
    await press(page, "Close");
    await press(page, "Carry");
    await shown(page, "It is offered on the next review’s page.");
    await status(page, SAVED);
  }
  await openReview(pauline, place.server, series, 7);
  await say(pauline.page, "Give advice", { Advice: types("Ask three landlords first.") }, "Give");
  await shown(pauline.page, "Still open");
  await status(pauline.page, SAVED);
}

/** Two people prepare on a train and on a plane; both put the carried item on the agenda, and each adds one. */
async function prepareAway({ ines, pauline }, series) {
  for (const person of [ines, pauline]) {
    await person.page.goto(`${place.server.app}/d/${series}`);
    await person.page.getByRole("link", { name: "Begin one today, outside of the rhythm" }).waitFor({ timeout: 15_000 });
    await person.page.getByText(/^(\w+, )?\d+ \w+/).first().waitFor();
    await person.page.waitForFunction(() => navigator.serviceWorker.controller);
    await openReview(person, place.server, series, 7);
    await shown(person.page, "Ask three landlords first.");
    await status(person.page, SAVED);
    await person.page.goto(`${place.server.app}/d/${series}`);
    await person.page.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 15_000 });
    await status(person.page, SAVED);
  }
  for (const [person, title] of [[ines, PLAN], [pauline, PORTO]]) {
    await person.context.setOffline(true);
    await openReview(person, place.server, series);
    await press(person.page, "Put it on the agenda");
    await entry(person.page, CARRIED).waitFor();
    await addItem(person.page, title);
    await status(person.page, ON_THIS_DEVICE);
  }
  const claim = types("No renter finds a broken boiler on the first night.");
  await entry(ines.page, PLAN).click();
  await ines.page.getByRole("textbox", { name: "Claim", exact: true }).fill(claim);
  await status(ines.page, ON_THIS_DEVICE);
  for (const person of [ines, pauline]) await person.context.setOffline(false);
  for (const { page } of [ines, pauline]) {
    await status(page, SAVED, BACK_MS);
    await eventually(async () => assert.equal(await page.locator(".agenda .entry").count(), 3), BACK_MS);
    assert.equal(await entry(page, CARRIED).count(), 1, "two people carried it, and it is one item");
    await entry(page, CARRIED).getByText("carried 2×").waitFor();
  }
}

/** Ines presents the plan. Sanjay reads it, and goes where no network is: he writes there. */
async function sanjayLeaves({ ines, sanjay }, series) {
  await entry(ines.page, PLAN).click();
  const presents = ines.page.getByRole("combobox", { name: "Presents" });
  await presents.click();
  await presents.pressSequentially("Ines");
  await ines.page.getByRole("option", { name: /^Ines/ }).first().waitFor();
  await presents.press("ArrowDown");
  await presents.press("Enter");
  await status(ines.page, SAVED);
  await openReview(sanjay, place.server, series);
  await entry(sanjay.page, PLAN).click();
  await sanjay.context.setOffline(true);
  await press(sanjay.page, "Write in silence");
  await writeInSilence(sanjay.page, SILENT.Sanjay.words, SILENT.Sanjay.stance);
  await sanjay.page.getByRole("textbox", { name: "Title", exact: true }).waitFor();
  await sanjay.page.evaluate(() => document.activeElement.blur());
}

/** Bruno signs in from the wiki's page, which shows the review of the week; Mei from the intranet's, which shows this one. */
async function twoInOtherPages({ bruno, mei }, series) {
  const elements = {
    [WIKI]: `<muster-series doc="${series}" view="current"></muster-series>`,
    [INTRANET]: `<muster-review doc="${reviewOf(series)}"></muster-review>`,
  };
  for (const [person, site] of [[bruno, WIKI], [mei, INTRANET]]) {
    host.put(`/${site}`, `<h1>Product</h1>${elements[site]}`, { head: loader(place.server) });
    await person.page.goto(host.url(site, `/${site}`));
    const signIn = person.page.getByRole("button", { name: "Sign in to edit" });
    const [popup] = await Promise.all([person.page.waitForEvent("popup"), signIn.click({ timeout: 20_000 })]);
    await popup.getByRole("button", { name: `Show it as ${person.name}` }).click();
    await canBeWritten(person.page);
  }
}

/** Everybody who has a network writes in silence under a timer; nobody sees a word of the others'. */
async function silence({ pauline, ines, bruno, mei }, series) {
  await Promise.all([pauline, ines].map((person) => openReview(person, place.server, series)));
  await press(pauline.page, "Lead through it");
  await entry(pauline.page, PLAN).click();
  for (const { page } of [pauline, ines, bruno, mei]) {
    await shown(page, "Ask three landlords first.");
    await shown(page, "Pauline facilitates.");
    await eventually(async () => assert.match(await page.locator(".agenda .entry[aria-current]").innerText(), new RegExp(PLAN)));
  }
  await press(pauline.page, "6 min");
  await press(pauline.page, "Write in silence");
  for (const person of [pauline, ines, bruno, mei]) {
    const { words, stance } = SILENT[person.name];
    await person.page.getByRole("timer").waitFor();
    await writeInSilence(person.page, words, stance);
  }
  for (const { page } of [ines, bruno, mei]) await press(page, "I’m ready");
  await shown(ines.page, /^3 of \d ready to move on$/);
  await addItem(mei.page, LATE);
  for (const person of [pauline, ines, bruno]) {
    await entry(person.page, LATE).waitFor();
    const text = await person.page.locator("body").innerText();
    for (const [name, { words }] of Object.entries(SILENT)) assert.ok(name === person.name || !text.includes(words), `${person.name} sees what ${name} wrote`);
  }
  await entry(mei.page, PLAN).click();
}

/** The machine of the person who leads dies. The meeting waits for nobody, and they come back as one of those who take part. */
async function takeOver({ pauline, ines, bruno, mei }, series) {
  const died = pauline.page.waitForEvent("crash");
  const cdp = await pauline.context.newCDPSession(pauline.page);
  cdp.send("Page.crash").catch(() => {});
  await died;
  await pauline.page.close();
  pauline.errors.length = 0;
  for (const { page } of [ines, bruno, mei]) {
    await page.getByRole("timer").waitFor();
    await shown(page, "Pauline facilitates.");
  }
  await press(ines.page, "Take over");
  pauline.page = await pauline.context.newPage();
  await openReview(pauline, place.server, series);
  for (const { page } of [pauline, ines, bruno, mei]) await shown(page, "Ines facilitates.");
  await entry(pauline.page, PLAN).click();
  const silent = await silentIn(pauline.page);
  await eventually(async () => assert.equal(await silent.field.inputValue(), SILENT.Pauline.words));
}

/** One reveal, which cannot be taken back: everybody's words at once, and the two who stand farthest apart. */
async function allAtOnce({ pauline, ines, bruno, mei }) {
  await reveal(ines.page);
  for (const person of [ines, pauline, bruno, mei]) {
    const { page } = person;
    await shown(page, "4 people wrote");
    await press(page, "Show the other 1");
    for (const name of ["Ines", "Pauline", "Bruno", "Mei"]) await shown(page, SILENT[name].words);
    await shown(page, "Bruno and Ines are farthest apart. Hear Bruno first.");
    assert.equal(await page.locator(".remarks > li").count(), 4, `once each, as ${person.name} sees it`);
    assert.equal(await page.getByRole("button", { name: "Write in silence", exact: true }).count(), 0, "nobody goes back to silence");
  }
}

const inDays = (n) => new Date(Date.now() + n * 86_400_000).toISOString().slice(0, 10);
const piece = (page, words) => page.locator(".ledger > li", { hasText: words });

/** Questions, and advice with its answers: the presenter's. */
async function adviceAndAnswers({ pauline, ines, bruno, mei }) {
  await say(mei.page, "Ask a question", { Question: types("Which cleaner keeps the second key?") }, "Ask");
  await piece(ines.page, "Which cleaner keeps").getByRole("button", { name: "Answered", exact: true }).click();
  const advice = [
    [bruno, types("Try it in Matosinhos alone.")],
    [mei, types("Ask the cleaners before anybody.")],
    [pauline, types("Count the refunds of a year.")],
  ];
  for (const [person, Advice] of advice) {
    await say(person.page, "Give advice", { Advice }, "Give");
    await piece(ines.page, Advice).waitFor();
  }
  const [first, second] = advice.map(([, words]) => piece(ines.page, words));
  await first.getByRole("button", { name: "Will do by…" }).click();
  await first.getByLabel("By", { exact: true }).fill(inDays(12));
  await first.getByRole("button", { name: "Answer", exact: true }).click();
  await first.getByText("Will do by", { exact: false }).first().waitFor();
  await second.getByRole("button", { name: "Heard, not now…" }).click();
  await second.getByLabel("Because", { exact: true }).fill(types("Their contract is not signed."));
  await second.getByRole("button", { name: "Answer", exact: true }).click();
  for (const { page } of [bruno, mei, pauline]) await shown(page, "1 will do, 1 heard, 1 still open");
  assert.equal(await bruno.page.locator(".part.item").getByRole("button", { name: "Will do by…" }).count(), 0, "nobody else answers for the presenter");
}

/** A sentence that states a decision is no review's: one press takes it into the captain's log. */
async function decisionIsTheCaptains({ ines }) {
  const { page } = ines;
  await page.getByRole("textbox", { name: "Notes on this item" }).focus();
  await page.keyboard.type(types(SENTENCE));
  await shown(page, "Reads like a decision");
  await page.getByLabel("Whose decision it is").selectOption({ label: "First Keys" });
  const [log] = await Promise.all([page.waitForEvent("popup"), press(page, "Log as a decision")]);
  await page.getByText("Reads like a decision").waitFor({ state: "hidden" });
  const draft = log.locator(".of-new");
  const field = (name) => draft.getByLabel(name, { exact: true });
  await field("Choice").waitFor({ timeout: 15_000 });
  assert.equal(await field("Question").inputValue(), PLAN);
  assert.equal(await field("Choice").inputValue(), SENTENCE);
  assert.match(await draft.locator("textarea").evaluateAll((all) => all.map((one) => one.value).join("\n")), /Bruno: Try it in Matosinhos alone\./);
  await draft.getByRole("radio", { name: "Easy" }).check();
  await field("Look again").fill(inDays(90));
  await press(draft, "Log");
  const decided = log.locator(".decs > li").filter({ has: log.locator(".choice", { hasText: SENTENCE }) });
  const back = await decided.getByRole("link", { name: /^Taken in the review of / }).getAttribute("href");
  assert.equal(new URL(back, page.url()).pathname, new URL(page.url()).pathname, "it leads to the review in which it was taken");
  await status(log, SAVED);
  await log.close();
}

/** Actions, small wins, notes; and what becomes of each item. */
async function theEnd({ ines, bruno, mei }) {
  await press(ines.page, "Add an action");
  await ines.page.getByRole("textbox", { name: "Action", exact: true }).last().fill(types("Write to the owners in Matosinhos"));
  await bruno.page.getByLabel("Small win", { exact: true }).fill(types("The lift in Braga works again, thanks to Ana."));
  await press(bruno.page, "Add");
  await mei.page.getByRole("textbox", { name: "Notes on the whole review" }).focus();
  await mei.page.keyboard.type(types("We were five, and ended early."));
  for (const [title, end, says] of [
    [PLAN, "Done", "Done."],
    [PORTO, "Park", "It stands in the parking lot of the series."],
    [LATE, "Drop", "Dropped."],
    [CARRIED, "Carry", "It is offered on the next review’s page."],
  ]) {
    await entry(ines.page, title).click();
    await eventually(async () => assert.equal(await ines.page.getByRole("textbox", { name: "Title", exact: true }).inputValue(), title));
    await press(ines.page, "Close");
    await press(ines.page, end);
    await shown(ines.page, says);
  }
  for (const { page } of [ines, bruno, mei]) await status(page, SAVED);
}

/** Sanjay's words arrive when he is back, by themselves: his tab was open before the reveal. */
async function sanjayReturns({ sanjay, ines, bruno }) {
  // A good while later, by his clock.
  await sanjay.page.evaluate(() => (window.later = 20 * 60_000));
  await sanjay.context.setOffline(false);
  await status(sanjay.page, SAVED, BACK_MS);
  await entry(ines.page, PLAN).click();
  for (const { page } of [ines, bruno]) {
    await shown(page, "5 people wrote");
    const more = page.getByRole("button", { name: /^Show the other/ });
    if (await more.count()) await more.click();
    const his = page.locator(".remarks > li", { hasText: SILENT.Sanjay.words });
    await his.getByText(/^written before the reveal, arrived \d\d:\d\d$/).waitFor();
    await shown(page, "Done.");
  }
}

/** Everything of one document as Markdown, without the signs that Markdown needs. */
const summary = async (person, doc) => {
  const answer = await person.page.evaluate(async (url) => (await fetch(url)).text(), `${place.server.app}/embed/${doc}.md`);
  return answer.replaceAll("\\", "").replace(/\s+/g, " ");
};

test("five people hold the hour: one is away, one's machine dies, two sit in other pages, and nothing is lost", async (t) => {
  const invite = signedIn(t, browser);
  const names = ["Pauline", "Ines", "Bruno", "Sanjay", "Mei"];
  const [pauline, ines, bruno, sanjay, mei] = await Promise.all(names.map((name) => invite(place, name)));
  await sanjay.context.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + (window.later ?? 0);
  });
  const everybody = { pauline, ines, bruno, sanjay, mei };
  const charter = (await place.people.Ines.ask("POST", "/api/docs", { kind: "charter", name: "First Keys" })).id;
  const series = await beginSeries(pauline, place.server);

  await weeksBefore(everybody, series);
  await prepareAway(everybody, series);
  await sanjayLeaves(everybody, series);
  await twoInOtherPages(everybody, series);
  await silence(everybody, series);
  await takeOver(everybody, series);
  await allAtOnce(everybody);
  await adviceAndAnswers(everybody);
  await decisionIsTheCaptains(everybody);
  await theEnd(everybody);
  await sanjayReturns(everybody);

  const today = await summary(ines, reviewOf(series));
  const others = await Promise.all([reviewOf(series, 7), reviewOf(series, 14), series, `${charter}-log`].map((doc) => summary(ines, doc)));
  for (const { words } of Object.values(SILENT)) assert.ok(today.includes(words), `the summary has ${words}`);
  const all = [today, ...others].join(" ");
  assert.deepEqual(typed.filter((words) => !all.includes(words)), [], "every word stands somewhere");
  assert.ok(others.at(-1).includes(SENTENCE), "the decision stands in the captain's log");
});
