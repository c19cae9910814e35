// Every view of every kind in the smallest box that a wiki gives: no word is so long, and no script runs so, that the box scrolls
// sideways.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { cast, eventually, listDocs, runMuster } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const LONG = "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz";
const ARABIC = "ميثاق الفريق للمستأجرين";
/** The views of each kind, the whole first. */
const VIEWS = {
  charter: ["full", "three-ms", "card", "coverage", "metrics", "metric", "map"],
  review: ["full", "agenda", "card", "advice", "summary"],
  series: ["full", "next", "card", "current", "advice"],
  log: ["full", "recent", "card", "dial"],
  okr: ["full", "card"],
  strategy: ["full", "card"],
  org: ["full", "map"],
};
/** Values that are words of people, and not of a closed list. */
const SPOKEN = ["name", "surface", "unit", "title", "question"];

/** A text with a long word and words of another direction before its own. */
const longer = (words) => (words ? `${ARABIC} ${LONG} ${words}` : words);

/** A sheet, or a part of it, with such words in all that people wrote. */
function stretched(value, key = "") {
  if (Array.isArray(value)) return value.map((one) => stretched(one, key));
  if (!value || typeof value !== "object") return value;
  if (SPOKEN.includes(key) && typeof value.value === "string") return { ...value, value: `${value.value} ${LONG}` };
  const isWords = (one) => key === "texts" && typeof one === "string";
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, isWords(one) ? longer(one) : stretched(one, name)]));
}

/** The worked example as files of JSON, made in a folder of its own. */
async function example(t) {
  const [data, out] = await Promise.all(["data", "out"].map((name) => mkdtemp(join(tmpdir(), `muster-small-${name}-`))));
  t.after(() => Promise.all([data, out].map((folder) => rm(folder, { recursive: true, force: true }))));
  for (const args of [["sample", "--data", data], ["export", "--data", data, "--format", "json", out]]) {
    const done = await runMuster(args);
    assert.equal(done.code, 0, done.stderr);
  }
  const names = (await readdir(out, { recursive: true })).filter((name) => name.endsWith(".json"));
  const files = await Promise.all(names.map((name) => readFile(join(out, name), "utf8")));
  return files.flatMap((file) => JSON.parse(file).documents ?? []);
}

/** Gives the server documents. */
async function take(documents) {
  const headers = { "content-type": "application/json" };
  const body = JSON.stringify({ muster: 1, documents });
  const answer = await fetch(`${server.url}/api/import?name=all.json`, { method: "POST", headers, body });
  assert.ok(answer.ok, await answer.text());
}

/** The first two documents of each kind. */
const someOf = (all) => all.filter(({ kind }, at) => all.slice(0, at).filter((one) => one.kind === kind).length < 2);

test("no view scrolls sideways at 300 by 150, whatever the words, with scripts off", async (t) => {
  const documents = (await example(t)).map((document) => ({ ...document, sheet: stretched(document.sheet) }));
  await take(documents);
  const all = (await listDocs(server)).filter(({ kind }) => VIEWS[kind]);
  const { page } = await cast(t, browser)("Bo", { javaScriptEnabled: false });
  await page.setViewportSize({ width: 300, height: 150 });
  const seen = new Set();
  for (const { id, kind } of someOf(all)) {
    for (const view of VIEWS[kind]) {
      await page.goto(`${server.app}/embed/${id}?view=${view}`);
      assert.ok(await page.locator(`.mt.mt-${view}`).isVisible(), `${kind} ${view}`);
      const beyond = await page.evaluate(() => {
        const isSeen = (element) => element.checkVisibility() && !element.closest(".mt-vh, svg");
        const isBeyond = (element) => isSeen(element) && element.getBoundingClientRect().right > innerWidth + 1;
        const wide = [...document.querySelectorAll(".mt *")].filter(isBeyond).map((element) => element.outerHTML.slice(0, 120));
        return { width: document.documentElement.scrollWidth, wide: wide.slice(0, 3) };
      });
      assert.ok(beyond.width <= 300, `${kind} ${view} is ${beyond.width} wide: ${beyond.wide.join(" ")}`);
      seen.add(`${kind} ${view}`);
    }
  }
  for (const view of VIEWS.charter) assert.ok(seen.has(`charter ${view}`), view);
});

test("a name of another direction begins at the right, beside one that begins at the left", async (t) => {
  const document = (id, name) => ({ id, kind: "charter", sheet: { texts: { name, mission: name } } });
  await take([document("small-one", ARABIC), document("small-two", "Ledger")]);
  const { page } = await cast(t, browser)("Bo");
  await page.setViewportSize({ width: 300, height: 150 });
  const listed = await listDocs(server);
  for (const [name, side] of [[ARABIC, "right"], ["Ledger", "left"]]) {
    const { id } = listed.find(({ summary }) => summary?.name === name);
    await page.goto(`${server.app}/embed/${id}?view=three-ms&mode=read`);
    const lead = page.locator(".mt-lead");
    await lead.waitFor();
    // The text that follows changes takes the place of the first.
    await eventually(async () => {
      const at = await lead.evaluate((paragraph) => {
        const range = document.createRange();
        range.selectNodeContents(paragraph);
        const [words, box] = [range.getBoundingClientRect(), paragraph.getBoundingClientRect()];
        return { left: words.left - box.left, right: box.right - words.right };
      });
      assert.ok(at[side] <= 1 && at[side] < at[side === "left" ? "right" : "left"], `${id}: ${JSON.stringify(at)}`);
    });
  }
});
