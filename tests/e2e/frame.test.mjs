// A charter in a frame: what the loader falls back to where a page forbids Wasm, and what wikis paste that allow no script.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cast, eventually, field, launchBrowser, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, status, write,
} from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, ownServer, server, stageWithSites } from "./parts/stage.mjs";

stageWithSites();

const bare = (doc, more = "") => `<iframe ${more} src="${server.app}/embed/${doc}" width=900 height=700></iframe>`;

/** A page that lets our script in and no Wasm. */
const noWasm = () => {
  const socket = server.app.replace("http", "ws");
  return { "content-security-policy": `script-src ${server.app} 'unsafe-inline'; connect-src ${server.app} ${socket}` };
};

/** Keeps the events that the widget dispatches on its page, in the order they come. */
const listen = `<script>
  window.told = [];
  for (const name of ["muster-ready", "muster-status", "muster-error"])
    addEventListener(name, ({ type, detail }) => told.push({ type, ...detail }));
</script>`;

/** A tall page with a button before the widget, on a site the server allows. */
async function inWiki(t, doc) {
  const body = `<button>Before</button><p style="height:150px">Text</p><muster-charter doc="${doc}"><p>last week</p></muster-charter><p style="height:3000px">`;
  host.put("/strict", body, { head: listen + loader(server), headers: noWasm() });
  const invite = cast(t, browser);
  const ada = await invite("Ada");
  // The browser itself says on the console that the page's policy stopped something.
  await ada.page.goto(host.url("wiki.example", "/strict"));
  ada.errors.length = 0;
  return { page: ada.page, frame: ada.page.frameLocator("muster-charter iframe"), invite };
}

const told = (page, type) => page.evaluate((type) => window.told.filter((one) => one.type === type), type);

/** How tall the frame is, and how tall what is in it. */
async function heights(page) {
  const frame = page.locator("muster-charter iframe");
  const body = page.frameLocator("muster-charter iframe").locator("body");
  return [await frame.evaluate((frame) => frame.clientHeight), await body.evaluate((body) => Math.ceil(body.getBoundingClientRect().height))];
}

const fits = (page) =>
  eventually(async () => {
    const [outer, inner] = await heights(page);
    assert.equal(outer, inner);
    return outer;
  });

test("where a page forbids Wasm the charter is edited in a frame that is as tall as its text", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page, frame, invite } = await inWiki(t, doc);
  await says(frame, "Team name", "Ledger", 15_000);
  await eventually(async () => assert.deepEqual((await told(page, "muster-ready")).map(({ as }) => as), ["text", "frame"]));
  assert.equal(await page.getByText("last week").isVisible(), false, "the widget has taken its place");
  const before = await fits(page);
  await write(frame, "Mission", "Money is counted once. ".repeat(40));
  await status(frame, SAVED);
  assert.ok((await fits(page)) > before, "it grows with its text");
  const bo = await invite("Bo");
  await openCharter(bo, server, doc);
  await says(bo.page, "Mission", "Money is counted once. ".repeat(40));
  await field(bo.page, "Mission").fill("");
  await eventually(async () => assert.ok((await heights(page))[0] <= before));
  assert.equal(await page.locator("muster-charter iframe").getAttribute("title"), "Ledger");
  assert.ok((await told(page, "muster-status")).some((one) => one.status === "saved"));
});

test("a frame tells how tall it is in the words of everybody who listens", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const listens = `<script>window.heard = []; addEventListener("message", ({ data }) => heard.push(data));</script>`;
  host.put("/listens", bare(doc), { head: listens });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(host.url("wiki.example", "/listens"));
  await says(page.frameLocator("iframe"), "Team name", "Ledger", 15_000);
  await eventually(async () => {
    const body = page.frameLocator("iframe").locator("body");
    const tall = await body.evaluate((body) => Math.ceil(body.getBoundingClientRect().height));
    const heard = await page.evaluate(() => window.heard);
    for (const told of [
      { type: "muster-height", height: tall },
      { sentinel: "amp", type: "embed-size", height: tall },
      { type: "frame-resized", value: tall },
      { type: "resize", height: tall },
      { "datawrapper-height": { [doc]: tall } },
      { giscus: { resizeHeight: tall } },
      { confluenceFrameHeight: tall },
    ]) {
      assert.ok(heard.some((one) => JSON.stringify(one) === JSON.stringify(told)), JSON.stringify(told));
    }
  });
});

test("a frame takes neither the focus nor the place one reads at, and the keyboard finds its way in", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page, frame } = await inWiki(t, doc);
  await page.evaluate(() => scrollTo(0, 40));
  await says(frame, "Team name", "Ledger", 15_000);
  await status(frame, SAVED);
  assert.deepEqual(await page.evaluate(() => [document.activeElement.localName, scrollY]), ["body", 40]);
  await page.getByRole("button", { name: "Before" }).focus();
  await page.keyboard.press("Tab");
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.localName), "muster-charter"));
});

