// Sorts of reviews with parts of their own: readings and both voices of a metrics review, questions of a forum with answers
// due; and *Say it plainly*, on any sentence. The rules are those of reviews, by their numbers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, BACK_MS, cast, eventually, launchBrowser, ON_THIS_DEVICE, openCharter, SAVED, status } from "./harness.mjs";
import { beginSeries, button, dayIn, seeReview, shown } from "./parts/meeting.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";
import { startServer } from "./parts/server.mjs";

let browser, place, open;

before(async () => {
  browser = await launchBrowser();
  [place, open] = await Promise.all([startWorkspace(browser, { Ada: "owner", Mo: "member", Nia: "member" }), startServer()]);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), open?.stop()]);
});

const TEAM = (name, metrics) => `# ${name}\n\n## Metrics\n\n${metrics.map((metric) => `### ${metric}\n\nHow it is counted\n\n- Unit: %\n- Better: up\n- Baseline: 60\n- Target: 92\n`).join("\n")}`;

/** Brings a charter in from a file; answers its id. */
async function bring(name, metrics) {
  const answer = await fetch(`${open.url}/api/import?name=${encodeURIComponent(name)}.md`, { method: "POST", body: TEAM(name, metrics) });
  assert.ok(answer.ok, await answer.clone().text());
  const docs = await (await fetch(`${open.url}/api/docs`)).json();
  return docs.find((doc) => doc.summary?.name === name).id;
}

const readings = async (doc) => (await (await fetch(`${open.url}/embed/${doc}.json`)).json()).documents[0].sheet.lists.readings ?? [];
const card = (page, name) => page.locator(".mcard").filter({ hasText: name });

async function say(page, metric, way, label, words) {
  await button(card(page, metric), way).click();
  await card(page, metric).getByLabel(label, { exact: true }).fill(words);
  await button(card(page, metric), "Say it").click();
}

