// Loads of the home page of a small workspace and of a large one, in turns.
import { answer, browser, order } from "./order.mjs";

const PATIENCE_MS = 60_000;

await answer(measure);

async function measure() {
  const measured = {};
  for (const name of ["small", "large"]) {
    const list = await (await fetch(`${order[name]}/api/docs`)).arrayBuffer();
    measured[name] = { first: [], again: [], n_bytes: list.byteLength };
  }
  // The first load of each warms up the server and is not counted.
  for (let n = 0; n <= order.loads; n++) {
    for (const name of ["small", "large"]) {
      const { first, again } = await visits(order[name]);
      if (n === 0) continue;
      measured[name].first.push(first);
      measured[name].again.push(again);
    }
  }
  return measured;
}

/** Somebody comes for the first time, and then once more with what the device keeps. */
async function visits(url) {
  const context = await browser.newContext();
  try {
    const page = await context.newPage();
    await page.addInitScript(watch);
    const first = await visit(page, url);
    await page.evaluate(() => navigator.serviceWorker.ready.then(() => true));
    const again = await visit(page, url);
    return { first, again };
  } finally {
    await context.close();
  }
}

async function visit(page, url) {
  await page.goto(url);
  await page.waitForFunction(() => globalThis.seen !== undefined, null, { timeout: PATIENCE_MS, polling: 50 });
  return page.evaluate(() => globalThis.seen);
}

/** Notes when the first team stands on the page. Runs in it. */
function watch() {
  const look = () => {
    if (document.querySelector("main a[href^='/d/'], .home-page a[href^='/d/']")) globalThis.seen = performance.now();
    else requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
