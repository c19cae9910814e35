// The chip and everything else that must be true, whatever else runs in the page.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  BACK_MS, cast, eventually, field, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, status, write,
} from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { beHostile, watchChip } from "./parts/hostile.mjs";
import { browser, host, server, stageWithSites } from "./parts/stage.mjs";

stageWithSites();

const SEEDS = process.env.MUSTER_SEED ? [Number(process.env.MUSTER_SEED)] : [3, 28];

/** The charter in its own page, or as an element of somebody else's. */
const PLACES = {
  "its own page": (person, doc) => openCharter(person, server, doc),
  "an element": async ({ page }, doc) => {
    host.put("/hostile", `<p>A wiki.</p><muster-charter doc="${doc}" mode="edit"></muster-charter>`, { head: loader(server) });
    await page.goto(host.url("wiki.example", "/hostile"));
    await field(page, "Team name").waitFor();
    return page;
  },
};

for (const [place, open] of Object.entries(PLACES)) {
  for (const seed of SEEDS) {
    test(`in ${place} among hostile scripts the chip is true and nothing typed is lost (seed ${seed})`, async (t) => {
      t.diagnostic(`MUSTER_SEED=${seed} repeats it`);
      const invite = cast(t, browser);
      const doc = await makeDoc(server, { name: "Ledger" });
      const [ada, bo] = [await invite("Ada Lovelace"), await invite("Bo Diddley")];
      await ada.page.addInitScript(watchChip);
      const page = await open(ada, doc);
      await openCharter(bo, server, doc);
      await page.evaluate(beHostile, seed);

      await write(page, "Mission", "Rent is paid on the first. ");
      await says(bo.page, "Mission", "Rent is paid on the first. ");
      await status(page, SAVED, BACK_MS);
      await ada.context.setOffline(true);
      await write(page, "Mission", "Always.");
      await status(page, ON_THIS_DEVICE);
      await write(bo.page, "Team name", " of Homes");
      await ada.context.setOffline(false);
      await status(page, SAVED, BACK_MS);
      await says(page, "Team name", "Ledger of Homes");
      await says(bo.page, "Mission", "Rent is paid on the first. Always.");

      assert.ok((await page.evaluate(() => window.stopHostile())) > 50, "the page was left alone");
      assert.deepEqual(await page.evaluate(() => window.lies), []);
      // Texts read in place, and counts, are those of the charter as it is now.
      await write(bo.page, "Mission", " Everywhere.");
      await field(page, "Goal").focus();
      await eventually(async () => {
        const shown = page.locator(".of-mission .shown").first();
        assert.equal((await shown.textContent()).trim(), "Rent is paid on the first. Always. Everywhere.");
      });
    });
  }
}

/** Replaces every text node below a selector, once. */
const replaceTexts = (page, selector) =>
  page.evaluate((selector) => {
    for (const element of document.querySelectorAll(selector)) {
      const walker = document.createTreeWalker(element, NodeFilter.SHOW_TEXT);
      const texts = [];
      while (walker.nextNode()) texts.push(walker.currentNode);
      for (const text of texts) text.replaceWith(Object.assign(document.createElement("font"), { textContent: "Gespeichert" }));
    }
  }, selector);

test("words that were replaced in the chip are put right, and somebody who goes on costs no more than that", async (t) => {
  const invite = cast(t, browser);
  const { page } = await invite("Ada Lovelace");
  await openCharter({ page }, server, await makeDoc(server, { name: "Ledger" }));
  await status(page, SAVED);
  await replaceTexts(page, "[part=status]");
  await status(page, SAVED);
  // Somebody who answers each change with another one, for a while.
  await page.evaluate(() => {
    const chip = document.querySelector("[part=status] [translate=no]");
    let n = 0;
    new MutationObserver((_, observer) => {
      n += 1;
      if (n > 2000) observer.disconnect();
      else if (chip.textContent !== `${n}`) chip.textContent = `${n}`;
    }).observe(chip, { childList: true });
    chip.textContent = "0";
  });
  // The page answers, and is written in.
  await write(page, "Mission", "Still here.");
  await says(page, "Mission", "Still here.");
  await page.reload();
  await says(page, "Mission", "Still here.");
});

test("a captain, a count and a value that were translated follow what others write", async (t) => {
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada Lovelace"), await invite("Bo Diddley")];
  const doc = await makeDoc(server, { name: "Ledger" });
  await Promise.all([openCharter(ada, server, doc), openCharter(bo, server, doc)]);
  const name = async (captain) => {
    await bo.page.getByLabel("Captain", { exact: true }).fill(captain);
    await bo.page.keyboard.press("Enter");
  };
  const shown = (page) => page.locator(".captain .face").first().textContent();
  await name("Mei");
  await eventually(async () => assert.equal(await shown(ada.page), "Mei"));
  await replaceTexts(ada.page, ".captain, .state");
  // The captain's word counts.
  await name("Bo Diddley");
  await eventually(async () => assert.equal(await shown(ada.page), "Bo Diddley"));

  await write(bo.page, "Mission", "Rent is paid.");
  const mission = bo.page.locator("[part=agreed]").filter({ hasText: "Mission" });
  await mission.getByRole("button", { name: "Agree", exact: true }).click();
  const agreed = () => ada.page.locator(".of-mission .agreed").first().textContent();
  await eventually(async () => assert.match(await agreed(), /^1 of \d agree$/));
  await replaceTexts(ada.page, ".agreed");
  await write(bo.page, "Mission", " Always.");
  await eventually(async () => assert.match(await agreed(), /^0 of \d agree, 1 stale$/));
});

test("fields that a grammar tool wraps, empty ones too, are still seen and written in", async (t) => {
  const invite = cast(t, browser);
  const { page } = await invite("Ada Lovelace");
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter({ page }, server, doc);
  await page.evaluate(() => {
    for (const field of document.querySelectorAll("main textarea, main input, main select")) {
      const box = document.createElement("grammar-box");
      field.replaceWith(box);
      box.append(field, document.createElement("grammar-mark"));
    }
  });
  for (const name of ["Team name", "Goal", "Mission"]) {
    await write(page, name, " wrapped");
    const { width, height } = await field(page, name).boundingBox();
    assert.ok(width > 40 && height > 10, `${name} is ${width} × ${height}`);
  }
  await page.getByLabel("Captain", { exact: true }).fill("Mei");
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await page.locator(".captain .face").first().textContent(), "Mei"));
  await status(page, SAVED);
  await page.reload();
  await says(page, "Goal", " wrapped");
});
