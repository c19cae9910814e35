// Checks on charters: each with its reason and the press that leads to where something is done, dismissed with a reason that
// everybody reads, listed in the charter and over all teams; SMART marks; when a charter was last read and what changed since.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addRow, axe, bring, cast, eventually, field, makeDoc, openCharter, SAVED, status, write,
} from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, ownServer, stage } from "./parts/stage.mjs";

stage({ pages: true });

const note = (within, head) => within.getByRole("complementary", { name: `Advice: ${head}`, exact: true }).first();
const focused = (page, label) =>
  eventually(async () => {
    assert.equal(await page.locator("textarea:focus, input:focus").getAttribute("aria-label", { timeout: 500 }), label);
  });
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));
const claim = async (page, name) => {
  await addRow(page, "Add a surface", "Surface");
  await page.keyboard.insertText(name);
  await page.keyboard.press("Tab");
};
const list = (page) => page.locator("details.checks");
const unfold = async (page) => {
  await list(page).waitFor();
  if ((await list(page).getAttribute("open")) === null) await list(page).locator("> summary").click();
};
const dismissed = (page) => page.locator(".dismissed > li");

/** How many checks home counts. */
async function atHome(page, own) {
  await page.goto(`${own.app}/`);
  const link = page.getByRole("link", { name: /^[1-9]\d* checks?$/ });
  await link.waitFor();
  return Number.parseInt(await link.innerText(), 10);
}

/** Two teams that claim one surface, each open for its captain. */
async function twoClaims(t) {
  const own = await ownServer(t);
  const docs = [await makeDoc(own, { name: "Payouts" }), await makeDoc(own, { name: "Treasury" })];
  const [ada, bo] = [await openedBy(t, "Ada", own, docs[0]), await openedBy(t, "Bo", own, docs[1])];
  for (const { page } of [ada, bo]) {
    await claim(page, "Bank transfers");
    await status(page, SAVED);
  }
  return { own, ada, bo };
}

test("a check says why, its press leads to the row and the field, and it goes once that is written", async (t) => {
  const own = await ownServer(t);
  const { page } = await openedBy(t, "Ada", own, await makeDoc(own, { name: "First Keys" }));
  await claim(page, "Key handover");
  const scope = note(page, "Nothing out of scope yet");
  await scope.getByText("A mandate that leaves nothing to others overlaps with theirs.").waitFor();
  await scope.getByRole("button", { name: "Write a line", exact: true }).click();
  await focused(page, "Out of scope");
  await page.keyboard.insertText("Refunds");
  await scope.waitFor({ state: "detached" });

  await addRow(page, "Add a metric", "Metric");
  await page.keyboard.insertText("Keys on time");
  const metric = note(page, "Not measurable yet");
  await metric.getByText("It has no unit, no baseline, no target, no due date, no source, no owner yet.").waitFor();
  await metric.getByRole("button", { name: "Fill it in", exact: true }).click();
  await focused(page, "Unit");
  await page.keyboard.insertText("%");
  await page.keyboard.press("Tab");
  await metric.getByText("It has no baseline, no target").waitFor();
  const smart = page.locator(".smart");
  assert.match(await smart.locator("summary").innerText(), /SMART: not specific yet, not measurable yet, not time-bound yet/);
  await smart.locator("summary").click();
  await smart.getByText("Measurable: Not yet. Its baseline, target and source are missing.").waitFor();
  await smart.getByText("Relevant: Ask: Does it tell whether the mission is reached?").waitFor();
  assert.deepEqual(await axe(page), []);
});

/** A person with a charter open. */
async function openedBy(t, name, own, doc) {
  const person = await cast(t, browser)(name);
  await openCharter(person, own, doc);
  return person;
}

