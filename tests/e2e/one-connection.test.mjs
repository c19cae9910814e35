// All documents of a page share one connection to their server, and each is on it as if it were alone.
import assert from "node:assert/strict";
import { createServer } from "node:net";
import { after, before, test } from "node:test";

import {
  BACK_MS, cast, eventually, launchBrowser, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, startServer, status, write,
} from "./harness.mjs";
import { loader, startHost, watchSockets } from "./parts/host.mjs";
import { startWorkspace } from "./parts/people.mjs";
import { startProxy } from "./parts/proxy.mjs";

const N = 50;
/** How long so many widgets may take to be there, on a slow machine. */
const ALL_MS = 180_000;

let browser, host, place, server, wiki;

before(async () => {
  host = await startHost();
  wiki = host.url("wiki.example", "");
  browser = await launchBrowser({ args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  server = await startServer({ args: ["--open", "--allow-origin", wiki] });
  place = await startWorkspace(browser, { Ada: "owner" }, ["--allow-origin", wiki, "--reads-per-minute", "6000"]);
});
after(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), place?.server.stop(), host?.close()]);
});

/** Widgets start when they are near: small ones are all near at once. */
const SMALL = "<style>muster-charter { display: block; height: 30px; overflow: auto; }</style>";

const element = (doc, at, token) => `<muster-charter id="w${at}" doc="${doc}" ${token ? `token="${token}"` : ""}></muster-charter>`;
const names = Array.from({ length: N }, (_, at) => `Team ${at}`);

let nth = 0;

/** Ada looks at a page of the wiki's with these widgets in it. */
async function visit(t, { app }, elements) {
  const invite = cast(t, browser);
  const { page, context } = await invite("Ada", { viewport: { width: 1280, height: 1600 } });
  const sockets = watchSockets(page);
  const path = `/one-${nth++}`;
  host.put(path, elements.join(""), { head: SMALL + loader({ app }) });
  await page.goto(host.url("wiki.example", path));
  return { page, context, sockets, invite };
}

/** The words of each widget's chip, in the order of the page. */
const chips = (page) =>
  page.locator("muster-charter").evaluateAll((all) => all.map((one) => one.shadowRoot?.querySelector("[part=status]")?.textContent.trim()));

const allAreSaved = (page, ms, but = []) =>
  eventually(async () => {
    const words = (await chips(page)).filter((_, at) => !but.includes(at));
    assert.deepEqual(words.filter((word) => word !== SAVED), []);
  }, ms);

/** In the place of a server that is away: refuses so many attempts to open a socket. */
async function refuse(port, n) {
  const callers = new Set();
  let refused = 0;
  const nobody = createServer((caller) => {
    callers.add(caller);
    caller.on("error", () => {}).once("data", (bytes) => {
      if (bytes.toString("latin1").startsWith("GET /sync")) refused += 1;
      caller.destroy();
    });
  });
  await new Promise((done) => nobody.listen(port, "127.0.0.1", done));
  await eventually(() => refused >= n);
  callers.forEach((caller) => caller.destroy());
  await new Promise((done) => nobody.close(done));
}

const missionOf = async ({ url }, doc) => (await (await fetch(`${url}/api/docs/${doc}`)).json()).summary.mission;

test("fifty widgets of fifty documents are one socket, and each is a document by itself", { timeout: 2 * ALL_MS }, async (t) => {
  const docs = await Promise.all(names.map((name) => makeDoc(server, { name })));
  const { page, sockets, invite } = await visit(t, server, docs.map((doc, at) => element(doc, at)));
  await allAreSaved(page, ALL_MS);
  for (const doc of docs) assert.ok(sockets.docs().includes(doc), doc);
  assert.equal(sockets.all.length, 1);

  const bo = await invite("Bo");
  await openCharter(bo, server, docs[7]);
  await write(page.locator("#w7"), "Mission", "from the seventh. ");
  await says(bo.page, "Mission", "from the seventh. ");
  await write(bo.page, "Mission", "And back.");
  await says(page.locator("#w7"), "Mission", "from the seventh. And back.");
  await allAreSaved(page);
  const missions = await Promise.all(docs.map((doc) => missionOf(server, doc)));
  assert.deepEqual(missions.filter((mission, at) => at !== 7 && mission !== ""), []);
  assert.equal(missions[7], "from the seventh. And back.");

  await page.evaluate(() => document.querySelectorAll("muster-charter:not(#w7)").forEach((widget) => widget.remove()));
  await eventually(() => docs.every((doc, at) => sockets.docs().includes(doc) === (at === 7)));
  await write(page.locator("#w7"), "Mission", " Still here.");
  await says(bo.page, "Mission", "from the seventh. And back. Still here.");
  await page.evaluate(() => document.querySelector("#w7").remove());
  await eventually(() => sockets.count() === 0);
  assert.equal(sockets.all.length, 1);
});

