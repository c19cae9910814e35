// A real Otter Wiki, from the Python package index, where somebody installed it.
import { appendFile, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { freePort, ran, siteAt, started, unpack } from "./parts.mjs";
import { pythonWith } from "./python.mjs";

export const slug = "otterwiki";
export const version = "2.26.1";
export const KEEPS_BLOCKS = false;
// Its list of allowed HTML would turn frames into text.
export const HAS_FRAMES = false;
export const labelled = (address) => `[Our charter](${address})`;
const { python, missing } = pythonWith("otterwiki", version);
export { missing };

const SETTINGS = ["READ_ACCESS", "WRITE_ACCESS", "ATTACHMENT_ACCESS"].map((name) => `${name} = "ANONYMOUS"\n`).join("");

/** A wiki with `pages`, by their names; with a recipe, the lines of its package stand in its settings. */
export async function start({ app, recipe, pages }) {
  const folder = await mkdtemp(join(tmpdir(), "muster-wiki-"));
  const [repository, settings] = [join(folder, "pages"), join(folder, "settings.cfg")];
  ran("git", ["init", "--quiet", repository]);
  for (const [name, text] of Object.entries(pages)) await writeFile(join(repository, `${name.toLowerCase()}.md`), text);
  const git = (...args) => ran("git", ["-C", repository, "-c", "user.name=Ada", "-c", "user.email=ada@wiki.example", ...args]);
  git("add", "--all");
  git("commit", "--quiet", "--message", "Pages");
  const places = `REPOSITORY = "${repository}"\nSQLALCHEMY_DATABASE_URI = "sqlite:///${folder}/wiki.sqlite"\n`;
  await writeFile(settings, `${places}SECRET_KEY = "a long word for tests"\n${SETTINGS}`);
  if (recipe) {
    const [lines] = await unpack(app, recipe, folder);
    await appendFile(settings, await readFile(lines));
  }
  const port = await freePort();
  const serve = ["-m", "flask", "--app", "otterwiki.server", "run", "--port", String(port)];
  const env = { ...process.env, OTTERWIKI_SETTINGS: settings };
  const end = await started(python, serve, `http://127.0.0.1:${port}/`, { cwd: folder, env });
  const stop = async () => {
    await end();
    await rm(folder, { recursive: true, force: true });
  };
  return { url: (name) => `${siteAt(port)}/${name.toLowerCase()}`, stop };
}
