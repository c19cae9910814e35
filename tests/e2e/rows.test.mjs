// Rows of every list: a new one has the focus where one writes, and one that is left empty goes without a trace.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, openCharter, says, status, SAVED, texts } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const button = (name) => (page) => page.getByRole("button", { name, exact: true }).first();
const column = (n) => (page) => page.locator(".three > div").nth(n).getByRole("button", { name: "Add", exact: true });

/** Every list of a charter: the way to a new row, and what one writes first in it. */
const LISTS = [
  ["surfaces", button("Add a surface"), "Surface"],
  ["what is in scope", button("Add in-scope item"), "In scope"],
  ["what is out of scope", button("Add a line"), "Out of scope"],
  ["metrics", button("Add a metric"), "Metric"],
  ["people", button("Add a person"), "Name"],
  ["what the team decides", column(0), "We decide"],
  ["what it asks about", column(1), "We consult first"],
  ["what it tells", column(2), "We tell"],
  ["rules", button("Add a rule"), "Rule"],
];

async function charterOf(t, name = "Ada Lovelace") {
  const invite = cast(t, browser);
  const { page, context } = await invite(name);
  const doc = await makeDoc(server);
  await openCharter({ page }, server, doc);
  return { page, context, doc, invite };
}

const rows = (page) => page.locator("[data-row]");
const focusedLabel = (page) => page.evaluate(() => document.activeElement.getAttribute("aria-label"));
const untilRows = (page, n) => eventually(async () => assert.equal(await rows(page).count(), n));

for (const [list, add, name] of LISTS) {
  test(`what is typed after a row of ${list} was added is its text; Enter begins the next, Backspace goes back`, async (t) => {
    const { page } = await charterOf(t);
    await add(page).click();
    await page.keyboard.type("checkout");
    await page.keyboard.press("Enter");
    await page.keyboard.type("basket");
    await page.keyboard.press("Enter");
    await untilRows(page, 3);
    await page.keyboard.press("Backspace");
    await untilRows(page, 2);
    await page.keyboard.type("s");
    await page.keyboard.press("Tab");
    // A field with suggestions is a combobox to assistive technology.
    const written = page.locator(`textarea[aria-label="${name}"], input[aria-label="${name}"]`);
    const values = () => written.evaluateAll((fields) => fields.map((field) => field.value));
    await eventually(async () => assert.deepEqual(await values(), ["checkout", "baskets"]));
    const stances = await page.getByRole("combobox", { name: "How the team stands to it" }).evaluateAll((all) => all.map((one) => one.value));
    assert.deepEqual(stances, list === "surfaces" ? ["own", "own"] : []);
  });

  test(`a row of ${list} that is left empty goes, and undo knows nothing of it`, async (t) => {
    const { page } = await charterOf(t);
    // At once: letters that a busy machine lets wait for half a second are undone by themselves.
    await field(page, "Mission").focus();
    await page.keyboard.insertText("Rent is paid.");
    await add(page).click();
    await eventually(async () => assert.equal(await focusedLabel(page), name));
    // Enter in an empty row is no wish for another one.
    await page.keyboard.press("Enter");
    await untilRows(page, 1);
    await field(page, "Team name").focus();
    await untilRows(page, 0);
    assert.equal(await page.getByText(/^Removed/).count(), 0);
    await page.keyboard.press("Control+z");
    await says(page, "Mission", "");
    assert.equal(await rows(page).count(), 0);
    await page.keyboard.press("Control+y");
    await says(page, "Mission", "Rent is paid.");
    await status(page, SAVED);
    await page.reload();
    await says(page, "Mission", "Rent is paid.");
    assert.equal(await rows(page).count(), 0);
  });
}

/** Leaves the row that has the focus for good, proven by an empty one that goes after it. */
async function leave(page) {
  const before = await rows(page).count();
  await button("Add a rule")(page).click();
  await untilRows(page, before + 1);
  await field(page, "Team name").focus();
  await untilRows(page, before);
}

