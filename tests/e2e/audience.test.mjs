// The people a charter is for: chosen when it is begun, also without a network, kept by the device, and never widened.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import {
  aboutSaving, axe, BACK_MS, eventually, field, NOT_SAVED, ON_THIS_DEVICE, runMuster, SAVED, says,
  status, write,
} from "./harness.mjs";
import { signedIn, signInAgain, startWorkspace } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

const RANKS = { Ada: "owner", Mo: "member", Nia: "member" };
stageWithPeople(RANKS);

const choose = (page, whom) => page.getByRole("radio", { name: whom }).check();
const docAt = (page) => new URL(page.url()).pathname.split("/").at(-1);

/** Somebody begins a charter, for whom `choice` says; answers its id. */
async function begin(page, app, name, choice) {
  await page.goto(`${app}/new`);
  await page.getByRole("group", { name: "Who is it for?" }).waitFor();
  await choice?.(page);
  await field(page, "Team name").pressSequentially(name, { delay: 0 });
  await page.keyboard.press("Enter");
  await page.waitForURL(/\/new\/./);
  await says(page, "Team name", name, 15_000);
  return docAt(page);
}

/** The server's answer to somebody who looks for a document. */
async function sees({ server, people }, name, doc) {
  const cookie = `muster-${server.port}=${people[name].cookie}`;
  return (await fetch(`${server.url}/api/docs/${doc}`, { headers: { cookie, origin: server.app } })).status;
}

const roster = (place, name, doc) => place.people[name].ask("GET", `/api/docs/${doc}/roster`);

test("a charter is begun for everybody, for people one names, or for oneself alone", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Mo");
  const app = place.server.app;
  const all = await begin(page, app, "Ledger");
  await status(page, SAVED);
  assert.equal(await sees(place, "Ada", all), 200);

  const some = await begin(page, app, "Second opinion", async () => {
    await choose(page, "People I name");
    await page.getByLabel("Name a person", { exact: true }).selectOption({ label: "Nia" });
    await page.getByRole("button", { name: "Take off Nia" }).waitFor();
    assert.deepEqual(await axe(page), []);
  });
  await status(page, SAVED);
  assert.deepEqual([await sees(place, "Ada", some), await sees(place, "Nia", some)], [404, 200]);
  const listed = await roster(place, "Mo", some);
  assert.deepEqual([listed.audience, listed.people.map(({ name }) => name)], ["roster", ["Mo", "Nia"]]);

  const own = await begin(page, app, "Doubts", () => choose(page, "Me alone"));
  await status(page, SAVED);
  assert.deepEqual([await sees(place, "Ada", own), await sees(place, "Nia", own)], [404, 404]);
  assert.equal((await roster(place, "Mo", own)).audience, "author");
});

test("begun without a network, a charter is for the same people once the server knows it", async (t) => {
  const mo = await signedIn(t, browser)(place, "Mo");
  const { page } = mo;
  await page.goto(`${place.server.app}/new`);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  // The people were listed once, with a network.
  await choose(page, "People I name");
  await page.getByLabel("Name a person", { exact: true }).waitFor();
  await mo.context.setOffline(true);
  const some = await begin(page, place.server.app, "Second opinion", async () => {
    await choose(page, "People I name");
    await page.getByLabel("Name a person", { exact: true }).selectOption({ label: "Nia" });
  });
  await status(page, ON_THIS_DEVICE);
  const own = await begin(page, place.server.app, "Doubts", () => choose(page, "Me alone"));
  await write(page, "Team name", " of mine");
  await status(page, ON_THIS_DEVICE);
  await page.reload();
  await says(page, "Team name", "Doubts of mine", 15_000);
  await mo.context.setOffline(false);
  await status(page, SAVED, BACK_MS);
  await eventually(async () => assert.equal((await roster(place, "Mo", some)).audience, "roster"), BACK_MS);
  assert.equal((await roster(place, "Mo", own)).audience, "author");
  assert.deepEqual([await sees(place, "Ada", own), await sees(place, "Nia", own)], [404, 404]);
  assert.deepEqual([await sees(place, "Ada", some), await sees(place, "Nia", some)], [404, 200]);
});