test("v16 an entry is whole with a reading, which stands in the charter, and both voices; what is missing is said for each", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const keys = await bring("First Keys", ["Keys on the promised day", "Homes ready at handover"]);
  const series = await beginSeries({ page }, open, "Begin a metrics review");
  await page.locator(".of-teams").getByLabel("Add a team").selectOption({ label: "First Keys" });
  await page.locator(".of-teams").getByRole("link", { name: "First Keys" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await status(page, SAVED);
  await seeReview({ page }, open, series);
  await card(page, "Keys on the promised day").getByText("No entry yet: a reading and both voices are missing").waitFor({ timeout: 15_000 });
  await shown(page, "0 of 2 whole");
  const metric = card(page, "Keys on the promised day");
  await metric.getByLabel("Reading: Keys on the promised day").fill("soon");
  await button(metric, "Put it in").click();
  await metric.getByText("Write a number here.").waitFor();
  await metric.getByLabel("Reading: Keys on the promised day").fill("84");
  await page.keyboard.press("Enter");
  await metric.getByText("Both voices missing").waitFor();
  await say(page, "Keys on the promised day", "Say what works", "What works", "Two depots: nobody waits for the bridge.");
  await metric.getByText("One voice missing: what does not work").waitFor();
  await say(page, "Keys on the promised day", "Say what does not", "What does not work", "Homes without a porter.");
  await shown(page, "1 of 2 whole");
  assert.equal(await metric.getByText("missing").count(), 0);
  assert.deepEqual(await axe(page), []);
  await status(page, SAVED);
  await eventually(async () => {
    const [reading] = await readings(keys);
    assert.match(JSON.stringify(reading.values), new RegExp(`${dayIn(0, "-")}.*84|84.*${dayIn(0, "-")}`));
  });
  const file = await (await fetch(`${open.url}/embed/${series}-r${dayIn()}T0000.md`)).text();
  assert.match(file, /84\s%[^]*Keys on the promised day/);
  assert.match(file, /Homes without a porter\.[^]*not working/);
});

test("v16 a reading that is written without a network, for a review that is over by then, lands in the week it was written for", async (t) => {
  const invite = cast(t, browser);
  const [ines, tomasz] = [await invite("Ines"), await invite("Tomasz")];
  const keys = await bring("Homecare", ["Repairs closed in 48 hours"]);
  const series = await beginSeries(ines, open, "Begin a metrics review");
  await ines.page.locator(".of-teams").getByLabel("Add a team").selectOption({ label: "Homecare" });
  await status(ines.page, SAVED);
  // Ten days ago's review, opened once with a network.
  await seeReview(ines, open, series, -10);
  await card(ines.page, "Repairs closed").getByText("No entry yet").waitFor({ timeout: 15_000 });
  await ines.page.waitForFunction(() => navigator.serviceWorker.controller);
  await ines.context.setOffline(true);
  await card(ines.page, "Repairs closed").getByLabel("Reading: Repairs closed in 48 hours").fill("61");
  await ines.page.keyboard.press("Enter");
  await card(ines.page, "Repairs closed").getByText("Both voices missing").waitFor();
  await status(ines.page, ON_THIS_DEVICE);
  // Meanwhile this week's is read.
  await seeReview(tomasz, open, series);
  await card(tomasz.page, "Repairs closed").getByLabel("Reading: Repairs closed in 48 hours").fill("70", { timeout: 15_000 });
  await tomasz.page.keyboard.press("Enter");
  await status(tomasz.page, SAVED);
  await ines.context.setOffline(false);
  await status(ines.page, SAVED, BACK_MS);
  await card(tomasz.page, "Repairs closed").getByText("up 9 %").waitFor({ timeout: BACK_MS });
  const days = (await readings(keys)).map((row) => JSON.stringify(row.values.on)).sort();
  assert.match(days[0], new RegExp(dayIn(-10, "-")));
  assert.match(days[1], new RegExp(dayIn(0, "-")));
});

test("v16 whoever may not edit a charter reads who puts its readings in, and says both voices all the same", async (t) => {
  const invite = signedIn(t, browser);
  const ada = await invite(place, "Ada");
  const { id: team } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "True Listings" });
  await openCharter(ada, place.server, team);
  await button(ada.page, "Add a metric").click();
  await ada.page.getByRole("textbox", { name: "Metric", exact: true }).first().fill("Homes that match");
  await status(ada.page, SAVED);
  const { id: hidden } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Nightjar", audience: "author", people: [] });
  const series = await beginSeries(ada, place.server, "Begin a metrics review");
  for (const label of ["True Listings", "Nightjar"]) {
    await ada.page.locator(".of-teams").getByLabel("Add a team").selectOption({ label });
    await ada.page.locator(".of-teams").getByRole("link", { name: label }).waitFor();
  }
  await status(ada.page, SAVED);
  const { page } = await invite(place, "Mo");
  await seeReview({ page }, place.server, series);
  await card(page, "Homes that match").getByText("A reading is put in by those who edit the charter of True Listings.").waitFor({ timeout: 15_000 });
  assert.equal(await page.getByLabel("Reading: Homes that match").count(), 0);
  await say(page, "Homes that match", "Say what works", "What works", "Photos are new.");
  await card(page, "Homes that match").getByText("Reading missing, and one voice: what does not work").waitFor();
  await shown(page, "its metrics are not shown");
  assert.equal((await fetch(`${place.server.url}/api/docs/${hidden}`)).status >= 400, true);
  assert.deepEqual(await axe(page), []);
});

test("a question of a forum has somebody who answers it by a day, and stands on top of the next one until it is answered", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const series = await beginSeries({ page }, open, "Begin an open forum");
  const asked = async (ahead, words) => {
    await seeReview({ page }, open, series, ahead);
    await page.locator(".standing").getByRole("button", { name: "Add “Questions”" }).click();
    await button(page, "Ask a question").click();
    await page.getByLabel("Question", { exact: true }).fill(words);
    await button(page, "Ask").click();
    await page.locator(".ledger li").filter({ hasText: words }).waitFor();
    await status(page, SAVED);
  };
  await asked(-14, "Who pays the second visit?");
  await asked(-7, "When does Braga get a depot?");
  const braga = page.locator(".ledger li").filter({ hasText: "When does Braga" });
  await braga.getByRole("combobox", { name: "Who answers it" }).fill("Bruno");
  await page.keyboard.press("Tab");
  await braga.getByLabel("Answer by", { exact: true }).fill(dayIn(3, "-"));
  await braga.getByLabel("Answer by", { exact: true }).press("Enter");
  await braga.getByText("An answer by").waitFor();
  await status(page, SAVED);
  await seeReview({ page }, open, series);
  // That of two weeks ago still stands on top, though the one in between is there.
  for (const words of ["Who pays the second visit?", "When does Braga get a depot?"]) {
    await page.locator(".before .ledger li").filter({ hasText: words }).waitFor({ timeout: 15_000 });
  }
  const older = page.locator(".before .ledger li").filter({ hasText: "Who pays the second visit?" });
  await older.getByLabel("Answer", { exact: true }).fill("The landlord does, from January on.");
  await page.keyboard.press("Enter");
  await older.waitFor({ state: "detached" });
  await status(page, SAVED);
  assert.deepEqual(await axe(page), []);
  const file = await (await fetch(`${open.url}/embed/${series}-r${dayIn(-14)}T0000.md`)).text();
  assert.match(file, /Who pays the second visit\?[^]*The landlord does, from January on\./);
});

