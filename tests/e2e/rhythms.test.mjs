// Sorts of meetings, each an entry of one table: what they begin with, what is looked at in them, times that people book, the
// inventory of all series; and what teams learn: bets, learnings where they apply, thanks. By the numbers of the product's list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, cast, eventually, launchBrowser, makeDoc, openCharter, SAVED, status } from "./harness.mjs";
import { addItem, button, dayIn, docAt, press, seeReview, shown } from "./parts/meeting.mjs";
import { startServer } from "./parts/server.mjs";

let browser, server;

before(async () => {
  browser = await launchBrowser();
  server = await startServer();
});
after(async () => {
  await browser?.close();
  await server?.stop();
});

/** Begins a series of a sort that stands among the further ones; answers its id. */
async function begin(page, says) {
  await page.goto(`${server.app}/reviews`);
  await page.getByText("more sorts of meeting").click({ timeout: 15_000 });
  await button(page, says).click();
  await page.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 15_000 });
  await status(page, SAVED);
  return docAt(page);
}

const sheetOf = async (doc) => (await (await fetch(`${server.url}/embed/${doc}.json`)).json()).documents[0].sheet;

/** The page is without faults for axe, and no wider than a phone. */
async function fits(page) {
  assert.deepEqual(await axe(page), []);
  const before = page.viewportSize();
  await page.setViewportSize({ width: 360, height: 740 });
  await eventually(async () => assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 360)));
  await page.setViewportSize(before);
}

test("a63 a series begins from the table with its purpose, rhythm and time for feedback", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const series = await begin(page, "Begin weekly updates");
  const { values, texts, lists } = await sheetOf(series);
  assert.match(texts.purpose, /shipped, what comes next/);
  assert.deepEqual([values.preset[0].value, values.rhythm[0].value], ["updates", "FREQ=WEEKLY"]);
  assert.deepEqual(lists.standing.map((row) => row.texts.title), ["Shipped", "Next", "Stuck", "Feedback"]);
});

test("a36 a check-in that asks for approval is told so, and a lunch that nobody teaches", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const checkIn = await begin(page, "Begin a check-in");
  await seeReview({ page }, server, checkIn);
  await addItem(page, "Please approve two crews");
  await shown(page, "1 item asks for approval.");
  const lunch = await begin(page, "Begin a lunch and learn");
  await shown(page, "No date comes next.");
  await seeReview({ page }, server, lunch);
  await shown(page, "Nobody teaches yet.");
  await fits(page);
});

test("a39 two people who book one time without a network are both shown, and the host picks one", async (t) => {
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  const series = await begin(ada.page, "Begin office hours");
  const slot = (page) => page.locator("[data-time]").nth(1);
  const book = async (page, topic) => {
    await button(slot(page), "Book it").click();
    await slot(page).getByLabel("What it is about", { exact: true }).fill(topic);
    await button(slot(page), "Book").click();
    await shown(page, topic);
  };
  for (const { page } of [ada, bo]) {
    await seeReview({ page }, server, series);
    await slot(page).waitFor({ timeout: 15_000 });
    await status(page, SAVED);
  }
  for (const { page } of [ada, bo]) await page.context().setOffline(true);
  await book(ada.page, "A depot in Braga");
  await book(bo.page, "Keys on Sundays");
  for (const { page } of [ada, bo]) await page.context().setOffline(false);
  await shown(ada.page, "Keys on Sundays", 30_000);
  await shown(ada.page, "Both stand until the host picks one");
  await shown(ada.page, "More than one person booked");
  const keys = slot(ada.page).locator("li", { hasText: "Keys on Sundays" });
  await button(keys, "Pick this one").click();
  await shown(bo.page, "the host picked another one", 30_000);
  await fits(ada.page);
});

