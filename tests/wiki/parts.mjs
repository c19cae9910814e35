// A real wiki beside a real server: recipes and packages as the server offers them, and programs on free ports.
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { mkdir, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join } from "node:path";

import { eventually } from "../e2e/parts/server.mjs";

/** The recipe of a product, with this server and document in it. */
export async function recipeFor(slug, app, doc) {
  const recipes = await fetch(`${app}/wikis.json`).then((answer) => answer.json());
  const recipe = recipes.find((one) => one.slug === slug);
  assert.ok(recipe, `there is no recipe for ${slug}`);
  const fill = (text) => text && filled(text, { origin: app, host: new URL(app).host, doc, view: "", key: "" });
  return { ...recipe, link: fill(recipe.link), element: fill(recipe.element), frame: fill(recipe.frame), steps: recipe.admin.map(({ code }) => fill(code)) };
}

/** Fills the holes of a recipe. An empty value takes along the attribute, or the part of an address, that it is for. */
export function filled(text, values) {
  for (const [name, value] of Object.entries(values)) {
    const hole = `\\{${name}\\}`;
    if (value === "") {
      text = text.replaceAll(new RegExp(` [\\w-]+="${hole}"`, "g"), "");
      text = text.replaceAll(new RegExp(`([?&])[\\w-]+=${hole}(&?)`, "g"), (_, before, after) => (after ? before : ""));
    }
    text = text.replaceAll(`{${name}}`, value);
  }
  return text;
}

/** Unpacks into `folder` the package that the server offers for a recipe, and answers the paths in it. */
export async function unpack(app, recipe, folder) {
  const answer = await fetch(app + recipe.package);
  assert.ok(answer.ok, `${recipe.package}: ${answer.status}`);
  const name = /filename="([\w.-]+)"/.exec(answer.headers.get("content-disposition"))?.[1];
  assert.equal(`/wikis/${name}`, recipe.package);
  const bytes = Buffer.from(await answer.arrayBuffer());
  const files = name.endsWith(".zip") ? stored(bytes) : [{ path: name, text: bytes }];
  for (const { path, text } of files) {
    const file = join(folder, path);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
  return files.map(({ path }) => join(folder, path));
}

/** The files of a zip whose files are stored as they are. */
function stored(bytes) {
  const files = [];
  for (let at = 0; bytes.readUInt32LE(at) === 0x04034b50; ) {
    const [method, size] = [bytes.readUInt16LE(at + 8), bytes.readUInt32LE(at + 18)];
    assert.equal(method, 0);
    const name = at + 30;
    const text = name + bytes.readUInt16LE(at + 26) + bytes.readUInt16LE(at + 28);
    files.push({ path: bytes.toString("utf8", name, name + bytes.readUInt16LE(at + 26)), text: bytes.subarray(text, text + size) });
    at = text + size;
  }
  return files;
}

/** Starts a program and waits until `url` answers. */
export async function started(program, args, url, options = {}) {
  const child = spawn(program, args, { stdio: "ignore", ...options });
  const ended = new Promise((done) => child.once("close", done));
  await eventually(async () => {
    assert.equal(child.exitCode, null, `${program} ended early`);
    await fetch(url, { redirect: "manual" });
  }, 30_000);
  return async () => {
    child.kill();
    await ended;
  };
}

/** Runs a program to its end and answers its output; the words of one that fails are in the error. */
export function ran(program, args, options = {}) {
  const { status, stdout, stderr, error } = spawnSync(program, args, { encoding: "utf8", ...options });
  assert.equal(status, 0, `${program} ${args.join(" ")}: ${error ?? ""}\n${stdout}\n${stderr}`);
  return stdout;
}

/** Whether a program can be started here. */
export const isThere = (program, args) => spawnSync(program, args, { stdio: "ignore" }).status === 0;

export async function freePort() {
  const server = createServer();
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  const { port } = server.address();
  await new Promise((done) => server.close(done));
  return port;
}

/** The name under which browsers find a wiki: another site than the server's. */
export const siteAt = (port) => `http://wiki.localhost:${port}`;
