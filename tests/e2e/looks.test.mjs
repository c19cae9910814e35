// How pages look, as far as boxes tell: nobody's ring, no button and no word lies over other words, and a page uses its width.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { cast, eventually, launchBrowser, makeDoc, newPerson, openCharter } from "./harness.mjs";
import { settle } from "./parts/nooks.mjs";
import { startServer } from "./parts/server.mjs";

let browser, nooks, server;

before(async () => {
  [browser, server] = await Promise.all([launchBrowser(), startServer()]);
  nooks = settle(browser);
});
after(async () => {
  await browser?.close();
  await Promise.all([nooks?.end(), server?.stop()]);
});

/** Words, buttons and rings that share pixels with words of somewhere else, each as `this over that`. */
const overlaps = (page) => page.evaluate(() => {
  const main = document.querySelector("main") ?? document.body;
  const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !one.closest(".vh, .to-next, .mirror, textarea, select, .say-here");
  const walker = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
  const words = [];
  while (walker.nextNode()) {
    const node = walker.currentNode;
    if (!node.data.trim() || !seen(node.parentElement)) continue;
    const range = new Range();
    range.selectNodeContents(node);
    for (const box of range.getClientRects()) words.push({ of: node.parentElement, node, says: node.data.trim().slice(0, 30), box });
  }
  const things = [...main.querySelectorAll("button, .btn, .who")].filter(seen).map((of) => ({ of, says: of.textContent.trim().slice(0, 30), box: of.getBoundingClientRect() }));
  // A line is lower than the box of its letters, so that the edges of two may meet.
  const share = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 0 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 0.4 * Math.min(a.height, b.height);
  const found = [];
  for (const [nth, word] of words.entries()) {
    for (const other of words.slice(nth + 1)) if (word.node !== other.node && share(word.box, other.box)) found.push(`${word.says} over ${other.says}`);
    for (const thing of things) if (!thing.of.contains(word.of) && !word.of.contains(thing.of) && share(word.box, thing.box)) found.push(`${thing.says} over ${word.says}`);
  }
  return [...new Set(found)];
});

test("on pages between teams and people nothing lies over words, on a tablet and on a desk", { timeout: 240_000 }, async (t) => {
  const person = await newPerson(browser, "Ines Okafor-Lund", { viewport: { width: 768, height: 1024 } });
  t.after(() => person.leave());
  const { page } = person;
  for (const [name, open] of Object.entries(nooks.scenes)) {
    await open(page);
    for (const width of [768, 1280]) {
      await page.setViewportSize({ width, height: 1024 });
      await eventually(async () => assert.deepEqual(await overlaps(page), [], `${name} at ${width} px`), 5000);
    }
  }
});

test("names of teams that stand at one place of the picture lie apart, and words of a box have the width of their column", { timeout: 120_000 }, async (t) => {
  const person = await newPerson(browser, "Ines Okafor-Lund", { viewport: { width: 768, height: 1024 } });
  t.after(() => person.leave());
  const { page } = person;
  await nooks.scenes.picture(page);
  const names = await page.locator(".quad .nm").evaluateAll((all) => all.map((one) => one.getBoundingClientRect().toJSON()));
  assert.ok(names.length > 1, `${names.length} teams`);
  for (const [nth, a] of names.entries()) {
    for (const b of names.slice(nth + 1)) assert.ok(a.right <= b.left || b.right <= a.left || a.bottom <= b.top + 4 || b.bottom <= a.top + 4, JSON.stringify([a, b]));
  }
  await nooks.scenes.box(page);
  const asked = page.locator(".blind-outcome").filter({ hasText: "What would charge it?" }).locator(".q");
  assert.ok((await asked.evaluate((one) => one.getBoundingClientRect().height)) < 40, "the question stands on one line");
});

test("the ring of somebody who is in a charter lies over no word of its row, on a phone, a tablet and a desk", async (t) => {
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo Diddley")];
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter(bo, server, doc);
  await ada.page.goto(server.app);
  await ada.page.locator("tbody .who").first().waitFor({ timeout: 20_000 });
  for (const width of [360, 768, 1280]) {
    await ada.page.setViewportSize({ width, height: 800 });
    assert.deepEqual(await overlaps(ada.page), [], `${width} px`);
    const gap = await ada.page.locator("tbody td:has(.who)").first().evaluate((cell) => {
      const [time, ring] = [cell.querySelector("time"), cell.querySelector(".who")].map((one) => one.getBoundingClientRect());
      return Math.max(ring.left - time.right, ring.top - time.bottom);
    });
    assert.ok(gap >= 2, `${gap} px between the time and the ring at ${width} px`);
  }
});

test("a page beside which nobody says anything uses the width of a tablet", { timeout: 120_000 }, async (t) => {
  const person = await newPerson(browser, "Ines Okafor-Lund", { viewport: { width: 768, height: 1024 } });
  t.after(() => person.leave());
  for (const name of ["mine", "picture", "reviews-sorts"]) {
    await nooks.scenes[name](person.page);
    const wide = await person.page.locator(".part > :not(.side)").evaluateAll((all) => Math.max(...all.map((one) => one.getBoundingClientRect().right)));
    assert.ok(wide > 660, `${name} ends at ${wide} px`);
  }
});
