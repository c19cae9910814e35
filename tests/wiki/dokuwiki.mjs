// A real DokuWiki, where Debian's packages `dokuwiki` and `php-cli` are installed, with settings, plugins and
// pages of its own.
import { existsSync, readFileSync } from "node:fs";
import { cp, mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, isThere, siteAt, started, unpack } from "./parts.mjs";

const PROGRAM = "/usr/share/dokuwiki";
const DATA = ["pages", "attic", "media", "media_attic", "media_meta", "meta", "cache", "index", "locks", "log", "tmp"];

export const slug = "dokuwiki";
const isInstalled = existsSync(join(PROGRAM, "doku.php")) && isThere("php", ["--version"]);
export const missing = isInstalled ? undefined : "DokuWiki is not installed (Debian: `apt-get install dokuwiki php-cli`)";
export const version = isInstalled ? readFileSync(join(PROGRAM, "VERSION"), "utf8").trim() : "";
export const KEEPS_BLOCKS = false;
export const labelled = (address) => `[[${address}|Our charter]]`;

/** A wiki with `pages`, by their names; with a recipe, its package is unpacked where plugins go. */
export async function start({ app, recipe, pages }) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  const [settings, plugins, data] = ["conf", "plugins", "data"].map((name) => join(folder, name));
  for (const made of [settings, ...DATA.map((name) => join(data, name))]) await mkdir(made, { recursive: true });
  await cp(join(PROGRAM, "lib/plugins"), plugins, { recursive: true, dereference: true });
  if (recipe) await unpack(app, recipe, plugins);
  const lines = { title: "Wiki", useacl: 0, updatecheck: 0, savedir: data };
  await writeFile(join(settings, "local.php"), `<?php $conf = array_merge($conf, json_decode('${JSON.stringify(lines)}', true));`);
  const places = `define('DOKU_CONF', '${settings}/'); define('DOKU_PLUGIN', '${plugins}/');`;
  await writeFile(join(folder, "places.php"), `<?php ${places}`);
  for (const [name, text] of Object.entries(pages)) await writeFile(join(data, "pages", `${name.toLowerCase()}.txt`), text);
  const port = await freePort();
  const serve = ["-d", `auto_prepend_file=${folder}/places.php`, "-S", `127.0.0.1:${port}`, "-t", PROGRAM];
  const end = await started("php", serve, `http://127.0.0.1:${port}/doku.php`, { cwd: PROGRAM });
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: (name) => `${siteAt(port)}/doku.php?id=${name.toLowerCase()}`, stop };
}
