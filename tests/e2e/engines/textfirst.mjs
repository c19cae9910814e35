// Text first: whoever reads in other people's pages has the server's text, without the app, and sees it change.
import assert from "node:assert/strict";
import { test } from "node:test";

import { makeDoc, SAVED } from "../harness.mjs";
import { loader, startHost } from "../parts/host.mjs";
import { open, reads, readsIn, status, write } from "./charter.mjs";

const MISSION = "Money is counted once";

/** The modules that a page has loaded. */
const modules = (tab) =>
  tab.run(() => performance.getEntriesByType("resource").map(({ name }) => new URL(name).pathname).filter((path) => path.endsWith(".wasm")));

export function scenarios(stage) {
  test("an element, a frame and a pasted link are the server's text, follow what somebody writes, and load no app", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const host = await startHost();
    t.after(() => host.close());
    const [{ tab: reader }, writer] = await Promise.all([stage.visit(t), stage.visitBeside(t)]);
    await open(writer, server, doc);
    await write(writer, "Mission", MISSION);
    await status(writer, SAVED);
    const element = `<muster-charter id="element" doc="${doc}" mode="read"></muster-charter>`;
    const link = `<p id="link"><a href="${server.app}/d/${doc}?view=three-ms">Our charter</a></p>`;
    const frame = `<iframe title="Our charter" src="${server.app}/embed/${doc}?mode=read" width="900" height="300"></iframe>`;
    host.put("/text", element + link + frame, { head: loader(server) });
    await reader.goto(host.url("127.0.0.1", "/text"));
    const framed = reader.frame("iframe");
    const says = async (pattern) => {
      for (const place of ["#element", "#link"]) await readsIn(reader, place, pattern);
      await reads(framed, pattern);
    };
    await says(/Money is counted once/);
    await write(writer, "Mission", ", and on time");
    await status(writer, SAVED);
    await says(/Money is counted once, and on time/);
    assert.deepEqual([await modules(reader), await modules(framed)], [[], []]);
  });
}
