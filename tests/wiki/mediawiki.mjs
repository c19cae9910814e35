// A real MediaWiki, where Debian's packages `mediawiki`, `php-cli` and `php-sqlite3` are installed; its database is a file.
import { existsSync, readFileSync } from "node:fs";
import { appendFile, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, isThere, ran, siteAt, started, unpack } from "./parts.mjs";

const PROGRAM = "/usr/share/mediawiki";

export const slug = "mediawiki";
const isInstalled = existsSync(join(PROGRAM, "maintenance/install.php")) && isThere("php", ["-r", "new SQLite3(':memory:');"]);
export const missing = isInstalled
  ? undefined
  : "MediaWiki is not installed (Debian: `apt-get install mediawiki php-cli php-sqlite3`)";
export const version = isInstalled
  ? /'MW_VERSION', '([^']+)'/.exec(readFileSync(join(PROGRAM, "includes/Defines.php"), "utf8"))?.[1]
  : "";
export const KEEPS_BLOCKS = true;
export const labelled = (address) => `[${address} Our charter]`;

/**
 * A wiki with `pages`, by their names; with a recipe, its package is an extension of it. `settings` are further lines of
 * LocalSettings.php.
 */
export async function start({ app, recipe, pages, settings = "" }) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  const port = await freePort();
  const place = ["--dbtype", "sqlite", "--dbpath", join(folder, "db"), "--confpath", folder];
  const site = ["--server", siteAt(port), "--scriptpath", "", "--skins", "Vector", "--pass", "a-long-word-for-tests"];
  ran("php", [join(PROGRAM, "maintenance/install.php"), ...place, ...site, "Wiki", "Admin"]);
  const env = { ...process.env, MW_CONFIG_FILE: join(folder, "LocalSettings.php") };
  await appendFile(env.MW_CONFIG_FILE, `\n${settings}\n`);
  if (recipe) {
    await unpack(app, recipe, folder);
    await appendFile(env.MW_CONFIG_FILE, `wfLoadExtension( 'Muster', '${folder}/Muster/extension.json' );\n`);
  }
  for (const [name, text] of Object.entries(pages)) {
    ran("php", [join(PROGRAM, "maintenance/edit.php"), "--user", "Admin", name], { env, input: text });
  }
  const end = await started("php", ["-S", `127.0.0.1:${port}`, "-t", PROGRAM], `http://127.0.0.1:${port}/index.php`, { env });
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: (name) => `${siteAt(port)}/index.php?title=${name}`, stop };
}
