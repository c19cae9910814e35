// The captain: a deputy, too many teams for one person, and the pressure test that captain and leader answer for nobody else.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, eventually, launchBrowser, openCharter, SAVED, status } from "./harness.mjs";
import { sessionName, signedIn, startWorkspace } from "./parts/people.mjs";

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

async function at(t, who, path) {
  const { page } = await signedIn(t, browser)(place, who);
  await page.goto(`${place.server.app}${path}`);
  return page;
}

/** The server's answer to somebody who looks for something. */
async function sees(name, path) {
  const cookie = `${sessionName(place.server)}=${place.people[name].cookie}`;
  const answer = await fetch(place.server.url + path, { headers: { cookie, origin: place.server.app } });
  return { status: answer.status, body: await answer.text() };
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

test("a leader begins a pressure test with the captain, each answers with an example, both see both and the picture, and nobody else finds it", async (t) => {
  const team = await makeTeam("Keys");
  const lin = await at(t, "Lin", `/d/${team}`);
  await lin.getByRole("link", { name: "Pressure test", exact: true }).click({ timeout: 15_000 });
  await lin.getByRole("heading", { name: "Pressure test", exact: true }).waitFor();
  await lin.getByRole("link", { name: "Keys", exact: true }).waitFor();
  await lin.getByRole("button", { name: "Begin a test with Cap" }).click();
  await sheet(lin).getByText("11 questions").waitFor();
  const path = new URL(lin.url()).pathname;
  await lin.getByRole("main", { name: "Pressure test of Cap, Keys" }).waitFor();
  await status(lin, SAVED);

  // The captain is asked for it on the first page.
  const cap = await at(t, "Cap", "/");
  await cap.getByRole("link", { name: "A pressure test waits for your answers" }).first().click({ timeout: 15_000 });
  await sheet(cap).getByText("11 questions").waitFor();
  assert.equal(new URL(cap.url()).pathname, path);

  // An answer without an example is not taken.
  await answer(cap, "Skills", "make judgment calls alone", "Yes", "");
  await sheet(cap).getByText("Give one example: what you saw, and when.").waitFor();
  const first = question(cap, "make judgment calls alone");
  await first.getByLabel("Example", { exact: true }).fill("Stopped the launch in September.");
  await first.getByRole("button", { name: "Say", exact: true }).click();
  await first.locator(".pair > div").nth(0).getByText("Stopped the launch in September.").waitFor();
  assert.equal(await sheet(cap).locator("svg.spokes").count(), 0, "nothing is drawn before each part has an answer");
  await sheet(cap).getByText("The captain has not answered yet: Trust of leadership, Trust of the team.").waitFor();

  await answer(cap, "Trust of leadership", "Does the leadership trust the captain", "Mostly", "Lin left the prices to me in May.");
  await answer(cap, "Trust of the team", "seek out opposing viewpoints", "Not yet", "I asked nobody in August.");
  await sheet(cap).locator("svg.spokes").waitFor();
  await answer(lin, "Skills", "make judgment calls alone", "Mostly", "Asked me about the depot.");
  for (const page of [cap, lin]) {
    await sheet(page).getByText("Captain 3, leader 1 of 11").waitFor();
    await sheet(page).getByText("Skills: the captain says yes (1 of 5 answered), the leader says mostly yes (1 of 5 answered).").waitFor();
  }
  const columns = question(lin, "make judgment calls alone").locator(".pair > div");
  await columns.nth(0).getByText("Stopped the launch in September.").waitFor();
  await columns.nth(1).getByText("Asked me about the depot.").waitFor();
  assert.equal(await columns.nth(0).getByRole("button", { name: "Withdraw" }).count(), 0, "nobody takes back another's answer");
  await columns.nth(1).getByRole("button", { name: "Withdraw" }).waitFor();
  assert.deepEqual(await axe(lin), []);
  await status(lin, SAVED);

  const doc = path.split("/").at(-1);
  for (const who of ["Lin", "Cap"]) assert.equal((await sees(who, `/api/docs/${doc}`)).status, 200, who);
  // A third person, and the owner of the workspace, are told what they are told of a document that is not there.
  for (const who of ["Mo", "Ada"]) {
    const page = await at(t, who, path);
    await page.getByRole("heading", { name: "There is no such document" }).waitFor({ timeout: 15_000 });
    for (const one of [`/api/docs/${doc}`, `/api/docs/${doc}/history`, `/embed/${doc}.md`]) {
      assert.equal((await sees(who, one)).status, 404, `${who}: ${one}`);
    }
    const { body } = await sees(who, "/api/docs");
    assert.ok(!body.includes(doc) && !body.includes("Pressure test"), who);
  }
  // The team's log says nothing of it.
  const log = await at(t, "Lin", `/d/${team}-log`);
  await log.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
  assert.equal(await log.getByText("Stopped the launch in September.").count(), 0);
  assert.equal(await sheet(log).count(), 0);
});

test("a captain begins a pressure test with a leader they name; who is neither is shown no way", async (t) => {
  const team = await makeTeam("Doors");
  const cap = await at(t, "Cap", `/pressure/${team}`);
  await cap.getByRole("link", { name: "Doors", exact: true }).waitFor({ timeout: 15_000 });
  await cap.getByRole("button", { name: "Begin a test with a leader" }).click({ timeout: 15_000 });
  await cap.getByLabel("With whom?").selectOption({ label: "Lin" });
  await sheet(cap).getByText("11 questions").waitFor();
  await status(cap, SAVED);
  const lin = await at(t, "Lin", `/pressure/${team}`);
  await lin.getByRole("link", { name: "Pressure test of Cap, Doors" }).waitFor({ timeout: 15_000 });

  const mo = await at(t, "Mo", `/d/${team}`);
  await mo.locator(".of-metrics").waitFor({ timeout: 15_000 });
  assert.equal(await mo.getByRole("link", { name: "Pressure test" }).count(), 0);
  await mo.goto(`${place.server.app}/pressure/${team}`);
  await mo.getByText("The captain and leaders begin a test.").waitFor({ timeout: 15_000 });
  await mo.getByText("You are part of none.").waitFor();
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
