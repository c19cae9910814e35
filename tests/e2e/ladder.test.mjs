// Where the page around a widget forbids something: each step down still shows the charter, or the way to it.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cast, eventually, field, launchBrowser, makeDoc, NOT_SAVED, openCharter, says, status, write,
} from "./harness.mjs";
import { loader, watchSockets } from "./parts/host.mjs";
import { browser, host, ownServer, server, stageWithSites } from "./parts/stage.mjs";

stageWithSites();

const element = (doc, inside = "") => `<muster-charter doc="${doc}">${inside}</muster-charter>`;

const pageOf = async (t, name = "Ada") => (await cast(t, browser)(name)).page;

test("a site the server allows can show and edit a charter", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  host.put("/allowed", element(doc), { head: loader(server) });
  const page = await pageOf(t);
  await page.goto(host.url("wiki.example", "/allowed"));
  await says(page, "Team name", "Ledger", 15_000);
  await write(page, "Mission", "x");
  await status(page, "Saved");
});

/** The browser says by itself that it blocked something; that is not ours. */
const tolerant = async (browser) => {
  const page = await browser.newPage();
  const uncaught = [];
  page.on("pageerror", (error) => uncaught.push(String(error)));
  return { page, uncaught };
};

/** The charter in a frame, or the way to it; never nothing. */
const frameOrCard = (page, doc) =>
  eventually(async () => {
    const kind = await page.evaluate((doc) => {
      const root = document.querySelector("muster-charter").shadowRoot;
      const card = root?.querySelector(`a[href$="/d/${doc}"]`);
      const frame = root?.querySelector("iframe");
      if (card?.checkVisibility()) return "card";
      return frame?.clientHeight > 50 ? "frame" : "";
    }, doc);
    assert.notEqual(kind, "");
    return kind;
  }, 8_000);

test("a site the server does not know gets a frame or a link, and the text it had stays", async () => {
  const doc = await makeDoc(server, { name: "Ledger" });
  host.put("/unknown", element(doc, "<p>Ledger, last week</p>"), { head: loader(server) });
  const { page, uncaught } = await tolerant(browser);
  await page.goto(host.url("other.example", "/unknown"));
  if (await page.evaluate(() => customElements.get("muster-charter") !== undefined)) {
    if ((await frameOrCard(page, doc)) === "card") assert.equal(await page.getByText("last week").isVisible(), true);
  } else {
    assert.equal(await page.getByText("last week").isVisible(), true);
  }
  assert.deepEqual(uncaught, []);
  await page.close();
});

test("where frames are forbidden too there is a link", async () => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const policy = `script-src ${server.app}; frame-src 'none'`;
  const url = host.put("/csp2", element(doc), { head: loader(server), headers: { "content-security-policy": policy } });
  const { page, uncaught } = await tolerant(browser);
  await page.goto(url);
  assert.equal(await eventually(async () => (await frameOrCard(page, doc)) === "card" && "card"), "card");
  assert.deepEqual(uncaught, []);
  await page.close();
});

/** Keeps what the widget says of a rung that it leaves. */
const listen = `<script>
  window.told = [];
  addEventListener("muster-error", ({ detail }) => told.push(detail));
</script>`;

/** A page whose policy lets scripts and Wasm in and has no place for connections that stay open. */
const noConnections = (more = "") => ({
  "content-security-policy": `script-src ${server.app} 'unsafe-inline' 'wasm-unsafe-eval'; connect-src ${server.app}${more}`,
});

test("where a page forbids connections alone the charter is edited in a frame, and the page is told what its policy lacks", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  host.put("/no-socket", element(doc), { head: listen + loader(server), headers: noConnections() });
  const { page, uncaught } = await tolerant(browser);
  t.after(() => page.close());
  await page.goto(host.url("wiki.example", "/no-socket"));
  const frame = page.frameLocator("muster-charter iframe");
  await says(frame, "Team name", "Ledger", 15_000);
  await write(frame, "Mission", "from a frame");
  await status(frame, "Saved");
  const lacks = `connect-src ${server.app.replace("http", "ws")}`;
  const [told] = await page.evaluate(() => window.told);
  assert.deepEqual([told.as, told.lacks], ["frame", [lacks]]);
  assert.ok(told.reason.includes(lacks), told.reason);
  assert.deepEqual(uncaught, []);
});