test("a check that is dismissed with a reason stays so over a reload and on another device, says who and why, and counts no more", async (t) => {
  const own = await ownServer(t);
  const doc = await makeDoc(own, { name: "First Keys" });
  const [ada, bo] = [await openedBy(t, "Ada", own, doc), await cast(t, browser)("Bo")];
  await write(ada.page, "Mission", "Renters have keys on time");
  await status(ada.page, SAVED);
  const before = await eventually(() => atHome(bo.page, own));

  await unfold(ada.page);
  const rules = note(list(ada.page), "No non-negotiables");
  await rules.getByRole("button", { name: "Dismiss…", exact: true }).click();
  await focused(ada.page, "Why is this all right?");
  await ada.page.keyboard.press("Enter");
  await rules.getByText("Say why, in a line.").waitFor();
  await ada.page.keyboard.insertText("The law has them all");
  await ada.page.keyboard.press("Enter");
  await rules.waitFor({ state: "detached" });
  assert.match(await dismissed(ada.page).innerText(), /No non-negotiables[^]*Dismissed by Ada[^]*The law has them all/);
  await status(ada.page, SAVED);

  await ada.page.reload();
  await dismissed(ada.page).getByText("The law has them all").waitFor();
  await eventually(async () => assert.equal(await atHome(bo.page, own), before - 1));
  await openCharter(bo, own, doc);
  await dismissed(bo.page).getByText("The law has them all").waitFor();
  assert.match(await dismissed(bo.page).innerText(), /Dismissed by Ada/);
  await unfold(bo.page);
  assert.equal(await note(bo.page, "No non-negotiables").count(), 0);
  assert.deepEqual(await axe(bo.page), []);

  await dismissed(bo.page).getByRole("button", { name: "Show again", exact: true }).click();
  await dismissed(bo.page).waitFor({ state: "detached" });
  await note(list(bo.page), "No non-negotiables").waitFor();
  await status(bo.page, SAVED);
  await dismissed(ada.page).waitFor({ state: "detached" });
  await eventually(async () => assert.equal(await atHome(bo.page, own), before));
});

