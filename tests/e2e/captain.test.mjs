// The captain: a deputy, too many teams for one person, and the pressure test that captain and leaders answer side by side.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, eventually, launchBrowser, openCharter, SAVED, status } from "./harness.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";

let browser, place;

before(async () => {
  browser = await launchBrowser();
  place = await startWorkspace(browser, { Ada: "owner", Lin: "leader", Cap: "member", Mo: "member" });
});
after(async () => {
  await browser?.close();
  await place?.server.stop();
});

const ask = (...asked) => place.people.Ada.ask(...asked);

/** A charter whose captain is Cap. */
async function makeTeam(name) {
  const { id } = await ask("POST", "/api/docs", { kind: "charter", name });
  await ask("POST", `/api/docs/${id}/captain`, { person: place.people.Cap.id });
  return id;
}

async function openLog(t, who, doc) {
  const { page } = await signedIn(t, browser)(place, who);
  await page.goto(`${place.server.app}/d/${doc}-log`);
  await page.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
  return page;
}

const sheet = (page) => page.locator(".of-pressure");
const part = (page, name) => sheet(page).locator("details.test-part").filter({ has: page.locator("summary", { hasText: name }) });
const question = (page, words) => sheet(page).locator(".rows > li").filter({ hasText: words });

async function answer(page, within, words, rating, example) {
  if ((await part(page, within).getAttribute("open")) === null) await part(page, within).locator("> summary").click();
  const one = question(page, words);
  await one.getByRole("button", { name: "Answer", exact: true }).click();
  await one.getByRole("radio", { name: rating, exact: true }).check();
  await one.getByLabel("Example", { exact: true }).fill(example);
  await one.getByRole("button", { name: "Say", exact: true }).click();
}

test("captain and leader answer the pressure test for themselves, each answer with an example, and both see both and the picture", async (t) => {
  const doc = await makeTeam("Keys");
  const [cap, lin] = [await openLog(t, "Cap", doc), await openLog(t, "Lin", doc)];
  await sheet(cap).getByText("11 questions").waitFor();
  // An answer without an example is not taken.
  await answer(cap, "Skills", "make judgment calls alone", "Yes", "");
  await sheet(cap).getByText("Give one example: what you saw, and when.").waitFor();
  const first = question(cap, "make judgment calls alone");
  await first.getByLabel("Example", { exact: true }).fill("Stopped the launch in September.");
  await first.getByRole("button", { name: "Say", exact: true }).click();
  await first.locator(".pair > div").nth(0).getByText("Stopped the launch in September.").waitFor();
  assert.equal(await sheet(cap).locator("svg.spokes").count(), 0, "nothing is drawn before each part has an answer");

  await answer(cap, "Trust of leadership", "Does the leadership trust the captain", "Mostly", "Lin left the prices to me in May.");
  await answer(cap, "Trust of the team", "seek out opposing viewpoints", "Not yet", "I asked nobody in August.");
  await sheet(cap).locator("svg.spokes").waitFor();
  await answer(lin, "Skills", "make judgment calls alone", "Mostly", "Asked me about the depot.");
  for (const page of [cap, lin]) {
    await sheet(page).getByText("Captain 3, leaders 1 of 11").waitFor();
    await sheet(page).getByText("Skills: the captain says yes (1 of 5 answered), leaders say mostly yes (1 of 5 answered).").waitFor();
  }
  const columns = question(lin, "make judgment calls alone").locator(".pair > div");
  await columns.nth(0).getByText("Stopped the launch in September.").waitFor();
  await columns.nth(1).getByText("Asked me about the depot.").waitFor();
  assert.equal(await columns.nth(0).getByRole("button", { name: "Withdraw" }).count(), 0, "nobody takes back another's answer");
  assert.deepEqual(await axe(lin), []);

  const mo = await openLog(t, "Mo", doc);
  await part(mo, "Skills").locator("> summary").click();
  await question(mo, "make judgment calls alone").first().waitFor();
  assert.equal(await sheet(mo).getByRole("button", { name: "Answer", exact: true }).count(), 0);
});

test("a deputy stands beside the captain, also for those who only read", async (t) => {
  const doc = await makeTeam("Homecare");
  const cap = await signedIn(t, browser)(place, "Cap");
  await openCharter(cap, place.server, doc);
  const field = cap.page.getByLabel("Deputy", { exact: true });
  await field.fill("Somebody new");
  await field.press("Enter");
  await status(cap.page, SAVED);
  const mo = await signedIn(t, browser)(place, "Mo");
  await mo.page.goto(`${place.server.app}/d/${doc}`);
  await mo.page.locator("[part=title] .phrase").filter({ hasText: /^Deputy/ }).getByText("Somebody new").waitFor({ timeout: 15_000 });
});

test("a captain of three teams is a check on each of them", async (t) => {
  const docs = [await makeTeam("Payouts"), await makeTeam("Treasury"), await makeTeam("Ledger")];
  const { page } = await signedIn(t, browser)(place, "Lin");
  await page.goto(`${place.server.app}/map#all-checks`);
  const all = page.getByRole("region", { name: "Checks of all teams" });
  await all.getByLabel("Which check").selectOption("captain-of-many", { timeout: 15_000 });
  await eventually(async () => assert.ok((await all.getByRole("listitem").count()) >= docs.length));
  assert.match(await all.getByRole("listitem").filter({ hasText: "Treasury" }).innerText(), /Captain of many teams[^]*Cap captains \d+ teams/);
});
