// Charters from files: in the page, and from the command line with the server running and stopped.
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { cast, eventually, listDocs, launchBrowser, makeDoc, ROOT, runMuster, SAVED, status } from "./harness.mjs";
import { ownServer } from "./parts/stage.mjs";

const TEAMS = join(ROOT, "../shared/data/kubernetes-teams.json");
const ABSENT = existsSync(TEAMS) ? false : "the real teams are not beside this repository: ../shared/data/kubernetes-teams.json";

let browser, folder;

before(async () => {
  browser = await launchBrowser();
  folder = await mkdtemp(join(tmpdir(), "muster-import-"));
});
after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true, force: true });
});

const charters = async (server) => {
  const docs = await listDocs(server);
  return docs.filter((doc) => doc.kind === "charter");
};

/** Every text and value, so that nothing can change unseen. */
const everything = async (server, t) => {
  const out = await mkdtemp(join(tmpdir(), "muster-export-"));
  t.after(() => rm(out, { recursive: true, force: true }));
  const done = await runMuster(["export", "--data", server.data, "--format", "json", out]);
  assert.equal(done.code, 0, done.stderr);
  const { readdir, readFile } = await import("node:fs/promises");
  const names = (await readdir(out)).sort();
  return Promise.all(names.map(async (name) => `${name}\n${await readFile(join(out, name), "utf8")}`));
};

const hasManyCaptains = (docs) => docs.filter((doc) => doc.summary.captains.length > 1).length;

async function chooseFiles(page, ...files) {
  await page.locator("input[type=file]").setInputFiles(files);
}

test("35 real teams come in from a file in the page, and a second time nothing changes", { skip: ABSENT }, async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${server.app}/import`);
  await chooseFiles(page, TEAMS);
  // 236 claims: two teams have a surface called "website", which is one surface, contested.
  const receipt = page.locator(".receipt");
  await receipt.waitFor({ timeout: 60_000 });
  assert.match(await receipt.innerText(), /35 charters, 236 surfaces/);
  await status(page, SAVED, 30_000);
  const docs = await eventually(async () => {
    const docs = await charters(server);
    assert.equal(docs.length, 35);
    assert.ok(docs.every((doc) => doc.summary.name), "every team has arrived with its name");
    return docs;
  }, 60_000);
  const claims = docs.flatMap((doc) => doc.summary.owns ?? []);
  assert.equal(claims.length, 236);
  assert.ok(hasManyCaptains(docs) >= 16, `${hasManyCaptains(docs)} teams have several captains`);
  await page.getByRole("link", { name: "See all teams" }).click();
  await eventually(async () => assert.ok((await page.getByRole("row").filter({ hasText: /\d people are named captain: choose one/ }).count()) >= 16));
  await page.getByRole("searchbox").fill("network");
  await eventually(async () => assert.match(await page.getByRole("row").nth(1).innerText(), /Network/));

  const before = await everything(server, t);
  await page.goto(`${server.app}/import`);
  await chooseFiles(page, TEAMS);
  await receipt.waitFor({ timeout: 60_000 });
  assert.match(await receipt.innerText(), /35 documents are already here/);
  assert.deepEqual(await everything(server, t), before);
});

for (const running of [true, false]) {
  const how = running ? "running" : "stopped";
  test(`35 real teams come in by command with the server ${how}, and a second time nothing changes`, { skip: ABSENT }, async (t) => {
    const server = await ownServer(t);
    if (!running) await server.kill();
    const done = await runMuster(["import", "--data", server.data, TEAMS]);
    assert.equal(done.code, 0, done.stderr);
    assert.match(done.stdout, /35/);
    const before = await everything(server, t);
    const again = await runMuster(["import", "--data", server.data, TEAMS]);
    assert.equal(again.code, 0, again.stderr);
    assert.deepEqual(await everything(server, t), before);
    if (!running) await server.start();
    const docs = await charters(server);
    assert.equal(docs.length, 35);
    assert.ok(hasManyCaptains(docs) >= 16);
  });
}

test("a broken file is refused whole, with file, line and reason, in the page and by command", async (t) => {
  const server = await ownServer(t);
  const file = join(folder, "broken.json");
  await writeFile(file, '{\n  "muster": 1,\n  "documents": [\n    { "kind": \n');
  const done = await runMuster(["import", "--data", server.data, file]);
  assert.notEqual(done.code, 0);
  assert.match(done.stderr, /broken\.json:\d+: .{8,}/);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${server.app}/import`);
  await chooseFiles(page, file);
  await eventually(async () => {
    const told = await page.locator("main").innerText();
    assert.match(told, /broken\.json/);
    assert.match(told, /line \d+: .{8,}/);
    assert.match(told, /Nothing of it was imported/);
  });
  assert.equal((await charters(server)).length, 0);
});