test("a second owner that a team knows of is no contested surface on home for that team, and the mandate still says it", async (t) => {
  const { own, ada, bo } = await twoClaims(t);
  const two = note(ada.page, "Two owners");
  await eventually(async () => {
    await comeBack(ada.page);
    await two.getByText("Also owned by Treasury.").waitFor({ timeout: 1000 });
  });
  assert.match(await two.getByRole("link", { name: "Look at it on the map", exact: true }).getAttribute("href"), /\/map#bank%20transfers$/);
  await two.getByRole("button", { name: "Dismiss…", exact: true }).click();
  await two.getByLabel("Why is this all right?").fill("Until the merger in March");
  await two.getByRole("button", { name: "Dismiss", exact: true }).click();
  await two.waitFor({ state: "detached" });
  await ada.page.getByText("Contested: Treasury also claims to own it.").waitFor();
  await status(ada.page, SAVED);
  await bo.page.goto(`${own.app}/`);
  const row = (name) => bo.page.getByRole("row").filter({ hasText: name });
  await eventually(async () => {
    await comeBack(bo.page);
    assert.match(await row("Treasury").innerText(), /1 contested surface/);
    assert.doesNotMatch(await row("Payouts").innerText(), /contested/);
  });
});

test("the company map lists the checks of all teams, sifts them by check and by team, leads to the place, and needs no connection", async (t) => {
  const own = await ownServer(t);
  const docs = [await makeDoc(own, { name: "First Keys" }), await makeDoc(own, { name: "Homecare" })];
  const person = await openedBy(t, "Ada", own, docs[0]);
  const { page, context } = person;
  await write(page, "Goal", "Nobody waits");
  await status(page, SAVED);
  await page.goto(`${own.app}/`);
  await page.getByRole("link", { name: /^[1-9]\d* checks$/ }).click();
  const all = page.getByRole("region", { name: "Checks of all teams" });
  const rows = all.getByRole("listitem");
  await rows.first().waitFor();
  const places = (edge) =>
    all.locator("li > .btn").evaluateAll((all, edge) => [...new Set(all.map((one) => Math.round(one.getBoundingClientRect()[edge])))], edge);
  for (const [width, edge] of [[1280, "right"], [360, "left"], [1280, "right"]]) {
    await page.setViewportSize({ width, height: 900 });
    await eventually(async () => assert.equal((await places(edge)).length, 1, `every press is in one place at ${width}`));
  }
  await all.getByLabel("Which check").selectOption("no-mission");
  await eventually(async () => assert.equal(await rows.count(), 2));
  await all.getByLabel("Which check").selectOption("no-goal");
  await eventually(async () => assert.equal(await rows.count(), 1));
  assert.match(await rows.first().innerText(), /Homecare[^]*No goal yet/);
  await all.getByLabel("Which check").selectOption("no-mission");
  await all.getByLabel("Which team").selectOption(docs[0]);
  await eventually(async () => assert.equal(await rows.count(), 1));
  assert.deepEqual(await axe(page), []);
  await rows.getByRole("link", { name: "Write the mission", exact: true }).click();
  await page.waitForURL(`**/d/${docs[0]}#mission`);
  await page.locator(".of-mission:focus").waitFor();

  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await context.setOffline(true);
  await page.goto(`${own.app}/map`);
  await rows.first().waitFor();
  await all.getByLabel("Which check").selectOption("no-mission");
  await eventually(async () => assert.equal(await rows.count(), 2));
});

test("a line that decides about another team's surface is noticed in the charter and over all teams, and leads to the map", async (t) => {
  const own = await ownServer(t);
  await bring(own, "Treasury", "## Mandate\n\n### Own\n\n- Bank transfers\n");
  await bring(own, "Payouts", "## Mandate\n\n### Own\n\n- Refunds\n\n## How we decide\n\n### We decide\n\n- When bank transfers go out\n- How refunds are paid\n");
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${own.app}/map`);
  const all = page.getByRole("region", { name: "Checks of all teams" });
  await all.getByLabel("Which check").selectOption("touched");
  const rows = all.getByRole("listitem");
  await eventually(async () => assert.equal(await rows.count(), 1));
  assert.match(await rows.first().innerText(), /Payouts[^]*Another team’s surface[^]*“Bank transfers”, which is owned by Treasury/);
  await rows.first().getByRole("button", { name: "Look at it on the map", exact: true }).click();
  await page.locator("#surface-panel").getByText("Bank transfers").first().waitFor();
  await rows.first().getByRole("link", { name: "Payouts", exact: true }).click();
  await unfold(page);
  const touched = note(list(page), "Another team’s surface");
  await touched.getByText("You decide about “Bank transfers”").waitFor();
  assert.match(await touched.getByRole("link", { name: "Look at it on the map", exact: true }).getAttribute("href"), /\/map#bank%20transfers$/);
  assert.deepEqual(await axe(page), []);
});

test("a decision that changes another team's surface without its advice is noticed on its row, and dismissed with a reason", async (t) => {
  const own = await ownServer(t);
  await bring(own, "Treasury", "## Mandate\n\n### Own\n\n- Bank transfers\n");
  const id = await makeDoc(own, { name: "Payouts" });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${own.app}/d/${id}-log`);
  const log = async (choice, advice = "") => {
    const draft = page.locator(".of-new");
    await draft.getByLabel("Question", { exact: true }).fill("When do they go out?", { timeout: 15_000 });
    await draft.getByLabel("Choice", { exact: true }).fill(choice);
    await draft.getByLabel("Advice taken", { exact: true }).fill(advice);
    await draft.getByRole("button", { name: "Log", exact: true }).click();
    const row = page.locator(".decs > li").filter({ hasText: choice }).first();
    await row.waitFor();
    return row;
  };
  const asked = await log("Bank transfers go out at noon.", "Treasury: not on Fridays");
  const row = await log("Bank transfers go out at night.");
  const found = note(row, "Another team’s surface");
  await found.getByText("It changes “bank transfers”, which is owned by Treasury").waitFor();
  assert.equal(await note(asked, "Another team’s surface").count(), 0, "its owner gave advice");
  assert.match(await found.getByRole("link", { name: "Look at it on the map", exact: true }).getAttribute("href"), /\/map#bank%20transfers$/);
  assert.deepEqual(await axe(page), []);
  await found.getByRole("button", { name: "Dismiss…", exact: true }).click();
  await found.getByLabel("Why is this all right?").fill("They run them for us until March");
  await found.getByRole("button", { name: "Dismiss", exact: true }).click();
  await found.waitFor({ state: "detached" });
  await row.getByText("They run them for us until March").waitFor();
  await status(page, SAVED);
  await page.reload();
  await row.getByText("They run them for us until March").waitFor({ timeout: 15_000 });
  await row.getByRole("button", { name: "Show again", exact: true }).click();
  await found.waitFor();
  await status(page, SAVED);
});

test("the same is noticed in the charter's latest decisions and in elements of the log", async (t) => {
  const own = await ownServer(t);
  await bring(own, "Treasury", "## Mandate\n\n### Own\n\n- Bank transfers\n");
  const id = await makeDoc(own, { name: "Payouts" });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${own.app}/d/${id}-log`);
  const log = async (choice, advice) => {
    const draft = page.locator(".of-new");
    await draft.getByLabel("Question", { exact: true }).fill("When do they go out?", { timeout: 15_000 });
    await draft.getByLabel("Choice", { exact: true }).fill(choice);
    await draft.getByLabel("Advice taken", { exact: true }).fill(advice);
    await draft.getByRole("button", { name: "Log", exact: true }).click();
    await page.locator(".decs > li").filter({ hasText: choice }).first().waitFor();
  };
  await log("Bank transfers go out at noon.", "Treasury: not on Fridays");
  await log("Bank transfers go out at night.", "");
  await status(page, SAVED);
  const says = "It changes “bank transfers”, which is owned by Treasury";
  const told = (within) => within.locator("li").filter({ hasText: says });
  await page.goto(`${own.app}/d/${id}`);
  const strip = page.locator(".decisions-strip");
  await told(strip).filter({ hasText: "at night" }).waitFor({ timeout: 20_000 });
  assert.equal(await told(strip).count(), 1, "the owner of the other one gave advice");
  assert.deepEqual(await axe(page), []);

  const widgets = ["full", "recent"].map((view) => `<muster-log id="${view}" doc="${id}-log" view="${view}" mode="edit"></muster-log>`).join("");
  await page.goto(host.put("/touching", widgets, { head: loader(own) }));
  for (const view of ["full", "recent"]) {
    await told(page.locator(`#${view}`)).filter({ hasText: "at night" }).waitFor({ timeout: 20_000 });
    assert.equal(await told(page.locator(`#${view}`)).count(), 1);
  }
});

