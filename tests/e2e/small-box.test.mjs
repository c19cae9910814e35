// Every view of every kind in the smallest box that a wiki gives: no word is so long, and no script runs so, that the box scrolls
// sideways.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { cast, listDocs, runMuster } from "./harness.mjs";
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

/** The sheet of a document with long words and words of another direction in all that people wrote. */
function stretched(value, key = "") {
  const says = (words) => (words && !words.includes(LONG) ? `${ARABIC} ${LONG} ${words}` : words);
  if (Array.isArray(value)) return value.map((one) => (SPOKEN.includes(key) && typeof one?.value === "string" ? { ...one, value: `${one.value} ${LONG}` } : stretched(one)));
  if (!value || typeof value !== "object") return value;
  const isTexts = key === "texts";
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, isTexts && typeof one === "string" ? says(one) : stretched(one, name)]));
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

test("no view scrolls sideways at 300 by 150, whatever the words, with scripts off", async (t) => {
  const documents = (await example(t)).map((document) => ({ ...document, sheet: stretched(document.sheet) }));
  const body = JSON.stringify({ muster: 1, documents });
  const taken = await fetch(`${server.url}/api/import?name=all.json`, { method: "POST", headers: { "content-type": "application/json" }, body });
  assert.ok(taken.ok, await taken.text());
  const all = (await listDocs(server)).filter(({ kind }) => VIEWS[kind]);
  const { page } = await cast(t, browser)("Bo", { javaScriptEnabled: false });
  await page.setViewportSize({ width: 300, height: 150 });
  const seen = new Set();
  for (const { id, kind } of all.filter(({ kind }, at) => all.filter((one, before) => before < at && one.kind === kind).length < 2)) {
    for (const view of VIEWS[kind]) {
      await page.goto(`${server.app}/embed/${id}?view=${view}`);
      assert.ok(await page.locator(`.mt.mt-${view}`).isVisible(), `${kind} ${view}`);
      const beyond = await page.evaluate(() => {
        const isSeen = (element) => element.checkVisibility() && !element.closest(".mt-vh, svg");
        const wide = [...document.querySelectorAll(".mt *")].filter(isSeen).filter((element) => element.getBoundingClientRect().right > innerWidth + 1);
        return { width: document.documentElement.scrollWidth, wide: wide.slice(0, 3).map((element) => element.outerHTML.slice(0, 120)) };
      });
      assert.ok(beyond.width <= 300, `${kind} ${view} is ${beyond.width} wide: ${beyond.wide.join(" ")}`);
      seen.add(`${kind} ${view}`);
    }
  }
  for (const view of VIEWS.charter) assert.ok(seen.has(`charter ${view}`), view);
});

test("a name of another direction begins at the right, beside one that begins at the left", async (t) => {
  const headers = { "content-type": "application/json" };
  const document = (id, name) => ({ id, kind: "charter", sheet: { texts: { name, mission: name } } });
  const documents = [document("small-one", ARABIC), document("small-two", "Ledger")];
  const body = JSON.stringify({ muster: 1, documents });
  const taken = await fetch(`${server.url}/api/import?name=two.json`, { method: "POST", headers, body });
  assert.ok(taken.ok, await taken.text());
  const { page } = await cast(t, browser)("Bo");
  await page.setViewportSize({ width: 300, height: 150 });
  for (const [id, side] of [["small-one", "right"], ["small-two", "left"]]) {
    await page.goto(`${server.app}/embed/${id}?view=three-ms&mode=read`);
    const lead = page.locator(".mt-lead");
    await lead.waitFor();
    const at = await lead.evaluate((paragraph) => {
      const range = document.createRange();
      range.selectNodeContents(paragraph);
      const [words, box] = [range.getBoundingClientRect(), paragraph.getBoundingClientRect()];
      return { left: words.left - box.left, right: box.right - words.right };
    });
    assert.ok(at[side] <= 1 && at[side] < at[side === "left" ? "right" : "left"], `${id}: ${JSON.stringify(at)}`);
  }
});
