// One visit of somebody who was never here, measured from the start of the page.
import { watch } from "./watch.mjs";
import { watchWire } from "./wire.mjs";

const PATIENCE_MS = 120_000;

/**
 * Opens an address until its `last` mark is there; answers each mark with its milliseconds and the bytes until then. `after`
 * looks at the page while it stands.
 */
export async function visit(browser, { address, words, last, line, viewport, after }) {
  const context = await browser.newContext({ viewport });
  try {
    const page = await context.newPage();
    const wire = await watchWire(page, line);
    const marks = await marked(page, { address, words, last, presses: !!line.network });
    const begun = await page.evaluate(() => performance.timeOrigin);
    const at = (wall) => wall && { ms: wall - begun, n_bytes: wire.until(wall) };
    const [text, live] = [at(marks.text), at(marks.live)];
    return { text, live, ...(await after?.(page, wire)) };
  } finally {
    await context.close();
  }
}

/** Opens an address and waits for a mark; answers the time on the wall of each until then. */
export async function marked(page, { address, words, last, presses = false }) {
  const marks = {};
  let reach;
  const reached = new Promise((done) => (reach = done));
  await page.exposeBinding("benchTold", (_, mark, wall) => {
    marks[mark] = wall;
    if (mark === last) reach();
  });
  await page.addInitScript(watch, { words, presses });
  await page.goto(address, { waitUntil: "commit", timeout: PATIENCE_MS });
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(`${address}: no ${last} after ${PATIENCE_MS} ms`)), PATIENCE_MS)));
  await Promise.race([reached, late]).finally(() => clearTimeout(timer));
  return marks;
}
