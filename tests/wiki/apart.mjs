// Writing from inside a wiki's page while the browser keeps the storage of foreign frames apart, and while it refuses it:
// somebody writes there, somebody else in the app.
import assert from "node:assert/strict";

import { cast, eventually, field, launchBrowser, makeDoc, openCharter, SAVED, says, status, write } from "../e2e/harness.mjs";
import { browser, server } from "../e2e/parts/stage.mjs";
import { recipeFor } from "./parts.mjs";
import { pageWith, startedFor } from "./running.mjs";

/** Runs in the frame: whether it keeps anything, and whether it sees what Muster's own tab kept. */
const storage = async () => {
  const opens = new Promise((done) => Object.assign(indexedDB.open("muster"), { onsuccess: () => done("kept apart"), onerror: () => done("refused") }));
  const seen = await Promise.resolve().then(() => localStorage.getItem("muster-proof")).catch(() => null);
  return seen === null ? opens : "shared";
};

/** The frame of a charter within a page, once it takes words; an object of Moin's has another frame before. */
const frameOf = (page, doc) =>
  eventually(async () => {
    const frame = page.frames().find((frame) => frame.url().includes(`/embed/${doc}`));
    return frame && (await field(frame, "Mission").count()) ? frame : false;
  });

export async function apart(t, wiki) {
  const doc = await makeDoc(server, { name: "Ledger" });
  const recipe = await recipeFor(wiki.slug, server.app, doc);
  const running = await startedFor(t, wiki, { recipe, pages: { Team: pageWith(recipe.frame) } });
  const forVisitors = await launchBrowser({ partitioned: true });
  t.after(() => forVisitors.close());
  const bo = await cast(t, browser)("Bo");
  await openCharter(bo, server, doc);
  let written = "";
  // As real visitors have it, and as Playwright does.
  for (const [treated, one] of [["kept apart", forVisitors], ["refused", browser]]) {
    const ada = await cast(t, one)("Ada");
    await ada.page.goto(`${server.app}/livez`);
    await ada.page.evaluate(() => localStorage.setItem("muster-proof", "kept by the tab"));
    await ada.page.goto(running.url("Team"));
    const frame = await frameOf(ada.page, doc);
    assert.equal(await frame.evaluate(storage), treated);
    await write(frame, "Mission", "In the wiki. ");
    written += "In the wiki. ";
    await says(bo.page, "Mission", written);
    await write(bo.page, "Mission", "In the app. ");
    written += "In the app. ";
    await says(frame, "Mission", written);
    await status(frame, SAVED);
  }
}
