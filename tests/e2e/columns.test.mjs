// The table of teams: what each row says in its columns, the order by each head, and that it stands on the device.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, makeDoc, openCharter, SAVED, status } from "./harness.mjs";
import { on, slot } from "./parts/company.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const head = (page, name) => page.getByRole("columnheader", { name, exact: true });
const press = (page, name) => head(page, name).getByRole("button").click();
const teams = (page) => page.getByRole("rowheader").allInnerTexts();
const inOrder = (page, names) => eventually(async () => assert.deepEqual(await teams(page), names));
const rowOf = (page, name) => page.getByRole("row").filter({ has: page.getByRole("link", { name, exact: true }) });
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

async function bring(server, documents) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ muster: 1, documents });
  const answer = await fetch(`${server.url}/api/import?name=all.json`, { method: "POST", headers, body });
  assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
}

const member = (id, name) => ({ id, values: { name, function: "Design" } });
const charter = (id, name, members, mission) => ({ id, kind: "charter", sheet: { texts: { name, mission }, lists: { members } } });

/** Three teams, one of which is in a review in a week. */
async function threeTeams(server) {
  for (const [id, name] of [["keys", "Keys"], ["desk", "Desk"], ["ledger", "Ledger"]]) await makeDoc(server, { id, name });
  await makeDoc(server, { id: "weekly", kind: "series" });
  const values = { preset: "product", first: `${on(-35)}T10:00`, rhythm: "FREQ=WEEKLY", zone: "Europe/Lisbon", minutes: 50 };
  const items = [{ id: "i1", texts: { title: "Lockboxes" }, values: { team: "keys" } }];
  await bring(server, [
    charter("keys", "Keys", [member("m1", "Ada"), member("m2", "Bo")], "Keys on the day"),
    charter("desk", "Desk", [member("m1", "Bo")], "A desk for owners"),
    { id: "weekly", kind: "series", sheet: { texts: { name: "Product review" }, values } },
  ]);
  for (const ahead of [0, 7]) await bring(server, [{ id: `weekly-r${slot(ahead)}`, kind: "review", sheet: { lists: { items } } }]);
}

test("a row says how far a team is agreed, what is missing by name, and when its next review is", async (t) => {
  const server = await ownServer(t);
  await threeTeams(server);
  const ada = await cast(t, browser)("Ada");
  await openCharter(ada, server, "keys");
  const agree = ada.page.locator(".of-agreement").getByRole("button", { name: "Agree", exact: true });
  await agree.first().waitFor({ timeout: 20_000 });
  await eventually(async () => {
    if (await agree.count()) await agree.first().click({ timeout: 1000 });
    assert.equal(await agree.count(), 0);
  });
  await status(ada.page, SAVED);
  await ada.page.goto(server.app);
  await eventually(async () => {
    await comeBack(ada.page);
    assert.match(await rowOf(ada.page, "Keys").innerText(), /1 of 2 agree/);
    assert.match(await rowOf(ada.page, "Desk").innerText(), /Not agreed yet/);
    assert.match(await rowOf(ada.page, "Ledger").innerText(), /Nobody in it yet/);
  });
  assert.match(await rowOf(ada.page, "Keys").innerText(), /Mandate and metrics missing/);
  assert.match(await rowOf(ada.page, "Ledger").innerText(), /Mission, mandate and metrics missing/);
  await eventually(async () => assert.match(await rowOf(ada.page, "Keys").innerText(), / at 10:00/));
  assert.doesNotMatch(await rowOf(ada.page, "Desk").innerText(), / at 10:00/);
  assert.deepEqual(await axe(ada.page), []);

  // Without a connection it says the same, from what the device keeps.
  await ada.page.waitForFunction(() => navigator.serviceWorker.controller);
  await ada.context.setOffline(true);
  await ada.page.reload();
  await eventually(async () => {
    const words = await rowOf(ada.page, "Keys").innerText();
    for (const says of [/1 of 2 agree/, / at 10:00/, /Mandate and metrics missing/]) assert.match(words, says);
  });
});

test("each head puts the teams in order, from the keyboard too and under the pointer, and says which way", async (t) => {
  const server = await ownServer(t);
  await threeTeams(server);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(server.app);
  await head(page, "Last change").waitFor();
  assert.equal(await head(page, "Last change").getAttribute("aria-sort"), "descending");
  for (const [name, first, second] of [
    ["Team", ["Desk", "Keys", "Ledger"], ["Ledger", "Keys", "Desk"]],
    ["Look at", ["Ledger"], undefined],
    ["Review", ["Keys"], ["Keys"]],
  ]) {
    await press(page, name);
    await eventually(async () => assert.deepEqual((await teams(page)).slice(0, first.length), first));
    const way = await head(page, name).getAttribute("aria-sort");
    assert.equal(way, name === "Look at" ? "descending" : "ascending");
    assert.equal(await page.locator("[aria-sort]").count(), 1, "one column says that it is the order");
    if (!second) continue;
    await page.keyboard.press("Enter");
    await eventually(async () => assert.deepEqual((await teams(page)).slice(0, second.length), second));
    assert.equal(await head(page, name).getAttribute("aria-sort"), way === "ascending" ? "descending" : "ascending");
  }
  await press(page, "Team");
  await inOrder(page, ["Desk", "Keys", "Ledger"]);
});

test("the ways to begin stand above the teams, and on a phone many teams can still be put in order", async (t) => {
  const server = await ownServer(t);
  for (const nth of [4, 2, 7, 1, 6, 3, 5, 8]) await makeDoc(server, { name: `Team ${nth}` });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(server.app);
  await rowOf(page, "Team 8").waitFor();
  const [begin, first] = [page.getByRole("link", { name: "New charter" }), page.getByRole("rowheader").first()];
  assert.ok((await begin.boundingBox()).y < (await first.boundingBox()).y);
  await page.setViewportSize({ width: 360, height: 740 });
  await press(page, "Team");
  await inOrder(page, [1, 2, 3, 4, 5, 6, 7, 8].map((nth) => `Team ${nth}`));
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out of a phone");
  assert.deepEqual(await axe(page), []);
});

test("a conflict leads to the other team’s charter", async (t) => {
  const server = await ownServer(t);
  for (const name of ["Payouts", "Treasury"]) {
    const body = `# ${name}\n\n## Mandate\n\n### Own\n\n- Bank transfers\n`;
    const answer = await fetch(`${server.url}/api/import?name=${name}.md`, { method: "POST", body });
    assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
  }
  const ada = await cast(t, browser)("Ada");
  await ada.page.goto(server.app);
  await ada.page.getByRole("link", { name: "Payouts", exact: true }).click();
  const conflict = ada.page.locator(".surface.contested");
  await conflict.getByRole("link", { name: "Treasury", exact: true }).click({ timeout: 20_000 });
  await eventually(async () => assert.equal(await ada.page.getByRole("textbox", { name: "Team name" }).first().inputValue(), "Treasury"));
});
