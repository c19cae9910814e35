// A phone: what people add on their way is two taps away, in reach of a thumb, and nothing jumps when a field takes the focus.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, openCharter, SAVED, status } from "./harness.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";
import { makeTeam } from "./parts/team.mjs";

stage();

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** The height of what a thumb hits, in CSS pixels. */
const TARGET = 44;

const add = (page) => page.locator(".add-here > button");
const thing = (page, name) => page.locator("#add-things").getByRole("button", { name, exact: true });
const focused = (page) => page.evaluate(() => document.activeElement?.getAttribute("aria-label") ?? document.activeElement?.labels?.[0]?.textContent ?? "");

/** Two taps: the button, and the thing; then the field has the focus. */
async function twoTaps(page, name, label) {
  // The button is there again once no field has the focus.
  await eventually(async () => {
    await leave(page);
    await add(page).tap({ timeout: 1000 });
  }, 20_000);
  await thing(page, name).tap();
  await eventually(async () => assert.match(await focused(page), label), 20_000);
}

/** Takes the focus out of the field, so that the button is there again. */
const leave = (page) => page.evaluate(() => document.activeElement.blur());

async function phone(t) {
  const server = await ownServer(t);
  const team = await makeTeam(server);
  const person = await cast(t, browser)("Ada", PHONE);
  return { server, team, person, page: person.page };
}

test("from a charter a note and a reading are two taps away, a win and a voice-over lead to the next review", async (t) => {
  const { server, team, person, page } = await phone(t);
  await openCharter(person, server, team.charter);
  await twoTaps(page, "Note", /^What you heard$/);
  await leave(page);
  await twoTaps(page, "Reading", /^New reading$/);
  await leave(page);
  await twoTaps(page, "Win", /^Small win$/);
  assert.equal(new URL(page.url()).pathname, `/d/${team.review}`);
  await page.goBack();
  await twoTaps(page, "Voice-over", /^What works$/);
  assert.equal(new URL(page.url()).pathname, `/d/${team.review}`);
});

test("in a review all four are two taps away, and a win is written with one thumb", async (t) => {
  const { server, team, page } = await phone(t);
  await page.goto(`${server.app}/d/${team.review}`);
  await page.getByText("Invoices right at once").first().waitFor({ timeout: 20_000 });
  await twoTaps(page, "Note", /^Notes on (this item|the whole review)$/);
  await leave(page);
  await twoTaps(page, "Reading", /^Reading: Invoices right at once$/);
  await leave(page);
  await twoTaps(page, "Voice-over", /^What works$/);
  await leave(page);
  await twoTaps(page, "Win", /^Small win$/);
  await page.keyboard.type("Keys were early");
  await leave(page);
  await page.locator(".of-wins form").getByRole("button", { name: "Add", exact: true }).tap();
  await page.locator(".of-wins li").getByText("Keys were early").waitFor();
  await status(page, SAVED);
});

test("a field that somebody leaves as soon as it opens does not take the focus once more", async (t) => {
  const { server, team, page } = await phone(t);
  await page.goto(`${server.app}/d/${team.review}`);
  await page.getByText("Invoices right at once").first().waitFor({ timeout: 20_000 });
  await page.evaluate(() => {
    globalThis.times = 0;
    document.addEventListener("focusin", ({ target }) => {
      if ((target.getAttribute("aria-label") ?? target.labels?.[0]?.textContent) !== "What works") return;
      globalThis.times += 1;
      target.blur();
    });
  });
  await add(page).tap();
  await thing(page, "Voice-over").tap();
  await eventually(() => page.evaluate(() => globalThis.times > 0), 20_000);
  await twoTaps(page, "Note", /^Notes on (this item|the whole review)$/);
  assert.equal(await page.evaluate(() => globalThis.times), 1);
});

