// The same scene in every wiki: as it comes a pasted link is a link; switched on, every way shows the charter, and two
// people on two sites write in it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, openCharter, says, status, write } from "../e2e/harness.mjs";
import { browser, server, stage } from "../e2e/parts/stage.mjs";
import { wordsOf } from "../e2e/parts/words.mjs";
import { apart } from "./apart.mjs";
import { recipeFor } from "./parts.mjs";
import { pageWith, startedFor } from "./running.mjs";

/** The letters and signs that wikis listen for as shortcuts, by themselves. */
const SHORTCUTS = "nest of pages? /e.d ";

/** A document in a box of its own; Moin makes it an object. */
const FRAME = "iframe, object";

/**
 * Plays the scene in one wiki; where it cannot be had, that is reported. A wiki `start`s with pages by their names and, to be
 * switched on, a recipe; it says whether it `KEEPS_BLOCKS` of HTML, `HAS_FRAMES`, and shows them without an administrator (`FRAMES_ALONE`).
 */
export function playIn(wiki) {
  if (!wiki.missing) stage();
  const named = (name) => `${[wiki.slug, wiki.version].filter(Boolean).join(" ")}: ${name}`;
  const options = { skip: wiki.missing };
  test(named("as it comes, a pasted link is a link"), options, (t) => asItComes(t, wiki));
  test(named("switched on, every way shows the charter"), options, (t) => everyWay(t, wiki));
  test(named("switched on, two people on two sites write, and no shortcut of the wiki hears it"), options, (t) => together(t, wiki));
  if (wiki.HAS_FRAMES === false) return;
  test(named("in a frame of it two people write, where storage is kept apart by site and where it is refused"), options, (t) => apart(t, wiki));
}

async function asItComes(t, wiki) {
  const doc = await makeDoc(server, { name: "Ledger" });
  const recipe = await recipeFor(wiki.slug, server.app, doc);
  const address = `${server.app}/d/${doc}`;
  const pages = { address: pageWith(recipe.link), link: pageWith(wiki.labelled(address)) };
  const frames = wiki.FRAMES_ALONE ? { frame: pageWith(recipe.frame) } : {};
  const running = await startedFor(t, wiki, { pages: { ...pages, ...frames } });
  const { page } = await cast(t, browser)("Ada");
  for (const name of Object.keys(frames)) {
    await page.goto(running.url(name));
    await eventually(async () => assert.match(await wordsOf(page), /Ledger/, name));
  }
  for (const name of Object.keys(pages)) {
    await page.goto(running.url(name));
    const link = page.locator(`a[href="${address}"]`);
    await link.waitFor({ timeout: 20_000 });
    assert.equal(await page.locator("muster-charter, iframe").count(), 0, name);
    assert.equal(await page.getByText("After the charter.").isVisible(), true);
  }
}

async function everyWay(t, wiki) {
  const doc = await makeDoc(server, { name: "Ledger" });
  const recipe = await recipeFor(wiki.slug, server.app, doc);
  const pages = {
    address: pageWith(recipe.link),
    link: pageWith(wiki.labelled(`${server.app}/d/${doc}`)),
    ...(wiki.KEEPS_BLOCKS && { block: pageWith(`<div data-muster="${doc}"></div>`) }),
    ...(recipe.element && { element: pageWith(recipe.element) }),
    ...(recipe.frame && { frame: pageWith(recipe.frame) }),
  };
  const running = await startedFor(t, wiki, { recipe, pages });
  const { page } = await cast(t, browser)("Ada");
  for (const name of Object.keys(pages)) {
    await page.goto(running.url(name));
    await page.locator(name === "frame" ? FRAME : "muster-charter").first().waitFor({ state: "attached", timeout: 20_000 });
    await eventually(async () => assert.match(await wordsOf(page), /Ledger/, name));
    assert.equal(await page.getByText("After the charter.").isVisible(), true, name);
    const focus = await page.evaluate(() => document.activeElement.localName);
    assert.ok(!/^(muster-|iframe|object)/.test(focus), `${name} takes the focus: ${focus}`);
    assert.equal(await page.evaluate(() => scrollY), 0, `${name} scrolls the page`);
  }
}

/** Runs in the page: where the focus and the page stand, and how much of the charter lies outside its element. */
function stands() {
  const element = document.querySelector("muster-charter");
  // The parts far below are not drawn yet, and have room by estimate.
  const drawn = { contentVisibilityAuto: true };
  const bottoms = [...element.shadowRoot.querySelectorAll("textarea, button")].filter((one) => one.checkVisibility(drawn)).map((one) => one.getBoundingClientRect().bottom);
  return {
    label: element.shadowRoot.activeElement?.getAttribute("aria-label"),
    scroll: scrollY,
    over: Math.max(0, ...bottoms) - element.getBoundingClientRect().bottom,
  };
}

async function together(t, wiki) {
  const doc = await makeDoc(server, { name: "Ledger" });
  const recipe = await recipeFor(wiki.slug, server.app, doc);
  const running = await startedFor(t, wiki, { recipe, pages: { Team: pageWith(recipe.element ?? recipe.link) } });
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  await ada.page.goto(running.url("Team"));
  await field(ada.page, "Team name").waitFor({ timeout: 20_000 });
  const address = ada.page.url();
  await openCharter(bo, server, doc);
  await write(ada.page, "Mission", SHORTCUTS);
  await says(bo.page, "Mission", SHORTCUTS);
  const before = await ada.page.evaluate(stands);
  assert.equal(before.label, "Mission", "the field keeps the focus");
  await write(bo.page, "Mission", "Written in the app.");
  await says(ada.page, "Mission", `${SHORTCUTS}Written in the app.`);
  const now = await ada.page.evaluate(stands);
  assert.deepEqual([now.label, now.scroll], [before.label, before.scroll], "nothing that others write moves the focus or the page");
  // Parts that come into view grow, and the element with them.
  await eventually(async () => assert.ok((await ada.page.evaluate(stands)).over <= 1, "the element is as high as the charter"));
  await status(ada.page, "Saved");
  assert.equal(ada.page.url(), address, "the wiki stays at its page");
  assert.equal(await ada.page.getByText("After the charter.").isVisible(), true);
}
