// A real MkDocs, from the Python package index.
import { appendFile, mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, ran, siteAt, started, unpack } from "./parts.mjs";
import { pythonWith } from "./python.mjs";

export const slug = "mkdocs";
export const version = "1.6.1";
export const KEEPS_BLOCKS = true;
export const FRAMES_ALONE = true;
export const labelled = (address) => `[Our charter](${address})`;
const { python, missing } = pythonWith("mkdocs", version, { small: true });
export { missing };

/** A site with `pages`, by their names; with a recipe, the lines of its package stand in mkdocs.yml. */
export async function start({ app, recipe, pages }) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  await mkdir(join(folder, "docs"));
  // The theme has shortcuts, n, p, s and ?, and would fetch its colours for code from elsewhere.
  await writeFile(join(folder, "mkdocs.yml"), "site_name: Wiki\ntheme:\n  name: mkdocs\n  highlightjs: false\n");
  if (recipe) {
    const [lines] = await unpack(app, recipe, folder);
    await appendFile(join(folder, "mkdocs.yml"), await readFile(lines));
  }
  for (const [name, text] of Object.entries({ index: "# Wiki", ...pages })) await writeFile(join(folder, "docs", `${name}.md`), text);
  ran(python, ["-m", "mkdocs", "build", "--quiet"], { cwd: folder });
  const port = await freePort();
  const serve = ["-m", "http.server", String(port), "--bind", "127.0.0.1", "--directory", join(folder, "site")];
  const end = await started(python, serve, `http://127.0.0.1:${port}/`);
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: (name) => `${siteAt(port)}/${name}/`, stop };
}
