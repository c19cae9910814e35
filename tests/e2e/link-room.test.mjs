// The space of a link in somebody else's page, as it becomes a document: what stands below it does not move, or once and no
// further than is known here.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, makeDoc } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

/** The most that a page may be moved by a link at the first visit, where the loader comes after its first words. */
const FIRST_MAX = 0.25;
/** A browser counts every fraction of a pixel: less than this is nothing. */
const NOTHING = 0.001;
const BELOW = `<div id="below">${"<p>Words of the wiki.</p>".repeat(40)}</div>`;

/** Everything that moves by itself in a page, from its beginning on. */
const SHIFTS = `<script>
  window.shifts = [];
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifts.push(entry.value);
  }).observe({ type: "layout-shift", buffered: true });
</script>`;
/** A line that a browser waits for before it draws anything. */
const early = () => `<script src="${server.app}/embed.js"></script>`;

const linkTo = (doc, view = "three-ms") => `<p><a href="${server.app}/d/${doc}?mode=read&view=${view}">Our charter</a></p>`;
const drawn = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));

/** The moves of a page, once its document is there. */
async function shifts(page) {
  await page.locator("[part=text] article").waitFor();
  await eventually(() => page.evaluate(() => localStorage["muster-px"] !== undefined));
  await drawn(page);
  return page.evaluate(() => window.shifts);
}

const sum = (values) => values.reduce((sum, value) => sum + value, 0);

test("a link whose loader is there before the first words moves nothing, at the first visit and later", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  for (const view of ["three-ms", "card", ""]) {
    const { page } = await cast(t, browser)("Ada");
    await page.goto(host.put(`/early-${view}`, `<h1>Wiki</h1>${linkTo(doc, view)}${BELOW}`, { head: SHIFTS + early() }));
    assert.ok(sum(await shifts(page)) <= NOTHING, `${view}, the first visit: ${await page.evaluate(() => window.shifts)}`);
    const height = () => page.locator("muster-charter").evaluate((element) => element.offsetHeight);
    const text = await page.locator("[part=text]").evaluate((part) => part.offsetHeight);
    await page.reload();
    assert.ok(sum(await shifts(page)) <= NOTHING, `${view}, the second visit: ${await page.evaluate(() => window.shifts)}`);
    assert.equal(await height(), text, "the space of the last time is kept, and no other");
  }
});

test("a link whose loader comes after the first words moves what is below once, and later by no more than its own height", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await cast(t, browser)("Ada");
  await page.route("**/embed.js", async (route) => {
    await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
    await route.fallback();
  });
  await page.goto(host.put("/late", `<h1>Wiki</h1>${linkTo(doc)}${BELOW}`, { head: SHIFTS + loader(server) }));
  const first = await shifts(page);
  await page.reload();
  const second = await shifts(page);
  t.diagnostic(`the first visit moved by ${sum(first)}, the second one by ${sum(second)}`);
  assert.ok(first.length <= 1 && sum(first) <= FIRST_MAX, `the first visit: ${first}`);
  assert.ok(second.length <= 1 && sum(second) <= sum(first), `the second visit: ${second}`);
});

test("a link far below moves nothing, whenever the loader comes", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await cast(t, browser)("Ada");
  const far = `<div style="height: 5000px">Words of the wiki.</div>`;
  await page.goto(host.put("/far-below", `<h1>Wiki</h1>${far}${linkTo(doc)}${BELOW}`, { head: SHIFTS + loader(server) }));
  await page.locator("muster-charter").waitFor({ state: "attached" });
  await drawn(page);
  assert.ok(sum(await page.evaluate(() => window.shifts)) <= NOTHING);
});

test("a link that stays one gives back the space that was kept for it", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page, errors } = await cast(t, browser)("Ada");
  const style = () => page.getByRole("link", { name: "Our charter" }).first().evaluate((link) => link.style.cssText);
  // The loader cannot tell yet that a link in a footer stays one.
  await page.goto(host.put("/foot", `<h1>Wiki</h1><footer>${linkTo(doc)}</footer>${linkTo(doc)}${BELOW}`, { head: early() }));
  await page.locator("[part=text] article").waitFor();
  assert.equal(await style(), "");
  assert.equal(await page.locator("footer muster-charter").count(), 0);
  // Nor does it become one where the script that makes elements of links does not come.
  await page.route(/\/assets\/links-\w+\.js$/, (route) => route.abort());
  await page.goto(host.put("/without-links", `<h1>Wiki</h1>${linkTo(doc)}${BELOW}`, { head: early() }));
  await eventually(async () => assert.equal(await style(), ""));
  errors.length = 0;
});

test("a link to what is not for its reader stands above the sentence that says so", async (t) => {
  const { page, errors } = await cast(t, browser)("Ada");
  await page.goto(host.put("/closed-link", `<h1>Wiki</h1>${linkTo("nobody-made-this")}${BELOW}`, { head: early() }));
  const closed = page.locator("[part=closed]");
  await closed.waitFor();
  const [link, sentence] = await Promise.all([page.getByRole("link", { name: "Our charter" }), closed].map((one) => one.boundingBox()));
  assert.ok(link.y + link.height <= sentence.y + 1, JSON.stringify({ link, sentence }));
  errors.length = 0;
});