test("a46 the inventory adds up the hours of all series, with marks and a count to compare with", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const values = { first: `${dayIn(1, "-")}T10:00`, rhythm: "FREQ=WEEKLY", zone: "UTC", minutes: 60 };
  const documents = [{ id: "counted-weekly", kind: "series", sheet: { texts: { name: "Counted weekly" }, values } }];
  const sent = await fetch(`${server.url}/api/import?name=all.json`, { method: "POST", body: JSON.stringify({ muster: 1, documents }) });
  // A document of a file begins anew here, under an id of its own.
  const { made: [weekly] } = await sent.json();
  const series = await begin(page, "Begin a meeting armageddon");
  const row = page.locator(`[data-series="${weekly}"]`);
  await row.getByText("1 h a week: 60 minutes, 12× in 12 weeks").waitFor({ timeout: 15_000 });
  await press(page, "Note this count, to compare with later");
  await shown(page, "Before, on");
  await button(row, "End Counted weekly").click();
  await row.getByText("0 would keep it, 1 would end it.").waitFor();
  await shown(page, "that more people would end than keep");
  await button(row, "Keep Counted weekly").click();
  await row.getByText("1 would keep it, 0 would end it.").waitFor();
  await status(page, SAVED);
  const { lists } = await sheetOf(series);
  assert.deepEqual([lists.counts.length, lists.marks.length], [1, 2]);
  await fits(page);
});

test("a65 thanks stand at the start of a review, with what they are for", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const series = await begin(page, "Begin a failure forum");
  await seeReview({ page }, server, series);
  const thanks = page.locator(".of-thanks");
  await button(thanks, "Thank somebody").click();
  await button(thanks, "Thank them").click();
  await shown(page, "Write what for.");
  await thanks.getByLabel("To", { exact: true }).fill("Bruno");
  await thanks.getByLabel("For what", { exact: true }).fill("He drove the keys to Braga at night.");
  await thanks.getByRole("radio", { name: "They took the hard path" }).check();
  await button(thanks, "Thank them").click();
  await thanks.getByText("from Ines, for taking the hard path").waitFor();
  await thanks.getByText("He drove the keys to Braga at night.").waitFor();
  await fits(page);
});

test("a65 who thanked whom is drawn for those who ask for it, with the same as a table", async (t) => {
  const invite = cast(t, browser);
  const people = [await invite("Ines"), await invite("Bruno")];
  const [{ page }] = people;
  const series = await begin(page, "Begin a failure forum");
  await seeReview({ page }, server, series);
  const thanks = page.locator(".of-thanks");
  await button(thanks, "Thank somebody").click();
  await thanks.getByLabel("To", { exact: true }).fill("Bruno");
  await thanks.getByLabel("For what", { exact: true }).fill("He drove the keys to Braga at night.");
  await button(thanks, "Thank them").click();
  await thanks.getByText("from Ines").waitFor();
  await status(page, SAVED);
  for (const { page } of people) {
    await page.goto(`${server.app}/d/${series}`);
    const drawn = page.locator(".of-thanks-of-late");
    await drawn.getByText("1 thanks").waitFor({ timeout: 20_000 });
    await button(drawn, "Draw me in the picture").click();
    await button(drawn, "Take me out of the picture").waitFor();
    await status(page, SAVED);
  }
  const drawn = page.locator(".of-thanks-of-late");
  await drawn.getByRole("img", { name: "Who thanked whom: Ines thanked Bruno." }).waitFor({ timeout: 20_000 });
  await drawn.getByText("As a table").click();
  await drawn.getByRole("cell", { name: "Bruno", exact: true }).waitFor();
  await fits(page);
  await button(drawn, "Take me out of the picture").click();
  await drawn.getByRole("img", { name: "Who thanked whom: Bruno, and no thanks between them yet." }).waitFor();
});

