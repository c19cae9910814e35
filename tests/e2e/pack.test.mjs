// V19: a review is taken along as a file, opened without a network on a device that never held it, written in, and brought
// back: once, twice, by its writer and by somebody else, while the server's document moves on.
import assert from "node:assert/strict";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { axe, BACK_MS, cast, eventually, ON_THIS_DEVICE, SAVED, status } from "./harness.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";

stage();

const DAY = "20261124T1000";
const TITLE = "Inspect every home 48 hours before move-in";

async function folder(t) {
  const folder = await mkdtemp(join(tmpdir(), "muster-pack-"));
  t.after(() => rm(folder, { recursive: true }));
  return folder;
}

/** Somebody begins a series and a review with one item; answers the review's id. */
async function prepared(ines) {
  const { page } = ines;
  await page.goto(`${server.app}/reviews`);
  await page.getByRole("button", { name: "Begin a product review", exact: true }).click();
  await page.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 15_000 });
  await status(page, SAVED);
  const review = `${new URL(page.url()).pathname.split("/").at(-1)}-r${DAY}`;
  await page.goto(`${server.app}/d/${review}`);
  await addItem(page, TITLE);
  await status(page, SAVED);
  return review;
}

async function addItem(page, title) {
  await page.getByRole("button", { name: "Add an item", exact: true }).click({ timeout: 15_000 });
  const field = page.getByRole("textbox", { name: "Title", exact: true });
  await eventually(async () => assert.equal(await field.inputValue({ timeout: 1000 }), ""));
  await field.fill(title);
}

/** Presses *Take it with you*, and keeps the file. */
async function take(page, path) {
  const [download] = await Promise.all([
    page.waitForEvent("download", { timeout: 20_000 }),
    page.getByRole("button", { name: "Take it with you" }).click(),
  ]);
  assert.match(download.suggestedFilename(), /\.musterpack$/);
  await download.saveAs(path);
  return path;
}

async function bring(page, ...files) {
  await page.goto(`${server.app}/import`);
  await page.locator("#files").setInputFiles(files);
}

const notes = (page) => page.getByRole("textbox", { name: "Notes on this item" });

test("a pack opens offline on a fresh device, is written in, and comes back once however often it is brought", async (t) => {
  const invite = cast(t, browser);
  const files = await folder(t);
  const ines = await invite("Ines");
  const review = await prepared(ines);
  const first = await take(ines.page, join(files, "first.musterpack"));
  await ines.page.getByText(/^Saved as .*as the server has it\.$/).waitFor();

  // Leila's device has the app, and nothing of the review.
  const leila = await invite("Leila");
  await leila.page.goto(server.app);
  await leila.page.waitForFunction(() => navigator.serviceWorker.controller);
  await leila.context.setOffline(true);
  await bring(leila.page, first);
  await leila.page.getByRole("heading", { name: /^Product review, 24 November 2026$/ }).waitFor({ timeout: 20_000 });
  assert.deepEqual(await axe(leila.page), []);
  await leila.page.getByRole("link", { name: "Open the review" }).click();
  await leila.page.getByText("This came in a pack.").waitFor({ timeout: 15_000 });
  await leila.page.getByText(TITLE).first().waitFor();
  await notes(leila.page).fill("Leila: the depot has parts on Tuesdays.");
  await status(leila.page, ON_THIS_DEVICE);
  const second = await take(leila.page, join(files, "second.musterpack"));
  await leila.page.getByText(/as this device has it\.$/).waitFor();

  // The server's document moves on meanwhile.
  await addItem(ines.page, "Porto’s peak starts three weeks early");
  await status(ines.page, SAVED);

  // Mei brings Leila's file to the server, twice.
  const mei = await invite("Mei");
  for (let time = 0; time < 2; time += 1) {
    await bring(mei.page, second);
    await mei.page.getByRole("link", { name: "Open the review" }).waitFor({ timeout: 20_000 });
  }
  await ines.page.locator("button.entry", { hasText: TITLE }).click();
  await eventually(async () => assert.equal(await notes(ines.page).inputValue(), "Leila: the depot has parts on Tuesdays."), BACK_MS);

  // Leila is back online, and opens her own file once more.
  await leila.context.setOffline(false);
  await status(leila.page, SAVED, BACK_MS);
  await bring(leila.page, second);
  await leila.page.getByRole("link", { name: "Open the review" }).click({ timeout: 20_000 });
  await leila.page.getByText("Porto’s peak starts three weeks early").first().waitFor({ timeout: BACK_MS });
  await status(leila.page, SAVED, BACK_MS);
  await eventually(async () => assert.equal(await leila.page.getByText("This came in a pack.").count(), 0));
  const page = await fetch(`${server.url}/embed/${review}.md`).then((answer) => answer.text());
  assert.equal(page.split("the depot has parts on Tuesdays").length, 2, page);
  assert.equal(page.split(TITLE).length, 2, page);
});

