// A page that was frozen, kept for the way back or asleep, and a clock that is set: what the chip says is so at once.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** Sockets that can go dead as they do while a machine sleeps: open to the page, and nothing comes or goes any more. */
async function withSockets(page) {
  const sockets = { isDead: () => false, opened: 0 };
  await page.routeWebSocket(/\/sync\b/, (near) => {
    const number = (sockets.opened += 1);
    const far = near.connectToServer();
    near.onMessage((message) => sockets.isDead(number) || far.send(message));
    far.onMessage((message) => sockets.isDead(number) || near.send(message));
  });
  return sockets;
}

/** Lets the clock that people set be set in a page. Runs in it, before its scripts. */
function settableClock() {
  const real = Date.now;
  window.setBy = 0;
  Date.now = () => real() + window.setBy;
}

const HOUR_MS = 3_600_000;

const WAKES = {
  "is resumed after it was frozen": (page) => page.evaluate(() => document.dispatchEvent(new Event("resume"))),
  "comes back from where the browser kept it": (page) =>
    page.evaluate(() => dispatchEvent(new PageTransitionEvent("pageshow", { persisted: true }))),
  "is looked at after its machine slept": (page) =>
    page.evaluate((ms) => {
      document.dispatchEvent(new Event("visibilitychange"));
      window.setBy += ms;
      document.dispatchEvent(new Event("visibilitychange"));
    }, HOUR_MS),
};

for (const [what, wake] of Object.entries(WAKES)) {
  test(`a page that ${what} sends and hears again at once, though its sockets are dead`, async (t) => {
    const invite = cast(t, browser);
    const [ada, bo] = [await invite("Ada Lovelace"), await invite("Bo Diddley")];
    await ada.page.addInitScript(settableClock);
    const sockets = await withSockets(ada.page);
    const doc = await makeDoc(server, { name: "Ledger" });
    await Promise.all([openCharter(ada, server, doc), openCharter(bo, server, doc)]);
    await status(ada.page, SAVED);
    const old = sockets.opened;
    sockets.isDead = (number) => number <= old;
    await write(bo.page, "Mission", "Rent is paid.");
    await status(bo.page, SAVED);
    await write(ada.page, "Team name", " of Homes");
    await status(ada.page, "Saving…");
    await wake(ada.page);
    await status(ada.page, SAVED);
    await says(ada.page, "Mission", "Rent is paid.");
    await says(bo.page, "Team name", "Ledger of Homes");
  });
}

for (const [what, by] of [["set back", -48 * HOUR_MS], ["set forward", 48 * HOUR_MS]]) {
  test(`a clock that is ${what} changes nothing in what is saved, who is here, and what undo takes back`, async (t) => {
    const invite = cast(t, browser);
    const [ada, bo] = [await invite("Ada Lovelace"), await invite("Bo Diddley")];
    await ada.page.addInitScript(settableClock);
    const doc = await makeDoc(server, { name: "Ledger" });
    await Promise.all([openCharter(ada, server, doc), openCharter(bo, server, doc)]);
    await write(ada.page, "Mission", "one");
    await status(ada.page, SAVED);
    await ada.page.evaluate((by) => (window.setBy = by), by);
    await write(ada.page, "Goal", "two");
    await status(ada.page, SAVED);
    await eventually(async () => assert.match(await bo.page.locator("ul[part=people]").textContent(), /Ada Lovelace/));
    await field(ada.page, "Goal").press("Control+z");
    await says(bo.page, "Goal", "");
    await says(bo.page, "Mission", "one");
  });

  test(`the last word of an agreement counts after a clock is ${what}`, async (t) => {
    const { page } = await cast(t, browser)("Ada Lovelace");
    await page.addInitScript(settableClock);
    await openCharter({ page }, server, await makeDoc(server, { name: "Ledger" }));
    await write(page, "Mission", "one");
    await page.getByRole("button", { name: "Agree", exact: true }).first().click();
    const agreed = page.locator(".of-mission .agreed").first();
    await eventually(async () => assert.equal(await agreed.textContent(), "1 of 1 agree"));
    await page.evaluate((by) => (window.setBy = by), by);
    await write(page, "Mission", " two");
    await eventually(async () => assert.equal(await agreed.textContent(), "0 of 1 agree, 1 stale"));
    await page.getByRole("button", { name: "Agree", exact: true }).first().click();
    await eventually(async () => assert.equal(await agreed.textContent(), "1 of 1 agree"));
  });
}