test("v20 a sentence is asked for in plain words by one press, its author sees it, and those stand beside it: a remark, advice, and a line of a charter", async (t) => {
  const invite = signedIn(t, browser);
  const [mo, nia] = [await invite(place, "Mo"), await invite(place, "Nia")];
  const series = await beginSeries(mo, place.server, "Begin a product review");
  await seeReview(mo, place.server, series);
  await button(mo.page, "Add an item").click();
  await mo.page.getByRole("textbox", { name: "Title", exact: true }).fill("Inspect every home");
  await seeReview(nia, place.server, series);
  await button(nia.page, "Give advice").click();
  await nia.page.getByLabel("Advice", { exact: true }).fill("Leverage the synergies of the depots.");
  await button(nia.page, "Give").click();
  const advice = (page) => page.locator(".ledger li").filter({ hasText: "Leverage the synergies" });
  await advice(mo.page).hover();
  await button(advice(mo.page), "Say it plainly").click();
  await advice(mo.page).getByText("Mo asks Nia to say this plainly").waitFor();
  assert.equal(await button(advice(mo.page), "Say it in plain words").count(), 0, "nobody else writes them");
  // A second request is not made while one waits.
  assert.equal(await button(advice(mo.page), "Say it plainly").count(), 0);
  await button(advice(nia.page), "Say it in plain words").click();
  await eventually(async () => assert.equal(await nia.page.locator("textarea:focus").getAttribute("aria-label", { timeout: 500 }), "In plain words"));
  await nia.page.keyboard.insertText("Fetch parts from the nearest depot.");
  await nia.page.keyboard.press("Control+Enter");
  const plain = advice(mo.page).locator(".plain-note");
  await plain.filter({ hasText: "Fetch parts from the nearest depot." }).waitFor();
  await plain.getByText("In plain words · Nia").waitFor();
  assert.equal(await plain.getByRole("textbox").count(), 0, "her words are hers");
  await advice(mo.page).getByText("Leverage the synergies of the depots.").waitFor();
  // Advice is commented on by itself, too.
  await advice(mo.page).hover();
  await button(advice(mo.page), "Comment").click();
  await mo.page.locator(".unsent textarea:focus").waitFor();
  await mo.page.keyboard.insertText("Which depot?");
  await mo.page.keyboard.press("Control+Enter");
  await advice(nia.page).locator(".note.said").filter({ hasText: "Which depot?" }).waitFor();
  assert.deepEqual(await axe(mo.page), []);
  await status(nia.page, SAVED);
  // The same in a charter: whoever made the line is asked.
  const ada = await invite(place, "Ada");
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "First Keys" });
  await openCharter(ada, place.server, id);
  await button(ada.page, "Add a rule").or(button(ada.page, "Add a non-negotiable")).first().click();
  await eventually(async () => assert.ok(await ada.page.locator("textarea:focus").count()));
  await ada.page.keyboard.insertText("We operationalise trust.");
  await status(ada.page, SAVED);
  await mo.page.goto(`${place.server.app}/d/${id}`);
  const line = mo.page.locator("li").filter({ hasText: "We operationalise trust." }).first();
  await line.hover({ timeout: 15_000 });
  await line.getByRole("button", { name: "Say it plainly" }).first().click();
  await line.getByText("Mo asks Ada to say this plainly").waitFor();
  await button(ada.page, "Say it in plain words").click({ timeout: 15_000 });
  await eventually(async () => assert.equal(await ada.page.locator("textarea:focus").getAttribute("aria-label", { timeout: 500 }), "In plain words"));
  await ada.page.keyboard.insertText("We do what we said.");
  await ada.page.keyboard.press("Control+Enter");
  await line.getByText("We do what we said.").waitFor();
});
