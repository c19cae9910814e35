// V19: a pack of somebody who has lost the right is refused with a sentence, and what was written in it can be copied out.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { eventually, ON_THIS_DEVICE, status } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

const REVIEW = "weekly-r20261124T1000";
stageWithPeople({ Ada: "owner", Mo: "member", Nia: "member" });

test("a pack of somebody who lost the right is refused with a sentence, and its words can be copied out", async (t) => {
  const { server, people } = place;
  const files = await mkdtemp(join(tmpdir(), "muster-pack-"));
  t.after(() => rm(files, { recursive: true }));
  const nia = people.Nia.id;
  await people.Mo.ask("POST", "/api/docs", { kind: "series", id: "weekly", name: "Weekly", audience: "roster", people: [nia] });

  const come = signedIn(t, browser);
  const first = await come(place, "Nia");
  const { page } = first;
  await page.goto(`${server.app}/d/${REVIEW}`);
  await page.getByRole("button", { name: "Add an item", exact: true }).click({ timeout: 15_000 });
  await page.getByRole("textbox", { name: "Title", exact: true }).fill("Inspect ahead");
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await first.context.setOffline(true);
  await page.getByRole("textbox", { name: "Notes on this item" }).fill("Written on the train.");
  await status(page, ON_THIS_DEVICE);
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 20_000 }),
    page.getByRole("button", { name: "Take it with you" }).click(),
  ]);
  const pack = join(files, "train.musterpack");
  await download.saveAs(pack);

  await people.Mo.ask("DELETE", `/api/docs/weekly/roster/${nia}`);
  const second = await come(place, "Nia");
  await second.page.goto(`${server.app}/import`);
  await second.page.locator("#files").setInputFiles([pack]);
  await second.page.getByText("Not taken: it is not for you, or not there any more.").first().waitFor({ timeout: 20_000 });
  await second.page.getByRole("link", { name: "Set aside" }).click();
  await second.page.getByRole("region", { name: "Set aside" }).waitFor({ timeout: 15_000 });
  await second.page.getByText("Read this copy").first().click();
  const words = second.page.getByRole("textbox", { name: /^Words of/ });
  await eventually(async () => assert.match((await words.evaluateAll((all) => all.map((one) => one.value))).join("\n"), /Written on the train\./));
  // The server asks for nothing of it, and says nothing of it to her.
  assert.equal((await people.Mo.ask("GET", `/api/docs/${REVIEW}`)).id, REVIEW);
  for (const person of [first, second]) person.errors.splice(0, Infinity, ...person.errors.filter((error) => !/40[34]|Failed to load|WebSocket/.test(error)));
});
