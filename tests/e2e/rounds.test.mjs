// The words of a document in other people's pages come after two rounds of requests: the loader, and all that it asks for, be it
// for an element, for a block or for a link that stands alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { inRounds } from "./parts/rounds.mjs";
import { browser, host, place, stageInAWiki } from "./parts/stage.mjs";

stageInAWiki({ Ada: "owner" });

const isText = (path) => /^\/embed\/[^/]+\.html$/.test(path);
const isLinks = (path) => /^\/assets\/links-\w+\.js$/.test(path);
const isScript = (path) => /^\/assets\/widget-\w+\.js$/.test(path);

/** The paths of a text and its script, in any order and of any document. */
const isTextThere = (paths) => paths.some(isText) && paths.some(isScript);

/** A charter with a link by which nobody in particular reads it. */
async function readable(name) {
  const { Ada } = place.people;
  const { id: doc } = await Ada.ask("POST", "/api/docs", { kind: "charter", name });
  const { key } = await Ada.ask("POST", `/api/docs/${doc}/links`, { name: "A wiki", may: "read", until: null, sites: [] });
  return { doc, key };
}

/** Opens a page with the loader and `body` in it, which has its answers in rounds: the loader, and one for each of `wholes`. */
async function opened(t, path, body, ...wholes) {
  const { page } = await cast(t, browser)("Ada");
  const rounds = await inRounds(page, place.server, { first: "/embed.js", wholes });
  host.put(path, body, { head: loader(place.server) });
  await page.goto(host.url("wiki.example", path));
  return { page, rounds };
}

test("an element's words are there after the loader and what it asks for at once", async (t) => {
  const { doc, key } = await readable("Ledger");
  const element = `<muster-charter doc="${doc}" key="${key}" mode="read"></muster-charter>`;
  const { page, rounds: [second] } = await opened(t, "/rounds", element, isTextThere);
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
  assert.deepEqual(second.filter((path) => !isText(path) && !isScript(path)), []);
  assert.equal(second.filter(isText).length, 1, "the text is asked for once");
});

test("of many elements the script is asked for before the texts, and each text once", async (t) => {
  const docs = await Promise.all(["Ledger", "Porto", "Renters"].map(readable));
  const body = docs.map(({ doc, key }) => `<muster-charter doc="${doc}" key="${key}" mode="read" view="three-ms"></muster-charter>`).join("");
  const isWhole = (paths) => paths.filter(isText).length === docs.length;
  const { page, rounds: [second] } = await opened(t, "/many-rounds", body, isWhole);
  for (const name of ["Ledger", "Porto", "Renters"]) await page.getByRole("heading", { name }).waitFor();
  assert.ok(isScript(second[0]), second.join(" "));
  assert.equal(second.length, docs.length + 1);
});

test("an element that is changed while its script comes shows the words of now", async (t) => {
  const { doc, key } = await readable("Ledger");
  const element = `<muster-charter doc="${doc}" key="${key}" mode="read" view="card"></muster-charter>`;
  const isWhole = (paths) => paths.some(isScript) && paths.filter(isText).length === 2;
  const { page, rounds: [second] } = await opened(t, "/changed-rounds", element, isWhole);
  await eventually(() => second.some(isText));
  await page.evaluate(() => (document.querySelector("muster-charter").view = "three-ms"));
  await page.locator("[part=text] .mt-three-ms").waitFor();
});

test("a key goes in no address, and in no header that a browser asks leave for first", async (t) => {
  const { doc, key } = await readable("Ledger");
  const element = `<muster-charter doc="${doc}" key="${key}" mode="read"></muster-charter>`;
  const texts = [];
  const { page } = await cast(t, browser)("Ada");
  page.on("request", (request) => isText(new URL(request.url()).pathname) && texts.push(request));
  host.put("/leave", element, { head: loader(place.server) });
  await page.goto(host.url("wiki.example", "/leave"));
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
  const [first] = texts;
  assert.equal(first.method(), "POST");
  assert.equal(first.postData(), `Key ${key}`);
  assert.ok(!first.url().includes(key), first.url());
  const headers = await first.allHeaders();
  assert.equal(headers.authorization, undefined);
  assert.match(headers["content-type"], /^text\/plain/);
});

