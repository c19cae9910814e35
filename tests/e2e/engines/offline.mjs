// Without a server: opening, writing, beginning, and merging once it is back.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { eventually, makeDoc, ON_THIS_DEVICE, SAVED } from "../harness.mjs";
import { caretInto, isKept, LONG_MS, mission, open, says, status, waitsOnDisk, words, write } from "./charter.mjs";

/** Begins a charter on the worksheet, and answers its id. */
async function begin(tab, server, name) {
  await tab.goto(`${server.app}/new`);
  await eventually(() => tab.run(() => Boolean(document.querySelector("#first-field"))), LONG_MS);
  await caretInto(tab, "Team name");
  await tab.press(...name);
  return eventually(async () => /\/new\/([\w-]+)$/.exec(await tab.run(() => location.pathname))?.[1] ?? false, LONG_MS);
}

export function scenarios(stage) {
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
    // A browser that is quit by its driver leaves no page the way people do.
    await waitsOnDisk(tab, "Away. ".length);
    await browser.close();
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
