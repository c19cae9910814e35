// A real MkDocs, from the Python package index, in a folder of its own that outlives the test.
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { homedir, tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, isThere, ran, siteAt, started, unpack } from "./parts.mjs";

export const slug = "mkdocs";
export const version = "1.6.1";
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), ".cache"), "muster-wikis", `mkdocs-${version}`);
const PYTHON = join(CACHE, "bin/python");

export const missing = install();
export const KEEPS_BLOCKS = true;
export const labelled = (address) => `[Our charter](${address})`;

/** Answers why MkDocs cannot be had here. */
function install() {
  if (existsSync(PYTHON) && isThere(PYTHON, ["-m", "mkdocs", "--version"])) return;
  if (!isThere("python3", ["-c", "import venv, ensurepip"])) return "Python has no venv here (Debian: `apt-get install python3-venv`)";
  if (!isThere("python3", ["-m", "venv", CACHE])) return `no Python environment could be made in ${CACHE}`;
  const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", `mkdocs==${version}`];
  if (!isThere(PYTHON, pip)) return "MkDocs could not be installed from the Python package index";
}

/** A site with `pages`, by their names; with a recipe, the lines of its package stand in mkdocs.yml. */
export async function start({ app, recipe, pages }) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  await mkdir(join(folder, "docs"));
  // The theme's shortcuts turn the page: n, p and s.
  await writeFile(join(folder, "mkdocs.yml"), "site_name: Wiki\n");
  if (recipe) {
    const [lines] = await unpack(app, recipe, folder);
    await appendFile(join(folder, "mkdocs.yml"), await readFile(lines));
  }
  for (const [name, text] of Object.entries({ index: "# Wiki", ...pages })) await writeFile(join(folder, "docs", `${name}.md`), text);
  ran(PYTHON, ["-m", "mkdocs", "build", "--quiet"], { cwd: folder });
  const port = await freePort();
  const serve = ["-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", join(folder, "site")];
  const end = await started(PYTHON, serve, `http://127.0.0.1:${port}/`);
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: (name) => `${siteAt(port)}/${name}/`, stop };
}
