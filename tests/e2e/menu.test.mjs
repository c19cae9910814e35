// The menu of a document: its keys, what each kind can do, copies, files and the address, also without a server.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { test } from "node:test";

import { axe, cast, eventually, listDocs, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const button = (page, name) => page.getByRole("button", { name: `Menu of ${name}` });
const item = (page, name) => page.getByRole("menuitem", { name });
const focused = (page) => page.evaluate(() => document.activeElement?.textContent.trim());

/** A charter of this name with a mission, and the page on which it is open. */
async function charter(t, name) {
  const person = await cast(t, browser)("Ada");
  const doc = await makeDoc(server, { name });
  await openCharter(person, server, doc);
  await write(person.page, "Mission", "Money is counted once");
  await status(person.page, SAVED);
  return { ...person, doc };
}

/** Gives a command of the menu. */
async function give(page, name, command) {
  await button(page, name).click();
  await item(page, command).click();
}

/** The file that a command saves: its name and its words. */
async function saved(page, name, command) {
  const [file] = await Promise.all([page.waitForEvent("download"), give(page, name, command)]);
  const words = await readFile(await file.path(), "utf8");
  await page.getByText(`Saved as ${file.suggestedFilename()}.`).waitFor();
  await page.keyboard.press("Escape");
  return { file: file.suggestedFilename(), words };
}

test("the menu opens with its first command in focus, arrows and letters go on from there, Esc gives the focus back", async (t) => {
  const { page } = await charter(t, "Ledger");
  await button(page, "Ledger").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await focused(page), "Share…"));
  assert.equal(await button(page, "Ledger").getAttribute("aria-expanded"), "true");
  assert.deepEqual(await axe(page), []);
  for (const [key, command] of [
    ["ArrowDown", "Copy link"],
    ["ArrowUp", "Share…"],
    ["ArrowUp", "History"],
    ["ArrowDown", "Share…"],
    ["End", "History"],
    ["Home", "Share…"],
    ["d", "Duplicate"],
    ["e", "Export as Markdown"],
    ["e", "Export everything as JSON"],
    ["e", "Export metrics as CSV"],
    ["e", "Export as Markdown"],
  ]) {
    await page.keyboard.press(key);
    assert.equal(await focused(page), command, key);
  }
  await page.keyboard.press("Escape");
  await page.getByRole("menu").waitFor({ state: "detached" });
  assert.equal(await button(page, "Ledger").evaluate((one) => one === document.activeElement), true);
});

test("a charter is duplicated without a server under a name of its own, and sent later; the first stays as it is", async (t) => {
  const { page, context, doc } = await charter(t, "Ledger");
  // The menu is kept with the app; it is loaded by then.
  await button(page, "Ledger").click();
  await item(page, "Duplicate").waitFor();
  await page.keyboard.press("Escape");
  await context.setOffline(true);
  await give(page, "Ledger", "Duplicate");
  await says(page, "Team name", "Copy of Ledger");
  await says(page, "Mission", "Money is counted once");
  await status(page, ON_THIS_DEVICE);
  const copy = new URL(page.url()).pathname.split("/").at(-1);
  assert.notEqual(copy, doc);
  await context.setOffline(false);
  await status(page, SAVED, 40_000);
  await eventually(async () => {
    const names = (await listDocs(server)).filter(({ id }) => [doc, copy].includes(id)).map(({ summary }) => summary?.name);
    assert.deepEqual(names.sort(), ["Copy of Ledger", "Ledger"]);
  });
});

test("a charter is saved as Markdown, as JSON that can be imported again, and its metrics as CSV", async (t) => {
  const { page, doc } = await charter(t, "Ledger");
  const markdown = await saved(page, "Ledger", "Export as Markdown");
  assert.equal(markdown.file, "ledger.md");
  assert.match(markdown.words, /^# Ledger /);
  assert.match(markdown.words, /Money is counted once/);
  const json = await saved(page, "Ledger", "Export everything as JSON");
  const [whole] = JSON.parse(json.words).documents;
  assert.equal(whole.id, doc);
  assert.equal(whole.sheet.texts.mission, "Money is counted once");
  const again = await fetch(`${server.url}/api/import?name=${json.file}`, { method: "POST", body: json.words });
  const { made, refused } = await again.json();
  assert.deepEqual([made, refused], [[], []], "it is here already");
  const csv = await saved(page, "Ledger", "Export metrics as CSV");
  assert.equal(csv.file, "ledger-metrics.csv");
  assert.match(csv.words, /^\uFEFFMetric,Definition,/);
});

test("the link stands there to be copied", async (t) => {
  const { page, doc } = await charter(t, "Ledger");
  await give(page, "Ledger", "Copy link");
  assert.equal(await page.getByRole("textbox", { name: "Link", exact: true }).inputValue(), `${server.app}/d/${doc}`);
});

test("each kind offers what it can do, and Find offers the same on its page", async (t) => {
  const { page, doc } = await charter(t, "Ledger");
  await page.goto(`${server.app}/d/${doc}-log`);
  await button(page, "Ledger, decision log").click();
  await item(page, "Export decisions as CSV").waitFor();
  assert.equal(await item(page, "Duplicate").count(), 0, "a log goes with its charter");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).fill("csv");
  const [file] = await Promise.all([page.waitForEvent("download"), page.keyboard.press("Enter")]);
  assert.equal(file.suggestedFilename(), "ledger-decision-log-decisions.csv");
});
