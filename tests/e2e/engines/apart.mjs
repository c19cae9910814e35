// A frame in a page of another site: it is written in, beside somebody in the app; and what it keeps there, for the time
// without a server, is apart from Muster's own tab.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, makeDoc, ON_THIS_DEVICE, SAVED } from "../harness.mjs";
import { startHost } from "../parts/host.mjs";
import { clickAndWrite, isKept, isOpen, LONG_MS, mission, open, says, status, write } from "./charter.mjs";

/** Runs in a page: whether it may keep anything, and whether it sees what Muster's own tab kept. */
const storage = async () => {
  const may = (ask) => ask.then(() => true, () => false);
  const database = () => new Promise((done, fail) => Object.assign(indexedDB.open("muster"), { onsuccess: done, onerror: fail }));
  const said = () => localStorage.getItem("muster-proof");
  return { keeps: await may(database()), sees: await Promise.resolve().then(said).catch(() => null) };
};

export function scenarios(stage) {
  test("a frame in another site's page takes edits beside the app's, opens without the server with what it keeps, and sees nothing that Muster's own tab keeps", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const host = await startHost();
    t.after(() => host.close());
    t.after(() => server.isRunning() || server.start());
    const [{ tab }, app] = await Promise.all([stage.visit(t), stage.visitBeside(t)]);
    await open(app, server, doc);
    await tab.goto(`${server.app}/livez`);
    await tab.run(() => localStorage.setItem("muster-proof", "kept by the tab"));
    const src = `${server.app}/embed/${doc}`;
    host.put("/apart", `<iframe title="Our charter" src="${src}" width="900" height="700"></iframe>`);
    await tab.goto(host.url("127.0.0.1", "/apart"));
    const framed = tab.frame("iframe");
    await isOpen(framed);
    await clickAndWrite(framed, "Mission", "typed in a frame");
    await says(app, "Mission", "typed in a frame");
    await write(app, "Mission", ", and in the app");
    await says(framed, "Mission", "typed in a frame, and in the app");
    await status(framed, SAVED);
    assert.equal(await mission(server, doc), "typed in a frame, and in the app");
    assert.deepEqual(await framed.run(storage), { keeps: true, sees: null });

    await isKept(framed);
    await server.kill();
    await clickAndWrite(framed, "Mission", ", away");
    await status(framed, ON_THIS_DEVICE);
    await tab.goto(host.url("127.0.0.1", "/apart"));
    await says(framed, "Mission", "typed in a frame, and in the app, away");
    await server.start();
    await status(framed, SAVED);
    await eventually(async () => assert.equal(await mission(server, doc), "typed in a frame, and in the app, away"), LONG_MS);
  });
}
