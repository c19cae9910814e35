// The strategy: a leader writes it, a team says which focus its mission serves and the gap closes, anybody adds context and
// pitches an idea, and the owner answers it with one press.
import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, axe, cast, eventually, listDocs, makeDoc, openCharter, SAVED, status, write } from "./harness.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const button = (within, name) => within.getByRole("button", { name, exact: true });
const section = (page, name) => page.getByRole("region", { name, exact: true });
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));
const docAt = (page) => new URL(page.url()).pathname.split("/").at(-1);
const day = (ahead = 0) => {
  const at = new Date(Date.now() + ahead * 86_400_000);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

/** Somebody begins a strategy on the home page and writes its first focus; answers its id. */
async function begin(page, app, focus) {
  await page.goto(app);
  await button(page, "Write the strategy").click({ timeout: 20_000 });
  await page.getByRole("textbox", { name: "Narrative" }).waitFor();
  await write(page, "Mission", "A home to let is easy to trust.");
  await write(page, "Narrative", "We keep our word about this one.");
  await addRow(page, "Add an area of focus", "Area of focus");
  await page.keyboard.insertText(focus);
  await status(page, SAVED);
  return docAt(page);
}

/** Sets a day beside its label. */
async function on(page, label, value) {
  const field = page.getByLabel(label, { exact: true }).first();
  await field.fill(value);
  await field.press("Tab");
}

test("a leader writes the strategy, a team says which focus its mission serves, and the gap closes on both sides", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Halima");
  const team = await makeDoc(server, { name: "First Keys" });
  const strategy = await begin(page, server.app, "The promised day");
  await section(page, "Areas of focus").getByText("No team points here.").waitFor();
  await section(page, "Areas of focus").getByText("A focus without a team").waitFor();
  const narrative = section(page, "Narrative");
  await narrative.getByText("No strategy map").waitFor();
  await on(page, "Strategy map", "https://example.com/map");
  const map = narrative.getByRole("link", { name: "See the strategy map", exact: true });
  assert.equal(await map.getAttribute("href"), "https://example.com/map");
  await narrative.getByText("No strategy map").waitFor({ state: "detached" });
  const sight = section(page, "Line of sight");
  await eventually(async () => {
    await comeBack(page);
    await sight.getByText("points to no focus", { exact: false }).waitFor({ timeout: 1000 });
  });
  assert.deepEqual(await axe(page), []);

  await addRow(page, "Add a job", "Job");
  await page.keyboard.insertText("Move in on one day");
  await status(page, SAVED);
  const jobs = section(page, "Jobs and teams");
  await jobs.getByRole("row", { name: /^Move in on one day No team Nobody noted it$/ }).waitFor();
  await section(page, "Jobs of customers").getByText("Nobody heard of it lately").waitFor();

  await openCharter({ page }, server, team);
  await write(page, "Job", "Move in on one day");
  await status(page, SAVED);
  const choice = page.getByLabel("Area of focus that the mission serves");
  await choice.selectOption({ label: "The promised day" });
  await page.getByRole("link", { name: "The promised day", exact: true }).waitFor();
  await status(page, SAVED);
  await page.getByRole("link", { name: "The promised day", exact: true }).click();
  await page.waitForURL(`**/d/${strategy}#*`);
  await page.getByRole("list", { name: "Teams that point here" }).getByRole("link", { name: "First Keys" }).waitFor();
  assert.equal(await page.getByText("No team points here.").count(), 0);
  await eventually(async () => {
    await comeBack(page);
    await jobs.getByRole("row", { name: /^Move in on one day First Keys/ }).waitFor({ timeout: 1000 });
  });
  await sight.getByText("1 of 1 teams").waitFor();
  assert.equal(await sight.getByText("points to no focus", { exact: false }).count(), 0);

  const list = await listDocs(server);
  const charter = list.find((one) => one.id === team);
  assert.deepEqual(charter.summary.serves.map(({ name }) => name), ["The promised day"]);
  assert.match(charter.summary.serves[0].focus, new RegExp(`^${strategy}/`));

  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).fill("strategy");
  await page.getByRole("option", { name: /strategy/ }).first().waitFor();
  await page.keyboard.press("Escape");
  await openCharter({ page }, server, team);
  await button(page, "Serves no longer: The promised day").click();
  await choice.waitFor();
  await page.goto(`${server.app}/d/${strategy}`);
  await section(page, "Areas of focus").getByText("No team points here.").waitFor();
});

