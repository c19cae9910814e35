// The offer of the server to wikis: a table, and packages that need no sign-in and hold the server's own address.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { server, stageWithPeople } from "../e2e/parts/stage.mjs";
import { filled, unpack } from "./parts.mjs";

stageWithPeople({ Ada: "owner" });

test("each package is given to nobody in particular, under its name, with the server's address in it", async (t) => {
  const recipes = await fetch(`${server.app}/wikis.json`).then((answer) => answer.json());
  const folder = await mkdtemp(join(tmpdir(), "muster-offered-"));
  t.after(() => rm(folder, { recursive: true, force: true }));
  const packages = recipes.filter((recipe) => recipe.package);
  assert.ok(packages.length > 5);
  for (const recipe of packages) {
    const files = await unpack(server.app, recipe, join(folder, recipe.slug));
    const texts = await Promise.all(files.map((file) => readFile(file, "utf8")));
    assert.ok(texts.join("").includes(server.app), recipe.slug);
    assert.doesNotMatch(texts.join(""), /\{(origin|host|socket|room)\}/, recipe.slug);
  }
  assert.equal((await fetch(`${server.app}/wikis/nothing.zip`)).status, 404);
});

test("an empty value takes along its attribute, or its part of an address", () => {
  const holes = { origin: "https://muster.example", doc: "a-1" };
  for (const [text, values, wanted] of [
    ["{origin}/d/{doc}?view={view}&key={key}", { view: "", key: "" }, "https://muster.example/d/a-1"],
    ["{origin}/d/{doc}?view={view}&key={key}", { view: "", key: "k" }, "https://muster.example/d/a-1?key=k"],
    ["{origin}/d/{doc}?view={view}&key={key}", { view: "card", key: "" }, "https://muster.example/d/a-1?view=card"],
    ['<x doc="{doc}" view="{view}" key="{key}" />', { view: "", key: "k" }, '<x doc="a-1" key="k" />'],
    ["{{muster>{doc}?view={view}&key={key}}}", { view: "", key: "" }, "{{muster>a-1}}"],
    ["{{muster>{doc}?view={view}&key={key}&as=frame}}", { view: "", key: "" }, "{{muster>a-1?as=frame}}"],
  ]) {
    assert.equal(filled(text, { ...holes, ...values }), wanted);
  }
});
