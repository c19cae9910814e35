// Without a network: opening, writing, closing, killing, and coming back.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axe, BACK_MS, cast, eventually, expectNoErrors, field, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, status, write,
} from "./harness.mjs";
import { beginAway, goAway, kept } from "./parts/away.mjs";
import { newProfile } from "./parts/profile.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** Ada has opened a charter once, and the app is kept on her device. */
async function once(t) {
  const invite = cast(t, browser);
  const ada = await invite("Ada");
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter(ada, server, doc);
  await kept(ada.page);
  return { ada, page: ada.page, doc, invite };
}

test("offline the page reloads, the charter opens and is written in, and all of it arrives later", async (t) => {
  const { ada, page, doc, invite } = await once(t);
  await write(page, "Mission", "Before. ");
  await status(page, SAVED);
  const comeBack = await goAway(t, ada.context, server);
  await write(page, "Mission", "Away. ");
  await status(page, ON_THIS_DEVICE);
  await page.reload();
  await says(page, "Mission", "Before. Away. ", 15_000);
  await says(page, "Team name", "Ledger");
  await status(page, ON_THIS_DEVICE);
  await write(page, "Mission", "After a reload.");
  await page.reload();
  await says(page, "Mission", "Before. Away. After a reload.", 15_000);
  await comeBack();
  await status(page, SAVED, BACK_MS);
  const bo = await invite("Bo");
  await openCharter(bo, server, doc);
  await says(bo.page, "Mission", "Before. Away. After a reload.");
});

test("what both wrote while one was away is merged when she is back", async (t) => {
  const { ada, page, doc, invite } = await once(t);
  await write(page, "Mission", "Money");
  await status(page, SAVED);
  await ada.context.setOffline(true);
  await write(page, "Mission", " is counted once");
  await status(page, ON_THIS_DEVICE);
  const bo = await invite("Bo");
  await openCharter(bo, server, doc);
  await field(bo.page, "Mission").press("Control+Home");
  await field(bo.page, "Mission").pressSequentially("Here: ");
  await status(bo.page, SAVED);
  await ada.context.setOffline(false);
  await says(page, "Mission", "Here: Money is counted once", BACK_MS);
  await says(bo.page, "Mission", "Here: Money is counted once");
  await status(page, SAVED);
});

test("a tab closed 100 ms after the last key loses nothing", async (t) => {
  const { ada, page, doc } = await once(t);
  const comeBack = await goAway(t, ada.context, server);
  let text = "";
  for (const word of ["first ", "second ", "third "]) {
    const tab = await ada.context.newPage();
    await openCharter(ada, server, doc, tab);
    await says(tab, "Mission", text);
    await write(tab, "Mission", word);
    await tab.evaluate(() => new Promise((done) => setTimeout(done, 100)));
    await tab.close({ runBeforeUnload: false });
    text += word;
  }
  await page.reload();
  await says(page, "Mission", text, 15_000);
  await comeBack();
  await status(page, SAVED, BACK_MS);
});

test("a browser killed 100 ms after the last key loses nothing, and sends it when it is back", async (t) => {
  const profile = await newProfile();
  t.after(() => profile.remove());
  const doc = await makeDoc(server, { name: "Ledger" });
  let { page } = await profile.start();
  await openCharter({ page }, server, doc);
  await kept(page);
  await server.kill();
  t.after(async () => (server.isRunning() ? undefined : server.start()));
  await write(page, "Mission", "written without a server");
  await page.evaluate(() => new Promise((done) => setTimeout(done, 100)));
  await profile.kill();

  ({ page } = await profile.start());
  await openCharter({ page }, server, doc);
  await says(page, "Mission", "written without a server");
  await status(page, ON_THIS_DEVICE);
  await server.start();
  await status(page, SAVED, BACK_MS);
  const onServer = await fetch(`${server.url}/api/docs/${doc}`).then((answer) => answer.json());
  assert.equal(onServer.summary.mission, "written without a server");
});

