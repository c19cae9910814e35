// Without a server: opening, writing, beginning, and merging once it is back.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { eventually, makeDoc, ON_THIS_DEVICE, SAVED } from "../harness.mjs";
import { caretInto, chipComesToSay, isKept, LONG_MS, mission, open, says, status, words, write } from "./charter.mjs";

/** Begins a charter on the worksheet, and answers its id. */
async function begin(tab, server, name) {
  await tab.goto(`${server.app}/new`);
  await eventually(() => tab.run(() => Boolean(document.querySelector("#first-field"))), LONG_MS);
  await caretInto(tab, "Team name");
  await tab.press(...name);
  await tab.run(() => document.querySelector("form.first button[type=submit]").click());
  return eventually(async () => /\/new\/([\w-]+)$/.exec(await tab.run(() => location.pathname))?.[1] ?? false, LONG_MS);
}

/** The letters typed before each kill: one letter, and many quickly, so that some are typed while others are being stored. */
const BURSTS = ["a", "bcdefghijklmnop", "q", "rstuvwxyz"];

export function scenarios(stage) {
  test("a browser that is killed the moment the chip says On this device has lost no letter", async (t) => {
    const { server, start } = stage;
    const folder = await mkdtemp(join(tmpdir(), "muster-profile-"));
    let browser = await start({ folder });
    t.after(async () => {
      if (!server.isRunning()) await server.start();
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    const doc = await makeDoc(server, { name: "Ledger" });
    await open(browser.first, server, doc);
    await isKept(browser.first);
    await status(browser.first, SAVED);
    await server.kill();
    let typed = "";
    for (const burst of BURSTS) {
      const tab = browser.first;
      await open(tab, server, doc);
      await says(tab, "Mission", typed);
      await caretInto(tab, "Mission");
      typed += burst;
      const isSaid = chipComesToSay(tab, `On this device, waiting to send (${typed.length})`);
      await tab.press(...burst);
      await isSaid;
      await browser.kill();
      browser = await start({ folder });
    }
    await open(browser.first, server, doc);
    await says(browser.first, "Mission", typed);
    await server.start();
    await status(browser.first, SAVED);
    assert.equal(await mission(server, doc), typed);
  });

  test("with the server stopped pages open and take edits, after a cold start too, and all of it is merged later", async (t) => {
    const { server, start } = stage;
    const folder = await mkdtemp(join(tmpdir(), "muster-profile-"));
    let browser = await start({ folder });
    t.after(async () => {
      if (!server.isRunning()) await server.start();
      await browser.close();
      await rm(folder, { recursive: true, force: true, maxRetries: 5 });
    });
    const doc = await makeDoc(server, { name: "Ledger" });
    let tab = browser.first;
    await open(tab, server, doc);
    await isKept(tab);
    await write(tab, "Mission", "Before. ");
    await status(tab, SAVED);
    await server.kill();

    await tab.reload();
    await says(tab, "Mission", "Before. ");
    await write(tab, "Mission", "Away. ");
    await status(tab, ON_THIS_DEVICE);
    await browser.kill();
    browser = await start({ folder });
    tab = browser.first;
    await tab.goto(`${server.app}/`);
    await eventually(async () => assert.match(await words(tab), /Ledger/), LONG_MS);
    const born = await begin(tab, server, "Homecare");
    await open(tab, server, born);
    await says(tab, "Team name", "Homecare");
    await write(tab, "Mission", "begun on a train");
    await status(tab, ON_THIS_DEVICE);
    await open(tab, server, doc);
    await says(tab, "Mission", "Before. Away. ");
    await tab.goto(`${server.app}/account`);
    await eventually(async () => assert.match(await words(tab), /This page needs a connection/), LONG_MS);

    await server.start();
    await open(tab, server, doc);
    await status(tab, SAVED);
    await eventually(async () => assert.equal(await mission(server, doc), "Before. Away."), LONG_MS);
    await eventually(async () => assert.equal(await mission(server, born), "begun on a train"), LONG_MS);
  });
}
