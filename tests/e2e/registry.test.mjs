// The workspace's page: who holds each surface, sections to jump to, lists that stay short, and undo only where there is a step.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, bring, cast, eventually, SAVED, status, write } from "./harness.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));
const rows = (page) => page.locator(".of-surfaces .outline-rows > li");
const named = (page, name) => rows(page).filter({ hasText: name });

/** Brings a team in, as from a page of Markdown, that owns surfaces. */
async function team(server, name, surfaces) {
  await bring(server, name, `## Mandate\n\n### Own\n\n${surfaces.map((surface) => `- ${surface}`).join("\n")}\n`);
}

async function open(page, server) {
  await page.goto(`${server.app}/d/org`);
  await page.getByRole("textbox", { name: "Name of the company" }).first().waitFor({ timeout: 15_000 });
}

test("each surface says who owns it and leads to that team, and a contested one to where it is settled", async (t) => {
  const server = await ownServer(t);
  await team(server, "Payouts", ["Bank transfers", "Refunds"]);
  await team(server, "Treasury", ["Bank transfers"]);
  const { page } = await cast(t, browser)("Ada");
  await open(page, server);
  await eventually(async () => {
    await comeBack(page);
    assert.match(await named(page, "Refunds").innerText(), /Owned by Payouts/);
    assert.match(await named(page, "Bank transfers").innerText(), /Contested: (Payouts and Treasury|Treasury and Payouts) claim it\./);
  });
  assert.deepEqual(await axe(page), []);
  await named(page, "Bank transfers").getByRole("link", { name: "Settle it" }).click();
  await page.getByText(/claim “Bank transfers”/).first().waitFor();
  await open(page, server);
  await page.getByRole("navigation", { name: "Parts of this page" }).getByRole("link", { name: "Company map" }).click();
  await page.waitForURL(/\/map$/);
  await open(page, server);
  await named(page, "Refunds").getByRole("link", { name: "Payouts" }).click();
  await page.waitForURL(/\/d\/(?!org)[^/]+$/);
});

test("a long list stands folded, is searched whole, and shows what is new; sections are one press away", async (t) => {
  const server = await ownServer(t);
  await team(server, "Payouts", Array.from({ length: 40 }, (_, nth) => `Surface ${nth + 1}`));
  const { page } = await cast(t, browser)("Ada");
  await open(page, server);
  await page.getByText("40 surfaces", { exact: true }).waitFor();
  assert.equal(await rows(page).count(), 24);
  const find = page.getByRole("searchbox", { name: "Find among the surfaces" });
  await find.fill("surface 40");
  await eventually(async () => assert.equal(await rows(page).count(), 1));
  await find.fill("");
  await eventually(async () => assert.equal(await rows(page).count(), 24));

  await page.getByRole("button", { name: "Add a surface", exact: true }).click();
  await page.keyboard.insertText("Night desk");
  await page.keyboard.press("Tab");
  await eventually(async () => assert.equal(await rows(page).count(), 25));
  await page.getByRole("button", { name: "Show all 41 surfaces" }).click();
  await eventually(async () => assert.equal(await rows(page).count(), 41));

  await page.getByRole("button", { name: "To functions" }).click();
  const isThere = () => page.evaluate(() => document.activeElement.closest("section")?.classList.contains("of-functions"));
  await eventually(async () => assert.ok(await isThere()));
  // A row that somebody is led to stands open, however far below it is.
  const last = await rows(page).last().getAttribute("data-row");
  await page.goto(server.app);
  await page.goto(`${server.app}/d/org#${last}`);
  await eventually(async () => {
    assert.equal(await page.evaluate(() => document.activeElement.closest("[data-row]")?.dataset.row), last);
    assert.equal(await rows(page).count(), 25);
  });
  await page.setViewportSize({ width: 360, height: 740 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), "nothing sticks out of a phone");
});

test("undo stands there once there is a step to take back, and goes with the last one", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await open(page, server);
  const undo = page.getByRole("button", { name: "Undo", exact: true });
  await status(page, SAVED);
  assert.equal(await undo.count(), 0);
  await write(page, "Name of the company", "Oriel");
  await undo.waitFor();
  await eventually(async () => {
    if (await undo.count()) await undo.click({ timeout: 1000 });
    assert.equal(await undo.count(), 0);
  });
  assert.equal(await page.getByRole("textbox", { name: "Name of the company" }).first().inputValue(), "");
});

test("with the surfaces of a large company the page stays a few screens tall, and no name is cut", async (t) => {
  const server = await ownServer(t);
  const long = "as people write it who mean it well and leave nothing out";
  await team(server, "Payouts", Array.from({ length: 236 }, (_, nth) => `Surface ${nth + 1}, ${long}`));
  const { page } = await cast(t, browser)("Ada");
  await open(page, server);
  await page.getByText("236 surfaces", { exact: true }).waitFor();
  await eventually(async () => {
    await comeBack(page);
    assert.match(await rows(page).first().innerText(), /Owned by Payouts/);
  });
  for (const [width, screens] of [[360, 9], [768, 6], [1280, 5]]) {
    await page.setViewportSize({ width, height: 900 });
    const tall = await page.evaluate(() => document.documentElement.scrollHeight);
    assert.ok(tall <= screens * 900, `${tall} px at ${width} px`);
    // A field is as tall as its words, and nothing of a row is hidden behind an edge.
    const cut = await rows(page).evaluateAll((all) => all.flatMap((row) => [...row.querySelectorAll("*")]).filter((one) =>
      (one.scrollWidth > one.clientWidth + 1 || one.scrollHeight > one.clientHeight + 2) &&
      one.clientWidth > 2 && getComputedStyle(one).overflow !== "visible" && one.checkVisibility({ visibilityProperty: true, opacityProperty: true })).map((one) => `${one.localName}.${one.className}`));
    assert.deepEqual([...new Set(cut)], [], `${width} px`);
    assert.ok(await rows(page).first().evaluate((row, long) => [...row.querySelectorAll("textarea, .shown, .face")].some((one) => (one.value ?? one.textContent).endsWith(long)), long));
  }
});
