// Texts that follow what changes: however many stand in a page, few requests stay open for them.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, launchBrowser, makeDoc } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { host, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

const N = 10;
/** One for the elements of a page, and one for its frames. */
const OPEN_MAX = 2;
const FOLLOW = "/api/follow";
/** A window in which all frames and elements of a page are seen. */
const HIGH = { width: 1280, height: 4500 };

const frame = (doc, more = "") => `<iframe src="${server.app}/embed/${doc}?mode=read" width="600" height="200" ${more}></iframe>`;
const element = (doc) => `<muster-charter doc="${doc}" mode="read" view="card"></muster-charter>`;
const times = (n, make) => Array.from({ length: n }, (_, nth) => make(nth)).join("");

/** Gives a charter another name, over the API. */
async function rename(doc, name) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(`${server.url}/api/docs/${doc}`, { method: "PATCH", headers, body: JSON.stringify({ name }) });
  assert.ok(answer.ok, `${answer.status}`);
}

/** Somebody whose browser keeps storage apart by site, as browsers of real visitors do, and the requests that stay open. */
async function visitor(t) {
  const apart = await launchBrowser({ partitioned: true });
  t.after(() => apart.close());
  const { page } = await cast(t, apart)("Ada");
  const open = new Set();
  const seen = { all: 0, most: 0, open };
  page.on("request", (request) => {
    if (!request.url().endsWith(FOLLOW)) return;
    open.add(request);
    Object.assign(seen, { all: seen.all + 1, most: Math.max(seen.most, open.size) });
  });
  for (const end of ["requestfinished", "requestfailed"]) page.on(end, (request) => open.delete(request));
  return { page, seen };
}

/** Waits until every text of the page has the name. */
const allSay = (page, name, { frames = N, elements = N } = {}) =>
  eventually(async () => {
    const heads = async (at) => (await Promise.all((await at.getByRole("heading", { level: 1 }).all()).map((one) => one.innerText()))).filter((said) => said === name).length;
    const framed = await Promise.all(page.frames().slice(1).map(heads));
    assert.equal(framed.filter((n) => n === 1).length, frames);
    assert.equal(await heads(page), elements);
  }, 30_000);

test("ten frames and ten elements of one page follow what changes by two requests", async (t) => {
  const docs = [await makeDoc(server, { name: "Ledger" }), await makeDoc(server, { name: "Ledger" })];
  const { page, seen } = await visitor(t);
  const body = times(N, (nth) => frame(docs[nth % 2])) + times(N, (nth) => element(docs[nth % 2]));
  // An element has a space of its own before its text is there, and only those near the window ask for theirs.
  await page.setViewportSize(HIGH);
  await page.goto(host.put("/twenty", body, { head: loader(server) }));
  await allSay(page, "Ledger");
  await eventually(() => seen.open.size === OPEN_MAX);
  for (const name of ["Front door", "Night shift"]) {
    for (const doc of docs) await rename(doc, name);
    await allSay(page, name);
  }
  assert.ok(seen.most <= OPEN_MAX, `${seen.most} requests were open at once`);
});

test("the frame that asks for all may go, and another one asks from then on", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page, seen } = await visitor(t);
  await page.goto(host.put("/leaving", times(4, () => frame(doc))));
  await allSay(page, "Ledger", { frames: 4, elements: 0 });
  await eventually(() => seen.open.size === 1);
  for (const left of [3, 2, 1]) {
    const [asking] = seen.open;
    const leads = await asking.frame().frameElement();
    await leads.evaluate((gone) => gone.remove());
    await rename(doc, `Ledger ${left}`);
    await allSay(page, `Ledger ${left}`, { frames: left, elements: 0 });
  }
  assert.equal(seen.most, 1);
  await page.evaluate(() => document.querySelector("iframe").remove());
  await eventually(() => seen.open.size === 0);
});

test("frames that cannot speak with each other keep no request open, and have what changed after a while", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page, seen } = await visitor(t);
  await page.clock.install();
  await page.addInitScript(() => {
    if (location.pathname.startsWith("/embed/")) Object.defineProperty(navigator, "locks", { value: undefined });
  });
  await page.goto(host.put("/apart", times(N, () => frame(doc))));
  await allSay(page, "Ledger", { elements: 0 });
  await rename(doc, "Front door");
  await eventually(async () => {
    await page.clock.fastForward(61_000);
    await allSay(page, "Front door", { elements: 0 });
  });
  assert.equal(seen.all, 0);
});

test("a server that is too busy for an answer is asked again until it has one", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await visitor(t);
  await page.goto(host.put("/busy", element(doc), { head: loader(server) }));
  await allSay(page, "Ledger", { frames: 0, elements: 1 });
  const busy = [429, 503];
  let n_refused = 0;
  await page.route(/\/embed\/[^/]+\.html/, (route) => {
    const status = busy.shift();
    if (!status) return route.continue();
    n_refused += 1;
    return route.fulfill({ status, headers: { "access-control-allow-origin": "*" }, body: "" });
  });
  await rename(doc, "Front door");
  await allSay(page, "Front door", { frames: 0, elements: 1 });
  assert.equal(n_refused, 2);
});
