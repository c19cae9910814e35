// The app comes in chunks: each is loaded once, and one that cannot be loaded costs its own part of the page alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BACK_MS, cast, field, makeDoc, newPerson, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { appOf, watchChunks, withhold } from "./parts/chunks.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, server, stage } from "./parts/stage.mjs";

/** A quick build is in one piece. */
let app;

stage({ pages: true, prepare: async () => (app = await appOf(server)) });

const REST = "The rest of this charter";
const alone = { serviceWorkers: "block" };
const missing = (within, part) => within.getByRole("alert").filter({ hasText: `${part} could not be loaded.` });
const again = (within) => within.getByRole("button", { name: "Try again" });

/** Somebody whose pages may complain of what is kept from them. */
async function deprived(t) {
  const person = await newPerson(browser, "Ada", alone);
  t.after(() => person.leave());
  return person;
}

/** Without chunks there is nothing to keep from anybody. */
const whereSplit = (t) => app.isSplit || t.skip("this build is in one piece");

/** Goes to a page as a link does, without loading the app anew. */
const follow = (page, path) =>
  page.evaluate((path) => {
    const link = Object.assign(document.createElement("a"), { href: path });
    document.querySelector("main").append(link);
    link.click();
  }, path);

test("a walk through every page loads every chunk, each of them once", async (t) => {
  const { page, context } = await cast(t, browser)("Ada", alone);
  const asked = watchChunks(context);
  await page.goto(server.app);
  await page.getByRole("link", { name: /^Fill the worksheet/ }).click();
  await page.getByRole("textbox", { name: "Team name" }).pressSequentially("Homecare");
  for (const next of ["People", "Relationships", "Mission", "Mandate", "Metrics"]) {
    await page.getByRole("button", { name: `Next: ${next}` }).click();
  }
  await page.getByRole("button", { name: "Open the charter", exact: true }).click();
  await write(page, "Mission", "Care at home that comes on time");
  await status(page, SAVED);
  const doc = new URL(page.url()).pathname.split("/").at(-1);
  await page.locator(".of-mission").hover();
  await page.locator(".of-mission").getByRole("button", { name: "Comment" }).click();
  await page.locator("textarea:focus").waitFor();
  await page.keyboard.insertText("Whose time?");
  await page.keyboard.press("Control+Enter");
  await page.locator(".note.said").filter({ hasText: "Whose time?" }).waitFor();
  await page.getByRole("button", { name: "Menu of Homecare" }).click();
  await page.getByRole("menuitem", { name: "Duplicate" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).fill("keys");
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { name: "Keys" }).waitFor();
  await page.keyboard.press("Escape");
  for (const [command, there] of [["import", "Choose files"], ["functions", "Name the company"]]) {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox", { name: /Find/ }).fill(command);
    await page.keyboard.press("Enter");
    await page.getByText(there).or(page.getByPlaceholder(there)).first().waitFor();
  }
  // The workspace's own document is shown in no other page, so that no frame of it asks for the files again.
  await page.getByRole("button", { name: /^Menu of/ }).click();
  await page.getByRole("menuitem", { name: "Share…" }).click();
  await page.getByRole("dialog", { name: /^Share / }).waitFor();
  await page.keyboard.press("Escape");
  await follow(page, "/map");
  await page.getByRole("heading", { name: "Who owns what" }).waitFor();
  await follow(page, "/picture");
  await page.getByText("How this is counted").waitFor();
  await follow(page, `/boxes/${doc}`);
  await page.getByRole("heading", { name: "Blind boxes" }).waitFor();
  await follow(page, "/mine");
  await page.getByRole("button", { name: "Begin a reflection" }).waitFor();
  await follow(page, `/d/${doc}-log`);
  await page.getByRole("heading", { name: /decision log$/ }).waitFor();
  await page.getByRole("link", { name: "Reviews", exact: true }).click();
  await page.getByRole("button", { name: "Begin a product review", exact: true }).click();
  await page.getByRole("textbox", { name: "Purpose" }).waitFor();
  await page.getByRole("link", { name: "Begin one today, outside of the rhythm" }).click();
  await page.getByRole("navigation", { name: "Agenda" }).waitFor();
  // Some sorts of meeting have parts of their own.
  await page.getByRole("link", { name: "Reviews", exact: true }).click();
  await page.getByRole("button", { name: "Begin an open forum", exact: true }).click();
  await page.getByRole("textbox", { name: "Purpose" }).waitFor();
  // Somebody who was away for long is told what changed meanwhile.
  await page.evaluate(() => {
    for (const key of Object.keys(localStorage)) if (key.startsWith("muster-here:")) localStorage.setItem(key, "1");
  });
  await follow(page, `/d/${doc}`);
  await page.getByText(/changes? since 1 January 1970/).waitFor();
  await follow(page, "/");
  await page.getByRole("button", { name: "Write the strategy", exact: true }).click();
  await page.getByRole("textbox", { name: "Narrative" }).waitFor();
  await follow(page, "/");
  await page.getByRole("button", { name: "Set the company’s goals", exact: true }).click();
  await page.getByRole("button", { name: "Add an objective" }).waitFor();
  assert.deepEqual(asked.sort(), app.wasm, "each file of the app, and none twice");
});