/** Duplicates the charter that the page shows; answers the id of the copy. */
async function duplicate(page, name) {
  await page.getByRole("button", { name: `Menu of ${name}` }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).click();
  await says(page, "Team name", `Copy of ${name}`, 15_000);
  return docAt(page);
}

test("a copy of a charter for some people is for the same people, with a network and without", async (t) => {
  const mo = await signedIn(t, browser)(place, "Mo");
  const { page } = mo;
  const app = place.server.app;
  const some = await begin(page, app, "Second opinion", async () => {
    await choose(page, "People I name");
    await page.getByLabel("Name a person", { exact: true }).selectOption({ label: "Nia" });
  });
  await status(page, SAVED);
  const own = await begin(page, app, "Doubts", () => choose(page, "Me alone"));
  await status(page, SAVED);
  await page.goto(`${app}/d/${own}`);
  await says(page, "Team name", "Doubts", 15_000);
  await status(page, SAVED);
  const copyOfOwn = await duplicate(page, "Doubts");
  await status(page, SAVED);
  assert.equal((await roster(place, "Mo", copyOfOwn)).audience, "author");
  await page.goto(`${app}/d/${some}`);
  await says(page, "Team name", "Second opinion", 15_000);
  await status(page, SAVED);
  await mo.context.setOffline(true);
  const copyOfSome = await duplicate(page, "Second opinion");
  await status(page, ON_THIS_DEVICE);
  await mo.context.setOffline(false);
  await status(page, SAVED, BACK_MS);
  const listed = await roster(place, "Mo", copyOfSome);
  assert.deepEqual([listed.audience, listed.people.map(({ name }) => name)], ["roster", ["Mo", "Nia"]]);
  assert.deepEqual([await sees(place, "Ada", copyOfSome), await sees(place, "Nia", copyOfSome)], [404, 200]);
  assert.deepEqual([await sees(place, "Ada", copyOfOwn), await sees(place, "Nia", copyOfOwn)], [404, 404]);
});

/** Something is said about the mission of the charter that the page shows. */
async function comment(page, words) {
  await page.locator(".of-mission").hover();
  await page.locator(".of-mission").getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator("textarea:focus[aria-label=Comment]").waitFor();
  await page.keyboard.insertText(words);
  await page.keyboard.press("Control+Enter");
}

/** A decision is logged. */
async function logDecision(page, app, doc, choice) {
  await page.goto(`${app}/d/${doc}-log`);
  const draft = page.locator(".of-new");
  await draft.getByLabel("Question", { exact: true }).fill("How often?");
  await draft.getByLabel("Choice", { exact: true }).fill(choice);
  await draft.getByRole("button", { name: "Log", exact: true }).click();
  await page.locator(".decs").getByText(choice).first().waitFor();
}

/** Everything of a store of the device's database. */
const onDevice = (page, name) =>
  page.evaluate(async (name) => {
    const { id } = await (await fetch("/api/me")).json();
    const opened = indexedDB.open(`muster ${id}`);
    const database = await new Promise((done) => (opened.onsuccess = () => done(opened.result)));
    const asked = database.transaction(name).objectStore(name).getAll();
    const all = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
    database.close();
    return all;
  }, name);

