// A charter in other people's pages: as an element, and in a frame.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, makeDoc } from "../harness.mjs";
import { loader, startHost } from "../parts/host.mjs";
import { clickAndWrite, isOpen, LONG_MS, mission, says, write } from "./charter.mjs";

export function scenarios(stage) {
  test("an element and a frame in one page take edits, hear of each other's, and the server has them", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const host = await startHost();
    t.after(() => host.close());
    const { tab } = await stage.visit(t);
    const frame = `<iframe title="Our charter" src="${server.app}/embed/${doc}" width="900" height="420"></iframe>`;
    host.put("/page", `${frame}<muster-charter doc="${doc}">The text to show</muster-charter>`, { head: loader(server) });
    await tab.goto(host.url("localhost", "/page"));
    const framed = tab.frame("iframe");
    await isOpen(tab);
    await isOpen(framed);
    await write(tab, "Mission", "typed in the element");
    await says(framed, "Mission", "typed in the element");
    // The words typed last are in view now; a pointer reaches only fields in view.
    await tab.run(() => window.scrollTo(0, 0));
    await clickAndWrite(framed, "Mission", ", and in the frame");
    await says(tab, "Mission", "typed in the element, and in the frame");
    await eventually(async () => assert.equal(await mission(server, doc), "typed in the element, and in the frame"), LONG_MS);
  });
}