test("a theme that is chosen while the frame is on its way is the frame's once it has come", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  host.put("/late-theme", element(doc), { head: loader(server), headers: noConnections() });
  const { page, uncaught } = await tolerant(browser);
  t.after(() => page.close());
  let [asked, goOn] = [];
  const [isAsked, mayGoOn] = [new Promise((done) => (asked = done)), new Promise((done) => (goOn = done))];
  await page.route(({ pathname }) => pathname === `/embed/${doc}`, async (route) => {
    if (route.request().resourceType() === "document") {
      asked();
      await mayGoOn;
    }
    await route.continue();
  });
  await page.goto(host.url("wiki.example", "/late-theme"));
  await isAsked;
  await page.locator("muster-charter").evaluate((element) => element.setAttribute("theme", "dark"));
  goOn();
  const frame = page.frameLocator("muster-charter iframe");
  await says(frame, "Team name", "Ledger", 15_000);
  await eventually(async () => assert.equal(await frame.locator("html").getAttribute("data-theme"), "dark"));
  assert.deepEqual(uncaught, []);
});

test("a page with Trusted Types keeps the text until somebody is to write, and shows a frame for that", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const [own, socket] = [server.app, server.app.replace("http", "ws")];
  const policy =
    `default-src 'none'; script-src ${own} 'unsafe-inline' 'wasm-unsafe-eval'; connect-src ${own} ${socket}; ` +
    `frame-src ${own}; img-src data:; require-trusted-types-for 'script'; trusted-types 'none'`;
  const shown = (mode) => `<muster-charter doc="${doc}" mode="${mode}" id="${mode}"></muster-charter>`;
  const body = shown("read") + shown("comment") + shown("edit");
  host.put("/trusted-types", body, { head: listen + loader(server), headers: { "content-security-policy": policy } });
  const { page, uncaught } = await tolerant(browser);
  t.after(() => page.close());
  await page.goto(host.url("wiki.example", "/trusted-types"));
  const frame = page.frameLocator("#edit iframe");
  await says(frame, "Team name", "Ledger", 20_000);
  await write(frame, "Mission", "from a frame");
  await status(frame, "Saved");
  for (const id of ["#read", "#comment"]) {
    await page.locator(id).getByText("from a frame").first().waitFor();
    assert.equal(await page.locator(`${id} iframe`).count(), 0, id);
  }
  await page.locator("#comment").getByRole("button", { name: "Comment", exact: true }).press("Enter");
  await page.frameLocator("#comment iframe").locator("#widget").getByText("from a frame").first().waitFor({ timeout: 20_000 });
  assert.equal(await page.locator("#read [part=text]").count(), 1);
  const told = await page.evaluate(() => window.told.map(({ as, lacks }) => [as, ...lacks]));
  assert.deepEqual(told, Array(2).fill(["frame", "scripts without require-trusted-types-for"]));
  assert.deepEqual(uncaught, []);
});

test("the link below the last known text says what the page's policy lacks", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const headers = noConnections("; frame-src 'none'");
  host.put("/no-frame", element(doc, "<p>Ledger, last week</p>"), { head: listen + loader(server), headers });
  const { page, uncaught } = await tolerant(browser);
  t.after(() => page.close());
  await page.goto(host.url("wiki.example", "/no-frame"));
  const widget = page.locator("muster-charter");
  const says = await widget.locator("[part=reason]").innerText({ timeout: 10_000 });
  assert.equal(await widget.getByRole("link", { name: "Open in Muster" }).isVisible(), true);
  assert.equal(await widget.getByRole("heading", { name: "Ledger" }).isVisible(), true, "the server's text stands");
  const doctor = await widget.getByRole("link", { name: "Which line to change" }).getAttribute("href");
  assert.ok(doctor.startsWith(`${server.app}/embed-check?reason=`), doctor);
  const told = await page.evaluate(() => window.told.at(-1));
  assert.equal(told.as, "link");
  for (const lacks of [`connect-src ${server.app.replace("http", "ws")}`, `frame-src ${server.app}`]) {
    assert.ok(says.includes(lacks) && told.lacks.includes(lacks), `${lacks}: ${says}`);
  }
  assert.deepEqual(uncaught, []);
});

test("a server that is away when a page opens leaves no rung: the text stays, and the charter comes once it answers", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  host.put("/away", element(doc, "<p>Ledger, last week</p>"), { head: listen + loader(server) });
  const page = await pageOf(t);
  const isAway = ({ origin, pathname }) => origin === server.app && pathname !== "/embed.js";
  const refused = page.waitForEvent("requestfailed", (request) => request.url().includes("/assets/rungs-"));
  await page.route(isAway, (route) => route.abort());
  await page.goto(host.url("wiki.example", "/away"));
  await refused;
  assert.equal(await page.getByText("last week").isVisible(), true);
  await page.unroute(isAway);
  await says(page, "Team name", "Ledger", 30_000);
  assert.equal(await page.locator("muster-charter iframe").count(), 0);
  assert.deepEqual(await page.evaluate(() => window.told), []);
});

