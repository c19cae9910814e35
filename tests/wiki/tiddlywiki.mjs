// A real TiddlyWiki, from npm.
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";

import { freePort, recipeFor, siteAt, started, unpack } from "./parts.mjs";

const require = createRequire(import.meta.url);
const TIDDLYWIKI = dirname(require.resolve("tiddlywiki/package.json"));

export const slug = "tiddlywiki";
export const version = require("tiddlywiki/package.json").version;
export const missing = undefined;
export const KEEPS_BLOCKS = true;
export const FRAMES_ALONE = true;
export const labelled = (address) => `[[Our charter|${address}]]`;

/** A wiki with `pages`, by their names; with a recipe, its package is imported. */
export async function start({ app, recipe, pages }) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  await cp(join(TIDDLYWIKI, "editions/empty"), folder, { recursive: true });
  await mkdir(join(folder, "tiddlers"), { recursive: true });
  if (recipe) await unpack(app, recipe, join(folder, "tiddlers"));
  for (const [name, text] of Object.entries(pages)) {
    await writeFile(join(folder, "tiddlers", `${name}.tid`), `title: ${name}\ntype: text/vnd.tiddlywiki\n\n${text}`);
  }
  const port = await freePort();
  const command = [join(TIDDLYWIKI, "tiddlywiki.js"), folder, "--listen", `port=${port}`, "host=127.0.0.1"];
  const end = await started(process.execPath, command, `http://127.0.0.1:${port}/status`);
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  // Another address each time: by the part behind # alone, the pages before would stay open.
  const at = encodeURIComponent;
  return { url: (name) => `${siteAt(port)}/?${at(name)}#${at(name)}`, stop };
}

/** A wiki whose one page holds the charter `doc` of the server at `app`, as its recipe says. */
export async function wikiWith(app, doc) {
  const recipe = await recipeFor(slug, app, doc);
  const pages = { "Ledger team": `! Our charter\n\n${recipe.element}\n\nRead it before you ask.` };
  const { url, stop } = await start({ app, recipe, pages });
  return { url: url("Ledger team"), stop };
}
