// An objective and a key result that are two things are made two by one press.
import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, cast, eventually, makeDoc, SAVED, status, texts } from "./harness.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const button = (within, name) => within.getByRole("button", { name, exact: true });

test("a75 what says two things is split by one press: both are there, two key results under one objective", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ines");
  await makeDoc(server, { name: "First Keys" });
  await page.goto(server.app);
  await page.getByLabel("Set the goals of a team").selectOption({ label: "First Keys" }, { timeout: 20_000 });
  await button(page, "Add an objective").waitFor({ timeout: 20_000 });
  await addRow(page, "Add an objective", "Objective");
  await page.keyboard.insertText("Open the depot by day");
  assert.equal(await button(page, "Split it into two").count(), 0, "it is one thing");
  await page.getByRole("textbox", { name: "Objective", exact: true }).fill("Reduce late keys and improve first visits");
  await button(page, "Split it into two").click();
  await eventually(async () => assert.deepEqual(await texts(page, "Objective"), ["Reduce late keys", "Improve first visits"]));
  await button(page, "Split it into two").waitFor({ state: "detached" });

  await button(page, "Add a key result").first().click();
  await page.getByRole("textbox", { name: "Key result", exact: true }).first().fill("Late keys down to 8, and 90 % of visits on the day");
  await button(page, "Split it into two").click();
  const both = ["Late keys down to 8", "90 % of visits on the day"];
  await eventually(async () => assert.deepEqual(await texts(page, "Key result"), both));
  await status(page, SAVED);
  const goals = new URL(page.url()).pathname.split("/").at(-1);
  const { lists } = (await (await fetch(`${server.url}/embed/${goals}.json`)).json()).documents[0].sheet;
  assert.equal(new Set(lists.key_results.map((row) => row.values.objective[0].value)).size, 1, JSON.stringify(lists.key_results));
});
