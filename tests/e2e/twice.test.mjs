// A line that one person rewrote without a connection while another one rewrote it online: both see both versions at once, each in
// their own place, and one press of either settles it for all.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, BACK_MS, eventually, field, ON_THIS_DEVICE, openCharter, SAVED, says, status, wholeField, write } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Mo: "leader" });

const LATE = { timeout: 15_000 };
const [AWAY, THERE] = ["Every invoice is right", "Nobody waits for money"];
const versions = (page) => wholeField(page, "Mission").getByRole("group", { name: "Two versions of this line" });

/** Ada rewrites the mission of a charter without a connection while Lin rewrites it, and comes back. */
async function both(t) {
  const invite = signedIn(t, browser);
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  const [ada, lin] = [await invite(place, "Ada"), await invite(place, "Lin")];
  await openCharter(ada, place.server, id);
  await write(ada.page, "Mission", "Money is counted once");
  await status(ada.page, SAVED);
  await openCharter(lin, place.server, id);
  await says(lin.page, "Mission", "Money is counted once");
  await ada.page.waitForFunction(() => navigator.serviceWorker.controller);
  await ada.context.setOffline(true);
  await field(ada.page, "Mission").fill(AWAY);
  await status(ada.page, ON_THIS_DEVICE);
  await field(lin.page, "Mission").fill(THERE);
  await status(lin.page, SAVED);
  assert.equal(await versions(lin.page).count(), 0);
  await ada.context.setOffline(false);
  await status(ada.page, SAVED, BACK_MS);
  return { id, ada, lin, invite };
}

test("a19 who was there sees both versions at the line, as does who opens it meanwhile, and one press takes one for everybody", async (t) => {
  const { id, ada, lin, invite } = await both(t);
  const receipt = ada.page.getByRole("region", { name: "Back online" });
  await receipt.getByText("you and somebody else rewrote it at once", { exact: false }).waitFor(LATE);
  await receipt.getByText("They wrote", { exact: true }).waitFor();
  await receipt.locator(".pair").getByText(THERE, { exact: true }).waitFor();
  await versions(lin.page).waitFor(LATE);
  await versions(lin.page).getByText("Ada rewrote this line without a connection", { exact: false }).waitFor();
  for (const words of [AWAY, THERE]) await versions(lin.page).getByText(words, { exact: true }).waitFor();
  assert.deepEqual(await axe(lin.page), []);
  const mo = await invite(place, "Mo", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await openCharter(mo, place.server, id);
  await versions(mo.page).waitFor(LATE);
  assert.ok(await mo.page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await versions(lin.page).getByRole("button", { name: "Take Ada’s" }).click();
  for (const { page } of [lin, mo, ada]) {
    await says(page, "Mission", AWAY);
    await versions(page).waitFor({ state: "detached" });
  }
  // The other press comes too late, and says so.
  await receipt.getByRole("button", { name: "Take the other’s" }).click();
  await receipt.getByText("It reads otherwise by now", { exact: false }).waitFor();
});

test("a19 both versions are left as they are by one press, which is for the one who presses alone", async (t) => {
  const { ada, lin } = await both(t);
  await versions(lin.page).waitFor(LATE);
  const reads = await field(lin.page, "Mission").inputValue();
  assert.ok(reads.includes(AWAY) && reads.includes(THERE), reads);
  await versions(lin.page).getByRole("button", { name: "Leave both" }).click();
  await versions(lin.page).waitFor({ state: "detached" });
  await says(lin.page, "Mission", reads);
  const receipt = ada.page.getByRole("region", { name: "Back online" });
  await receipt.getByRole("button", { name: "Take the other’s" }).click();
  await says(lin.page, "Mission", THERE);
  await eventually(async () => assert.equal(await versions(lin.page).count(), 0));
});
