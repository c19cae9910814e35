// Keystrokes in a large review, in a large log and in a charter with much said about it, beside those in a charter.
import { answer, browser, order } from "./order.mjs";
import { prepare } from "./page.mjs";

const PATIENCE_MS = 60_000;
/** The pages take turns, so that a machine that is busy for a while is busy for all of them. */
const TURNS = 4;

await answer(measure);

async function measure() {
  const pages = {
    charter: await opened(`/d/${order.charter}`),
    review: await opened(`/d/${order.review}`),
    // Words are typed into the draft of a decision: what is logged is not edited.
    log: await opened(`/d/${order.log}`, (page) => page.locator(".of-new textarea").first().fill(order.field)),
    // The remarks are on the page before a letter is typed.
    full: await opened(`/d/${order.full}`, (page) => page.locator(".note.said").first().waitFor({ state: "attached" })),
  };
  const costs = Object.fromEntries(Object.keys(pages).map((name) => [name, { script: [], layout: [], n_long_tasks: 0 }]));
  for (let turn = 0; turn < TURNS; turn++) {
    for (const [name, page] of Object.entries(pages)) {
      await page.bringToFront();
      add(costs[name], await page.evaluate((n) => globalThis.bench.strokes(n), order.keystrokes / TURNS));
    }
  }
  return costs;
}

function add(to, cost) {
  to.script.push(...cost.script);
  to.layout.push(...cost.layout);
  to.n_long_tasks += cost.n_long_tasks;
}

async function opened(path, begin) {
  const context = await browser.newContext();
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`the page complains: ${error}`));
  await page.addInitScript(prepare, { field: order.field });
  await page.goto(order.url + path);
  await begin?.(page);
  await page.waitForFunction(() => globalThis.bench.ready !== null, null, { timeout: PATIENCE_MS, polling: 100 });
  return page;
}