/** A page with the widget, in a frame of a page of a third site. */
function framed(doc, sandbox = "") {
  host.put("/inner", element(doc), { head: loader(server) });
  return host.put("/outer", `<iframe ${sandbox} src="${host.url("inner.localhost", "/inner")}" width=900 height=700></iframe>`);
}

async function editsInFrame(t, page, doc) {
  const frame = page.frameLocator("iframe");
  await says(frame, "Team name", "Ledger", 15_000);
  await write(frame, "Mission", "from a frame");
  const bo = await cast(t, browser)("Bo");
  await openCharter(bo, server, doc);
  await says(bo.page, "Mission", "from a frame");
  await status(frame, "Saved");
  return frame;
}

test("where storage is refused a charter is shown, edited and saved", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const page = await pageOf(t);
  await page.goto(framed(doc));
  await page.frameLocator("iframe").locator("muster-charter").waitFor({ state: "attached" });
  const refused = await page.frames()[1].evaluate(
    () => new Promise((done) => {
      const asked = indexedDB.open("x");
      asked.onsuccess = () => done(false);
      asked.onerror = () => done(true);
    }),
  );
  assert.equal(refused, true, "this browser refuses storage in a foreign frame");
  await editsInFrame(t, page, doc);
});

test("without an origin of its own a charter is shown, edited and saved, and says when it is not", async (t) => {
  const own = await ownServer(t, { args: ["--open", "--allow-origin", "null"] });
  const doc = await makeDoc(own, { name: "Ledger" });
  host.put("/inner", element(doc), { head: loader(own) });
  const page = await pageOf(t);
  await page.goto(host.put("/outer", `<iframe sandbox="allow-scripts" src="/inner" width=900 height=700></iframe>`));
  const frame = page.frameLocator("iframe");
  await says(frame, "Team name", "Ledger", 15_000);
  await write(frame, "Mission", "kept");
  await status(frame, "Saved");
  await own.kill("SIGKILL");
  await write(frame, "Mission", " and at risk");
  await status(frame, NOT_SAVED);
  await own.start();
  await status(frame, "Saved", 40_000);
  assert.equal(await field(frame, "Mission").inputValue(), "kept and at risk");
});

test("where storage is kept apart by site, a charter is kept for this site", async (t) => {
  const apart = await launchBrowser({ partitioned: true });
  t.after(() => apart.close());
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await cast(t, apart)("Ada");
  await page.goto(framed(doc));
  await editsInFrame(t, page, doc);
  const kept = await page.frames()[1].evaluate(async () => (await indexedDB.databases()).map((one) => one.name));
  assert.ok(kept.includes("muster"));
});

test("200 widgets come and go, and memory and sockets do not grow", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const page = await pageOf(t);
  const sockets = watchSockets(page);
  await page.goto(host.put("/many", "<p>No widget yet</p>", { head: loader(server) }));
  const measures = await page.context().newCDPSession(page);
  const named = async (path) => /"(\/assets\/(?:widget-|bring-|app-[^"]+\/app\.)[^"]*js)"/.exec(await (await fetch(server.url + path)).text())[1];
  // The loader names the script of a widget, which names the one that brings the app.
  const app = await named(await named(await named("/embed.js")));
  const memory = async () => {
    await measures.send("HeapProfiler.collectGarbage");
    const { usedSize } = await measures.send("Runtime.getHeapUsage");
    const wasm = await page.evaluate(async (app) => {
      const module = await import(app);
      return (await module.default()).memory.buffer.byteLength;
    }, server.app + app);
    return { js: usedSize, wasm };
  };
  const comeAndGo = (n) =>
    page.evaluate(async ([n, doc]) => {
      for (let i = 0; i < n; i++) {
        const widget = Object.assign(document.createElement("muster-charter"), { doc });
        const live = new Promise((done) => widget.addEventListener("muster-ready", ({ detail }) => detail?.as ?? done()));
        document.body.prepend(widget);
        await live;
        widget.remove();
      }
    }, [n, doc]);
  await comeAndGo(20);
  const before = await memory();
  await comeAndGo(180);
  const grown = await memory();
  t.diagnostic(`JS heap ${before.js} → ${grown.js}, Wasm ${before.wasm} → ${grown.wasm}`);
  assert.ok(grown.js - before.js < 1_000_000, "the JS heap grows by less than 1 MB");
  assert.ok(grown.wasm - before.wasm < 1_500_000, "Wasm memory grows by less than 1.5 MB");
  await eventually(() => sockets.docs().length === 0);
});
