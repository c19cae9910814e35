// Notes for oneself: their words are in no request, no frame, no cache, no backup and no export, and a file that only a passphrase
// opens carries them to another device.
import assert from "node:assert/strict";
import { mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { axe, eventually, field, launchBrowser, openCharter, runMuster, SAVED, status } from "./harness.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";

let browser, place;

before(async () => {
  browser = await launchBrowser();
  place = await startWorkspace(browser, { Ada: "owner", Lin: "leader" });
});
after(async () => {
  await browser?.close();
  await place?.server.stop();
});

const SECRET = "Nightjar";
const PASSPHRASE = "seven lamps over the harbour";
const LATE = { timeout: 15_000 };
const part = (page, name) => page.locator("section.part").filter({ has: page.getByRole("heading", { name, exact: true }) });

async function mine(page) {
  await page.goto(`${place.server.app}/mine`);
  await page.getByRole("button", { name: "Begin a reflection" }).waitFor(LATE);
}

/** A note of each sort, with a secret in each field of words. */
async function writeAll(page) {
  for (const add of ["Begin a reflection", "Add a goal", "Add a habit", "Add a line"]) {
    await page.getByRole("button", { name: add }).click();
  }
  for (const field of await page.locator("ul.rows :is(input[type=text]:not([inputmode]), textarea)").all()) await field.fill(SECRET);
  await page.getByLabel("If this person quit today, would I fight to keep them?").selectOption({ label: "Not sure" });
}

/** Everything that leaves a browser's pages from now on. */
function overhear(context) {
  const heard = [];
  context.on("request", (request) => heard.push(request.url(), request.postDataBuffer()?.toString("latin1") ?? ""));
  context.on("page", (page) => listen(page));
  const listen = (page) =>
    page.on("websocket", (socket) => {
      for (const event of ["framesent", "framereceived"]) socket.on(event, ({ payload }) => heard.push(Buffer.from(payload).toString("latin1")));
    });
  context.pages().forEach(listen);
  return heard;
}

/** All that a browser's caches, small storages and other databases keep of this server. */
const kept = (page) =>
  page.evaluate(async () => {
    const all = [JSON.stringify(Object.entries(localStorage)), JSON.stringify(Object.entries(sessionStorage))];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) all.push(request.url, await (await cache.match(request)).text());
    }
    for (const { name } of await indexedDB.databases()) {
      if (name.startsWith("muster-for-oneself")) continue;
      const opened = indexedDB.open(name);
      const database = await new Promise((done) => (opened.onsuccess = () => done(opened.result)));
      for (const store of database.objectStoreNames) {
        const asked = database.transaction(store).objectStore(store).getAll();
        const rows = await new Promise((done) => (asked.onsuccess = () => done(asked.result)));
        const text = (value) => (value?.bytes ? new TextDecoder("latin1").decode(value.bytes) : JSON.stringify(value));
        all.push(...rows.map(text));
      }
      database.close();
    }
    return all.join("\n");
  });

/** Every file below a folder, as Latin letters. */
async function filesIn(folder) {
  const files = await readdir(folder, { recursive: true, withFileTypes: true });
  const read = files.filter((file) => file.isFile()).map((file) => readFile(join(file.parentPath, file.name), "latin1"));
  return (await Promise.all(read)).join("\n");
}

async function folder(t) {
  const made = await mkdtemp(join(tmpdir(), "muster-mine-"));
  t.after(() => rm(made, { recursive: true }));
  return made;
}

/** Saves a file of the notes, and answers with its path. */
async function save(page, t) {
  await page.getByLabel("Passphrase for the file").fill(PASSPHRASE);
  await page.getByLabel("The same again").fill(PASSPHRASE);
  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Save a file of your notes" }).click();
  const path = join(await folder(t), "notes.json");
  await (await download).saveAs(path);
  await page.getByText("Only your passphrase opens it.").waitFor();
  return path;
}

async function read(page, path, passphrase = PASSPHRASE) {
  await page.getByLabel("File from the other device").setInputFiles(path);
  await page.getByLabel("Passphrase of the file").fill(passphrase);
  await page.getByRole("button", { name: "Read the file" }).click();
}

