// The company map: who owns what, found by words and by keys, and a surface that two captains claimed without a connection.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";

import {
  addRow, axe, BACK_MS, cast, eventually, listDocs, makeDoc, ON_THIS_DEVICE, openCharter, ROOT, SAVED, status,
} from "./harness.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";

stage();

const TEAMS = join(ROOT, "../shared/data/kubernetes-teams.json");
const ABSENT = existsSync(TEAMS) ? false : "the real teams are not beside this repository: ../shared/data/kubernetes-teams.json";

const claim = async (page, name) => {
  await addRow(page, "Add a surface", "Surface");
  await page.keyboard.insertText(name);
  await page.keyboard.press("Tab");
};
const openMap = async (page, own) => {
  await page.goto(`${own.app}/map`);
  await page.getByRole("heading", { level: 1 }).waitFor();
};
const rowOf = (page, name) => page.locator("[role=grid] tbody tr").filter({ has: page.getByRole("button", { name, exact: true }) });
const panel = (page) => page.getByRole("region", { name: "One surface" });
const looksOpen = async (page) =>
  /contested/.test((await rowOf(page, "Pre-move-in inspection").getAttribute("class")) ?? "");
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

/** Two charters, each open with a person in it. */
async function twoTeams(t, own, [first, second]) {
  const invite = cast(t, browser);
  const people = [await invite("Ada"), await invite("Bo")];
  const docs = [await makeDoc(own, { name: first }), await makeDoc(own, { name: second })];
  for (const [at, person] of people.entries()) await openCharter(person, own, docs[at]);
  return { people, docs, pages: people.map((person) => person.page) };
}

test("two captains claim one surface offline: both claims land, both see the card, and it is settled with a record", async (t) => {
  const own = await ownServer(t);
  const { people, docs, pages: [ada, bo] } = await twoTeams(t, own, ["First Keys", "True Listings"]);
  for (const { context } of people) await context.setOffline(true);
  for (const page of [ada, bo]) {
    await claim(page, "Pre-move-in inspection");
    await status(page, ON_THIS_DEVICE);
  }
  for (const { context } of people) await context.setOffline(false);
  for (const page of [ada, bo]) await status(page, SAVED, BACK_MS);

  for (const page of [ada, bo]) {
    await openMap(page, own);
    const row = rowOf(page, "Pre-move-in inspection");
    await eventually(async () => {
      await comeBack(page);
      assert.match(await row.innerText(), /Contested: 2 teams own it/);
    });
    await row.getByRole("button").click();
    await panel(page).getByText("First Keys and True Listings claim “Pre-move-in inspection”").waitFor();
  }

  await ada.getByLabel("The team that you take steps for").selectOption({ label: "First Keys" });
  await ada.getByLabel("Why? (one line, for the record)").fill("Their inspectors are in the house anyway");
  const leave = panel(ada).getByRole("button", { name: "Leave", exact: true });
  await eventually(async () => {
    // The log may still be on its way: then a sentence says so, and the button is there.
    if (await leave.count()) await leave.click();
    assert.ok(!(await looksOpen(ada)));
  });
  await eventually(async () => {
    await comeBack(bo);
    assert.ok(!(await looksOpen(bo)));
    assert.equal(await bo.locator(".conflict").count(), 0);
  });
  await ada.goto(`${own.app}/d/${docs[0]}-log`);
  await ada.getByText("True Listings owns it, and First Keys is consulted.").waitFor();
  await ada.getByText("Their inspectors are in the house anyway").waitFor();
});

test("a contested surface in a charter leads to its card", async (t) => {
  const own = await ownServer(t);
  const { pages: [ada, bo] } = await twoTeams(t, own, ["Payouts", "Treasury"]);
  for (const page of [ada, bo]) {
    await claim(page, "Bank transfers");
    await status(page, SAVED);
  }
  await eventually(async () => {
    await comeBack(ada);
    assert.ok(await ada.getByRole("link", { name: "Settle it" }).isVisible());
  });
  await ada.getByRole("link", { name: "Settle it" }).click();
  await panel(ada).getByText("Payouts and Treasury claim “Bank transfers”").waitFor();
});