test("a page that the server writes says offline that it needs a connection, and leads back to the charters", async (t) => {
  const { ada, page } = await once(t);
  const comeBack = await goAway(t, ada.context, server);
  await page.goto(`${server.app}/account`);
  await page.getByRole("heading", { name: "This page needs a connection" }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("link", { name: "To the charters" }).click();
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(new URL(page.url()).pathname, "/");
  await comeBack();
});

test("two tabs of one browser see each other's edits offline", async (t) => {
  const { ada, page, doc } = await once(t);
  const second = await ada.context.newPage();
  await openCharter(ada, server, doc, second);
  const comeBack = await goAway(t, ada.context, server);
  await write(page, "Mission", "from the first, ");
  await says(second, "Mission", "from the first, ");
  await write(second, "Mission", "from the second");
  await says(page, "Mission", "from the first, from the second");
  await page.close();
  await second.reload();
  await says(second, "Mission", "from the first, from the second", 15_000);
  await status(second, ON_THIS_DEVICE);
  await comeBack();
  await status(second, SAVED, BACK_MS);
  const onServer = await fetch(`${server.url}/api/docs/${doc}`).then((answer) => answer.json());
  assert.equal(onServer.summary.mission, "from the first, from the second");
});

test("a charter begun offline opens again offline, and is everybody's later", async (t) => {
  const { ada, page, invite } = await once(t);
  await page.goto(server.app);
  await page.getByRole("link", { name: "New charter" }).or(page.getByRole("link", { name: /Fill the worksheet/ })).first().waitFor();
  const comeBack = await goAway(t, ada.context, server);
  const doc = await beginAway(page, server, "Homecare");
  await says(page, "Team name", "Homecare", 15_000);
  await write(page, "Mission", "begun on a train");
  await status(page, ON_THIS_DEVICE);
  await comeBack();
  await status(page, SAVED, BACK_MS);
  const bo = await invite("Bo");
  await openCharter(bo, server, doc);
  await says(bo.page, "Team name", "Homecare");
  await says(bo.page, "Mission", "begun on a train");
});

test("the chip says that an edit is on its way", async (t) => {
  const { ada, page } = await once(t);
  await page.evaluate(() => {
    globalThis.said = [];
    const note = () => globalThis.said.push(document.querySelector("[part=status]").textContent.trim());
    new MutationObserver(note).observe(document.querySelector("[part=status]"), { subtree: true, childList: true, characterData: true });
  });
  await write(page, "Mission", "x");
  await eventually(async () => (await page.evaluate(() => globalThis.said)).at(-1) === SAVED);
  assert.ok((await page.evaluate(() => globalThis.said)).includes("Saving…"));
  expectNoErrors(ada);
});

test("a file of charters is taken in without a network, once, and a charter that is begun there has its captain", async (t) => {
  const { ada, page, invite } = await once(t);
  await page.goto(`${server.app}/import`);
  await page.getByRole("heading", { name: "Import" }).waitFor();
  const comeBack = await goAway(t, ada.context, server);
  const file = { name: "tidy.md", mimeType: "text/markdown", buffer: Buffer.from("# Tidy desks\n\n## Mission\n\nEvery desk is clear at six\n") };
  for (const says of ["1 new document", "0 new documents"]) {
    await page.locator("#files").setInputFiles(file);
    await page.getByText(`Import done: ${says}.`).waitFor({ state: "attached", timeout: 20_000 });
  }
  const doc = await beginAway(page, server, "Night shift");
  await eventually(async () => assert.equal(await page.getByLabel("Captain", { exact: true }).inputValue({ timeout: 1000 }), "Ada"), 15_000);
  await comeBack();
  await status(page, SAVED, BACK_MS);
  const bo = await invite("Bo");
  await bo.page.goto(server.app);
  await bo.page.getByRole("link", { name: "Tidy desks" }).first().waitFor({ timeout: BACK_MS });
  await openCharter(bo, server, doc);
  await says(bo.page, "Team name", "Night shift");
});

test("the copies for opening offline are made once the first words can be written", async (t) => {
  const ada = await cast(t, browser)("Ada");
  await ada.page.addInitScript(() => {
    const workers = navigator.serviceWorker;
    const register = workers.register.bind(workers);
    workers.register = (...how) => {
      globalThis.n_fields_before = document.querySelectorAll("textarea").length;
      return register(...how);
    };
  });
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter(ada, server, doc);
  await kept(ada.page);
  assert.ok((await ada.page.evaluate(() => globalThis.n_fields_before)) > 0);
});

test("a page that the browser loaded past the copies finds them without a network all the same", async (t) => {
  const { ada, page } = await once(t);
  const session = await ada.context.newCDPSession(page);
  await session.send("Page.reload", { ignoreCache: true });
  await field(page, "Mission").waitFor({ timeout: 20_000 });
  await kept(page);
});