test("a day that has come is a check, a reading as a whole answers it, and what changes since then is said", async (t) => {
  const own = await ownServer(t);
  const { page } = await openedBy(t, "Ada", own, await makeDoc(own, { name: "First Keys" }));
  await write(page, "Mission", "Renters have keys on time");
  await status(page, SAVED);
  await unfold(page);
  const unset = note(list(page), "No day to look again");
  await unset.getByRole("button", { name: "Set the day", exact: true }).click();
  await focused(page, "Look again on");
  const looked = page.locator(".looked");
  await looked.getByLabel("Look again on").fill("2026-01-31");
  await looked.getByLabel("Look again on").press("Enter");
  await unset.waitFor({ state: "detached" });
  await note(list(page), "Time to look again").getByText("Read it with the team, and say so.").waitFor();

  await page.getByRole("button", { name: "We read it as a whole today", exact: true }).click();
  await looked.getByText(/^Last read as a whole on [^.]*\.$/).waitFor();
  await note(list(page), "Time to look again").waitFor({ state: "detached" });
  await write(page, "Mission", ", and never wait");
  await looked.getByText(/Since then these have changed: Mission\.$/).waitFor();
  await status(page, SAVED);
  await page.reload();
  await looked.getByText(/Since then these have changed: Mission\.$/).waitFor();
});

/** Adds somebody with a share of their week. */
async function join(page, name, share) {
  await addRow(page, "Add a person", "Name");
  await page.keyboard.insertText(name);
  await page.keyboard.press("Tab");
  await page.getByRole("combobox", { name: "Share of the week" }).last().selectOption(share);
  await status(page, SAVED);
}

