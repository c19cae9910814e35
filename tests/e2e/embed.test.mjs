// Charters in a page of somebody else's site.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, openCharter, says, write } from "./harness.mjs";
import { loader, watchSockets } from "./parts/host.mjs";
import { browser, host, ownServer, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

const element = (doc, inside = "", more = "") => `<muster-charter doc="${doc}" ${more}>${inside}</muster-charter>`;

async function visit(t, url) {
  const invite = cast(t, browser);
  const ada = await invite("Ada");
  const sockets = watchSockets(ada.page);
  await ada.page.goto(url);
  return { page: ada.page, sockets, invite };
}

test("wiki.localhost and localhost are two sites to the browser", async (t) => {
  const { page } = await visit(t, host.put("/site", "<p>here</p>"));
  await page.evaluate((url) => fetch(url, { mode: "no-cors" }), host.url("localhost", "/asked"));
  const asked = host.seen.find((request) => request.url === "/asked");
  assert.equal(asked.headers["sec-fetch-site"], "cross-site");
});

test("two widgets of one charter and one of another are live, over one socket with one channel a document", async (t) => {
  const [one, other] = [await makeDoc(server, { name: "Ledger" }), await makeDoc(server, { name: "Front door" })];
  const { page, sockets, invite } = await visit(
    t,
    host.put("/three", element(one, "", "id=a") + element(one, "", "id=b") + element(other, "", "id=c"), { head: loader(server) }),
  );
  const [a, b, c] = ["#a", "#b", "#c"].map((id) => page.locator(id));
  await says(a, "Team name", "Ledger", 15_000);
  await says(b, "Team name", "Ledger");
  await says(c, "Team name", "Front door");
  await write(a, "Mission", "from a. ");
  await says(b, "Mission", "from a. ");
  const bo = await invite("Bo");
  await openCharter(bo, server, one);
  await says(bo.page, "Mission", "from a. ");
  await write(bo.page, "Mission", "from the app");
  await says(a, "Mission", "from a. from the app");
  await says(c, "Mission", "");
  // The strip of decisions needs no socket of its own.
  const withBeside = (doc) => [doc, `${doc}-talk`];
  assert.deepEqual(sockets.docs(), [...withBeside(one), ...withBeside(other), "org"].sort());
  assert.equal(sockets.all.length, 1);

  await page.evaluate(() => document.querySelectorAll("#a, #c").forEach((widget) => widget.remove()));
  await eventually(() => sockets.docs().join() === [...withBeside(one), "org"].sort().join());
  await write(b, "Mission", "!");
  await says(bo.page, "Mission", "from a. from the app!");
  await page.evaluate(() => document.querySelector("#b").remove());
  await eventually(() => sockets.docs().length === 0 && sockets.count() === 0);
});

test("moved in the page, a widget goes on as it was", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page, sockets } = await visit(
    t,
    host.put("/move", `<div id="there"></div>${element(doc)}`, { head: loader(server) }),
  );
  await write(page, "Mission", "half a sen");
  await page.evaluate(() => document.querySelector("#there").append(document.querySelector("muster-charter")));
  await write(page, "Mission", "tence");
  await says(page, "Mission", "half a sentence");
  assert.equal(sockets.opened.filter((channel) => channel.doc === doc).length, 1);
});

test("what stands between the tags is read until the server's text is there", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const invite = cast(t, browser);
  const { page } = await invite("Ada");
  let letGo;
  const held = new Promise((done) => (letGo = done));
  await page.route(/\/embed\/[^/]+\.html/, async (route) => {
    await held;
    await route.continue();
  });
  await page.goto(host.put("/before", element(doc, "<p>Ledger, as it was last week</p>"), { head: loader(server) }));
  const before = page.getByText("as it was last week");
  await page.waitForFunction(() => document.querySelector("muster-charter").shadowRoot);
  assert.equal(await before.isVisible(), true);
  letGo();
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
  assert.equal(await before.isVisible(), false);
  await field(page, "Team name").waitFor();
});

