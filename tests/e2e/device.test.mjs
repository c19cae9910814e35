// On an open server a device is one person, until it says otherwise.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, openCharter, SAVED, status, write } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** A device whose person was never asked for a name. */
async function device(t, prepare) {
  const context = await browser.newContext();
  t.after(() => context.close());
  if (prepare) await context.addInitScript(prepare);
  return context;
}

const me = (page) => page.getByRole("button", { name: /, you, / });
const myName = async (page) => (await me(page).getAttribute("aria-label")).split(", you, ")[1];
const open = async (page, doc) => {
  await openCharter({ page }, server, doc);
  return page;
};
const takeBack = (page) => page.getByRole("button", { name: "Withdraw", exact: true });

async function rename(page, name) {
  await me(page).click();
  await page.getByLabel("Your name, as others see it").fill(name);
  await page.keyboard.press("Enter");
}

test("who agreed and commented is the same one after a reload and in other tabs", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const context = await device(t);
  const page = await open(await context.newPage(), doc);
  const name = await myName(page);
  assert.match(name, /^Guest \w{4}$/);
  await write(page, "Mission", "Rent is paid.");
  await page.getByRole("button", { name: "Comment", exact: true }).first().click();
  await page.locator(".unsent textarea:focus").waitFor();
  await page.keyboard.type("Every month?");
  await page.keyboard.press("Control+Enter");
  await page.getByRole("button", { name: "Agree", exact: true }).first().click();
  await takeBack(page).first().waitFor();
  await status(page, SAVED);

  await page.reload();
  const other = await open(await context.newPage(), doc);
  for (const tab of [page, other]) {
    await takeBack(tab).first().waitFor();
    assert.equal(await myName(tab), name);
    assert.equal(await tab.locator(".of-mission .agreed").first().textContent(), "1 of 1 agree");
    assert.equal(await field(tab, "Comment").inputValue(), "Every month?", "they may go on writing it");
  }
  const { page: bo } = await cast(t, browser)("Bo Diddley");
  await open(bo, doc);
  await eventually(async () => assert.deepEqual(await bo.locator("[part=people] .vh").allTextContents(), [name, "Bo Diddley (you)"]));
});

test("a name that is changed holds in every tab, and what was signed before is still theirs", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const context = await device(t);
  const [page, other] = [await open(await context.newPage(), doc), await open(await context.newPage(), doc)];
  await write(page, "Mission", "Rent is paid.");
  await page.getByRole("button", { name: "Agree", exact: true }).first().click();
  await takeBack(page).first().waitFor();
  await rename(page, "Mei Harada");
  for (const tab of [page, other]) {
    await eventually(async () => assert.equal(await myName(tab), "Mei Harada"));
    await takeBack(tab).first().waitFor();
    await eventually(async () => assert.equal(await tab.locator(".of-mission .agreed").first().textContent(), "1 of 1 agree"));
  }
  const { page: bo } = await cast(t, browser)("Bo Diddley");
  await open(bo, doc);
  await eventually(async () => {
    const who = await bo.locator("[part=agreed] .who").evaluateAll((all) => all.map((one) => one.title));
    assert.deepEqual(who, ["Mei Harada"], "others see one person, too");
  });
  await page.reload();
  await takeBack(page).first().waitFor();
  assert.equal(await myName(page), "Mei Harada");
});

test("a name holds while it is typed, and nothing that stood in the field on the way is one", async (t) => {
  const context = await device(t);
  const page = await open(await context.newPage(), await makeDoc(server, { name: "Ledger" }));
  const drawn = await myName(page);
  await me(page).click();
  const name = page.getByLabel("Your name, as others see it");
  await name.fill("");
  await name.pressSequentially("Mei H");
  // The page has changed with the name before a press takes the focus away: nothing slips from under it.
  assert.equal(await myName(page), "Mei H");
  await page.keyboard.press("Backspace");
  await page.keyboard.type("Harada");
  assert.equal(await name.inputValue(), "Mei Harada", "a space stays while it is the last letter");
  await page.keyboard.press("Tab");
  assert.equal(await myName(page), "Mei Harada");
  assert.equal(await page.evaluate(() => localStorage.getItem("muster-former-names")), drawn);
  await name.fill("");
  await page.keyboard.press("Tab");
  assert.equal(await name.inputValue(), "Mei Harada", "nobody is without a name");
});

test("two devices are two people", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const [one, two] = [await device(t), await device(t)];
  const [first, second] = [await open(await one.newPage(), doc), await open(await two.newPage(), doc)];
  assert.notEqual(await myName(first), await myName(second));
  await write(first, "Mission", "Rent is paid.");
  await first.getByRole("button", { name: "Agree", exact: true }).first().click();
  await eventually(async () => assert.equal(await second.locator(".of-mission .agreed").first().textContent(), "1 of 1 agree"));
  assert.equal(await takeBack(second).count(), 0);
});

const refuseStorage = () => {
  Object.defineProperty(window, "localStorage", { get: () => { throw new DOMException("denied", "SecurityError"); } });
};
const refuseWrites = () => {
  Storage.prototype.setItem = () => { throw new DOMException("full", "QuotaExceededError"); };
};

for (const [what, prepare, says] of [
  ["keeps it", undefined, "Kept on this device, for all its tabs."],
  ["has no storage", refuseStorage, /^This browser keeps nothing for this page\./],
  ["has a full one", refuseWrites, /^This browser keeps nothing for this page\./],
]) {
  test(`what the menu says of the name is so where the browser ${what}`, async (t) => {
    const context = await device(t, prepare);
    const page = await open(await context.newPage(), await makeDoc(server, { name: "Ledger" }));
    await rename(page, "Mei Harada");
    await me(page).click();
    const said = await page.locator("#me .small").textContent();
    if (says instanceof RegExp) assert.match(said, says);
    else assert.equal(said, says);
    await page.reload();
    await me(page).waitFor();
    const isKept = (await myName(page)) === "Mei Harada";
    assert.equal(isKept, prepare === undefined);
  });
}
