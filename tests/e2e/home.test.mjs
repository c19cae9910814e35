// All teams on one page; three ways to begin.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, listDocs, makeDoc, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";

stage();

const rowOf = (page, name) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });

/** The list is asked for again when somebody comes back to the page. */
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

test("where there is nothing, three doors; the worksheet leads to a charter that is saved", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(own.app);
  await page.getByRole("link", { name: /^Fill the worksheet/ }).waitFor();
  await page.getByRole("button", { name: /^Open the example/ }).waitFor();
  await page.getByRole("link", { name: /^Import/ }).waitFor();

  await page.getByRole("link", { name: /^Fill the worksheet/ }).click();
  await page.getByRole("textbox", { name: "Team name" }).pressSequentially("Homecare", { delay: 0 });
  await page.getByRole("button", { name: "Next: People" }).click();
  await says(page, "Team name", "Homecare");
  for (const next of ["Next: Relationships", "Next: Mission"]) await page.getByRole("button", { name: next }).click();
  await write(page, "Mission", "Care at home that comes on time");
  await page.getByRole("button", { name: "Open the charter now" }).click();
  await page.waitForURL(/\/d\/[\w-]+$/);
  await says(page, "Team name", "Homecare");
  await says(page, "Mission", "Care at home that comes on time");
  await status(page, SAVED);
  const listed = await listDocs(own);
  const charter = listed.find((doc) => page.url().endsWith(doc.id));
  assert.deepEqual([charter.summary.name, charter.summary.mission], ["Homecare", "Care at home that comes on time"]);
});

test("every team has its captain, its state and who is there now", async (t) => {
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada Lovelace"), await invite("Bo Diddley")];
  const doc = await makeDoc(server, { name: "Ledger" });
  await makeDoc(server, { name: "Front door" });
  await ada.page.goto(server.app);
  await eventually(async () => assert.match(await rowOf(ada.page, "Ledger").innerText(), /No captain yet/));

  await openCharter(bo, server, doc);
  await bo.page.getByLabel("Captain", { exact: true }).fill("Grace Hopper");
  await bo.page.getByLabel("Captain", { exact: true }).press("Enter");
  await status(bo.page, SAVED);
  await eventually(async () => {
    await comeBack(ada.page);
    const words = await rowOf(ada.page, "Ledger").innerText();
    assert.match(words, /Grace Hopper/);
    assert.match(words, /Mission, mandate and metrics missing/);
    assert.match(words, /Bo Diddley/);
  });
  assert.doesNotMatch(await rowOf(ada.page, "Front door").innerText(), /Bo Diddley/);
  await rowOf(ada.page, "Ledger").getByRole("link").click();
  await says(ada.page, "Team name", "Ledger");
});

test("a team is found by its name, from the keyboard, on every page", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  const doc = await makeDoc(server, { name: "Énergie & Wärme" });
  await page.goto(server.app);
  await page.getByRole("link", { name: "Énergie & Wärme" }).waitFor();
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).pressSequentially("energie");
  await page.getByRole("listbox").getByRole("option", { name: /Énergie/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`**/d/${doc}`);
  await says(page, "Team name", "Énergie & Wärme");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).pressSequentially("all teams");
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.app}/`);
});

test("two charters that own one surface say so, each in the other's name", async (t) => {
  const invite = cast(t, browser);
  const people = [await invite("Ada"), await invite("Bo")];
  const docs = [await makeDoc(server, { name: "Payouts" }), await makeDoc(server, { name: "Treasury" })];
  for (const [at, { page }] of people.entries()) {
    await openCharter(people[at], server, docs[at]);
    await page.getByRole("button", { name: "Add a surface" }).click();
    await page.getByLabel("Surface", { exact: true }).fill("Bank transfers");
    await page.getByLabel("Surface", { exact: true }).press("Tab");
    await status(page, SAVED);
  }
  const [ada, bo] = people.map((person) => person.page);
  for (const [page, other] of [[ada, "Treasury"], [bo, "Payouts"]]) {
    await eventually(async () => {
      await comeBack(page);
      assert.match(await page.locator("main").innerText(), new RegExp(`Contested: ${other} also claims`));
    });
  }
  await ada.goto(server.app);
  await eventually(async () => assert.match(await rowOf(ada, "Payouts").innerText(), /1 contested surface/));
  await eventually(async () => assert.match(await ada.locator("h1").innerText(), /1 surface is contested/));
});

test("the example opens from its door, and is marked and not to be changed", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(own.app);
  await page.getByRole("button", { name: /^Open the example/ }).click();
  await page.waitForURL(/\/d\/[\w-]+$/, { timeout: 20_000 });
  await page.getByText("A made-up company, to look at").waitFor();
  assert.equal(await field(page, "Mission").count(), 0);
  await page.goto(own.app);
  await eventually(async () => assert.equal(await page.getByRole("row").count(), 6 + 1));
});