test("the button and its list are as large as a thumb, lie in its reach, and are no wider than the screen", async (t) => {
  const { server, team, person, page } = await phone(t);
  await openCharter(person, server, team.charter);
  await add(page).tap({ timeout: 20_000 });
  for (const one of [add(page), ...["Note", "Win", "Reading", "Voice-over"].map((name) => thing(page, name))]) {
    const box = await one.boundingBox();
    assert.ok(box.height >= TARGET && box.width >= TARGET, JSON.stringify(box));
    assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.y > 740 / 3 && box.y + box.height <= 740, JSON.stringify(box));
  }
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Escape");
  await thing(page, "Note").waitFor({ state: "detached" });
  assert.ok(await add(page).evaluate((button) => button === document.activeElement));
  const wide = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.equal(wide, 0);
});

test("nothing jumps when a field takes the focus, and the button is not above the keyboard that it brings", async (t) => {
  const { server, team, person, page } = await phone(t);
  await openCharter(person, server, team.charter);
  await add(page).waitFor({ timeout: 20_000 });
  const field = page.getByRole("textbox", { name: "Mission" }).first();
  await field.scrollIntoViewIfNeeded();
  const top = async () => Math.round((await field.boundingBox()).y);
  const before = await top();
  await field.tap();
  await eventually(async () => assert.ok(await field.evaluate((one) => one === document.activeElement)));
  await add(page).waitFor({ state: "hidden" });
  assert.ok(Math.abs((await top()) - before) <= 2, `from ${before} to ${await top()}`);
  const viewport = await page.locator("meta[name=viewport]").getAttribute("content");
  assert.match(viewport, /interactive-widget=resizes-content/, "the keyboard takes its room from the page, and what is fixed stays on it");
});

test("on the keyboard lies a strip with undo, moving, a comment and done; the field keeps the focus", async (t) => {
  const { server, team, person, page } = await phone(t);
  await openCharter(person, server, team.charter);
  await add(page).waitFor({ timeout: 20_000 });
  const field = page.getByRole("textbox", { name: "Mission" }).first();
  const strip = page.getByRole("toolbar", { name: "Tools for the text" });
  const tool = (name) => strip.getByRole("button", { name, exact: true });
  await field.tap();
  await strip.waitFor();
  await field.press("Control+End");
  await page.keyboard.type(", and once again");
  await tool("Undo").tap();
  await eventually(async () => assert.equal(await field.inputValue(), "Money is counted once"));
  assert.ok(await field.evaluate((one) => one === document.activeElement), "the keyboard stays");
  assert.equal(await tool("Move the row up").count(), 0, "a mission is no row");
  const [box, { height }] = [await strip.boundingBox(), page.viewportSize()];
  assert.ok(box.height >= TARGET && Math.abs(box.y + box.height - height) <= 1, JSON.stringify(box));
  assert.deepEqual(await axe(page), []);
  await tool("Done").tap();
  await strip.waitFor({ state: "detached" });
  await add(page).waitFor();
});

test("a row keeps room at its end only for the ways to say something that lie there", async (t) => {
  const { server, team, person, page } = await phone(t);
  await openCharter(person, server, team.charter);
  await add(page).waitFor({ timeout: 20_000 });
  for (const path of [`/d/${team.charter}`, `/d/${team.series}`]) {
    await page.goto(server.app + path);
    await page.locator(".rows > li").first().waitFor({ timeout: 20_000 });
    const empty = await page.locator(".rows > li").evaluateAll((rows) =>
      rows
        .filter((row) => !row.querySelector(":scope > .margin:not(.said-below) > .say-here") && row.firstElementChild)
        .filter((row) => Number.parseFloat(getComputedStyle(row.firstElementChild).paddingInlineEnd) >= 44)
        .map((row) => row.innerText));
    assert.deepEqual(empty, [], path);
  }
});

test("on a wide screen there is no such button", async (t) => {
  const { server, team } = await phone(t);
  const { page } = await cast(t, browser)("Bo");
  await openCharter({ page }, server, team.charter);
  await page.locator(".add-here").waitFor({ state: "attached", timeout: 20_000 });
  assert.equal(await add(page).isVisible(), false);
});
