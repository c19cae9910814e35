// A role canvas: begun where a function is missing, for the few who look for somebody; a panel of one function is told so.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, launchBrowser, SAVED, status } from "./harness.mjs";
import { sessionName, signedIn, startWorkspace } from "./parts/people.mjs";

let browser, place;

before(async () => {
  browser = await launchBrowser();
  place = await startWorkspace(browser, { Ada: "owner", Lin: "leader", Mo: "member" });
});
after(async () => {
  await browser?.close();
  await place?.server.stop();
});

const LATE = { timeout: 15_000 };

test("a canvas is begun on the map for the person who begins it, and its panel is of two functions", async (t) => {
  await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  const { page } = await signedIn(t, browser)(place, "Lin");
  await page.goto(`${place.server.app}/d/org`);
  await page.getByRole("button", { name: /^Add a function/ }).click(LATE);
  const functions = page.locator(".of-functions");
  // A value is taken when its field is left.
  await functions.getByLabel("Name", { exact: true }).last().fill("Design");
  await page.keyboard.press("Tab");
  await functions.getByLabel("Team that needs it").last().selectOption({ label: "Ledger" });
  await status(page, SAVED);
  await page.goto(`${place.server.app}/map`);
  await page.getByRole("button", { name: "Begin a role canvas" }).first().click(LATE);
  await page.getByRole("main", { name: "Design, Ledger" }).waitFor(LATE);
  await page.getByText("No candidate is named or rated here.").waitFor();
  const panel = page.locator(".of-panel");
  await panel.getByRole("button", { name: "Add a person" }).click();
  await panel.getByLabel("Person", { exact: true }).fill("Lin");
  await page.keyboard.press("Enter");
  await panel.getByRole("complementary", { name: "Advice: A panel of one", exact: true }).waitFor();
  assert.deepEqual(await axe(page), []);
  await status(page, SAVED);
  const doc = new URL(page.url()).pathname.split("/").at(-1);
  const cookie = `${sessionName(place.server)}=${place.people.Mo.cookie}`;
  const told = await fetch(`${place.server.url}/api/docs/${doc}`, { headers: { cookie, origin: place.server.app } });
  assert.equal(told.status, 404, "it is for a roster");
});
