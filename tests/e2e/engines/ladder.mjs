// The steps down where a page forbids something: without Wasm an element becomes a frame that is written in, and without frames a card with a link.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, makeDoc } from "../harness.mjs";
import { loader, startHost } from "../parts/host.mjs";
import { clickAndWrite, isOpen, LONG_MS, mission, readsIn, says } from "./charter.mjs";

const WIDGET = "muster-charter";

/** The address of the link to a charter that can be seen in its widget. */
const linkIn = (tab) => tab.run((widget) => {
  const link = document.querySelector(widget).shadowRoot?.querySelector('a[href*="/d/"]');
  return link?.checkVisibility() ? link.href : "";
}, WIDGET);

export function scenarios(stage) {
  test("a page that forbids Wasm has a frame that takes words, and one that forbids frames too has the text and a link", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const host = await startHost();
    t.after(() => host.close());
    const show = (path, policy) => host.put(path, `<${WIDGET} doc="${doc}">The text to show</${WIDGET}>`, { head: loader(server), headers: { "content-security-policy": policy } });
    const reach = `script-src ${server.app}; connect-src ${server.app} ${server.app.replace("http", "ws")}`;
    show("/no-wasm", `${reach}; frame-src ${server.app}`);
    show("/no-frame", `${reach}; frame-src 'none'`);
    const { tab } = await stage.visit(t);
    await tab.goto(host.url("127.0.0.1", "/no-wasm"));
    const framed = tab.frame(`${WIDGET} >>> iframe`);
    await isOpen(framed);
    await clickAndWrite(framed, "Mission", "in a frame of the ladder");
    await says(framed, "Mission", "in a frame of the ladder");
    await eventually(async () => assert.equal(await mission(server, doc), "in a frame of the ladder"), LONG_MS);
    await tab.goto(host.url("127.0.0.1", "/no-frame"));
    await readsIn(tab, WIDGET, /Ledger/);
    await eventually(async () => assert.equal(await linkIn(tab), `${server.app}/d/${doc}`), LONG_MS);
    await readsIn(tab, WIDGET, /wasm-unsafe-eval/);
  });
}
