// A real MoinMoin, from the Python package index, where somebody installed it.
import { createHash } from "node:crypto";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, ran, siteAt, started } from "./parts.mjs";
import { pythonWith } from "./python.mjs";

export const slug = "moin";
export const version = "2.0.0b5";
export const KEEPS_BLOCKS = false;
export const FRAMES_ALONE = true;
export const labelled = (address) => `[[${address}|Our charter]]`;
const { python, missing } = pythonWith("moin", version);
export { missing };

const MACRO = /\{% macro scripts\(\) -%\}.*?\{%- endmacro %\}/s;

/** A wiki with `pages`, by their names; with a recipe, the macro of its only step stands in the wiki's snippets. */
export async function start({ recipe, pages }) {
  const folder = join(await mkdtemp(join(tmpdir(), "muster-wiki-")), "wiki");
  const command = ["-c", "from moin.cli import cli; cli()"];
  const moin = (cwd, ...args) => ran(python, [...command, ...args], { cwd });
  moin(tmpdir(), "create-instance", "--path", folder);
  moin(folder, "index-create");
  for (const [index, [name, text]] of Object.entries(pages).entries()) {
    const files = ["meta", "data"].map((kind) => join(folder, `${index}.${kind}`));
    await writeFile(files[0], JSON.stringify(revision(name, text, index)));
    await writeFile(files[1], text);
    moin(folder, "item-put", "-m", files[0], "-d", files[1]);
  }
  if (recipe) {
    const own = ran(python, ["-c", "import moin; print(moin.__path__[0])"]).trim();
    const snippets = await readFile(join(own, "templates/snippets.html"), "utf8");
    await writeFile(join(folder, "wiki_local/snippets.html"), snippets.replace(MACRO, recipe.steps[0]));
  }
  const port = await freePort();
  const end = await started(python, [...command, "run", "--port", String(port)], `http://127.0.0.1:${port}/`, { cwd: folder });
  const stop = async () => {
    await end();
    await rm(join(folder, ".."), { recursive: true, force: true });
  };
  return { url: (name) => `${siteAt(port)}/${name}`, stop };
}

/** The words that Moin keeps beside the text of a page. */
function revision(name, text, index) {
  const id = (of) => createHash("md5").update(`${of} ${index}`).digest("hex");
  const bytes = Buffer.from(text);
  return {
    name: [name],
    namespace: "",
    contenttype: "text/x.moin.wiki;charset=utf-8",
    itemtype: "default",
    itemid: id("item"),
    revid: id("revision"),
    rev_number: 1,
    mtime: 1_700_000_000 + index,
    size: bytes.length,
    sha1: createHash("sha1").update(bytes).digest("hex"),
    acl: "All:read",
    action: "SAVE",
  };
}
