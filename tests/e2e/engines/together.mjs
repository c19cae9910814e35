// Several people, and several tabs of one person.
import assert from "node:assert/strict";
import { test } from "node:test";

import { makeDoc, ON_THIS_DEVICE, SAVED } from "../harness.mjs";
import { caretInto, isKept, mission, open, says, status, write } from "./charter.mjs";

export function scenarios(stage) {
  test("what is typed is merged with what others type meanwhile, and the caret stays at its letter", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const [{ tab: ada }, bo] = await Promise.all([stage.visit(t), stage.visitBeside(t)]);
    await Promise.all([open(ada, server, doc), open(bo, server, doc)]);
    await write(ada, "Mission", "Money");
    await says(bo, "Mission", "Money");
    await caretInto(bo, "Mission");
    await bo.press("Home", ..."Here: ");
    await says(ada, "Mission", "Here: Money");
    await ada.press(..." is counted");
    await bo.press(..."all ");
    for (const tab of [ada, bo]) await says(tab, "Mission", "Here: all Money is counted");
    await status(ada, SAVED);
    assert.equal(await mission(server, doc), "Here: all Money is counted");
  });

  test("two tabs hear of each other's edits without the server, and it has all of them later", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab: one, another } = await stage.visit(t);
    const two = await another();
    t.after(() => server.isRunning() || server.start());
    for (const tab of [one, two]) await open(tab, server, doc);
    await isKept(one);
    await server.kill();
    await write(one, "Mission", "from the first, ");
    await says(two, "Mission", "from the first, ");
    await write(two, "Mission", "from the second");
    await says(one, "Mission", "from the first, from the second");
    for (const tab of [one, two]) await status(tab, ON_THIS_DEVICE);
    await server.start();
    for (const tab of [one, two]) await status(tab, SAVED);
    assert.equal(await mission(server, doc), "from the first, from the second");
  });
}
