// The past of a document: its history as people read it, what is put back, editions, what came while one was away.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axe, BACK_MS, cast, eventually, field, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, status, write,
} from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** Ada and a charter with a mission. */
async function charter(t, mission) {
  const invite = cast(t, browser);
  const ada = await invite("Ada");
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter(ada, server, doc);
  await write(ada.page, "Mission", mission);
  await status(ada.page, SAVED);
  return { ada, page: ada.page, doc, invite };
}

/** The history as programs read it. */
const history = async (doc) => (await fetch(`${server.app}/api/docs/${doc}/history`)).json();

/** The service worker holds the app and answers for this page. */
const kept = (page) => page.waitForFunction(() => navigator.serviceWorker.controller);

test("the history reads in the document's own words, and says who wrote certain ones", async (t) => {
  const { page, doc } = await charter(t, "Money is counted once");
  await page.goto(`${server.app}/d/${doc}/history`);
  const sitting = page.locator(".sitting").first();
  await sitting.getByText("Mission", { exact: true }).waitFor();
  await sitting.locator("ins").filter({ hasText: "Money is counted once" }).waitFor();
  assert.equal(await page.getByText("##").count(), 0);
  assert.deepEqual(await axe(page), []);
  await page.getByLabel("Who wrote these words?").fill("counted once");
  await page.getByRole("button", { name: "Show", exact: true }).click();
  await page.getByRole("link", { name: "See the sitting" }).click();
  assert.match(new URL(page.url()).hash, /^#s\d+$/);
  await page.locator(".sitting").first().getByRole("link", { name: "As it stood then" }).click();
  await page.locator("article.then").getByText("Money is counted once").waitFor();
});

test("words that are selected in the document are asked after in its menu", async (t) => {
  const { page } = await charter(t, "Money is counted once");
  await field(page, "Mission").selectText();
  await page.getByRole("button", { name: "Menu of Ledger" }).click();
  await page.getByRole("menuitem", { name: "Who wrote “Money is counted once”?" }).click();
  await page.getByText(/^Who wrote “Money is counted once”\?$/).waitFor();
  await page.getByRole("link", { name: "See the sitting" }).waitFor();
});

test("a section is put back by one press as a new edit, and what stood there stays in the history", async (t) => {
  const { page, doc } = await charter(t, "Money is counted once");
  const [{ seq }] = await history(doc);
  await write(page, "Mission", " and twice");
  await status(page, SAVED);
  await page.goto(`${server.app}/d/${doc}?restore=${seq}&section=Mission`);
  const ask = page.getByRole("region", { name: "Restore" });
  await ask.getByText(/^Restore “Mission” as it stood on/).waitFor();
  await ask.getByText("What would change").click();
  await ask.locator("del").filter({ hasText: "and twice" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await ask.getByRole("button", { name: "Restore", exact: true }).click();
  await says(page, "Mission", "Money is counted once");
  await ask.getByText("Restored, as a new edit.").waitFor();
  await status(page, SAVED);
  assert.equal(new URL(page.url()).search, "", "a page that is loaded again asks nothing");
  const then = await (await fetch(`${server.app}/api/docs/${doc}/history/${seq}`)).json();
  assert.equal(then.sheet.texts.mission, "Money is counted once");
  await ask.getByRole("button", { name: "Close" }).click();
  await ask.waitFor({ state: "detached" });
  await page.goto(`${server.app}/d/${doc}?restore=${seq}&section=Mission`);
  await page.getByText(/^Nothing to restore/).waitFor();
});

test("the list of what would change follows what others write meanwhile, and all of it is put back", async (t) => {
  const { page, doc, invite } = await charter(t, "Money is counted once");
  const [{ seq }] = await history(doc);
  await write(page, "Mission", " and twice");
  await status(page, SAVED);
  await page.goto(`${server.app}/d/${doc}?restore=${seq}&section=Mission`);
  const ask = page.getByRole("region", { name: "Restore" });
  await ask.getByText("What would change").click();
  await ask.locator("del").filter({ hasText: "and twice" }).waitFor();
  const bo = await invite("Bo");
  await openCharter(bo, server, doc);
  await write(bo.page, "Mission", " and thrice");
  await ask.locator("del").filter({ hasText: "and twice and thrice" }).waitFor();
  await ask.getByRole("button", { name: "Restore", exact: true }).click();
  await ask.getByText("Restored, as a new edit.").waitFor();
  await says(page, "Mission", "Money is counted once");
});

test("an edition is named while all is saved, and its words are found under it whatever is written later", async (t) => {
  const { ada, page, doc } = await charter(t, "Money is counted once");
  await kept(page);
  const name = page.getByRole("button", { name: "Name this edition", exact: true });
  const named = page.getByText("Named “Edition 2”.");
  await page.getByRole("button", { name: "Menu of Ledger" }).click();
  await page.getByRole("menuitem", { name: "Name this edition…" }).click();
  await name.click();
  await page.getByText("Give the edition a name.").waitFor();
  await page.getByLabel("Name", { exact: true }).fill("Edition 2");
  await page.getByLabel("Reason").fill("Signed by the board");
  // Nothing waits to be sent, and yet what is written next would go out together with the name.
  await ada.context.setOffline(true);
  await name.click();
  await page.getByText("An edition is named once everything is saved on the server.").waitFor();
  assert.equal(await named.count(), 0);
  await ada.context.setOffline(false);
  await eventually(async () => {
    await name.click();
    await named.waitFor({ timeout: 1_000 });
  }, BACK_MS);
  await page.keyboard.press("Escape");
  await status(page, SAVED);
  await ada.context.setOffline(true);
  await write(page, "Mission", ", never twice");
  await status(page, ON_THIS_DEVICE);
  await ada.context.setOffline(false);
  await status(page, SAVED, BACK_MS);
  await page.goto(`${server.app}/d/${doc}/history`);
  await page.getByText("Signed by the board").first().waitFor();
  await page.getByRole("link", { name: "Open its words" }).click();
  const then = page.locator("article.then");
  await then.getByText("Money is counted once").waitFor();
  assert.equal(await then.getByText("never twice").count(), 0);
});

test("an edition is spoken of at its row in the document, where the history leads", async (t) => {
  const { page, doc } = await charter(t, "Money is counted once");
  await page.getByRole("button", { name: "Menu of Ledger" }).click();
  await page.getByRole("menuitem", { name: "Name this edition…" }).click();
  await page.getByLabel("Name", { exact: true }).fill("Edition 2");
  await page.getByLabel("Reason").fill("Signed by the board");
  await page.getByRole("button", { name: "Name this edition", exact: true }).click();
  await page.getByText("Named “Edition 2”.").waitFor();
  await page.keyboard.press("Escape");
  const row = page.getByRole("region", { name: "Named editions" }).getByRole("listitem").filter({ hasText: "Signed by the board" }).first();
  await row.hover();
  await row.getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator(".unsent textarea:focus").waitFor();
  await page.keyboard.insertText("Which board?");
  await page.locator(".unsent").getByRole("button", { name: "Send", exact: true }).click();
  await row.locator(".note.said").filter({ hasText: "Which board?" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await status(page, SAVED);
  await page.goto(`${server.app}/d/${doc}/history`);
  assert.deepEqual(await axe(page), []);
  await page.locator("#editions").getByRole("link", { name: "Comments", exact: true }).click();
  await row.locator(".note.said").filter({ hasText: "Which board?" }).waitFor({ timeout: 15_000 });
  await eventually(async () => assert.ok(await row.evaluate((one) => one === document.activeElement)));
  await page.getByRole("link", { name: "Their words are in the history" }).click();
  await page.locator("#editions").getByRole("link", { name: "Open its words" }).waitFor();
});

test("somebody who comes back after long is told how much changed, and led to it", async (t) => {
  const { page, doc } = await charter(t, "Money is counted once");
  await page.goto(server.app);
  await page.evaluate(() => {
    const [key] = Object.keys(localStorage).filter((key) => key.startsWith("muster-here:"));
    localStorage.setItem(key, String(Date.now() - 3 * 24 * 3600 * 1000));
  });
  await page.goto(`${server.app}/d/${doc}`);
  const line = page.locator(".since-line");
  await line.getByText(/^\d+ changes? since \w+day/).waitFor();
  await line.getByRole("link", { name: "See what" }).click();
  await page.locator(".sitting ins").filter({ hasText: "Money is counted once" }).waitFor();
  await page.goto(`${server.app}/d/${doc}`);
  await field(page, "Mission").waitFor();
  await status(page, SAVED);
  assert.equal(await line.count(), 0, "it is the same visit");
});

test("a reconnect gives a receipt of what went in and what came, which stays until it is closed, and is read again until it is thrown away", async (t) => {
  const { ada, page, doc, invite } = await charter(t, "Money is counted once");
  await kept(page);
  await ada.context.setOffline(true);
  await write(page, "Mission", ", never twice");
  await status(page, ON_THIS_DEVICE);
  const bo = await invite("Bo");
  await openCharter(bo, server, doc);
  await write(bo.page, "Team name", " and Sons");
  await status(bo.page, SAVED);
  await ada.context.setOffline(false);
  await says(page, "Team name", "Ledger and Sons", BACK_MS);
  const receipt = page.getByRole("region", { name: "Back online" });
  await receipt.getByText("Your 1 change went in, 1 came from others.").waitFor();
  await receipt.getByText("What came from others").click();
  await receipt.locator("ins").filter({ hasText: "and Sons" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.reload();
  await receipt.getByText("Your 1 change went in").waitFor();
  await receipt.getByRole("button", { name: "Close" }).click();
  await receipt.waitFor({ state: "detached" });
  await page.reload();
  await status(page, SAVED);
  await eventually(async () => assert.equal(await receipt.count(), 0));

  const list = page.getByRole("region", { name: "Receipts of reconnects" });
  const ask = async () => {
    await page.getByRole("button", { name: /^Menu of / }).click();
    await page.getByRole("menuitem", { name: "Receipts of reconnects…" }).click();
    await list.waitFor();
  };
  await ask();
  await list.getByText("Your 1 change went in, 1 came from others.").click();
  await list.getByText("What came from others").click();
  await list.locator("ins").filter({ hasText: "and Sons" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await list.getByRole("button", { name: "Throw away", exact: true }).click();
  await list.getByText("None is kept").waitFor();
  await list.getByRole("button", { name: "Close" }).click();
  await list.waitFor({ state: "detached" });
  await page.locator("#document-menu:focus").waitFor();
  await page.reload();
  await status(page, SAVED);
  await ask();
  await list.getByText("None is kept").waitFor();
});