test("a pack that is damaged, of another version or of another server is refused in a sentence, and nothing is lost", async (t) => {
  const files = await folder(t);
  const ines = await cast(t, browser)("Ines");
  const review = await prepared(ines);
  const whole = await readFile(await take(ines.page, join(files, "whole.musterpack")));
  const nuls = Buffer.from(whole);
  const half = Math.floor(whole.length / 2);
  nuls.fill(0, half, half + 64);
  const version = Buffer.from(whole);
  version.write("2", "MUSTERPACK ".length);
  for (const [name, bytes, says] of [
    ["half", whole.subarray(0, half), /its end is missing/],
    ["nuls", nuls, /was damaged on its way/],
    ["version", version, /has version 2 of its form/],
    ["long", Buffer.concat([whole, Buffer.alloc(10 << 20)]), /larger than 8 MiB/],
    ["notes", Buffer.from("# Minutes\n\nof a meeting that was held\n"), /is no pack/],
    ["empty", Buffer.alloc(0), /The file is empty/],
  ]) {
    const path = join(files, `${name}.musterpack`);
    await writeFile(path, bytes);
    await bring(ines.page, path);
    await ines.page.getByText(says).waitFor({ timeout: 20_000 });
    await ines.page.getByText("Nothing of it was taken, and nothing here has changed.").waitFor();
  }
  const other = await ownServer(t);
  const made = await fetch(`${other.url}/api/docs`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ kind: "series", id: "elsewhere", name: "Their review" }),
  });
  assert.equal(made.status, 201);
  const theirs = await fetch(`${other.url}/api/docs/elsewhere-r${DAY}/pack`).then((answer) => answer.arrayBuffer());
  const path = join(files, "theirs.musterpack");
  await writeFile(path, Buffer.from(theirs));
  await bring(ines.page, path);
  await ines.page.getByRole("heading", { name: "Nothing of this pack was taken" }).waitFor({ timeout: 20_000 });
  await ines.page.getByText("Not taken: it is of another workspace.").first().waitFor();
  await ines.page.goto(`${server.app}/d/${review}`);
  await ines.page.getByText(TITLE).first().waitFor({ timeout: 15_000 });
  await status(ines.page, SAVED);
});

test("the summary is copied by one press, as rich text and as words", async (t) => {
  const ines = await cast(t, browser)("Ines");
  await prepared(ines);
  const { page, context } = ines;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  await page.getByRole("button", { name: "Copy the summary" }).click();
  await page.getByText("Copied: paste it into a mail or a page.").waitFor();
  const copied = await page.evaluate(async () => {
    const [item] = await navigator.clipboard.read();
    return Object.fromEntries(await Promise.all(item.types.map(async (type) => [type, await (await item.getType(type)).text()])));
  });
  assert.match(copied["text/html"], new RegExp(`<h2>Agenda</h2>.*<li>${TITLE}`));
  assert.match(copied["text/plain"], new RegExp(`## Agenda\n\n- ${TITLE}`));
});
