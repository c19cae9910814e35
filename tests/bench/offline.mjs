// A phone that was switched off: its browser starts anew, at home and at a charter that it keeps, with the server there and with
// neither server nor network.
import { startServer } from "../e2e/harness.mjs";
import { newProfile } from "../e2e/parts/profile.mjs";
import { brought } from "./elsewhere.mjs";
import { answer, order } from "./order.mjs";
import { marked } from "./visit.mjs";

const PHONE = { width: 390, height: 844, deviceScaleFactor: 3, mobile: true };
const CPU = 4;

await answer(measure);

async function measure() {
  const [server, profile] = [await startServer(), await newProfile()];
  try {
    const file = await (await fetch(`${order.url}/embed/${order.doc}.json`)).text();
    const doc = await brought(server.url, "team.json", file);
    await keep(profile, `${server.app}/d/${doc}`);
    const measured = {};
    for (const state of ["there", "away"]) {
      if (state === "away") await server.kill();
      measured[state] = { home: [], charter: [] };
      for (let turn = 0; turn < order.turns; turn++) {
        measured[state].home.push(await cold(profile, state, { address: server.app, words: [order.team], last: "text" }));
        measured[state].charter.push(await cold(profile, state, { address: `${server.app}/d/${doc}`, words: [order.field], last: "editable" }));
      }
    }
    return measured;
  } finally {
    await Promise.all([server.stop(), profile.remove()]);
  }
}

/** A first visit, until the device has the app and what is in the charter. */
async function keep(profile, address) {
  const { page } = await profile.start();
  await marked(page, { address, words: [order.field], last: "live" });
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.close({ runBeforeUnload: true });
  await profile.kill();
}

/** From the start of the page in a browser that has only just started, in milliseconds. */
async function cold(profile, state, at) {
  const { context, page } = await profile.start();
  try {
    if (state === "away") await context.setOffline(true);
    const session = await context.newCDPSession(page);
    await session.send("Emulation.setDeviceMetricsOverride", PHONE);
    await session.send("Emulation.setCPUThrottlingRate", { rate: CPU });
    const marks = await marked(page, at);
    return marks[at.last] - (await page.evaluate(() => performance.timeOrigin));
  } finally {
    await profile.kill();
  }
}