test("one good file of two comes in, and the other is named", async (t) => {
  const server = await ownServer(t);
  const [good, bad] = [join(folder, "ledger.md"), join(folder, "picture.png")];
  await writeFile(good, "# Ledger\n\n## Mission\n\nMoney is counted once\n");
  await writeFile(bad, Buffer.from([137, 80, 78, 71, 0, 255]));
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${server.app}/import`);
  await chooseFiles(page, good, bad);
  await eventually(async () => {
    const told = await page.locator("main").innerText();
    assert.match(told, /1 charter/);
    assert.match(told, /picture\.png/);
  });
  await eventually(async () => assert.deepEqual((await charters(server)).map((doc) => doc.summary.name), ["Ledger"]), 15_000);
});

/** Holds the server's list back until it is let go. */
async function holdList(page) {
  let letGo;
  const held = new Promise((done) => (letGo = done));
  await page.route("**/api/docs", async (route) => {
    if (route.request().method() === "GET") await held;
    await route.continue();
  });
  return letGo;
}

for (const [who, comes] of [["the same browser", false], ["another browser", true]]) {
  test(`a file comes in once, however late ${who} hears from the server what there is`, async (t) => {
    const server = await ownServer(t);
    const file = join(folder, "ledger.md");
    await writeFile(file, "# Ledger\n\n## Mission\n\nMoney is counted once\n");
    const invite = cast(t, browser);
    // A service worker's requests cannot be held back.
    const ada = await invite("Ada", { serviceWorkers: "block" });
    const bringIn = async (page) => {
      await page.goto(`${server.app}/import`);
      await chooseFiles(page, file);
    };
    await bringIn(ada.page);
    await ada.page.locator(".receipt").waitFor();
    await status(ada.page, SAVED, 15_000);
    await eventually(async () => assert.equal((await charters(server)).length, 1), 15_000);

    const { page } = comes ? await invite("Bo", { serviceWorkers: "block" }) : ada;
    const letGo = await holdList(page);
    await bringIn(page);
    await page.getByText("1 document is already here and left as it is").waitFor({ timeout: 15_000 });
    letGo();
    assert.equal((await charters(server)).length, 1);
  });
}

test("the sample is there after one command, and marked as an example", async (t) => {
  const server = await ownServer(t);
  const done = await runMuster(["sample", "--data", server.data]);
  assert.equal(done.code, 0, done.stderr);
  const docs = await charters(server);
  assert.equal(docs.length, 6);
  assert.ok(docs.every((doc) => doc.example && doc.summary.name));
  const { page } = await cast(t, browser)("Ada");
  await page.goto(server.app);
  await eventually(async () => assert.equal(await page.getByRole("row").count(), 6 + 1));
});

test("the sample suggests nothing to a real charter, is counted nowhere, and goes with one press", async (t) => {
  const server = await ownServer(t);
  await runMuster(["sample", "--data", server.data]);
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${server.app}/d/${doc}`);
  await page.getByRole("button", { name: "Add a surface" }).click();
  await page.keyboard.type("Key handover");
  await page.keyboard.press("Tab");
  const suggested = () => page.locator("datalist option").evaluateAll((all) => all.map((one) => one.value));
  await eventually(async () => assert.ok((await suggested()).includes("Key handover"), "the company's own is suggested"));
  assert.ok(!(await suggested()).includes("Move-in day scheduling"), "the sample's is not");
  assert.equal(await page.getByText(/^Contested/).count(), 0);

  await page.goto(`${server.app}/d/org`);
  await page.getByText("1 surface", { exact: true }).waitFor();
  await page.getByText("0 functions", { exact: true }).waitFor();

  await page.goto(server.app);
  await page.getByRole("button", { name: "Remove the example" }).click();
  await eventually(async () => assert.equal(await page.getByRole("row").count(), 1 + 1));
  assert.deepEqual((await charters(server)).map((one) => one.id), [doc]);
});