for (const [how, refuse] of [
  ["cut off", (route) => route.abort()],
  ["gone from the server", (route) => route.fulfill({ status: 404, body: "this file is not part of this release of Muster" })],
  ["another's page", (route) => route.fulfill({ status: 200, contentType: "text/html", body: "Accept our terms" })],
  ["cut short", (route) => route.fulfill({ status: 200, contentType: "application/wasm", body: "\0asm" })],
]) {
  test(`a charter’s head and mission are written while the chunk of the rest is ${how}; asked again it comes`, async (t) => {
    if (whereSplit(t) !== true) return;
    const { page } = await deprived(t);
    const doc = await makeDoc(server, { name: "Ledger" });
    const give = await withhold(page, "charter", refuse);
    await openCharter({ page }, server, doc);
    await write(page, "Mission", "Rent is paid");
    await missing(page, REST).waitFor();
    assert.equal(await missing(page, REST).count(), 1, "said once, not at every place");
    await status(page, SAVED);
    await again(page).click();
    await page.getByRole("button", { name: "Reload the page" }).waitFor();
    await write(page, "Mission", " on time");
    await give();
    await again(page).click();
    await page.locator(".of-mission").hover();
    await page.locator(".of-mission").getByRole("button", { name: "Comment" }).waitFor();
    await missing(page, REST).waitFor({ state: "detached" });
    await page.getByRole("button", { name: "Add a surface" }).waitFor();
    await says(page, "Mission", "Rent is paid on time");
    await status(page, SAVED);
  });
}

test("a chunk is not shown without its style sheet; asked again both come, and the sheets stand in one order", async (t) => {
  if (whereSplit(t) !== true) return;
  const { page } = await deprived(t);
  const doc = await makeDoc(server, { name: "Ledger" });
  const sheet = "**/of-most-*.css";
  await page.route(sheet, (route) => route.abort());
  await openCharter({ page }, server, doc);
  await write(page, "Mission", "Rent is paid");
  await missing(page, REST).waitFor();
  await status(page, SAVED);
  await page.unroute(sheet);
  await again(page).click();
  await page.getByRole("button", { name: "Add a surface" }).waitFor();
  const names = await page.evaluate(() => [...document.styleSheets].map(({ href }) => /([\w-]+)-\w+\.css$/.exec(href)[1]));
  const those = ["front", "of-most", "back"];
  assert.deepEqual(names.filter((name) => those.includes(name)), those);
});

test("a chunk whose style sheet never comes is shown without it after a while, which the page says; asked again the sheet comes", async (t) => {
  if (whereSplit(t) !== true) return;
  const { page } = await deprived(t);
  const doc = await makeDoc(server, { name: "Ledger" });
  const sheet = "**/of-most-*.css";
  // Nothing answers for this address, of which the page asks in another way the second time.
  await page.route(sheet, () => {});
  await openCharter({ page }, server, doc);
  await page.getByRole("button", { name: "Add a surface" }).waitFor({ timeout: 30_000 });
  const late = page.getByRole("status").filter({ hasText: "A style sheet has not come" });
  await late.waitFor();
  await write(page, "Mission", "Rent is paid");
  await status(page, SAVED);
  await again(late).click();
  await late.waitFor({ state: "detached" });
  await says(page, "Mission", "Rent is paid");
  const names = await page.evaluate(() => [...document.styleSheets].map(({ href }) => /([\w-]+)-\w+\.css/.exec(href)[1]));
  assert.equal(names.filter((name) => name === "of-most").length, 1);
});

test("a first word that waits for the charter's own field is never called saved, and is there once the field is", async (t) => {
  if (whereSplit(t) !== true) return;
  const { page } = await deprived(t);
  const give = await withhold(page, "charter");
  await page.goto(`${server.app}/new`);
  await page.locator("#first-field").fill("Homecare");
  await page.locator("#first-field").press("Enter");
  await missing(page, REST).waitFor();
  assert.equal(await page.locator("[part=status]").count(), 0, "there is no document that a status could be of");
  await give();
  await again(page).click();
  await status(page, SAVED);
  await says(page, "Team name", "Homecare");
});