test("what is written for oneself stays on the device: in no request, no frame, no cache, no backup, no export", async (t) => {
  const lin = await signedIn(t, browser)(place, "Lin");
  const heard = overhear(lin.context);
  const { page } = lin;
  await page.goto(place.server.app);
  await page.evaluate(() => navigator.serviceWorker.ready);
  await page.getByRole("button", { name: /, you, / }).click();
  await page.getByRole("link", { name: "Notes for yourself" }).click(LATE);
  await page.getByRole("button", { name: "Begin a reflection" }).waitFor(LATE);
  await page.getByText("They are kept in this browser, on this device, and nowhere else").waitFor();
  await writeAll(page);
  await mine(page);
  const about = part(page, "Keeper reflection").getByLabel("About whom");
  await eventually(async () => assert.equal(await about.inputValue(), SECRET));
  assert.equal(await page.getByLabel("If this person quit today, would I fight to keep them?").inputValue(), "unsure");

  // Meanwhile the same browser writes what is everybody's.
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Keys" });
  await openCharter(lin, place.server, id);
  // At once: letter by letter, no frame has the whole sentence.
  await field(page, "Mission").fill("Everybody gets in");
  await status(page, SAVED);
  await eventually(() => assert.ok(heard.join("\n").includes("Everybody gets in"), "frames are overheard"));
  assert.ok(!heard.join("\n").includes(SECRET));
  assert.ok(!(await kept(page)).includes(SECRET));

  const out = await folder(t);
  for (const command of [["backup", join(out, "backup")], ["export", "--format", "json", join(out, "export")]]) {
    const { code, stderr } = await runMuster([...command, "--data", place.server.data]);
    assert.equal(code, 0, stderr);
  }
  const files = await filesIn(out);
  assert.ok(files.includes("Everybody gets in") || files.includes("Keys"), "the files are read");
  assert.ok(!files.includes(SECRET));
  assert.ok(!(await filesIn(place.server.data)).includes(SECRET));
});

test("a sealed file carries the notes to another device; a wrong passphrase, a file cut short and another file lose nothing", async (t) => {
  const invite = signedIn(t, browser);
  const [one, other] = [(await invite(place, "Lin")).page, (await invite(place, "Lin")).page];
  await mine(one);
  await one.getByRole("button", { name: "Save a file of your notes" }).click();
  await one.getByText("Take twelve characters or more.").waitFor();
  await writeAll(one);
  const path = await save(one, t);
  const text = await readFile(path, "utf8");
  assert.ok(!text.includes(SECRET));
  assert.ok(JSON.parse(text).key.rounds >= 600_000);

  await mine(other);
  await other.getByRole("button", { name: "Add a goal" }).click();
  await part(other, "Learning goals").getByLabel("What I want to be able to do").fill("Stay");
  const aside = await folder(t);
  for (const [name, content, passphrase, sentence] of [
    ["wrong.json", text, "seven lamps over the harbor", "The passphrase does not fit this file"],
    ["short.json", text.slice(0, -40), PASSPHRASE, "This file is cut short."],
    ["changed.json", text.replace(/"rounds":\d+/, '"rounds":600000'), PASSPHRASE, "The passphrase does not fit this file, or the file was changed."],
    ["charter.json", '{"muster":"1","documents":[]}', PASSPHRASE, "This is no file of notes for yourself."],
  ]) {
    await writeFile(join(aside, name), content);
    await read(other, join(aside, name), passphrase);
    await other.getByText(sentence).waitFor(LATE);
    assert.equal(await part(other, "Learning goals").getByLabel("What I want to be able to do").inputValue(), "Stay", name);
  }
  await read(other, path);
  await other.getByText("4 notes added, 0 notes renewed, 0 notes as they were.").waitFor(LATE);
  assert.equal(await part(other, "Keeper reflection").getByLabel("About whom").inputValue(), SECRET);
  assert.equal(await part(other, "Learning goals").getByLabel("What I want to be able to do").count(), 2);
  await read(other, path);
  await other.getByText("0 notes added, 0 notes renewed, 4 notes as they were.").waitFor(LATE);
  await mine(other);
  assert.equal(await part(other, "Learning goals").getByLabel("What I want to be able to do").count(), 2, "they are kept");
});

test("days that run backwards are told, a note goes after a question, and nothing sticks out of a phone", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Ada", { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await mine(page);
  await page.getByRole("button", { name: "Add a goal" }).click();
  const goals = part(page, "Learning goals");
  await goals.getByLabel("From", { exact: true }).fill("2030-05-10");
  await goals.getByLabel("By", { exact: true }).fill("2030-05-01");
  await goals.getByText("It ends on 1 May 2030, before it begins on 10 May 2030.").waitFor();
  assert.deepEqual(await axe(page), []);
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  await goals.getByRole("button", { name: "Remove this note" }).click();
  await goals.getByRole("button", { name: "Leave it" }).click();
  assert.equal(await goals.getByLabel("By", { exact: true }).inputValue(), "2030-05-01");
  await goals.getByRole("button", { name: "Remove this note" }).click();
  await goals.getByRole("button", { name: "Remove it" }).click();
  await eventually(async () => assert.equal(await goals.getByLabel("By", { exact: true }).count(), 0));
  await mine(page);
  assert.equal(await part(page, "Learning goals").getByLabel("By", { exact: true }).count(), 0);
});
