// A real Fossil, where Debian's package `fossil` is installed.
import { mkdtemp, rm } from "node:fs/promises";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, isThere, ran, siteAt, started, unpack } from "./parts.mjs";

export const slug = "fossil";
export const missing = isThere("fossil", ["version"]) ? undefined : "Fossil is not installed (Debian: `apt-get install fossil`)";
export const version = missing ? "" : /version ([\d.]+)/.exec(spawnSync("fossil", ["version"], { encoding: "utf8" }).stdout)?.[1];
export const KEEPS_BLOCKS = false;
// The script stands in each page.
export const labelled = (address) => `<script type="module" src="${new URL(address).origin}/embed.js"></script>\n\n[Our charter](${address})`;

/** A wiki with `pages` in Markdown, by their names; with a recipe, its package is run. */
export async function start({ app, recipe, pages }) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  const repository = join(folder, "wiki.fossil");
  const env = { ...process.env, USER: "ada", HOME: folder };
  ran("fossil", ["init", "--admin-user", "ada", repository], { env });
  if (recipe) {
    const [script] = await unpack(app, recipe, folder);
    ran("sh", [script, repository], { env });
  }
  for (const [name, input] of Object.entries(pages)) {
    ran("fossil", ["wiki", "create", name, "-", "--mimetype", "text/x-markdown", "-R", repository], { env, input });
  }
  const port = await freePort();
  const serve = ["server", repository, "--localhost", "--port", String(port)];
  const end = await started("fossil", serve, `http://127.0.0.1:${port}/home`, { env });
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: (name) => `${siteAt(port)}/wiki?name=${name}`, stop };
}
