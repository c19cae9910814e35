// Read links: an address, an element and a frame with a key in them are read by somebody who is nobody here, in pages of their
// sites alone, and no longer once the link is withdrawn.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually } from "../harness.mjs";
import { loader } from "../parts/host.mjs";
import { startForTwoSites } from "../parts/sites.mjs";
import { LONG_MS, reads, readsIn, wordsIn } from "./charter.mjs";

const REFUSED = /This document is not for you, or not there any more\./;

const countOf = (tab, selector) => tab.run((selector) => document.querySelectorAll(selector).length, selector);

export function scenarios(stage) {
  test("a read link is read at its address, in an element and in a frame of its sites, and nowhere once it is withdrawn", async (t) => {
    const { host, wiki, other, server, people } = await startForTwoSites(t);
    const { id: doc } = await people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Nightjar" });
    const { id: link, key } = await people.Ada.ask("POST", `/api/docs/${doc}/links`, { name: "A wiki", may: "read", until: null, sites: [wiki] });
    const { key: anywhere } = await people.Ada.ask("POST", `/api/docs/${doc}/links`, { name: "Mail", may: "read", until: null, sites: [] });
    host.put("/element", `<muster-charter doc="${doc}" key="${key}"></muster-charter>`, { head: loader(server) });
    host.put("/frame", `<iframe title="Our charter" src="${server.app}/embed/${doc}?key=${key}" width="900" height="500"></iframe>`);
    const { tab } = await stage.visit(t);
    const address = () => tab.run(() => location.href);

    await tab.goto(`${server.app}/d/${doc}?key=${anywhere}`);
    await reads(tab, /Nightjar/);
    await eventually(async () => assert.ok(!(await address()).includes(anywhere)), LONG_MS);
    assert.equal(await countOf(tab, "textarea"), 0);

    await tab.goto(`${wiki}/element`);
    await readsIn(tab, "muster-charter", /Nightjar/);
    await tab.goto(`${wiki}/frame`);
    await reads(tab.frame("iframe"), /Nightjar/);
    await tab.goto(`${other}/element`);
    await readsIn(tab, "muster-charter", REFUSED);
    assert.doesNotMatch(await wordsIn(tab, "muster-charter"), /Nightjar/);

    await people.Ada.ask("DELETE", `/api/docs/${doc}/links/${link}`);
    await tab.goto(`${wiki}/element`);
    await readsIn(tab, "muster-charter", REFUSED);
    assert.doesNotMatch(await wordsIn(tab, "muster-charter"), /Nightjar/);
  });
}