test("a plain link that stands alone becomes the charter, and one in a sentence stays a link", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const link = `<a href="${server.app}/d/${doc}">our charter</a>`;
  const { page } = await visit(
    t,
    host.put("/link", `<p id="alone">${link}</p><p id="within">See ${link} first.</p>`, { head: loader(server) }),
  );
  await says(page.locator("#alone"), "Team name", "Ledger", 10_000);
  assert.equal(await page.locator("#alone a").first().isVisible(), false);
  assert.equal(await page.locator("#within a").isVisible(), true);
  assert.equal(await page.locator("#within muster-charter").count(), 0);
});

test("links in editors stay links, and those with a slash at the end or by another name of this machine become the charter", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const link = (origin, after = "") => `<p><a href="${origin}/d/${doc}${after}">our charter</a></p>`;
  const editors = ["monaco-editor", "ace_editor", "cm-editor", "CodeMirror", "ProseMirror"];
  const within = editors.map((name) => `<div class="${name}">${link(server.app)}</div>`).join("");
  const outside = `<div id="slash">${link(server.app, "/")}</div><div id="name">${link(server.app.replace("localhost", "127.0.0.1"))}</div>`;
  const { page } = await visit(t, host.put("/editors", within + outside, { head: loader(server) }));
  for (const id of ["#slash", "#name"]) await says(page.locator(id), "Team name", "Ledger", 15_000);
  assert.equal(await page.locator("muster-charter").count(), 2);
  for (const name of editors) assert.equal(await page.locator(`.${name} a`).isVisible(), true, name);
});

test("a page with the loaders of two servers shows the documents of both, each by its own", async (t) => {
  const other = await ownServer(t);
  const [one, two] = [await makeDoc(server, { name: "Ledger" }), await makeDoc(other, { name: "Front door" })];
  const link = ({ app }, doc, id) => `<p id="${id}"><a href="${app}/d/${doc}">a charter</a></p>`;
  const body = `${link(server, one, "one")}${link(other, two, "two")}<div id="three"><muster-charter server="${other.app}" doc="${two}"></muster-charter></div>`;
  const { page, sockets } = await visit(t, host.put("/both", body, { head: loader(server) + loader(other) }));
  await says(page.locator("#one"), "Team name", "Ledger", 20_000);
  for (const id of ["#two", "#three"]) await says(page.locator(id), "Team name", "Front door", 20_000);
  await write(page.locator("#two"), "Mission", "of the second. ");
  await says(page.locator("#three"), "Mission", "of the second. ");
  const isOf = ({ app }, doc) => sockets.opened.some((channel) => channel.doc === doc && channel.url.startsWith(`${app.replace("http", "ws")}/sync`));
  assert.deepEqual([isOf(server, one), isOf(other, two), isOf(server, two), isOf(other, one)], [true, true, false, false]);
});

const HOST_CSS = `<style>
  html { font: 20px/1.4 monospace; }
  p, div, span, textarea, input, button, h1, h2, section, article { color: rgb(255, 0, 0); font-size: 50px !important; letter-spacing: 9px; }
  muster-charter { --muster-accent: rgb(1, 2, 3); }
</style>`;

test("the page's style stays outside and ours inside; font and accent come in", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const own = `<p class="doc part text chip btn label" id="own">Host <button class="btn">b</button></p>`;
  const page = (await visit(t, host.put("/style", own + element(doc), { head: HOST_CSS }))).page;
  const look = () =>
    page.evaluate(() => ["#own", "#own button"].map((own) => JSON.stringify([...Object.entries(getComputedStyle(document.querySelector(own)))])));
  const before = await look();
  await page.evaluate((src) => document.head.append(Object.assign(document.createElement("script"), { src })), `${server.app}/embed.js`);
  await field(page, "Team name").waitFor();
  assert.deepEqual(await look(), before);
  const inside = await page.evaluate(() => {
    const all = [...document.querySelector("muster-charter").shadowRoot.querySelectorAll("*")];
    const styles = all.map((found) => getComputedStyle(found));
    return {
      red: styles.filter((style) => style.color === "rgb(255, 0, 0)" || style.fontSize === "50px" || style.letterSpacing === "9px").length,
      fonts: styles.filter((style) => style.fontFamily === "monospace").length,
      accent: styles.at(-1).getPropertyValue("--muster-accent").trim(),
    };
  });
  assert.equal(inside.red, 0);
  assert.ok(inside.fonts > 3, "the host's font is ours");
  assert.equal(inside.accent, "rgb(1, 2, 3)");
});