test("a row that says anything at all stays when it is left", async (t) => {
  const { page } = await charterOf(t);
  await button("Add a surface")(page).click();
  await page.getByRole("combobox", { name: "How the team stands to it" }).selectOption("share");
  await leave(page);
  await button("Add a metric")(page).click();
  await field(page, "Definition").pressSequentially("days");
  await leave(page);
  await button("Add a person")(page).click();
  await page.getByRole("combobox", { name: "Share of the week" }).selectOption("0.5");
  await leave(page);
  assert.equal(await rows(page).count(), 3);
});

test("what has no name and says something is brought back from among the removed", async (t) => {
  const { page } = await charterOf(t);
  await button("Add a metric")(page).click();
  await field(page, "Definition").pressSequentially("days from signing to keys");
  await page.getByRole("button", { name: /^Remove:/ }).first().click();
  await untilRows(page, 0);
  await page.getByText("Removed (1)").click();
  await page.getByRole("button", { name: "Bring back: days from signing to keys" }).click();
  await untilRows(page, 1);
});

test("Backspace in an empty name keeps a row that says something else", async (t) => {
  const { page } = await charterOf(t);
  await button("Add a metric")(page).click();
  await field(page, "Definition").pressSequentially("days");
  await field(page, "Metric").press("Backspace");
  await page.keyboard.type("Waiting");
  assert.deepEqual([await texts(page, "Metric"), await texts(page, "Definition")], [["Waiting"], ["days"]]);
});

test("Backspace takes back a person who was begun for a function", async (t) => {
  const { page } = await charterOf(t);
  await button("Add a person")(page).click();
  await page.keyboard.type("Mei");
  await page.keyboard.press("Tab");
  await page.getByLabel("Function", { exact: true }).fill("Engineering");
  await page.keyboard.press("Enter");
  await page.getByRole("button", { name: "Add somebody for Engineering" }).click();
  await untilRows(page, 2);
  await eventually(async () => assert.equal(await focusedLabel(page), "Name"));
  await page.keyboard.press("Backspace");
  await untilRows(page, 1);
});

test("an empty row stays while its window is away, and while it is moved", async (t) => {
  const { page } = await charterOf(t);
  await button("Add a rule")(page).click();
  await page.keyboard.type("first");
  await page.keyboard.press("Enter");
  await untilRows(page, 2);
  await page.keyboard.press("Alt+ArrowUp");
  await eventually(async () => assert.deepEqual(await texts(page, "Rule"), ["", "first"]));
  // As when another window comes before it: the focus is gone, its place is not.
  await page.evaluate(() => document.activeElement.dispatchEvent(new FocusEvent("focusout", { bubbles: true })));
  await page.evaluate(async () => {
    for (let frame = 0; frame < 30; frame += 1) await new Promise(requestAnimationFrame);
  });
  await page.keyboard.type("before");
  await eventually(async () => assert.deepEqual(await texts(page, "Rule"), ["before", "first"]));
});

test("a row in which somebody else writes stays, also when they were offline at the moment it was left", async (t) => {
  const { page: ada, doc, invite } = await charterOf(t);
  const bo = await invite("Bo Diddley");
  await openCharter(bo, server, doc);
  await button("Add a metric")(ada).click();
  await field(bo.page, "Definition").pressSequentially("days");
  await says(ada, "Definition", "days");
  await field(ada, "Metric").focus();
  await leave(ada);
  assert.equal(await rows(ada).count(), 1);

  await button("Add a rule")(ada).click();
  await field(bo.page, "Rule").waitFor();
  await bo.context.setOffline(true);
  await field(bo.page, "Why").pressSequentially("Rent is rent.");
  await field(ada, "Team name").focus();
  await untilRows(ada, 1);
  await bo.context.setOffline(false);
  await eventually(async () => assert.deepEqual([await texts(ada, "Why"), await texts(bo.page, "Why")], [["Rent is rent."], ["Rent is rent."]]), 40_000);
});

test("a choice shows its words while it has the focus", async (t) => {
  const { page } = await charterOf(t);
  await button("Add a surface")(page).click();
  await page.keyboard.type("checkout");
  await page.getByRole("combobox", { name: "How the team stands to it" }).focus();
  await page.locator(".value:focus-within > .face", { hasText: "Own" }).waitFor();
});
