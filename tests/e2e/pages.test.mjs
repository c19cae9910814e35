// The pages that the server writes have the bar and the columns of the app.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, eventually } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Nia: "member" });

const left = async (page) => (await page.locator("main h1").first().boundingBox()).x;

/** A bit of room for a scroll bar, which not every page has. */
const isNear = (one, other, what) => assert.ok(Math.abs(one - other) <= 10, `${what}: ${one} and ${other}`);

test("People, Account and history stand in the app's column, with its bar, and their chip leads to what is one's own", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Ada");
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.goto(place.server.app);
  await page.locator("main h1").first().waitFor({ timeout: 20_000 });
  const home = await left(page);
  for (const [path, title] of [["/people", "People"], ["/account", "Account"], [`/d/${id}/history`, "History"], [`/d/${id}/people`, "Who can edit"]]) {
    await page.goto(place.server.app + path);
    const where = page.getByRole("navigation", { name: "Where you are" });
    assert.equal(await where.locator("[aria-current=page]").innerText(), title);
    const above = await where.getByRole("link").evaluateAll((all) => all.map((one) => [one.textContent, one.getAttribute("href")]));
    const document = path.startsWith("/d/") ? [["Ledger", `/d/${id}`]] : [];
    assert.deepEqual(above, [["All teams", "/"], ...document], "a page about a document stands below it");
    assert.ok(await page.getByRole("link", { name: "Reviews", exact: true }).isVisible());
    isNear(await left(page), home, path);
    await page.getByRole("button", { name: "A, you, Ada" }).click();
    const card = page.getByRole("dialog", { name: "You" });
    for (const [name, href] of [["Your account", "/account"], ["People", "/people"], ["Sign out", "/account#sign-out"]]) {
      assert.equal(await card.getByRole("link", { name, exact: true }).getAttribute("href"), href);
    }
    assert.deepEqual(await axe(page), []);
  }
});

test("Find opens from a page that the server wrote, by press and by its keys, also at the width of a phone", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Ada");
  const palette = page.getByRole("combobox", { name: /Find/ });
  await page.goto(`${place.server.app}/people`);
  await page.getByRole("link", { name: "Find", exact: true }).click();
  await palette.waitFor({ timeout: 20_000 });
  await page.goto(`${place.server.app}/account`);
  await page.keyboard.press("Control+k");
  await palette.waitFor({ timeout: 20_000 });
  await page.setViewportSize({ width: 360, height: 740 });
  await page.goto(`${place.server.app}/account`);
  await eventually(async () => assert.ok(await page.getByRole("link", { name: "Find", exact: true }).isVisible()));
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out of a phone");
});

test("Find knows the people of the workspace, also those who captain nothing, and leads to them", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Ada");
  await page.goto(place.server.app);
  await page.getByRole("link", { name: "Reviews", exact: true }).first().waitFor({ timeout: 20_000 });
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).pressSequentially("nia");
  await page.getByRole("option", { name: /^Nia\s*person/ }).waitFor({ timeout: 20_000 });
  await page.keyboard.press("Enter");
  await page.waitForURL(`${place.server.app}/people#${place.people.Nia.id}`);
  await page.getByRole("heading", { name: "People", level: 1 }).waitFor();
});