test("a page with more documents than a server takes on one connection opens another one, and nobody waits", { timeout: 2 * ALL_MS }, async (t) => {
  const own = await startServer({ args: ["--open", "--channels-max", "8", "--allow-origin", wiki] });
  t.after(() => own.stop());
  const docs = await Promise.all(names.slice(0, 20).map((name) => makeDoc(own, { name })));
  const { page, sockets } = await visit(t, own, docs.map((doc, at) => element(doc, at)));
  await allAreSaved(page, ALL_MS);
  for (const doc of docs) assert.ok(sockets.docs().includes(doc), doc);
  assert.ok(sockets.count() >= 3, `${sockets.count()} connections`);
  for (const at of [0, 19]) {
    await write(page.locator(`#w${at}`), "Mission", "goes on");
    await status(page.locator(`#w${at}`), SAVED);
    assert.equal(await missionOf(own, docs[at]), "goes on");
  }
  // After a moment without a server each finds a place again, as the page knows now how many there are.
  await own.kill("SIGKILL");
  await own.start();
  await eventually(() => docs.every((doc) => sockets.docs().includes(doc)), BACK_MS);
  await allAreSaved(page, BACK_MS);
  assert.ok(sockets.count() < docs.length / 2, `documents share connections: ${sockets.count()}`);
  await page.evaluate(() => document.querySelectorAll("muster-charter").forEach((widget) => widget.remove()));
  await eventually(() => sockets.count() === 0);
});

test("a document whose token is withdrawn says so, and the others on its connection go on", { timeout: 2 * ALL_MS }, async (t) => {
  const owner = place.people.Ada.ask;
  const key = await owner("POST", "/api/keys", { name: "of one document" });
  const mint = async (doc, authorization) => {
    const headers = { authorization, "content-type": "application/json" };
    const wish = { doc, role: "editor", name: "Wiki writer", origins: [wiki] };
    if (!authorization) return (await owner("POST", "/api/tokens", wish)).token;
    const answer = await fetch(`${place.server.url}/api/tokens`, { method: "POST", headers, body: JSON.stringify(wish) });
    assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
    return (await answer.json()).token;
  };
  const elements = [];
  for (const [at, name] of names.entries()) {
    const { id } = await owner("POST", "/api/docs", { kind: "charter", name });
    elements.push(element(id, at, await mint(id, at === 3 ? `Bearer ${key.id}.${key.secret}` : undefined)));
  }
  const { page, sockets } = await visit(t, place.server, elements);
  await allAreSaved(page, ALL_MS);
  await owner("DELETE", `/api/keys/${key.id}`);
  await status(page.locator("#w3"), "Signed out");
  await write(page.locator("#w3"), "Mission", "kept here");
  await status(page.locator("#w3"), /^Signed out, on this device/);
  for (const at of [2, 4, N - 1]) {
    await write(page.locator(`#w${at}`), "Mission", "goes on");
    await status(page.locator(`#w${at}`), SAVED);
  }
  await allAreSaved(page, undefined, [3]);
  assert.equal(sockets.all.length, 1, "nobody else had to connect again");
});

test("after a server was away for less than ten seconds all documents are back within two", { timeout: 2 * ALL_MS }, async (t) => {
  const own = await startServer({ args: ["--open", "--allow-origin", wiki] });
  t.after(() => own.stop());
  const docs = await Promise.all(names.map((name) => makeDoc(own, { name })));
  const { page, sockets } = await visit(t, own, docs.map((doc, at) => element(doc, at)));
  await allAreSaved(page, ALL_MS);
  await own.kill("SIGKILL");
  await eventually(() => sockets.docs().length === 0);
  await refuse(own.port, 3);
  await own.start();
  const there = performance.now();
  await eventually(() => docs.every((doc) => sockets.docs().includes(doc)), BACK_MS);
  const back = performance.now() - there;
  t.diagnostic(`all ${N} were on the new connection after ${Math.round(back)} ms`);
  assert.ok(back < 5_000, `${back} ms; it is two seconds where a machine does nothing else`);
  assert.equal(sockets.count(), 1);
  await write(page.locator("#w9"), "Mission", "after the restart");
  await status(page.locator("#w9"), SAVED);
  await allAreSaved(page);
});

test("where a proxy passes only documents' own sockets each document has one, and what is written is saved", async (t) => {
  const refused = [];
  const proxy = await startProxy(server, {
    passes: (url) => url.startsWith("/sync/") || (refused.push(url), false),
  });
  t.after(() => proxy.close());
  const doc = await makeDoc(server, { name: "Ledger" });
  const ada = await cast(t, browser)("Ada");
  const sockets = watchSockets(ada.page);
  await openCharter(ada, proxy, doc);
  await write(ada.page, "Mission", "through the proxy");
  await status(ada.page, SAVED, BACK_MS);
  assert.equal(await missionOf(server, doc), "through the proxy");
  assert.ok(sockets.opened.some((channel) => channel.doc === doc && channel.url.includes(`/sync/${doc}?`)));
  assert.deepEqual([...new Set(refused)], ["/sync"]);
  const n = refused.length;
  // A lost connection alone is no reason to ask for the shared one again.
  proxy.hangUp();
  await write(ada.page, "Mission", ", twice");
  await status(ada.page, SAVED, BACK_MS);
  assert.equal(await missionOf(server, doc), "through the proxy, twice");
  assert.equal(refused.length, n);
});

test("what was written offline in two documents of one page arrives when the network is back", async (t) => {
  const docs = await Promise.all(["Ledger", "Front door"].map((name) => makeDoc(server, { name })));
  const { page, context, sockets } = await visit(t, server, docs.map((doc, at) => element(doc, at)));
  await allAreSaved(page, ALL_MS);
  await context.setOffline(true);
  for (const at of [0, 1]) {
    await write(page.locator(`#w${at}`), "Mission", `written away in ${at}`);
    await status(page.locator(`#w${at}`), ON_THIS_DEVICE);
  }
  const before = sockets.all.length;
  await context.setOffline(false);
  await allAreSaved(page, BACK_MS);
  for (const at of [0, 1]) assert.equal(await missionOf(server, docs[at]), `written away in ${at}`);
  assert.ok(sockets.all.length <= before + 1, "one connection brings both");
});