test("the keyboard writes in a framed charter without a pointer", async (t) => {
  const doc = await makeDoc(server);
  const { page, frame } = await inWiki(t, doc);
  await field(frame, "Team name").waitFor({ timeout: 15_000 });
  await page.getByRole("button", { name: "Before" }).focus();
  for (let n = 0; n < 30 && !(await field(frame, "Team name").evaluate((box) => box === document.activeElement)); n++) {
    await page.keyboard.press("Tab");
  }
  await page.keyboard.type("By hand");
  await says(frame, "Team name", "By hand");
});

test("only pages the server knows may frame a charter", async () => {
  const doc = await makeDoc(server, { name: "Ledger" });
  host.put("/bare", bare(doc));
  const page = await browser.newPage();
  for (const [name, shows] of [["wiki.example", true], ["wiki.localhost", true], ["other.example", false]]) {
    await page.goto(host.url(name, "/bare"));
    const text = page.frameLocator("iframe").getByText("Ledger").first();
    if (shows) await text.waitFor({ timeout: 15_000 });
    else await eventually(() => page.frames()[1].url().startsWith("chrome-error:"));
  }
  await page.close();
});

test("a charter is read in a frame with scripts off, and what is not there says so", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const ada = await cast(t, browser)("Ada");
  await openCharter(ada, server, doc);
  await write(ada.page, "Mission", "Money is counted *once* <b>");
  await status(ada.page, SAVED);
  const { page } = await cast(t, browser)("Bo", { javaScriptEnabled: false });
  const answer = await page.goto(`${server.app}/embed/${doc}`);
  assert.equal(answer.status(), 200);
  assert.equal(await page.title(), "Ledger");
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Ledger");
  assert.equal(await page.locator("em").innerText(), "once");
  assert.ok((await page.locator("article").innerText()).includes("<b>"), "what people wrote stays text");
  for (const nothing of ["nobody-made-this", "a%20b"]) {
    assert.equal((await page.goto(`${server.app}/embed/${nothing}`)).status(), 404, nothing);
    assert.match(await page.locator("body").innerText(), /There is no such charter/);
  }
  assert.equal((await page.goto(`${server.app}/embed/org`)).status(), 200, "documents of every kind can be read");
});

test("a frame knows the kind of its document, and of one that has no widget it shows the text, or says why there is none", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  for (const [doc, shows, why] of [
    ["org", "The workspace", "a workspace document is shown in no other page"],
    ["nobody-made-this-talk", "is shown beside the charter", "What is said about a charter is shown beside the charter."],
  ]) {
    const said = page.waitForEvent("console", (message) => message.text().includes(why));
    await page.goto(`${server.app}/embed/${doc}`);
    await said;
    assert.ok((await page.locator("#text").innerText()).includes(shows), doc);
    assert.ok(await page.locator("#widget").isHidden(), doc);
  }
});

test("a frame without an origin of its own, and one in a page that shuts out what is not marked, are live", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await cast(t, browser)("Ada");
  const closed = { "cross-origin-embedder-policy": "require-corp" };
  for (const [path, more, headers] of [["/opaque", 'sandbox="allow-scripts"', {}], ["/coep", "", closed]]) {
    await page.goto(host.put(path, bare(doc, more), { headers }));
    const frame = page.frameLocator("iframe");
    await says(frame, "Team name", "Ledger", 15_000);
    await field(frame, "Mission").fill(path);
    await status(frame, SAVED);
  }
});

test("a charter's page says where its frame can be asked for, and that answers with one", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${server.app}/d/${doc}`);
  const asked = await page.locator('head link[type="application/json+oembed"]').getAttribute("href");
  const said = await fetch(asked).then((answer) => answer.json());
  assert.deepEqual([said.type, said.title], ["rich", "Ledger"]);
  await page.goto(host.put("/oembed", said.html));
  await says(page.frameLocator("iframe"), "Team name", "Ledger", 15_000);
});

test("a frame opens without the server, with what was written in it there, and sends it when the server is back", async (t) => {
  const apart = await launchBrowser({ partitioned: true });
  t.after(() => apart.close());
  const own = await ownServer(t);
  const doc = await makeDoc(own, { name: "Ledger" });
  const { page } = await cast(t, apart)("Ada");
  await page.goto(host.put("/kept", `<iframe src="${own.app}/embed/${doc}" width=900 height=700></iframe>`));
  const frame = page.frameLocator("iframe");
  await says(frame, "Team name", "Ledger", 15_000);
  await status(frame, SAVED);
  await page.frames()[1].evaluate(() => navigator.serviceWorker.ready.then(() => true));
  await own.kill();
  await page.reload();
  await says(frame, "Team name", "Ledger", 15_000);
  await write(frame, "Mission", "While it was away");
  await status(frame, ON_THIS_DEVICE);
  await own.start();
  await status(frame, SAVED, 40_000);
  const onServer = await fetch(`${own.url}/api/docs/${doc}`).then((answer) => answer.json());
  assert.equal(onServer.summary.mission, "While it was away");
});