test("a link's words are there after the loader and what it asks for at once", async (t) => {
  const { doc, key } = await readable("Ledger");
  const link = `<p><a href="${place.server.app}/d/${doc}?key=${key}&mode=read">Our charter</a></p>`;
  const isWhole = (paths) => isTextThere(paths) && paths.some(isLinks);
  const { page, rounds: [second] } = await opened(t, "/link-rounds", link, isWhole);
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
  assert.equal(second.length, 3, second.join(" "));
});

test("a block that a wiki makes of a document is there after two rounds, and the link in it asks for nothing", async (t) => {
  const { doc, key } = await readable("Ledger");
  const block = `<div data-muster="${doc}" data-key="${key}" data-mode="read"><a href="${place.server.app}/d/${doc}">Open in Muster</a></div>`;
  const isWhole = (paths) => isTextThere(paths) && paths.some(isLinks);
  const { page, rounds: [second] } = await opened(t, "/block-rounds", block, isWhole);
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
  assert.equal(second.length, 3, second.join(" "));
});

test("a link that stays one asks for no text", async (t) => {
  const { doc, key } = await readable("Ledger");
  const link = (text) => `<a href="${place.server.app}/d/${doc}?key=${key}">${text}</a>`;
  const body = `<ul><li>${link("In a list")}</li></ul><nav>${link("In the menu")}</nav><div contenteditable><p>${link("In an editor")}</p></div>`;
  const { page, rounds: [second] } = await opened(t, "/stays", body, (paths) => paths.some(isLinks) && paths.some(isScript));
  await eventually(() => assert.ok(second.some(isScript)));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.deepEqual(second.filter(isText), []);
  assert.equal(await page.locator("muster-charter").count(), 0);
});

test("a frame by a read link has its scripts in one round, and then asks who reads, and for the words", async (t) => {
  const { doc, key } = await readable("Ledger");
  const has = (...names) => (paths) => names.every((name) => paths.some((path) => path.startsWith(`/assets/${name}-`)));
  const wholes = [has("frame", "guest", "rescue", "holder", "reading"), (paths) => paths.includes("/api/visitor"), (paths) => paths.some(isText)];
  const { page } = await cast(t, browser)("Ada");
  await inRounds(page, place.server, { first: `/embed/${doc}`, wholes });
  host.put("/frame-rounds", `<iframe src="${place.server.app}/embed/${doc}?key=${key}" title="Our charter"></iframe>`);
  await page.goto(host.url("wiki.example", "/frame-rounds"));
  await page.frameLocator("iframe").getByRole("heading", { name: "Ledger" }).waitFor();
});

test("a frame whose key stands behind # has its words after its page, its scripts and one more round", async (t) => {
  const { doc, key } = await readable("Ledger");
  const has = (...names) => (paths) => names.every((name) => paths.some((path) => path.startsWith(`/assets/${name}-`)));
  const wholes = [has("frame", "guest", "rescue"), (paths) => paths.some(isText) && has("reading")(paths)];
  const { page } = await cast(t, browser)("Ada");
  const rounds = await inRounds(page, place.server, { first: `/embed/${doc}`, wholes });
  host.put("/frame-behind", `<iframe src="${place.server.app}/embed/${doc}?view=three-ms#key=${key}" title="Our charter"></iframe>`);
  await page.goto(host.url("wiki.example", "/frame-behind"));
  await page.frameLocator("iframe").getByRole("heading", { name: "Ledger" }).waitFor();
  assert.equal(rounds[1].filter(isText).length, 1, "the text is asked for once");
});

test("a link in a sentence, and what is far below, ask for nothing that they may never need", async (t) => {
  const { doc, key } = await readable("Ledger");
  const [address, far] = [`${place.server.app}/d/${doc}?key=${key}`, `<div style="height:5000px">Words of the wiki.</div>`];
  const below = `<p><a href="${address}">Our charter</a></p><muster-charter doc="${doc}" key="${key}" mode="read"></muster-charter>`;
  const body = `<p>Here is <a href="${address}">our charter</a>.</p>${far}${below}`;
  const { page, rounds } = await opened(t, "/far", body, (paths) => paths.some(isLinks), isTextThere);
  // Each link that stands alone is an element now.
  await page.waitForFunction(() => document.querySelectorAll("muster-charter").length === 2);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.deepEqual(rounds.map((paths) => paths.length), [1, 0]);
  await page.locator("muster-charter").last().scrollIntoViewIfNeeded();
  await page.getByRole("heading", { name: "Ledger" }).first().waitFor();
});
