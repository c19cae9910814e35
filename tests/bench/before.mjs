// The same page from two binaries, in turns: an older one, and the one that is measured.
import assert from "node:assert/strict";

import { memory } from "./memory.mjs";
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
    return { first, local, n_bytes: await memory(browser, page) };
  } finally {
    await context.close();
  }
}
