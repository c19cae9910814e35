// A device whose storage does not answer: said, never called saved, and over as soon as it answers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, makeDoc, NOT_SAVED, ON_THIS_DEVICE, SAVED } from "../harness.mjs";
import { isKept, isOpen, LONG_MS, mission, open, reads, says, status, words, write } from "./charter.mjs";

/** Holds the whole database from another page, as one that hangs there would. Answers once it does. */
const seize = (tab) =>
  tab.run(async () => {
    const opened = indexedDB.open("muster");
    const database = await new Promise((done, fail) => Object.assign(opened, { onsuccess: () => done(opened.result), onerror: fail }));
    const all = database.transaction(database.objectStoreNames, "readwrite");
    globalThis.letGo = false;
    await new Promise((done) => {
      const again = () => {
        done();
        if (globalThis.letGo) return database.close();
        all.objectStore("kept").get("nothing").onsuccess = again;
      };
      again();
    });
  });
const letGo = (tab) => tab.run(() => void (globalThis.letGo = true));

export function scenarios(stage) {
  test("a storage that does not answer is said, on every page, and what was written meanwhile is kept once it does", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab, another } = await stage.visit(t);
    const holder = await another();
    t.after(() => server.isRunning() || server.start());
    await open(tab, server, doc);
    await isKept(tab);
    await holder.goto(`${server.app}/livez`);
    await seize(holder);
    // While it is open, and again when it is opened: from the server, though nobody knows what the device has.
    await write(tab, "Mission", "a");
    await status(tab, NOT_SAVED);
    await tab.reload();
    await says(tab, "Mission", "a");
    await status(tab, NOT_SAVED);
    await write(tab, "Mission", "b");
    await eventually(async () => assert.equal(await mission(server, doc), "ab"), LONG_MS);
    await status(tab, NOT_SAVED);
    await tab.goto(`${server.app}/`);
    await reads(tab, /Ledger/);
    await reads(tab, /storage does not answer/);
    // Without the server too, nothing is claimed of what the device has not got.
    await server.kill();
    await tab.goto(`${server.app}/d/${doc}`);
    await reads(tab, /This document may be kept on this device/);
    await status(tab, NOT_SAVED);
    await tab.goto(`${server.app}/`);
    await reads(tab, /This browser’s storage does not answer\./);
    assert.doesNotMatch(await words(tab), /No charters yet|opens? without a connection/);
    await tab.goto(`${server.app}/d/${doc}`);
    await letGo(holder);
    await isOpen(tab);
    await says(tab, "Mission", "ab");
    await write(tab, "Mission", "c");
    await status(tab, ON_THIS_DEVICE);
    await server.start();
    await status(tab, SAVED);
    assert.equal(await mission(server, doc), "abc");
  });
}
