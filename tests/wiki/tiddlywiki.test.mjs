// A real wiki with a charter in one of its pages: read there, written there, seen by somebody in the app.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, before, test } from "node:test";

import {
  cast, eventually, field, launchBrowser, makeDoc, openCharter, says, screenshots, startServer, status, write,
} from "../e2e/harness.mjs";

const TIDDLYWIKI = dirname(createRequire(import.meta.url).resolve("tiddlywiki/package.json"));

let server, browser, wiki;

/** Serves a wiki with these tiddlers. */
async function startWiki(tiddlers) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  await cp(join(TIDDLYWIKI, "editions/empty"), folder, { recursive: true });
  await mkdir(join(folder, "tiddlers"), { recursive: true });
  for (const [index, [fields, text]] of tiddlers.entries()) {
    const head = Object.entries(fields).map(([name, value]) => `${name}: ${value}\n`).join("");
    await writeFile(join(folder, "tiddlers", `${index}.tid`), `${head}\n${text}`);
  }
  const port = await freePort();
  const command = [join(TIDDLYWIKI, "tiddlywiki.js"), folder, "--listen", `port=${port}`, "host=127.0.0.1"];
  const child = spawn(process.execPath, command, { stdio: "ignore" });
  const ended = new Promise((done) => child.once("close", done));
  const url = `http://wiki.localhost:${port}`;
  await eventually(async () => (await fetch(`http://127.0.0.1:${port}/status`)).ok, 20_000);
  const stop = async () => {
    child.kill();
    await ended;
    await rm(folder, { recursive: true, force: true });
  };
  return { url, stop };
}

async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

before(async () => {
  [server, browser] = await Promise.all([startServer(), launchBrowser()]);
});
after(async () => {
  await browser?.close();
  await Promise.all([server?.stop(), wiki?.stop()]);
});

test("a charter in a TiddlyWiki page is read, and written by two people on two sites", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  wiki = await startWiki([
    [{ title: "$:/site/muster", tags: "$:/tags/RawMarkup", type: "text/vnd.tiddlywiki" }, `<script type="module" src="${server.app}/embed.js"></script>`],
    [
      { title: "Ledger team", type: "text/vnd.tiddlywiki" },
      `! Our charter\n\n<muster-charter doc="${doc}"><p>Ledger, as it was</p></muster-charter>\n\nRead it before you ask.`,
    ],
    [{ title: "$:/DefaultTiddlers" }, "[[Ledger team]]"],
  ]);
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  await ada.page.goto(wiki.url);
  await field(ada.page, "Team name").waitFor({ timeout: 20_000 });
  await says(ada.page, "Team name", "Ledger");
  await openCharter(bo, server, doc);
  await write(ada.page, "Mission", "Written in the wiki. ");
  await says(bo.page, "Mission", "Written in the wiki. ");
  await write(bo.page, "Mission", "Written in the app.");
  await says(ada.page, "Mission", "Written in the wiki. Written in the app.");
  await status(ada.page, "Saved");
  assert.equal(await ada.page.getByText("Ledger, as it was").isVisible(), false);
  assert.equal(await ada.page.getByText("Read it before you ask").isVisible(), true);
  const files = await screenshots(ada.page, "wiki-tiddlywiki");
  assert.equal(files.length, 6);
});