test("whoever is promised to two teams for more than a week is noticed in both, on their pages and on the map", async (t) => {
  const own = await ownServer(t);
  const docs = [await makeDoc(own, { name: "First Keys" }), await makeDoc(own, { name: "Homecare" })];
  const [ada, bo] = [await openedBy(t, "Ada", own, docs[0]), await openedBy(t, "Bo", own, docs[1])];
  await join(ada.page, "Mei", "0.5");
  await join(bo.page, "mei", "1");
  await unfold(ada.page);
  const promised = note(list(ada.page), "More than a week in all");
  await eventually(async () => {
    await comeBack(ada.page);
    await promised.getByText("Mei is promised for 150 % of a week to this team and Homecare.").waitFor({ timeout: 1000 });
  });
  await promised.getByRole("button", { name: "Go to the person", exact: true }).click();
  await focused(ada.page, "Name");
  await ada.page.goto(`${own.app}/map`);
  const all = ada.page.getByRole("region", { name: "Checks of all teams" });
  await eventually(async () => {
    await comeBack(ada.page);
    await all.getByLabel("Which check").selectOption("over-all-teams", { timeout: 1000 });
  });
  await eventually(async () => assert.equal(await all.getByRole("listitem").count(), 2));
});

test("what a customer said is noted by who heard it, which answers the check on evidence, and others are taken along", async (t) => {
  const own = await ownServer(t);
  const doc = await makeDoc(own, { name: "First Keys" });
  const { page } = await openedBy(t, "Ada", own, doc);
  await unfold(page);
  const nothing = note(list(page), "Nothing heard from customers");
  assert.equal(await nothing.count(), 0, "the customer comes first");
  await write(page, "Customer", "People who rent");
  await nothing.getByRole("button", { name: "Note it", exact: true }).click();
  await focused(page, "What you heard");
  await page.keyboard.press("Enter");
  await page.getByText("Say in a line what you heard, or put a link to it.").waitFor();
  await page.keyboard.insertText("They call twice a day");
  await page.keyboard.press("Enter");
  const heard = page.getByRole("region", { name: "Heard from customers" });
  assert.match(await heard.getByRole("listitem").filter({ hasText: "They call twice a day" }).innerText(), /Ada/);
  await nothing.waitFor({ state: "detached" });
  assert.equal(await heard.getByLabel("What you heard").inputValue(), "");
  assert.deepEqual(await axe(page), []);

  await join(page, "Mei", "0.5");
  const alone = note(list(page), "No customer met lately");
  await alone.getByText("Mei has noted nothing from a customer in the last 30 days.").waitFor();
  await heard.getByLabel("What you heard").fill("They ask for a key");
  await page.reload();
  await heard.getByText("They call twice a day").waitFor();
  assert.equal(await heard.getByLabel("What you heard").inputValue(), "They ask for a key", "a draft outlives the page");
  const file = await (await fetch(`${own.url}/embed/${doc}.md`)).text();
  assert.match(file, /## Heard from customers[^]*\| Ada \| They call twice a day /);
});

test("a team beside is read, a change of its words is noticed, and who reads it again answers that", async (t) => {
  const { ada, bo } = await twoClaims(t);
  const beside = ada.page.getByRole("region", { name: "Teams beside us" });
  await eventually(async () => {
    await comeBack(ada.page);
    await beside.getByRole("link", { name: "Treasury", exact: true }).waitFor({ timeout: 1000 });
  });
  await beside.getByRole("button", { name: "We have read it", exact: true }).click();
  await beside.getByText(/^Read on [^.]*\.$/).waitFor();
  await status(ada.page, SAVED);
  await write(bo.page, "Mission", "Money arrives on the same day");
  await status(bo.page, SAVED);
  await unfold(ada.page);
  const changed = note(list(ada.page), "A team beside you has changed");
  await eventually(async () => {
    await comeBack(ada.page);
    await changed.getByText("Treasury has other words").waitFor({ timeout: 1000 });
  });
  await changed.getByRole("button", { name: "Go to the teams", exact: true }).click();
  await ada.page.locator(".of-peers:focus").waitFor();
  assert.deepEqual(await axe(ada.page), []);
  await beside.getByRole("button", { name: "We have read it", exact: true }).click();
  await changed.waitFor({ state: "detached" });
});

test("a check asks for the mission in their own words while fewer than half have said theirs", async (t) => {
  const own = await ownServer(t);
  const { page } = await openedBy(t, "Ada", own, await makeDoc(own, { name: "First Keys" }));
  await write(page, "Mission", "Renters have keys on time");
  await join(page, "Mei", "0.5");
  await unfold(page);
  const few = note(list(page), "Few have said it themselves");
  assert.equal(await few.count(), 0, "one person alone need not");
  await join(page, "Ada", "0.5");
  await few.getByText("0 of 2 people have said the mission in their own words.").waitFor();
  await few.getByRole("button", { name: "Go to the agreement", exact: true }).click();
  await page.locator(".of-agreement:focus").waitFor();
});

test("a report of research names the job that it tells of, and each person says by one press that they have read it", async (t) => {
  const own = await ownServer(t);
  const doc = await makeDoc(own, { name: "First Keys" });
  const [ada, bo] = [await openedBy(t, "Ada", own, doc), await openedBy(t, "Bo", own, doc)];
  const research = (page) => page.getByRole("region", { name: "Research", exact: true });
  const report = (page) => research(page).getByRole("listitem").filter({ hasText: "Renters carry keys" });
  await research(ada.page).getByRole("button", { name: "Add a report", exact: true }).click();
  await research(ada.page).getByRole("button", { name: "Add it", exact: true }).click();
  await research(ada.page).getByText("Say in a line what was found out.").waitFor();
  await research(ada.page).getByLabel("What was found out").fill("Renters carry keys");
  await research(ada.page).getByLabel("Link to the report").fill("https://example.com/keys");
  await research(ada.page).getByRole("button", { name: "Add it", exact: true }).click();
  const link = report(ada.page).getByRole("link", { name: "Renters carry keys", exact: true });
  assert.equal(await link.getAttribute("href"), "https://example.com/keys");
  await unfold(ada.page);
  const nameless = note(list(ada.page), "Research without a job");
  await nameless.getByRole("button", { name: "Name the job", exact: true }).click();
  await focused(ada.page, "Job that it tells of");
  await ada.page.keyboard.insertText("Move in");
  await ada.page.keyboard.press("Enter");
  await nameless.waitFor({ state: "detached" });
  await report(bo.page).getByText("Nobody has read it yet.").waitFor();
  await report(bo.page).getByRole("button", { name: "I have read it", exact: true }).click();
  await report(ada.page).getByText("Read by Bo.").waitFor();
  assert.equal(await report(bo.page).getByRole("button", { name: "I have read it", exact: true }).count(), 0);
  await report(ada.page).getByRole("button", { name: "I have read it", exact: true }).waitFor();
  assert.deepEqual(await axe(ada.page), []);
  const file = await (await fetch(`${own.url}/embed/${doc}.md`)).text();
  assert.match(file, /## Research[^]*\| Renters carry keys \| .*https:\/\/example\.com\/keys.* \| Move in \|/);
});

test("a charter says who has read it as it is now, by one press of each, and vague words in its mission are noticed", async (t) => {
  const own = await ownServer(t);
  const doc = await makeDoc(own, { name: "First Keys" });
  const [ada, bo] = [await openedBy(t, "Ada", own, doc), await openedBy(t, "Bo", own, doc)];
  await write(ada.page, "Mission", "Be the leading landlord");
  await unfold(ada.page);
  const vague = note(list(ada.page), "Vague words");
  await vague.getByText("“leading” can mean anything. Say what a customer would see.").waitFor();
  await field(ada.page, "Mission").fill("Renters have keys on time");
  await vague.waitFor({ state: "detached" });
  await status(ada.page, SAVED);
  const agreement = (page) => page.getByRole("region", { name: "Agreement", exact: true });
  const press = (page) => agreement(page).getByRole("button", { name: "I have read it", exact: true });
  await bo.page.getByText("Renters have keys on time").first().waitFor();
  await agreement(bo.page).getByText("Nobody has said yet that they have read it.").waitFor();
  await press(bo.page).click();
  await press(bo.page).waitFor({ state: "detached" });
  await agreement(ada.page).getByText("Read as it is now by Bo.").waitFor();
  await write(ada.page, "Mission", "Landlords know what they earn");
  await agreement(ada.page).getByText("Read with other words by Bo.").waitFor();
  await press(bo.page).waitFor();
  assert.deepEqual(await axe(bo.page), []);
});
