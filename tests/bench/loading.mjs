// Page loads with empty caches: from the start of the page, and of its script, to a field that takes text.
import assert from "node:assert/strict";

import { prepare } from "./page.mjs";

const PATIENCE_MS = 30_000;

/** Loads the app and an empty page in turn, each time as somebody who was never here. */
export async function loads(browser, { url, doc, field, loads: n }) {
  const app = { from_page: [], from_script: [], n_bytes: 0 };
  const empty = { from_page: [], from_script: [], n_bytes: 0 };
  // The first load tells which files there are, and is not counted.
  const files = (await load(browser, `${url}/d/${doc}`, { field })).files.map(([name]) => name);
  assert.ok(files.length > 0, "the app loads files");
  for (let i = 0; i < n; i++) {
    add(app, await load(browser, `${url}/d/${doc}`, { field }));
    add(empty, await load(browser, `${url}/livez`, { field, files }));
  }
  return { app, empty };
}

function add(to, { page, script, files }) {
  to.from_page.push(page);
  to.from_script.push(script);
  to.n_bytes = files.reduce((sum, [, bytes]) => sum + bytes, 0);
}

async function load(browser, address, order) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(prepare, order);
    await page.goto(address);
    await page.waitForFunction(() => globalThis.bench.ready !== null, null, { timeout: PATIENCE_MS, polling: 100 });
    if (!order.files) assert.ok(await page.evaluate(() => globalThis.bench.takesText()), "the field takes text");
    return await page.evaluate(() => {
      const { pageStart, scriptStart, ready, bytes } = globalThis.bench;
      return { page: ready - pageStart, script: ready - (scriptStart ?? pageStart), files: bytes() };
    });
  } finally {
    await context.close();
  }
}