test("a share is an offer until the other team shares too, and its log is asked", async (t) => {
  const own = await ownServer(t);
  const { docs, pages: [ada, bo] } = await twoTeams(t, own, ["Payouts", "Treasury"]);
  for (const page of [ada, bo]) {
    await claim(page, "Bank transfers");
    await status(page, SAVED);
  }
  for (const [page, team, flag] of [[ada, "Payouts", /one team owns it, another shares it/], [bo, "Treasury", /^Bank transfers\s*shares/]]) {
    await openMap(page, own);
    await eventually(async () => {
      await comeBack(page);
      await rowOf(page, "Bank transfers").getByRole("button").click();
      await page.getByLabel("The team that you take steps for").selectOption({ label: team }, { timeout: 1000 });
    });
    await eventually(async () => {
      await panel(page).getByRole("button", { name: "Share", exact: true }).click({ timeout: 1000 }).catch(() => {});
      assert.match(await rowOf(page, "Bank transfers").innerText(), flag);
    });
    await status(page, SAVED);
  }
  await ada.goto(`${own.app}/d/${docs[1]}-log`);
  await ada.getByText("Who answers for “Bank transfers”? Payouts asks to share it.").waitFor();
});

test("words and filters narrow the map, and arrow keys walk it from one tab stop", async (t) => {
  const own = await ownServer(t);
  const { pages: [ada, bo] } = await twoTeams(t, own, ["Homecare", "Ledger"]);
  for (const name of ["Heating", "Rent colection", "Rent collection"]) await claim(ada, name);
  await claim(bo, "Deposits");
  for (const page of [ada, bo]) await status(page, SAVED);
  await openMap(ada, own);
  await eventually(async () => {
    await comeBack(ada);
    assert.equal(await ada.locator("[role=grid] tbody tr:visible").count(), 4);
  });
  await ada.getByText("“Rent colection” and “Rent collection” look like one surface.").waitFor();

  await ada.getByLabel("Find a surface or a team").fill("ledger");
  await eventually(async () => assert.equal(await ada.locator("[role=grid] tbody tr:visible").count(), 1));
  await ada.getByText("1 of 4 shown").waitFor();
  await ada.getByLabel("Find a surface or a team").fill("");
  await ada.getByLabel("My team", { exact: true }).selectOption({ label: "Homecare" });
  await ada.locator("label").filter({ hasText: "My team 3" }).click();
  await eventually(async () => assert.equal(await ada.locator("[role=grid] tbody tr:visible").count(), 3));
  await ada.locator("label").filter({ hasText: "All 4" }).click();

  const parts = rowOf(ada, "Heating").locator("xpath=*");
  const roles = await parts.evaluateAll((parts) => parts.map((part) => part.getAttribute("role")));
  assert.deepEqual(roles, ["rowheader", "gridcell", "gridcell"], "as the heads of the columns stand");
  assert.equal(await ada.locator("[role=grid] [tabindex='0']").count(), 1);
  const focused = () => ada.evaluate(() => document.activeElement.closest("tr")?.dataset.key);
  await ada.locator("[role=grid] [tabindex='0']").focus();
  assert.equal(await focused(), "heating", "the stop stays where the narrowed map had put it");
  await ada.keyboard.press("ArrowUp");
  assert.equal(await focused(), "deposits");
  await ada.keyboard.press("ArrowDown");
  assert.equal(await focused(), "heating");
  await ada.keyboard.press("ArrowRight");
  assert.equal(await ada.evaluate(() => document.activeElement.getAttribute("data-say")), "Homecare owns");
  assert.equal(await ada.locator("[role=grid] [tabindex='0']").count(), 1);
  await ada.keyboard.press("Enter");
  await panel(ada).getByRole("heading", { name: "Heating" }).waitFor();
  await eventually(async () => assert.equal(await ada.evaluate(() => document.activeElement.id), "surface-panel"));
  await ada.keyboard.press("Escape");
  await eventually(async () => assert.equal(await focused(), "heating"));
});

