// Nobody is kept out of a week of reviews: what axe finds on every page of it in light and dark, and targets for a thumb.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";

import { axe, expectNoErrors, launchBrowser, newPerson } from "./harness.mjs";
import { convene } from "./parts/meetings.mjs";

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
/** The height of what a thumb hits, in CSS pixels. */
const TARGET = 44;

let browser, folder, person, week;
/** The pages by name; nothing of them is begun before it is looked at. */
const { scenes } = convene();

before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), "muster-week-"));
  week = convene(browser, folder);
  person = await newPerson(browser, "Mei Harada", PHONE);
});
after(async () => {
  await person?.leave();
  await browser?.close();
  await week?.end();
  await rm(folder, { recursive: true });
  expectNoErrors(person);
});

/** Controls that a thumb does not hit: those that are too small, or that something else lies over once they are scrolled to. */
const outOfReach = (page) =>
  page.evaluate((target) => {
    // A text, and a link in a sentence, are as high as their words, and may be.
    // The way to the next section is for the keyboard, and seen while it has the focus.
    const all = document.querySelectorAll("main :is(button, summary, select, input:not([type=checkbox], [type=radio], [type=range], [type=file]), .btn, .listed > li > a):not(.to-next)");
    const seen = [...all].filter((one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }));
    const wrong = (one) => {
      one.scrollIntoView({ block: "center", behavior: "instant" });
      const { x, y, width, height } = one.getBoundingClientRect();
      const hit = document.elementFromPoint(x + width / 2, y + height / 2);
      if (!one.contains(hit) && !hit?.contains(one)) return `lies under ${hit?.localName}.${hit?.className}`;
      return Math.round(height) < target ? `is ${Math.round(height)} px high` : "";
    };
    const told = seen.map((one) => [`${one.localName} “${(one.ariaLabel ?? one.innerText ?? "").trim()}”`, wrong(one)]);
    return told.filter(([, why]) => why).map((both) => both.join(" "));
  }, TARGET);

/** Text that reaches past the edge of the screen can only be read by somebody who scrolls for every line. */
const tooWide = (page) => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);

describe("every page of a week, on a phone", () => {
  for (const name of Object.keys(scenes)) {
    test(`${name} has nothing that keeps people out`, async () => {
      const { page } = person;
      await week.scenes[name](page);
      assert.deepEqual(await outOfReach(page), []);
      assert.equal(await tooWide(page), 0, "wider than the screen");
      for (const colorScheme of ["light", "dark"]) {
        await page.emulateMedia({ colorScheme });
        assert.deepEqual(await axe(page), [], colorScheme);
      }
    });
  }
});