test("a member adds context and pitches an idea, changes nothing else, and the owner answers it with one press at home", async (t) => {
  const workspace = await startWorkspace(browser, { Halima: "owner", Mei: "member" });
  t.after(() => workspace.server.stop());
  const invite = signedIn(t, browser);
  const { page: leader } = await invite(workspace, "Halima");
  const { page: member } = await invite(workspace, "Mei");
  const strategy = await begin(leader, workspace.server.app, "The promised day");
  const owner = leader.getByRole("combobox", { name: "Owner" });
  await owner.fill("Halima");
  await leader.getByRole("option", { name: /Halima/ }).first().click();
  await on(leader, "Pitches from", day());
  await on(leader, "Pitches until", day(10));
  await on(leader, "Answers by", day(20));
  await status(leader, SAVED);

  await member.goto(`${workspace.server.app}/d/${strategy}`);
  await member.getByText("We keep our word about this one.").waitFor({ timeout: 20_000 });
  assert.equal(await member.getByRole("textbox", { name: "Narrative" }).count(), 0, "the words are a leader's to write");
  await button(member, "I have read it").click();
  await section(leader, "Narrative").getByText("Read as it is now by Mei.").waitFor({ timeout: 20_000 });
  await button(member, "Add context").click();
  await member.getByRole("textbox", { name: "Context", exact: true }).fill("The bank settles in one day.");
  await button(member, "Add it").click();
  await leader.getByText("The bank settles in one day.").waitFor({ timeout: 20_000 });
  await button(member, "Pitch an idea").click();
  await member.getByRole("textbox", { name: "Idea", exact: true }).fill("A second key with a neighbour");
  await button(member, "Pitch it").click();
  await member.getByText("Answer owed by", { exact: false }).waitFor();
  await status(member, SAVED);
  assert.deepEqual(await axe(member), []);

  await leader.goto(workspace.server.app);
  const ask = leader.locator("#for-you li").filter({ hasText: "A second key with a neighbour" });
  await button(ask, "Yes, on the roadmap").click({ timeout: 20_000 });
  await ask.getByText("Answered: Yes, on the roadmap.").waitFor();
  await section(member, "Pitch window").getByText("Yes, on the roadmap").waitFor({ timeout: 20_000 });
  await eventually(async () => {
    await comeBack(leader);
    assert.equal(await ask.count(), 0, "what is settled leaves the list");
  });
});

test("a note that is out of date says so, with the decisions that rest on it", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Halima");
  await begin(page, server.app, "The promised day");
  await button(page, "Add context").click();
  await page.getByRole("textbox", { name: "Context", exact: true }).fill("Plan for 240 a week.");
  await button(page, "Add it").click();
  const note = page.locator(".stream > li").filter({ hasText: "Plan for 240 a week." });
  await button(note, "It is out of date…").click();
  await note.getByRole("textbox", { name: "Context", exact: true }).fill("It came to 262.");
  await button(note, "Add it").click();
  await note.getByText("superseded on", { exact: false }).waitFor();
  await page.locator(".stream > li").filter({ hasText: "It came to 262." }).getByText("replaces", { exact: false }).waitFor();
});

test("without a network a note and a focus are written, and are there once the network is", async (t) => {
  const server = await ownServer(t);
  const { page, context } = await cast(t, browser)("Halima");
  const strategy = await begin(page, server.app, "The promised day");
  await context.setOffline(true);
  await button(page, "Note a material change…").click();
  const change = page.locator("form.compose");
  await change.getByRole("textbox", { name: "What changed", exact: true }).fill("Listings became a focus");
  await change.getByRole("textbox", { name: "Why", exact: true }).fill("One renter in five met another home.");
  await button(change, "Note it").click();
  await page.getByText("Last material change", { exact: false }).waitFor();
  await context.setOffline(false);
  await status(page, SAVED, 40_000);
  const file = await (await fetch(`${server.url}/embed/${strategy}.md`)).text();
  assert.match(file, /Listings became a focus/);
  assert.match(file, /## Areas of focus\s+- The promised day/);
});

test("a state of the strategy is given a name, and its words are found under it whatever is written later", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Halima");
  const strategy = await begin(page, server.app, "The promised day");
  await status(page, SAVED);
  await page.getByRole("button", { name: /^Menu of / }).click();
  await page.getByRole("menuitem", { name: "Name this edition…" }).click();
  await page.getByPlaceholder("Edition 2").fill("Strategy 2027");
  await page.getByLabel("Reason", { exact: true }).fill("Agreed by the board");
  await button(page, "Name this edition").click();
  await page.getByText("Named “Strategy 2027”.").waitFor();
  await page.keyboard.press("Escape");
  await status(page, SAVED);
  await write(page, "Mission", " We never wait.");
  await status(page, SAVED);
  await page.goto(`${server.app}/d/${strategy}/history`);
  await page.getByText("Agreed by the board").first().waitFor();
  await page.getByRole("link", { name: "Open its words" }).click();
  const then = page.locator("article.then");
  await then.getByText("A home to let is easy to trust.").waitFor();
  assert.equal(await then.getByText("We never wait.").count(), 0);
  const file = await (await fetch(`${server.url}/embed/${strategy}.md`)).text();
  assert.match(file, /## Named editions\s+- Strategy 2027/);
});

test("a line of the roadmap says when its team has no mission, until that is written", async (t) => {
  const server = await ownServer(t);
  const halima = await cast(t, browser)("Halima");
  const { page } = halima;
  const team = await makeDoc(server, { name: "First Keys" });
  const strategy = await begin(page, server.app, "The promised day");
  await addRow(page, "Add to the roadmap", "Line of the roadmap");
  await page.keyboard.insertText("A second key");
  await on(section(page, "Roadmap"), "Team", "First Keys");
  await section(page, "Roadmap").getByText("No mission behind it").waitFor();
  await status(page, SAVED);
  await openCharter(halima, server, team);
  await write(page, "Mission", "Renters have their keys on the day");
  await status(page, SAVED);
  await page.goto(`${server.app}/d/${strategy}`);
  await section(page, "Roadmap").getByRole("textbox", { name: "Line of the roadmap" }).waitFor();
  await eventually(async () => {
    await comeBack(page);
    assert.equal(await section(page, "Roadmap").getByText("No mission behind it").count(), 0);
  });
});
