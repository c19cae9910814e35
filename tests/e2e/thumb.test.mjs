// A review run with one thumb on a phone: from home, through its agenda, with a reading, notes, advice, a decision and a win. All
// that is tapped lies in a thumb's reach and is as large as one, and nothing jumps when a field takes the focus.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, SAVED, status } from "./harness.mjs";
import { addItem, button, canBeWritten, entry, shown } from "./parts/meeting.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";
import { makeTeam } from "./parts/team.mjs";
import { PHONE, thumbOn } from "./parts/thumb.mjs";

stage();

const [LATE, PORTO] = ["Keys come late", "Porto peaks early"];
const DECISION = "We decided to count the keys twice.";

/** Somebody at a desk puts two items on the agenda of the team's next review. */
async function prepared(invite, server, team) {
  const { page } = await invite("Bo");
  await page.goto(`${server.app}/d/${team.review}`);
  await canBeWritten(page);
  for (const title of [LATE, PORTO]) await addItem(page, title);
  await status(page, SAVED);
  await page.close();
}

async function readingAndVoice(page, thumb) {
  await thumb.write(page.getByLabel("Reading: Invoices right at once"), "62");
  await thumb.tap(button(page, "Put it in"));
  await shown(page, "62 %");
  await thumb.tap(button(page, "Say what works"));
  await thumb.write(page.getByLabel("What works", { exact: true }), "Two people look");
  await thumb.tap(button(page, "Say it"));
  await shown(page, "Two people look");
}

/** Taps an item of the agenda, and waits until it is the one that is shown: the fields of the one before go away. */
async function turnTo(page, thumb, title) {
  await thumb.tap(entry(page, title));
  await page.locator('.agenda .entry[aria-current="step"]', { hasText: title }).waitFor();
}

/** A sentence of the notes becomes a decision in the team's log, in a tab of its own. */
async function decide(page, thumb) {
  await turnTo(page, thumb, LATE);
  await thumb.write(page.getByRole("textbox", { name: "Notes on this item" }), DECISION);
  const team = page.getByLabel("Whose decision it is");
  await thumb.reach(team);
  // The list of a select is the phone's own.
  await team.selectOption({ label: "Ledger" });
  const [log] = await Promise.all([page.waitForEvent("popup"), thumb.tap(button(page, "Log as a decision"))]);
  const there = thumbOn(log);
  await there.tap(button(log.locator(".of-new"), "Log"));
  await log.locator(".decs > li .choice", { hasText: DECISION }).waitFor();
  await status(log, SAVED);
  await log.close();
}

async function advise(page, thumb) {
  await turnTo(page, thumb, PORTO);
  await thumb.write(page.getByRole("textbox", { name: "Notes on this item" }), "Two weeks earlier than last year");
  await thumb.tap(button(page, "Give advice"));
  await thumb.write(page.getByLabel("Advice", { exact: true }), "Ask three landlords first");
  await thumb.tap(button(page, "Give"));
  await shown(page, "Ask three landlords first");
  await thumb.tap(button(page, "Close").first());
  await thumb.tap(button(page, "Done"));
}

/** Two taps, and the field has the focus. */
async function win(page, thumb) {
  await thumb.tap(page.locator(".add-here > button"));
  await thumb.tap(button(page.locator("#add-things"), "Win"));
  const field = page.getByRole("textbox", { name: "Small win" });
  await eventually(async () => assert.ok(await field.evaluate((one) => one === document.activeElement)));
  await page.keyboard.type("Keys were early");
  await thumb.tap(button(page.locator(".of-wins form"), "Add"));
  await page.locator(".of-wins li").getByText("Keys were early").waitFor();
}

test("a review is run with one thumb, from home to its last item", async (t) => {
  const server = await ownServer(t);
  const team = await makeTeam(server, { captain: "Ada" });
  const invite = cast(t, browser);
  await prepared(invite, server, team);
  const { page } = await invite("Ada", PHONE);
  const thumb = thumbOn(page);
  await page.goto(server.app);
  await thumb.tap(page.getByRole("link", { name: "Ledger metrics" }).first());
  await page.waitForURL(`**/d/${team.review}`);
  // At the head of the page, where it stands on a wide screen, a thumb would have to stretch.
  await thumb.tap(button(page, "Lead through it"));
  await shown(page, "Ada facilitates.");
  await readingAndVoice(page, thumb);
  await decide(page, thumb);
  await advise(page, thumb);
  await win(page, thumb);
  await status(page, SAVED);
  const text = await (await fetch(`${server.url}/embed/${team.review}.md`)).text();
  for (const words of ["62", "Two people look", DECISION, "Two weeks earlier", "Ask three landlords first", "Keys were early"]) assert.ok(text.includes(words), `${words}: ${text}`);
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0);
});