test("given back to a server that has lost it, by a device that did not begin it, a charter is for nobody else than before, and whole with all that goes along", async (t) => {
  const own = await startWorkspace(browser, RANKS);
  t.after(() => own.server.stop());
  const invite = signedIn(t, browser);
  const [mo, other] = [await invite(own, "Mo"), await invite(own, "Mo")];
  const folder = await mkdtemp(join(tmpdir(), "muster-backup-"));
  t.after(() => rm(folder, { recursive: true }));
  const backup = join(folder, "before");
  const { code, stderr } = await runMuster(["backup", backup, "--data", own.server.data]);
  assert.equal(code, 0, stderr);
  const doc = await begin(mo.page, own.server.app, "Second opinion", async () => {
    await choose(mo.page, "People I name");
    await mo.page.getByLabel("Name a person", { exact: true }).selectOption({ label: "Nia" });
  });
  await status(mo.page, SAVED);
  await mo.page.goto(`${own.server.app}/d/${doc}`);
  await write(mo.page, "Mission", "Two doctors look");
  await comment(mo.page, "Who counts it?");
  await status(mo.page, SAVED);
  await logDecision(mo.page, own.server.app, doc, "Money is counted once");
  await status(mo.page, SAVED);
  // A device keeps the log that somebody opened there.
  await other.page.goto(`${own.server.app}/d/${doc}-log`);
  await other.page.locator(".decs").getByText("Money is counted once").first().waitFor();
  await other.page.goto(`${own.server.app}/d/${doc}`);
  for (const words of ["Second opinion", "Money is counted once"]) await other.page.getByText(words).first().waitFor();
  await other.page.locator(".note.said").filter({ hasText: "Who counts it?" }).waitFor();
  await status(other.page, SAVED);
  // Only what the other device remembers can tell for whom it is.
  await eventually(async () => {
    const kept = await onDevice(other.page, "docs");
    for (const id of [doc, `${doc}-talk`, `${doc}-log`]) {
      assert.ok(kept.some((about) => about.includes(`"${id}"`)), `${id}, which goes along`);
    }
    assert.ok(kept.some((about) => about.includes('"roster"')), "and for whom it is");
  });
  await mo.leave();
  await own.server.restartEmpty({ from: backup });
  // A restored server asks everybody who they are.
  const ada = await invite(own, "Ada");
  await signInAgain(ada, own, "Ada");
  await signInAgain(other, own, "Mo");
  await other.page.reload();
  await status(other.page, NOT_SAVED, BACK_MS);
  await other.page.getByText("Second opinion").first().waitFor();
  await (await aboutSaving(other.page)).getByRole("button", { name: "Give it back to the server" }).click();
  await status(other.page, SAVED, BACK_MS);
  const says = async (path) => {
    const cookie = `muster-${own.server.port}=${own.people.Mo.cookie}`;
    return (await fetch(`${own.server.url}/embed/${doc}${path}`, { headers: { cookie } })).text();
  };
  // The log comes back though the page does not show it.
  for (const [path, words] of [[".md", /Second opinion/], ["-talk.md", /Who counts it\?/], ["-log.md", /Money is counted once/]]) {
    await eventually(async () => assert.match(await says(path), words), BACK_MS);
  }
  await other.page.getByText("Second opinion").first().waitFor();
  await other.page.locator(".note.said").filter({ hasText: "Who counts it?" }).waitFor();
  assert.deepEqual(await onDevice(other.page, "aside"), [], "nothing is set aside");
  const listed = await roster(own, "Mo", doc);
  assert.deepEqual([listed.audience, listed.people.map(({ name }) => name)], ["roster", ["Mo", "Nia"]]);
  assert.equal(await sees(own, "Ada", doc), 404);
  await other.page.reload();
  for (const words of ["Second opinion", "Money is counted once"]) await other.page.getByText(words).first().waitFor();
  await status(other.page, SAVED, BACK_MS);
});

test("a charter for somebody who has left meanwhile stays on the device, and the page says why", async (t) => {
  const own = await startWorkspace(browser, RANKS);
  t.after(() => own.server.stop());
  const mo = await signedIn(t, browser)(own, "Mo");
  const { page } = mo;
  await page.goto(`${own.server.app}/new`);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await choose(page, "People I name");
  await page.getByLabel("Name a person", { exact: true }).waitFor();
  await mo.context.setOffline(true);
  await begin(page, own.server.app, "Second opinion", async () => {
    await choose(page, "People I name");
    await page.getByLabel("Name a person", { exact: true }).selectOption({ label: "Nia" });
  });
  await status(page, ON_THIS_DEVICE);
  await own.people.Ada.ask("DELETE", `/api/people/${own.people.Nia.id}`);
  await mo.context.setOffline(false);
  await status(page, NOT_SAVED, BACK_MS);
  const why = await (await aboutSaving(page)).innerText();
  assert.match(why, /somebody it is for is not in this workspace any more/);
  assert.match(why, /kept on this device/);
  await page.getByText("Second opinion").first().waitFor();
});
