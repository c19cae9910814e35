// A review at a phone's width: all of it is on the screen and as large as a thumb, and it takes what people say.
import assert from "node:assert/strict";
import { test } from "node:test";

import { SAVED, startServer } from "../harness.mjs";
import { startHost } from "../parts/host.mjs";
import { makeTeam } from "../parts/team.mjs";
import { inField, pressButton, reads, says, status, write } from "./charter.mjs";

const [WIDTH, HEIGHT] = [360, 740];

/** Runs in the page: how far it goes over the edge, and what stands there. */
const over = (width) => ({
  page: document.documentElement.scrollWidth - document.documentElement.clientWidth,
  parts: [...document.querySelectorAll("main button, main textarea, main input, main select, main a")]
    .filter((one) => one.checkVisibility())
    .map((one) => [one.textContent.trim() || one.getAttribute("aria-label"), one.getBoundingClientRect()])
    .filter(([, { left, right, width: own }]) => own > 1 && (left < -0.5 || right > width + 0.5))
    .map(([name]) => name),
});

/** Shows a document at that width: in a tab, or in a frame where the window of a browser gets no narrower than its own bar. */
async function show(t, tab, server, doc) {
  if (tab.resize) {
    await tab.resize(WIDTH, HEIGHT);
    await tab.goto(`${server.app}/d/${doc}`);
    return tab;
  }
  const host = await startHost();
  t.after(() => host.close());
  host.put("/phone", `<iframe title="Our review" src="${server.app}/embed/${doc}" width="${WIDTH}" height="${HEIGHT}" style="border: 0"></iframe>`);
  await tab.goto(host.url("localhost", "/phone"));
  return tab.frame("iframe");
}

export function scenarios(stage) {
  test("a review at the width of a phone takes an item and notes, and nothing goes over the edge", async (t) => {
    const server = await startServer();
    t.after(() => server.stop());
    const { review } = await makeTeam(server);
    const { tab: whole } = await stage.visit(t);
    const tab = await show(t, whole, server, review);
    await reads(tab, /Invoices right at once/);
    assert.equal(await tab.run(() => innerWidth), WIDTH);
    await pressButton(tab, "Add an item");
    await write(tab, "Title", "Keys come late");
    await write(tab, "Notes on this item", "Two owners in ten");
    await says(tab, "Notes on this item", "Two owners in ten");
    await inField(tab, "Notes on this item", (field) => field.blur());
    await status(tab, SAVED);
    assert.deepEqual(await tab.run(over, WIDTH), { page: 0, parts: [] });
  });
}
