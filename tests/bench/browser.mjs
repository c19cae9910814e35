// The browser's part of `cargo xtask bench`. It is given an order as JSON, and prints what it measured as JSON.
import { once } from "node:events";
import { createServer } from "node:http";

import { loads } from "./loading.mjs";
import { answer, browser, order } from "./order.mjs";
import { RELAY_PAGE, prepare } from "./page.mjs";
import { typeAcross } from "./typing.mjs";

const PATIENCE_MS = 30_000;

await answer(measure);

async function measure() {
  const { app, empty } = await loads(browser, order);
  const relay = await relayPage();
  const ours = await inTwoBrowsers(`${order.url}/d/${order.doc}`);
  const theirs = await inTwoBrowsers(relay.address);
  relay.server.close();
  return {
    browser: `Chromium ${browser.version()}`,
    n_boxes: ours.nBoxes,
    muster: ours.typed,
    relay: theirs.typed,
    local: ours.local,
    plain: theirs.local,
    app,
    empty,
  };
}

/** Two people with browsers of their own on one page. */
async function inTwoBrowsers(address) {
  const contexts = [await browser.newContext(), await browser.newContext()];
  const pages = [];
  for (const context of contexts) pages.push(await opened(context, address));
  const typed = await typeAcross(pages, order.keystrokes);
  const local = await pages[0].evaluate((n) => globalThis.bench.strokes(n), order.keystrokes);
  const nBoxes = await pages[0].evaluate(() => globalThis.bench.nBoxes());
  for (const context of contexts) await context.close();
  return { typed, local, nBoxes };
}

async function opened(context, address) {
  const page = await context.newPage();
  page.on("pageerror", (error) => console.error(`the page complains: ${error}`));
  await page.addInitScript(prepare, { field: order.field });
  await page.goto(address);
  await page.waitForFunction(() => globalThis.bench.ready !== null, null, { timeout: PATIENCE_MS, polling: 100 });
  return page;
}

/** The peer's page needs an address of its own: pages without one may not open sockets everywhere. */
async function relayPage() {
  const server = createServer((_, answer) => {
    answer.writeHead(200, { "Content-Type": "text/html", Connection: "close" }).end(RELAY_PAGE);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const query = new URLSearchParams({ relay: order.relay, field: order.field });
  return { server, address: `http://127.0.0.1:${server.address().port}/?${query}` };
}
