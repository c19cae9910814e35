// Text first: in other people's pages the server's text is there before anything else, and all there is for whoever reads.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { startStandIn } from "./parts/standin.mjs";
import { browser, host, ownServer, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

/** The most bytes that a reader pays besides the text itself. */
const BYTES_MAX = 15_000;
/** The most that anything may move while a widget comes. */
const SHIFT_MAX = 0.02;
const REFUSAL = "This document is not for you, or not there any more.";
const MISSION = "Money is counted once.";

const element = (doc, more = 'mode="read"', inside = "") => `<muster-charter doc="${doc}" ${more}>${inside}</muster-charter>`;

/** A page of a wiki with `body` in it, and every address that it asks for. */
async function visit(t, path, body, { person, headers, head = "" } = {}) {
  const ada = person ?? (await cast(t, browser)("Ada"));
  const asked = [];
  ada.page.on("request", (request) => asked.push(request));
  await ada.page.goto(host.put(path, body, { head: head + loader(server), headers }));
  const urls = (end) => asked.map((request) => request.url()).filter((url) => url.split("?")[0].endsWith(end));
  return { ...ada, asked, urls };
}

/** A charter with a mission, and the page of somebody who writes in it. */
async function written(t, name = "Ledger") {
  const doc = await makeDoc(server, { name });
  const bo = await cast(t, browser)("Bo");
  await openCharter(bo, server, doc);
  await write(bo.page, "Mission", MISSION);
  await status(bo.page, SAVED);
  return { doc, bo };
}

const noApp = ({ urls }) => assert.deepEqual(urls(".wasm"), [], "nobody who only reads loads the app");

test("a reader has the words for a few KB, and no app comes", async (t) => {
  const { doc } = await written(t);
  const { context, page } = await cast(t, browser)("Ada");
  const network = await context.newCDPSession(page);
  await network.send("Network.enable");
  const [urls, packed, bytes] = [new Map(), new Map(), new Map()];
  network.on("Network.requestWillBeSent", ({ requestId, request }) => urls.set(requestId, request.url));
  network.on("Network.responseReceived", ({ requestId, response: { headers } }) => {
    packed.set(urls.get(requestId), headers["content-encoding"]);
    bytes.set(urls.get(requestId) ?? "", Number(headers["content-length"] ?? 0));
  });
  await page.goto(host.put("/weight", element(doc), { head: loader(server) }));
  await page.getByText(MISSION).first().waitFor();
  const ours = [...bytes].filter(([url]) => url.startsWith(server.app) && !url.includes(".html") && !url.endsWith("/api/follow"));
  t.diagnostic(ours.map(([url, n]) => `${new URL(url).pathname} ${n}`).join(", "));
  assert.ok(!ours.some(([url]) => url.endsWith(".wasm")));
  const scripts = [...packed].filter(([url]) => /\/assets\/.*\.js$/.test(url));
  if (scripts.every(([, encoding]) => !encoding)) return t.skip("a quick build packs nothing");
  const sum = ours.reduce((sum, [, n]) => sum + n, 0);
  assert.ok(sum > 0 && sum <= BYTES_MAX, `${sum} bytes besides the text`);
});

test("what is written elsewhere is read at once, with one request for all texts of a page", async (t) => {
  const { doc, bo } = await written(t);
  const other = await makeDoc(server, { name: "Front door" });
  const body = element(doc, 'mode="read" id="a"') + element(doc, 'view="three-ms" id="b"') + element(other, 'mode="read" id="c"');
  const visited = await visit(t, "/live", body);
  const { page, urls } = visited;
  for (const id of ["#a", "#b"]) await page.locator(id).getByText(MISSION).first().waitFor();
  await page.locator("#c").getByText("Front door").first().waitFor();
  const before = await page.locator("#a h1").elementHandle();
  await write(bo.page, "Mission", " And on time.");
  for (const id of ["#a", "#b"]) await page.locator(id).getByText(`${MISSION} And on time.`).first().waitFor();
  assert.ok(await before.evaluate((heading) => heading.isConnected), "what is the same stays where it is");
  const follows = visited.asked.filter((request) => request.url().endsWith("/api/follow"));
  assert.equal(follows.filter((request) => !request.failure()).length, 1, "never more than one at once");
  const { documents } = JSON.parse(follows.at(-1).postData());
  assert.equal(documents.length, 3);
  assert.deepEqual(urls("/api/me"), [], "nobody has to be known who only reads");
  noApp(visited);
});

test("a press on the words brings the app, and the caret to the words that were pressed", async (t) => {
  const { doc } = await written(t);
  const person = await cast(t, browser)("Ada");
  await person.page.addInitScript(() => Object.defineProperty(navigator, "connection", { value: { saveData: true } }));
  const visited = await visit(t, "/wish", `<p>Before</p>${element(doc, 'mode="edit"')}`, { person });
  const { page, urls } = visited;
  await page.getByText(MISSION).first().waitFor();
  await page.getByRole("button", { name: "Edit", exact: true }).waitFor();
  assert.deepEqual(urls(".wasm"), [], "on a slow line nothing is fetched ahead");
  await page.getByText(MISSION).first().click();
  await says(page, "Mission", MISSION, 20_000);
  await eventually(async () => assert.equal(await field(page, "Mission").evaluate((box) => box.getRootNode().activeElement === box), true));
  assert.equal(await page.locator("[part=text]").count(), 0, "the text has given way");
  await page.keyboard.press("Control+End");
  await page.keyboard.type(" At night.");
  await status(page, SAVED);
  await says(page, "Mission", `${MISSION} At night.`);
});

test("a button brings the app to whoever may comment, and there is none for whoever reads", async (t) => {
  const { doc } = await written(t);
  const visited = await visit(t, "/buttons", element(doc, 'mode="read" id="a"') + element(doc, 'mode="comment" id="b"'));
  const { page, urls } = visited;
  const button = page.locator("#b").getByRole("button", { name: "Comment", exact: true });
  await button.waitFor();
  await page.locator("#a").getByText(MISSION).first().waitFor();
  assert.equal(await page.locator("#a").getByRole("button").count(), 0);
  noApp(visited);
  await button.click();
  await page.locator("#b [part=status]").first().waitFor({ timeout: 20_000 });
  assert.ok(urls(".wasm").length > 0);
  assert.equal(await page.locator("#a [part=text]").count(), 1, "others go on reading");
});

test("an element that is for writing becomes the app by itself, after its text", async (t) => {
  const { doc } = await written(t);
  const head = `<script>
    window.told = [];
    addEventListener("muster-ready", ({ detail }) => told.push(detail?.as ?? "app"));
  </script>`;
  const { page } = await visit(t, "/soon", element(doc, ""), { head });
  await says(page, "Mission", MISSION, 20_000);
  assert.deepEqual(await page.evaluate(() => window.told), ["text", "app"]);
  assert.equal(await page.evaluate(() => document.activeElement.localName), "body", "the focus is taken by nobody");
});

/** The sum of all that moved by itself in a page, from its beginning on. */
const SHIFTS = `<script>
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) shifted += entry.value;
  }).observe({ type: "layout-shift", buffered: true });
</script>`;

test("on the second visit the space of the text is kept, and nothing moves", async (t) => {
  const { doc } = await written(t);
  const person = await cast(t, browser)("Ada");
  const body = `<h1>Wiki</h1>${element(doc, 'mode="read"', "Our charter")}<p id="below">Below</p>`;
  const { page } = await visit(t, "/shift", body, { person, head: SHIFTS });
  const height = () => page.locator("muster-charter").evaluate((widget) => widget.clientHeight);
  const text = () => page.locator("[part=text]").evaluate((text) => text.offsetHeight);
  await page.getByText(MISSION).first().waitFor();
  await eventually(() => page.evaluate(() => Object.values(JSON.parse(localStorage["muster-px"] ?? "{}")).length === 1));
  const before = await text();
  await page.reload();
  await page.getByText(MISSION).first().waitFor();
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.equal(await height(), before);
  const shifted = await page.evaluate(() => window.shifted);
  assert.ok(shifted <= SHIFT_MAX, `moved by ${shifted}`);
});

test("on the first visit a space that fits the view is kept, and little moves", async (t) => {
  const { doc } = await written(t);
  const below = `<div id="below">${"<p>Words of the wiki.</p>".repeat(40)}</div>`;
  for (const view of ["", "card", "three-ms", "coverage", "metrics", "metric", "map"]) {
    const person = await cast(t, browser)("Ada");
    const body = `<h1>Wiki</h1>${element(doc, `mode="read" view="${view}"`, "Our charter")}${below}`;
    // The loader runs before the page's first words are drawn, as it does from a cache; the text comes later.
    const head = `${SHIFTS}<script src="${server.app}/embed.js"></script>`;
    await person.page.goto(host.put(`/first-${view}`, body, { head }));
    const { page } = person;
    await page.locator("[part=text] article").waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const { shifted, at } = await page.evaluate(() => ({ shifted: window.shifted, at: document.querySelector("#below").offsetTop }));
    assert.ok(shifted <= SHIFT_MAX, `${view || "the whole"} moved by ${shifted}`);
    // Once somebody takes it into their hands, it is as tall as its words.
    await page.locator("muster-charter").dispatchEvent("click");
    const after = await page.evaluate(() => document.querySelector("#below").offsetTop);
    assert.ok(after <= at && after > 0);
  }
});

test("where a wiki's package keeps the space, nothing moves though the loader comes after the first words", async (t) => {
  const { doc } = await written(t);
  const [plugin] = await (await fetch(`${server.app}/wikis/muster-tiddlywiki.json`)).json();
  const { text } = JSON.parse(plugin.text).tiddlers["$:/plugins/muster/muster/head"];
  const [style] = /<style>.*<\/style>/.exec(text);
  const below = "<p>Words of the wiki.</p>".repeat(40);
  for (const view of ["", "card", "three-ms", "metrics"]) {
    const { page } = await cast(t, browser)("Ada");
    await page.route("**/embed.js", async (route) => {
      await page.waitForFunction(() => performance.getEntriesByName("first-contentful-paint").length > 0);
      await route.fallback();
    });
    const named = view && `view="${view}"`;
    const body = `<h1>Wiki</h1>${element(doc, `mode="read" ${named}`, "Our charter")}<div id="below">${below}</div>`;
    await page.goto(host.put(`/late-${view}`, body, { head: SHIFTS + style + loader(server) }));
    await page.locator("[part=text] article").waitFor();
    await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
    const shifted = await page.evaluate(() => window.shifted);
    assert.ok(shifted <= SHIFT_MAX, `${view || "the whole"} moved by ${shifted}`);
  }
});

test("an element that scrolls keeps the height that the page gives it", async (t) => {
  const { doc } = await written(t);
  const head = "<style>muster-charter { height: 120px; overflow: auto; }</style>";
  const { page } = await visit(t, "/low", element(doc), { head });
  const height = () => page.locator("muster-charter").evaluate((widget) => widget.offsetHeight);
  for (let n = 0; n < 2; n++) {
    await page.getByText(MISSION).first().waitFor();
    assert.equal(await height(), 120);
    await eventually(() => page.evaluate(() => localStorage["muster-px"] !== undefined));
    await page.reload();
  }
});

/** Markup that would act, were it not copied through a closed list. */
const HOSTILE = `<!doctype html><title>x</title><body onload="parent.ran = 1">
  <article class="mt mt-full btn" style="position:fixed;inset:0" onclick="ran = 1" id="own">
    <h1 part="widget" class="mt-head chip">Hostile</h1>
    <script>window.ran = 1</script><style>body { display: none }</style>
    <img src="/bait/image" onerror="ran = 1"><iframe src="/bait/frame"></iframe><object data="/bait/object"></object>
    <form action="/bait/form" name="querySelector"><input name="childNodes"><button>Send</button></form>
    <svg viewBox="0 0 1 1" onload="ran = 1"><script>ran = 1</script><a href="javascript:ran = 1"><circle r="1" style="x"/></a>
      <foreignObject><p>inside</p></foreignObject><rect x="0" fill="url(/bait/fill)"/></svg>
    <p>Kept <a href="javascript:ran = 1">a</a> <a href=" JaVaScRiPt:ran = 1">b</a> <a href="data:text/html,x">c</a>
      <a href="/d/other" ping="/bait/ping" target="top" rel="opener">d</a> <a href="https://example.com/">e</a>
      <a href="mailto:a@example.com">f</a> <muster-charter doc="x">g</muster-charter><template><p>h</p></template></p>
    <math><mtext><img src="/bait/math"></mtext></math><meta http-equiv="refresh" content="0;url=/bait/meta"><base href="/bait/">
  </article>`;

test("of a text only a closed list of elements and attributes comes into a page", async (t) => {
  const standIn = await startStandIn(server);
  t.after(() => standIn.close());
  standIn.says = HOSTILE;
  const { page } = await cast(t, browser)("Ada");
  const url = host.put("/hostile-text", element("any", 'mode="read"'), { head: loader({ app: standIn.app }) });
  await page.goto(url);
  await page.getByRole("heading", { name: "Hostile" }).waitFor();
  const inside = await page.evaluate(() => {
    const root = document.querySelector("muster-charter").shadowRoot.querySelector(".mt-text");
    const all = [...root.querySelectorAll("*")];
    return {
      names: [...new Set(all.map((one) => one.localName))].sort(),
      attributes: [...new Set(all.flatMap((one) => one.getAttributeNames()))].sort(),
      classes: [...new Set(all.flatMap((one) => [...one.classList]))].sort(),
      links: all.filter((one) => one.localName === "a").map((one) => [one.textContent, one.getAttribute("href"), one.rel]),
      ran: window.ran,
    };
  });
  const rel = "noopener noreferrer nofollow";
  assert.deepEqual(inside, {
    names: ["a", "article", "h1", "p", "rect", "svg"],
    attributes: ["class", "href", "part", "rel", "viewBox", "x"],
    classes: ["mt", "mt-full", "mt-head"],
    links: [
      ["a", null, ""], ["b", null, ""], ["c", null, ""],
      ["d", `${standIn.app}/d/other`, rel], ["e", "https://example.com/", rel], ["f", "mailto:a@example.com", rel],
    ],
    ran: undefined,
  });
  assert.equal(page.url(), url);
  assert.deepEqual(standIn.asked.filter((path) => path.includes("bait")), []);
});

test("a page with Trusted Types and a strict policy shows the text, and has nothing to complain of", async (t) => {
  const { doc, bo } = await written(t);
  const policy =
    `default-src 'none'; script-src ${server.app} 'nonce-page'; connect-src ${server.app}; style-src 'self'; ` +
    "require-trusted-types-for 'script'; trusted-types 'none'; img-src data:";
  const heard = `<script nonce="page">
    window.violations = [];
    document.addEventListener("securitypolicyviolation", ({ effectiveDirective, blockedURI }) => violations.push(effectiveDirective + " " + blockedURI));
  </script>`;
  const visited = await visit(t, "/trusted", element(doc), { head: heard, headers: { "content-security-policy": policy } });
  const { page } = visited;
  await page.getByText(MISSION).first().waitFor();
  await write(bo.page, "Mission", " And on time.");
  await page.getByText(`${MISSION} And on time.`).first().waitFor();
  const size = () => page.evaluate(() => getComputedStyle(document.querySelector("muster-charter").shadowRoot.querySelector(".mt-stand")).display);
  assert.equal(await size(), "flow-root", "the style sheet holds");
  assert.deepEqual(await page.evaluate(() => window.violations), []);
  noApp(visited);
});

test("a document that is not there, and one that is deleted while it is read, are a sentence and no text", async (t) => {
  const { doc, bo } = await written(t);
  await bo.page.close();
  const visited = await visit(t, "/gone", element(doc, 'mode="read" id="a"') + element("nobody-made-this", 'mode="read" id="b"', "<p>last week</p>"));
  const { page } = visited;
  await page.locator("#a").getByText(MISSION).first().waitFor();
  await page.locator("#b [part=closed]").getByText(REFUSAL).waitFor();
  const answer = await fetch(`${server.url}/api/docs/${doc}`, { method: "DELETE" });
  assert.ok(answer.ok, `${answer.status}`);
  await page.locator("#a [part=closed]").getByText(REFUSAL).waitFor();
  assert.equal(await page.getByText(MISSION).count(), 0);
  assert.equal(await page.locator("#a").getByRole("button").count(), 0);
  noApp(visited);
});

test("removed, cloned and put back, a text is as it was; once all are gone nothing is followed", async (t) => {
  const { doc, bo } = await written(t);
  const { page, asked } = await visit(t, "/moves", `<div id="here">${element(doc)}</div><div id="there"></div>`);
  await page.getByText(MISSION).first().waitFor();
  await page.evaluate(() => {
    const widget = document.querySelector("muster-charter");
    there.append(widget.cloneNode(true));
    widget.remove();
    here.append(Object.freeze(widget));
  });
  for (const id of ["#here", "#there"]) await page.locator(id).getByText(MISSION).first().waitFor();
  await write(bo.page, "Mission", " Twice.");
  for (const id of ["#here", "#there"]) await page.locator(id).getByText(`${MISSION} Twice.`).first().waitFor();
  await page.evaluate(() => document.querySelectorAll("muster-charter").forEach((widget) => widget.remove()));
  const follows = () => asked.filter((request) => request.url().endsWith("/api/follow"));
  await eventually(() => follows().every((request) => request.failure()));
});

test("a text stands while the server is away, and goes on when it is back", async (t) => {
  const own = await ownServer(t);
  const doc = await makeDoc(own, { name: "Ledger" });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(host.put("/away", element(doc), { head: loader(own) }));
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
  await own.kill();
  await own.start();
  const bo = await cast(t, browser)("Bo");
  await openCharter(bo, own, doc);
  await write(bo.page, "Team name", " of all");
  await status(bo.page, SAVED);
  await page.getByRole("heading", { name: "Ledger of all" }).waitFor({ timeout: 40_000 });
});

test("a frame that is for reading has the server's text, follows what changes, and loads no app", async (t) => {
  const { doc, bo } = await written(t);
  const visited = await visit(t, "/read-frame", `<iframe src="${server.app}/embed/${doc}?mode=read" width="900" height="500"></iframe>`);
  const frame = visited.page.frameLocator("iframe");
  await frame.getByText(MISSION).first().waitFor();
  await write(bo.page, "Mission", " And on time.");
  await frame.getByText(`${MISSION} And on time.`).first().waitFor();
  noApp(visited);
});
