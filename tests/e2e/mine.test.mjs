// Home where people sign in: how somebody's teams stand, what others changed meanwhile, and words that were revealed without them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, eventually, openCharter, SAVED, status } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Ines: "member", Sanjay: "member", Nia: "member" });

const home = async ({ page }) => {
  await page.goto(place.server.app);
  await page.locator("#for-you").waitFor({ timeout: 20_000 });
  return page;
};
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));
const person = (name) => `${name} <@${place.people[name].id}>`;

/** A team that Ines captains, with Sanjay in it. */
async function team(name, mission) {
  const { Ada, Ines } = place.people;
  const { id } = await Ada.ask("POST", "/api/docs", { kind: "charter", name });
  await Ada.ask("POST", `/api/docs/${id}/captain`, { person: Ines.id });
  const member = { id: "p1", values: { name: person("Sanjay"), function: "Design" } };
  const metric = { id: "m1", texts: { name: "Keys on the promised day" }, values: { unit: "%", baseline: 84, target: 92 } };
  const sheet = { texts: { name, mission }, lists: { members: [member], metrics: [metric, { id: "m2", texts: { name: "Homes ready" } }] } };
  await Ada.ask("POST", "/api/import?name=all.json", { muster: 1, documents: [{ id, kind: "charter", sheet }] });
  return id;
}

test("home begins with how the captain’s team stands, a card says it whole, and who is in no team sees neither", async (t) => {
  const invite = signedIn(t, browser);
  const doc = await team("First Keys", "Renters get their keys on the day we promised.");
  const ines = await invite(place, "Ines");
  const page = await home(ines);
  const card = page.getByRole("complementary", { name: "My team" }).filter({ hasText: "First Keys" });
  for (const words of ["you are captain", "Renters get their keys on the day we promised.", "84 %", "towards 92 %", "Not agreed yet", "1 metric without a number"]) {
    await card.getByText(words).first().waitFor({ timeout: 20_000 });
  }
  await eventually(async () => assert.match(await page.locator("h1").innerText(), /^First Keys is not agreed yet/));
  assert.deepEqual(await axe(page), []);

  await openCharter(ines, place.server, doc);
  const agree = page.locator(".of-agreement").getByRole("button", { name: "Agree", exact: true });
  await agree.first().waitFor({ timeout: 20_000 });
  await eventually(async () => {
    if (await agree.count()) await agree.first().click({ timeout: 1000 });
    assert.equal(await agree.count(), 0);
  });
  await status(page, SAVED);
  await home(ines);
  await eventually(async () => {
    await comeBack(page);
    assert.match(await page.locator("h1").innerText(), /^First Keys is agreed by 1 of 2/);
  });
  await card.getByText("1 of 2 agreed").waitFor();

  const sanjay = await invite(place, "Sanjay");
  await (await home(sanjay)).getByRole("complementary", { name: "My team" }).getByText("you are in it").waitFor({ timeout: 20_000 });
  const nia = await invite(place, "Nia");
  const hers = await home(nia);
  await hers.getByRole("heading", { name: "For you", exact: true }).waitFor();
  assert.equal(await hers.getByRole("complementary", { name: "My team" }).count(), 0);
});

test("what others changed since somebody was here stands at home by person, with the words that went and came", async (t) => {
  const invite = signedIn(t, browser);
  const doc = await team("Homecare", "Repairs within three days");
  const ada = await invite(place, "Ada");
  await openCharter(ada, place.server, doc);
  await ada.page.getByRole("textbox", { name: "Mission", exact: true }).first().fill("Repairs within seven days");
  await status(ada.page, SAVED);
  const ines = await invite(place, "Ines");
  const page = await home(ines);
  const missed = page.getByRole("region", { name: /^Since/ });
  const change = missed.locator("li").filter({ hasText: "Ada" }).filter({ hasText: "Homecare" });
  await change.first().waitFor({ timeout: 20_000 });
  await page.setViewportSize({ width: 360, height: 740 });
  assert.deepEqual(await axe(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out of a phone");

  // Nobody is told of their own changes.
  const own = await home(ada);
  assert.equal(await own.getByRole("region", { name: /^Since/ }).locator("li").filter({ hasText: "Ada" }).count(), 0);
  const nia = await invite(place, "Nia");
  assert.equal(await (await home(nia)).getByText("seven days").count(), 0);
});

test("what a file brought stands under the file’s name and the importer’s", async (t) => {
  await team("True Listings", "Every listing is a home that is there.");
  const page = await home(await signedIn(t, browser)(place, "Ines"));
  const brought = page.getByRole("region", { name: /^Since/ }).locator("li").filter({ hasText: "True Listings" });
  await brought.filter({ hasText: "Imported from all.json by Ada" }).first().waitFor({ timeout: 20_000 });
  assert.equal(await page.getByText("Muster itself").count(), 0);
});

test("v03 v04 a remark that was revealed without its author is put in from home, by one press and once", async (t) => {
  const invite = signedIn(t, browser);
  const [ines, sanjay] = [await invite(place, "Ines"), await invite(place, "Sanjay")];
  const now = new Date();
  const day = [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("");
  await place.people.Ines.ask("POST", "/api/docs", { kind: "series", id: "weekly", name: "Product review" });
  const id = `weekly-r${day}T0000`;
  const press = (page, name) => page.getByRole("button", { name, exact: true }).click({ timeout: 20_000 });
  const silent = (page) => page.getByLabel("What speaks for it, what against it?");
  await ines.page.goto(`${place.server.app}/d/${id}`);
  await press(ines.page, "Add an item");
  await ines.page.getByRole("textbox", { name: "Title", exact: true }).fill("Who tells the landlord");
  await press(ines.page, "Write in silence");
  await sanjay.page.goto(`${place.server.app}/d/${id}`);
  const words = "Owners hand us keys late as it is.";
  await silent(sanjay.page).fill(words, { timeout: 20_000 });
  await sanjay.page.getByText("Saved, for you alone.").waitFor({ timeout: 15_000 });
  const thing = (page) => page.locator("#for-you li").filter({ hasText: "Your remark on Who tells the landlord is still out" });
  assert.equal(await thing(await home(sanjay)).count(), 0, "nothing is asked before the reveal");
  await sanjay.page.goto("about:blank");
  await press(ines.page, "Reveal…");
  await press(ines.page, "Reveal now");

  const page = await home(sanjay);
  await thing(page).waitFor({ timeout: 20_000 });
  assert.ok(!(await thing(page).innerText()).includes("Owners"), "the words stand in the draft alone");
  const nia = await invite(place, "Nia");
  assert.equal(await thing(await home(nia)).count(), 0);
  await thing(page).getByRole("button", { name: "Put it in" }).click();
  await page.getByText("It is in the review, under your name.").first().waitFor({ timeout: 20_000 });
  await ines.page.getByText(words).first().waitFor({ timeout: 20_000 });
  assert.equal(await ines.page.locator(".remarks > li").count(), 1);
  await eventually(async () => {
    await comeBack(page);
    assert.equal(await page.locator("#for-you li").filter({ hasText: "still out" }).count(), 0);
  });
  await page.goto(`${place.server.app}/d/${id}`);
  await page.getByText(words).first().waitFor({ timeout: 20_000 });
  assert.equal(await page.getByRole("button", { name: "Put mine in", exact: true }).count(), 0);
});
