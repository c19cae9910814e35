// A real TiddlyWiki on a free port, with the tiddlers it is given.
import { spawn } from "node:child_process";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { eventually } from "../e2e/parts/server.mjs";

const TIDDLYWIKI = dirname(createRequire(import.meta.url).resolve("tiddlywiki/package.json"));

/** A wiki whose one page holds the charter `doc` of the server at `app`, pasted as README.md says. */
export const wikiWith = (app, doc) =>
  startWiki([
    [
      { title: "$:/site/muster", tags: "$:/tags/RawMarkup", type: "text/vnd.tiddlywiki" },
      `<script type="module" src="${app}/embed.js"></script>`,
    ],
    [
      { title: "Ledger team", type: "text/vnd.tiddlywiki" },
      `! Our charter\n\n<muster-charter doc="${doc}"><p>Ledger, as it was</p></muster-charter>\n\nRead it before you ask.`,
    ],
    [{ title: "$:/DefaultTiddlers" }, "[[Ledger team]]"],
  ]);

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
