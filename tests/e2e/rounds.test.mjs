// The words of a document in other people's pages come after two rounds of requests: the loader, and all that it asks for.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { inTwoRounds } from "./parts/rounds.mjs";
import { browser, host, place, stageInAWiki } from "./parts/stage.mjs";

stageInAWiki({ Ada: "owner" });

const isText = (path) => /^\/embed\/[^/]+\.html$/.test(path);
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

async function opened(t, path, body, isWhole = isTextThere) {
  const { page } = await cast(t, browser)("Ada");
  const rounds = await inTwoRounds(page, place.server, { first: "/embed.js", isWhole });
  host.put(path, body, { head: loader(place.server) });
  await page.goto(host.url("wiki.example", path));
  return { page, ...rounds };
}

test("an element's words are there after the loader and what it asks for at once", async (t) => {
  const { doc, key } = await readable("Ledger");
  const { page, second } = await opened(t, "/rounds", `<muster-charter doc="${doc}" key="${key}" mode="read"></muster-charter>`);
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
  assert.deepEqual(second.filter((path) => !isText(path) && !isScript(path)), []);
  assert.equal(second.filter(isText).length, 1, "the text is asked for once");
});

test("of many elements the script is asked for before the texts, and each text once", async (t) => {
  const docs = await Promise.all(["Ledger", "Porto", "Renters"].map(readable));
  const body = docs.map(({ doc, key }) => `<muster-charter doc="${doc}" key="${key}" mode="read" view="three-ms"></muster-charter>`).join("");
  const isWhole = (paths) => paths.filter(isText).length === docs.length;
  const { page, second } = await opened(t, "/many-rounds", body, isWhole);
  for (const name of ["Ledger", "Porto", "Renters"]) await page.getByRole("heading", { name }).waitFor();
  assert.ok(isScript(second[0]), second.join(" "));
  assert.equal(second.length, docs.length + 1);
});

test("an element far below asks for nothing until somebody comes near", async (t) => {
  const { doc, key } = await readable("Ledger");
  const far = `<div style="height:5000px">Words of the wiki.</div>`;
  const { page, second } = await opened(t, "/far", `${far}<muster-charter doc="${doc}" key="${key}" mode="read"></muster-charter>`);
  await page.waitForFunction(() => document.querySelector("muster-charter").shadowRoot);
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
  assert.deepEqual(second, []);
  await page.locator("muster-charter").scrollIntoViewIfNeeded();
  await page.getByRole("heading", { name: "Ledger" }).waitFor();
});
