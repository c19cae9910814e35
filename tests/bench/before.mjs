// The same page from two binaries, in turns: an older one, and the one that is measured.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";

import { answer, browser, order } from "./order.mjs";
import { prepare } from "./page.mjs";

const PATIENCE_MS = 30_000;

await answer(measure);

async function measure() {
  const measured = { before: [], now: [] };
  // The first visit to each tells what is cached in the machine, and is not counted.
  for (let turn = 0; turn <= order.turns; turn++) {
    for (const name of turn % 2 ? ["before", "now"] : ["now", "before"]) {
      const visit = await visited(order[name]);
      if (turn > 0) measured[name].push(visit);
    }
  }
  return measured;
}

/** Somebody who was never here opens the charter, and writes in it. */
async function visited({ url, doc }) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(prepare, { field: order.field });
    await page.goto(`${url}/d/${doc}`);
    await page.waitForFunction(() => globalThis.bench.ready !== null, null, { timeout: PATIENCE_MS, polling: 100 });
    assert.ok(await page.evaluate(() => globalThis.bench.takesText()), "the field takes text");
    const first = await page.evaluate(() => globalThis.bench.ready - globalThis.bench.pageStart);
    const local = await page.evaluate((n) => globalThis.bench.strokes(n), order.keystrokes);
    return { first, local, n_bytes: await memory(page) };
  } finally {
    await context.close();
  }
}

/** The memory that the process of the page holds for itself, once all that nobody needs is collected. */
async function memory(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const machine = await browser.newBrowserCDPSession();
  const { processInfo } = await machine.send("SystemInfo.getProcessInfo");
  const drawing = processInfo.filter(({ type }) => type === "renderer");
  const held = await Promise.all(drawing.map(({ id }) => ownBytes(id)));
  // A browser keeps an empty process ready for the next page: the larger one has drawn this one.
  return Math.max(...held);
}

async function ownBytes(id) {
  const table = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
  const lines = [...table.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)];
  return lines.reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
}