test("without the shell a charter is written all the same, and every page of the shell says what is missing", async (t) => {
  if (whereSplit(t) !== true) return;
  const { page, context } = await deprived(t);
  const doc = await makeDoc(server, { name: "Ledger" });
  const give = await withhold(page, "shell");
  await openCharter({ page }, server, doc);
  await write(page, "Mission", "Rent is paid");
  await status(page, SAVED);
  await context.setOffline(true);
  await write(page, "Mission", " on time");
  await page.getByRole("link", { name: "Muster, all teams" }).click();
  await missing(page.locator("main"), "This part").waitFor();
  await page.goBack();
  await says(page, "Mission", "Rent is paid on time");
  await page.keyboard.press("Control+k");
  const dialog = page.getByRole("dialog", { name: /Find/ });
  await missing(dialog, "This part").waitFor();
  await give();
  await again(dialog).click();
  await dialog.getByRole("button", { name: "Reload the page" }).waitFor();
  await context.setOffline(false);
  await again(dialog).click();
  await page.getByRole("combobox", { name: /Find/ }).fill("all teams");
  await page.keyboard.press("Enter");
  await page.getByRole("link", { name: "Ledger" }).first().click();
  await says(page, "Mission", "Rent is paid on time");
  await status(page, SAVED, BACK_MS);
});

test("without the chunk that comes later words are written, marks show as they were typed, and undo waits for it", async (t) => {
  if (whereSplit(t) !== true) return;
  const { page } = await deprived(t);
  const doc = await makeDoc(server, { name: "Ledger" });
  const give = await withhold(page, "later");
  await openCharter({ page }, server, doc);
  await field(page, "Mission").focus();
  await page.keyboard.insertText("Rent is paid *on time*");
  await page.keyboard.press("Escape");
  const shown = page.locator(".of-mission .statement > .shown");
  await shown.getByText("Rent is paid *on time*").waitFor();
  await status(page, SAVED);
  await field(page, "Mission").focus();
  await page.keyboard.press("Control+z");
  const lacks = page.getByRole("alert").filter({ hasText: "Undo is not there while the rest of this page could not be fetched." });
  await lacks.waitFor();
  await says(page, "Mission", "Rent is paid *on time*");
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await give();
  await page.evaluate(() => dispatchEvent(new Event("online")));
  await lacks.waitFor({ state: "detached" });
  await says(page, "Mission", "Rent is paid *on time*", "only a press makes a step");
  await page.keyboard.press("Control+z");
  await says(page, "Mission", "");
  await page.keyboard.press("Control+y");
  await says(page, "Mission", "Rent is paid *on time*");
  await page.keyboard.press("Escape");
  await shown.locator("em").getByText("on time").waitFor();
  await status(page, SAVED);
});

for (const [view, part] of [["full", REST], ["card", REST], ["metrics", REST]]) {
  test(`in other people's pages the ${view} view says what is missing, and shows it when it can be loaded`, async (t) => {
    if (whereSplit(t) !== true) return;
    const { page } = await deprived(t);
    const doc = await makeDoc(server, { name: "Ledger" });
    const give = await withhold(page, "charter");
    const widget = `<muster-charter doc="${doc}" view="${view}" mode="edit"></muster-charter>`;
    await page.goto(host.put(`/missing-${view}`, widget, { head: loader(server) }));
    await missing(page, part).waitFor();
    await give();
    await again(page).click();
    await missing(page, part).waitFor({ state: "detached" });
    await page.getByText({ full: "Mandate", card: "Open in Muster", metrics: "Add a metric" }[view], { exact: true }).first().waitFor();
  });
}

test("fifty widgets of other people's pages share the app: each chunk is loaded once", async (t) => {
  const { page, context } = await cast(t, browser)("Ada", alone);
  const asked = watchChunks(context);
  const docs = await Promise.all(Array.from({ length: 5 }, (_, n) => makeDoc(server, { name: `Team ${n}` })));
  const widgets = Array.from({ length: 50 }, (_, n) => `<muster-charter doc="${docs[n % 5]}" view="card" mode="edit"></muster-charter>`);
  await page.goto(host.put("/fifty", widgets.join(""), { head: loader(server) }));
  for (let n = 0; n < 50; n += 1) {
    const widget = page.locator("muster-charter").nth(n);
    await widget.scrollIntoViewIfNeeded();
    await widget.getByText(`Team ${n % 5}`).first().waitFor({ timeout: 20_000 });
  }
  assert.deepEqual([...new Set(asked)].sort(), asked.sort(), "none twice");
});

test("the app's files are one folder that is named by them all, and every chunk is there for any page", async () => {
  const folders = new Set(app.wasm.map((path) => path.slice(0, path.lastIndexOf("/"))));
  assert.equal(folders.size, 1);
  for (const path of app.wasm) {
    const answer = await fetch(server.app + path, { headers: { origin: host.url("wiki.localhost", "").replace(/\/$/, "") } });
    assert.equal(answer.status, 200);
    assert.equal(answer.headers.get("content-type"), "application/wasm");
    assert.equal(answer.headers.get("access-control-allow-origin"), "*");
    assert.match(answer.headers.get("cache-control"), /immutable/);
    assert.ok(WebAssembly.validate(await answer.arrayBuffer()), path);
  }
});
