// Pages of somebody else's site, for the benchmark of embeds: with documents of ours in them, with a stock Yjs editor, and with
// nothing but the words.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { brotliCompressSync } from "node:zlib";

import { loader, startHost } from "../e2e/parts/host.mjs";
import { visit } from "./visit.mjs";

const EDITOR = new URL("../peers/tiptap/node_modules/.bundle/editor.js", import.meta.url);
const SITE = "wiki.localhost";

/** A host with the peer's editor, packed as a careful site would. */
export async function startElsewhere(order) {
  const host = await startHost();
  const editor = brotliCompressSync(await readFile(EDITOR));
  host.file("/editor.js", editor, {
    "content-type": "text/javascript",
    "content-encoding": "br",
    "content-length": editor.length,
    "access-control-allow-origin": "*",
  });
  const script = `<script type="module" src="${host.url("editor.localhost", "/editor.js")}"></script>`;
  const room = (name) => `<div data-room="${name}" data-relay="${order.relay}"></div>`;
  return {
    host,
    site: host.url(SITE, ""),
    ours: (path, body, server = { app: order.url }) => host.put(path, body, { head: loader(server) }),
    stock: (path, rooms, around = (body) => body) => host.put(path, rooms.map((name) => around(room(name))).join(""), { head: script }),
  };
}

/** Puts words into rooms of the peer, and waits until somebody else reads and may edit them. */
export async function fill(browser, elsewhere, texts) {
  const address = elsewhere.stock("/fill", Object.keys(texts));
  const page = await browser.newPage();
  await page.goto(address);
  await page.waitForFunction((n) => document.querySelectorAll("[data-synced]").length === n, Object.keys(texts).length);
  await page.evaluate((texts) => {
    for (const element of document.querySelectorAll("[data-room]")) element.editor.commands.setContent(texts[element.dataset.room].html);
  }, texts);
  const words = Object.values(texts).map((text) => text.words);
  const { live } = await visit(browser, { address, words, last: "live", line: {} });
  assert.ok(live, "the peer keeps what is written");
  await page.close();
}

/** Brings a document in, in Markdown or as a file of ours; answers its id. */
export async function brought(url, name, body) {
  const answer = await fetch(`${url}/api/import?name=${encodeURIComponent(name)}`, { method: "POST", body });
  assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
  return (await answer.json()).made[0];
}