test("the map keeps nobody out, in light and dark, with a panel open, and is a list on a phone", async (t) => {
  const own = await ownServer(t);
  const { pages: [ada, bo] } = await twoTeams(t, own, ["Homecare", "Ledger"]);
  for (const page of [ada, bo]) {
    await claim(page, "Heating");
    await status(page, SAVED);
  }
  await openMap(ada, own);
  await eventually(async () => {
    await comeBack(ada);
    assert.match(await rowOf(ada, "Heating").innerText(), /Contested/);
  });
  await rowOf(ada, "Heating").getByRole("button").click();
  await ada.locator(".conflict .ways").waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await ada.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(ada), [], colorScheme);
  }
  assert.equal(await ada.getByRole("columnheader").count(), 3);
  const opacity = await ada.getByRole("search", { name: "Search and filter the map" }).evaluate((tools) => getComputedStyle(tools).opacity);
  assert.equal(opacity, "1", "what narrows the map is seen");
  const heads = ada.getByRole("columnheader").getByRole("link");
  const cut = await heads.evaluateAll((heads) => heads.filter((head) => head.scrollHeight > head.clientHeight).length);
  assert.equal(cut, 0, "names of teams are read whole");
  await ada.setViewportSize({ width: 360, height: 740 });
  const wide = await ada.evaluate(() => document.documentElement.scrollWidth);
  assert.ok(wide <= 360, `the page is ${wide} px wide`);
  const cells = rowOf(ada, "Heating").locator("td:visible");
  const says = await cells.evaluateAll((cells) => cells.map((cell) => getComputedStyle(cell, "::after").content));
  assert.deepEqual(says.sort(), ['"Homecare owns"', '"Ledger owns"']);
  assert.deepEqual(await axe(ada), [], "a list");
});

test("the map opens without a connection from what the device keeps", async (t) => {
  const { context, page } = await cast(t, browser)("Ada");
  await openCharter({ page }, server, await makeDoc(server, { name: "Homecare" }));
  await claim(page, "Boilers");
  await status(page, SAVED);
  await page.goto(server.app);
  await page.getByRole("link", { name: "Company map" }).click();
  await rowOf(page, "Boilers").waitFor();
  await eventually(async () => assert.ok(await page.evaluate(() => navigator.serviceWorker.controller !== null)));
  await context.setOffline(true);
  await page.reload();
  await rowOf(page, "Boilers").waitFor({ timeout: 20_000 });
  await context.setOffline(false);
});

test("35 real teams are all drawn, and what is looked for hides rows and draws none anew", { skip: ABSENT }, async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${own.app}/import`);
  await page.locator("input[type=file]").setInputFiles(TEAMS);
  await page.locator(".receipt").waitFor({ timeout: 60_000 });
  await status(page, SAVED, 30_000);
  await eventually(async () => assert.equal((await listDocs(own)).filter((doc) => doc.kind === "charter").length, 35));
  await openMap(page, own);
  await eventually(async () => {
    assert.equal(await page.locator("[role=grid] tbody tr").count(), 235);
    assert.equal(await page.locator("[role=grid] tbody tr").first().locator("td").count(), 35);
  }, 30_000);
  const rows = page.locator("[role=grid] tbody tr");
  await rows.evaluateAll((rows) => rows.forEach((row) => { row.wasThere = true; }));
  const find = page.getByLabel("Find a surface or a team");
  await find.fill("website");
  const found = page.locator("[role=grid] tbody tr:visible").getByRole("button");
  await eventually(async () => assert.deepEqual(await found.allInnerTexts(), ["contributors-documentation", "website"]));
  assert.match(await rowOf(page, "website").innerText(), /Contested/);
  await find.fill("");
  await eventually(async () => assert.equal(await page.locator("[role=grid] tbody tr:visible").count(), 235));
  assert.equal(await rows.evaluateAll((rows) => rows.filter((row) => row.wasThere).length), 235);
});

test("a hole is marked, and a team that could lend somebody is named", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  const heads = ["## People", "", "| Name | Function | Share |", "|---|---|---|"];
  const body = (name, people) =>
    [`# ${name}`, "", ...(people.length ? [...heads, ...people, ""] : []), "## Functions we need", "", "- Data", ""].join("\n");
  await page.goto(`${own.app}/import`);
  const file = (name, text) => ({ name: `${name}.md`, mimeType: "text/markdown", buffer: Buffer.from(text) });
  await page.locator("input[type=file]").setInputFiles([
    file("ledger", body("Ledger", ["| Ines | Data | 50 % |", "| Jonas | Data | 100 % |"])),
    file("keys", body("First Keys", [])),
  ]);
  await page.locator(".receipt").waitFor({ timeout: 60_000 });
  await openMap(page, own);
  const row = page.locator(".staff tbody tr").filter({ has: page.getByRole("rowheader", { name: "Data", exact: true }) });
  await eventually(async () => {
    await comeBack(page);
    assert.match(await row.innerText(), /Nobody[^]*1[.,]5[^]*Ledger/);
  });
  assert.deepEqual(await axe(page), []);
});