test("a40 a decision of late comes onto the agenda of a transparency session by one press", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const doc = await makeDoc(server, { name: "Deciders" });
  await page.goto(`${server.app}/d/${doc}-log`);
  const draft = page.locator(".of-new");
  await draft.getByLabel("Question", { exact: true }).fill("Until what hour?", { timeout: 15_000 });
  await draft.getByLabel("Choice", { exact: true }).fill("Until 21:00.");
  await button(draft, "Log").click();
  await page.locator(".decs > li", { hasText: "Until 21:00." }).waitFor();
  await status(page, SAVED);
  const series = await begin(page, "Begin a transparency session");
  await seeReview({ page }, server, series);
  const decided = page.locator(".of-decided");
  await decided.getByText("Until what hour? Until 21:00.").waitFor({ timeout: 15_000 });
  await button(decided, "Put it on the agenda").click();
  await page.locator(".agenda .entry", { hasText: "Until what hour? Until 21:00." }).waitFor();
  await decided.getByText("all of them stand on the agenda").waitFor();
  await status(page, SAVED);
  await fits(page);
});

test("a57 a59 a bet past its stop date is said to be alive, and a learning stands where it applies and in the failure forum", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const doc = await makeDoc(server, { name: "Bettors" });
  await page.goto(`${server.app}/d/${doc}-log`);
  const bets = page.locator(".of-bets");
  await button(bets, "Write down a bet").click({ timeout: 15_000 });
  await button(bets, "Log").click();
  await shown(page, "Say how large it may become.");
  await bets.getByLabel("Bet", { exact: true }).fill("Renters choose their own hour");
  await bets.getByLabel("Size", { exact: true }).fill("Two weeks of one crew");
  await bets.getByLabel("Stop rule", { exact: true }).fill("Fewer than 30 of 100 choose one");
  await bets.getByLabel("Stop date", { exact: true }).fill(dayIn(-3, "-"));
  await button(bets, "Log").click();
  // Its stop date lies before the day it was made, which is said in a sentence, and nothing is lost.
  await shown(page, "It stops before it begins");
  await bets.getByText("Renters choose their own hour").filter({ visible: true }).first().waitFor();
  await shown(page, "0 decisions were looked at again.");
  const learnings = page.locator(".of-learnings");
  await button(learnings, "Write down a learning").click();
  await learnings.getByLabel("What happened", { exact: true }).fill("Twelve chose one");
  await learnings.getByLabel("What we learned", { exact: true }).fill("They want a call, not an hour");
  await learnings.getByLabel("Applies to", { exact: true }).fill("Waiting at the door");
  await learnings.getByRole("radio", { name: "Yes, I tell it there" }).check();
  await button(learnings, "Log").click();
  await shown(page, "1 learning");
  await status(page, SAVED);
  await fits(page);
  const series = await begin(page, "Begin a failure forum");
  await seeReview({ page }, server, series);
  const brought = page.locator(".of-offered");
  await brought.getByText("They want a call, not an hour").waitFor({ timeout: 15_000 });
  await button(brought, "Put it on the agenda").click();
  await page.locator(".agenda .entry", { hasText: "They want a call, not an hour" }).waitFor();
});

test("a56 a target that moves asks for a note, which stays with the metric", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const due = dayIn(9, "-");
  const page_of = `# Movers\n\n## Metrics\n\n### On time\n\nHow it is counted\n\n- Unit: %\n- Better: up\n- Baseline: 60\n- Target: 92\n- Due: ${due}\n`;
  const sent = await fetch(`${server.url}/api/import?name=Movers.md`, { method: "POST", body: page_of });
  assert.ok(sent.ok, await sent.text());
  const docs = await (await fetch(`${server.url}/api/docs`)).json();
  await openCharter({ page }, server, docs.find((doc) => doc.summary?.name === "Movers").id);
  const metric = page.locator(".metric").first();
  await metric.getByText("Edit numbers").click({ timeout: 15_000 });
  const target = metric.getByRole("row", { name: /^Target/ });
  await target.getByRole("textbox", { name: "Target", exact: true }).fill("80");
  await page.keyboard.press("Enter");
  await shown(page, "The target moved. Say why");
  await button(metric, "Say why the target moved").click();
  await metric.getByLabel("Why, and what you learned", { exact: true }).fill("Winter roads");
  await button(metric, "Note it").click();
  await metric.getByText(/Target moved from 92\s?% to 80\s?% on .* 9 days before it was due/).waitFor();
  assert.deepEqual(await axe(page), []);
});
