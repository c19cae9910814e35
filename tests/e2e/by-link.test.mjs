// Comments by people without an account: a link lets its holder comment on the page, in an element and in a frame of somebody
// else's page, by a name said once on a device; when the link ends all of it goes but the words that were not sent.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, ON_THIS_DEVICE, SAVED, status } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { begin, mission, note, say } from "./parts/remarks.mjs";
import { browser, host, place, stageInAWiki, wiki } from "./parts/stage.mjs";

stageInAWiki({ Ada: "owner" });

const WORDS = "Who picks up the phone?";
const LATER = "This sentence is never sent";
const owner = (...asked) => place.people.Ada.ask(...asked);

/** A charter that Ada has open, and a link with which its holder comments. */
async function linked(t, sites = []) {
  const { doc, ada } = await begin(t);
  const { id, key } = await owner("POST", `/api/docs/${doc}/links`, { name: "A supplier", may: "comment", until: null, sites });
  return { doc, ada, id, key, at: `${place.server.app}/d/${doc}?key=${key}` };
}

const withdrawn = ({ doc, id }) => owner("DELETE", `/api/docs/${doc}/links/${id}`);
const wish = (page) => page.getByRole("button", { name: "Comment", exact: true }).first();
const name = (page) => page.getByLabel("What do you want to be called?");
const goOn = (page) => page.getByRole("button", { name: "Go on" });

/** The holder says a name, and the app has come. */
async function comesAs(page, called) {
  await wish(page).click();
  await name(page).fill(called);
  await goOn(page).click();
  await mission(page).waitFor({ timeout: 20_000 });
}

async function compose(page, words) {
  await mission(page).hover();
  await mission(page).getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator(".unsent textarea").first().fill(words);
}

async function comment(page, words) {
  await compose(page, words);
  await page.locator(".unsent").getByRole("button", { name: "Send", exact: true }).click();
  await note(page, words).waitFor();
}

test("a stranger says a name once, comments live by link, and is the same person after a reload", async (t) => {
  const link = await linked(t);
  const { page } = await cast(t, browser)("Nobody");
  await page.goto(link.at);
  await wish(page).click();
  assert.ok(!page.url().includes(link.key));
  assert.deepEqual(await axe(page), []);
  await goOn(page).click();
  await page.getByText("Say what you want to be called.").waitFor();
  await name(page).fill("a".repeat(81));
  await goOn(page).click();
  await page.getByText("A name is one line of 1 to 80 characters").waitFor();
  await name(page).fill("Bo");
  await goOn(page).click();
  await mission(page).waitFor({ timeout: 20_000 });
  await comment(page, WORDS);
  await note(page, WORDS).getByText("Bo (by link)").waitFor();
  await note(link.ada.page, WORDS).getByText("Bo (by link)").waitFor();
  await status(page, SAVED);
  assert.deepEqual(await axe(page), []);
  await page.reload();
  await wish(page).click();
  await note(page, WORDS).getByText("Bo (by link)").waitFor({ timeout: 20_000 });
  assert.equal(await name(page).count(), 0, "the device knows the name");
});

test("a link that is withdrawn takes the document away at once, and leaves the words that were not sent", async (t) => {
  const link = await linked(t);
  const { page } = await cast(t, browser)("Nobody");
  await page.goto(link.at);
  await comesAs(page, "Bo");
  await comment(page, WORDS);
  await status(page, SAVED);
  await compose(page, LATER);
  await withdrawn(link);
  await page.getByText("This link does not open the document any more.").waitFor();
  const left = await page.getByRole("textbox", { name: "What was typed last" }).inputValue();
  assert.ok(left.includes(LATER) && !left.includes(WORDS), left);
  await page.getByRole("button", { name: "Copy" }).waitFor();
  assert.equal(await page.getByText("Every invoice once").count(), 0);
  assert.deepEqual(await axe(page), []);
  await note(link.ada.page, WORDS).getByText("Bo (by link)").waitFor();
});

const TRAIN = "Said on a train, and sent by nobody";
const ended = (page) => page.getByRole("alert").filter({ hasText: "This link does not open the document any more." });

const THEIRS = "This was said by somebody else";
/** The texts that the origin of this page keeps under names that begin so. */
const stored = (page, begins = "") => page.evaluate((begins) => {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(begins));
  return names.map((name) => localStorage.getItem(name)).join("\n");
}, begins);

/**
 * The holder says one thing without a network, begins another, and goes; then the link is withdrawn. The device notes their words
 * that were not sent, and no others.
 */
async function goesBeforeItEnds(link, page) {
  await say(link.ada.page, "Comment", "Comment", THEIRS);
  await comesAs(page, "Bo");
  await note(page, THEIRS).waitFor();
  await comment(page, WORDS);
  await status(page, SAVED);
  await page.context().setOffline(true);
  await comment(page, TRAIN);
  await status(page, ON_THIS_DEVICE);
  await compose(page, LATER);
  await eventually(async () => assert.ok((await stored(page, "muster-by-link-left ")).includes(TRAIN)));
  const noted = await stored(page, "muster-by-link-left ");
  assert.ok(!noted.includes(WORDS), noted);
  assert.ok(!(await stored(page)).includes(THEIRS));
  await page.goto("about:blank");
  await withdrawn(link);
  await page.context().setOffline(false);
}

/** The words are said to be here, and are shown on a press. */
async function isOffered(page) {
  const show = ended(page).getByRole("button", { name: "Show them", exact: true });
  await show.waitFor({ timeout: 20_000 });
  assert.ok(!(await ended(page).textContent()).includes(TRAIN));
  assert.equal(await ended(page).getByRole("textbox").count(), 0);
  assert.deepEqual(await axe(page), []);
  await show.click();
  const words = ended(page).getByRole("textbox", { name: "What was typed last" });
  await words.waitFor({ timeout: 20_000 });
  const left = await words.inputValue();
  assert.ok(left.includes(TRAIN) && left.includes(LATER), left);
  await ended(page).getByRole("button", { name: "Copy", exact: true }).waitFor();
  assert.deepEqual(await axe(page), []);
}

test("words that were not sent before a link ended are offered where its address is opened again, until they are discarded", async (t) => {
  const link = await linked(t);
  const { page } = await cast(t, browser)("Nobody");
  await page.goto(link.at);
  await goesBeforeItEnds(link, page);
  await page.goto(link.at);
  await isOffered(page);
  assert.ok(!page.url().includes(link.key));
  const press = (name) => ended(page).getByRole("button", { name, exact: true }).click();
  await press("Discard");
  await page.getByText("These words cannot be brought back.").waitFor();
  await press("Keep them");
  await press("Discard");
  await press("Discard them for good");
  await eventually(async () => assert.equal(await ended(page).count(), 0));
  const kept = () => page.evaluate(async () => {
    const names = (await indexedDB.databases()).map(({ name }) => name);
    return [...Object.keys(localStorage), ...names].filter((name) => /muster-by-link-left|muster-draft|^muster ./.test(name));
  });
  await eventually(async () => assert.deepEqual(await kept(), []));
  await page.goto(link.at);
  await page.getByRole("heading", { name: "Sign in" }).waitFor();
  assert.equal(await ended(page).count(), 0);
});

test("two tabs of one link each keep their own note of words that were not sent, also when one of them goes", async (t) => {
  const link = await linked(t);
  const { page, context } = await cast(t, browser)("Nobody");
  await page.goto(link.at);
  await comesAs(page, "Bo");
  await compose(page, LATER);
  const noted = () => stored(page, "muster-by-link-left ");
  await page.evaluate(() => document.dispatchEvent(new Event("visibilitychange")));
  assert.ok((await noted()).includes(LATER));
  const second = await context.newPage();
  await second.goto(link.at);
  await wish(second).click();
  await mission(second).waitFor({ timeout: 20_000 });
  await comment(second, WORDS);
  await status(second, SAVED);
  assert.ok((await noted()).includes(LATER), "the second tab has sent all of its own");
  await second.close({ runBeforeUnload: false });
  await page.goto("about:blank");
  await withdrawn(link);
  await page.goto(link.at);
  await ended(page).getByRole("button", { name: "Show them", exact: true }).click({ timeout: 20_000 });
  const left = await ended(page).getByRole("textbox", { name: "What was typed last" }).inputValue();
  assert.ok(left.includes(LATER) && !left.includes(WORDS), left);
});

test("an element whose link ended while its page was closed offers the words that were not sent", async (t) => {
  const link = await linked(t, [wiki]);
  host.put("/by-link-ended", `<h1>Product</h1><muster-charter doc="${link.doc}" key="${link.key}"></muster-charter>`, { head: loader(place.server) });
  const { page } = await cast(t, browser)("Nobody");
  await page.goto(host.url("wiki.example", "/by-link-ended"));
  await goesBeforeItEnds(link, page);
  await page.goto(host.url("wiki.example", "/by-link-ended"));
  await page.getByText("This document is not for you, or not there any more.").waitFor({ timeout: 20_000 });
  await isOffered(page);
});

test("a link that ends while a name is asked for says so", async (t) => {
  const link = await linked(t);
  const { page } = await cast(t, browser)("Nobody");
  await page.goto(link.at);
  await wish(page).click();
  await name(page).fill("Bo");
  await withdrawn(link);
  await page.getByText("This document is not for you, or not there any more.").waitFor({ timeout: 30_000 });
  assert.equal(await page.getByText("Every invoice once").count(), 0);
  await eventually(async () => assert.equal(await goOn(page).count() + (await wish(page).count()), 0));
});

test("an element in a wiki takes comments by its key, also where the browser keeps nothing", async (t) => {
  const link = await linked(t, [wiki]);
  host.put("/by-link-element", `<h1>Product</h1><muster-charter doc="${link.doc}" key="${link.key}"></muster-charter>`, { head: loader(place.server) });
  const { page, context } = await cast(t, browser)("Nobody");
  await context.addInitScript(() => {
    for (const name of ["getItem", "setItem"]) Storage.prototype[name] = () => { throw new DOMException("no", "SecurityError"); };
  });
  for (const called of ["Bo", "Bo Berg"]) {
    await page.goto(host.url("wiki.example", "/by-link-element"));
    await wish(page).click();
    await page.getByText("you will be asked again the next time").waitFor();
    assert.deepEqual(await axe(page), []);
    await name(page).fill(called);
    await goOn(page).click();
    await mission(page).waitFor({ timeout: 20_000 });
    await comment(page, `Said by ${called}.`);
    await note(link.ada.page, `Said by ${called}.`).getByText(`${called} (by link)`).waitFor();
  }
});

test("a frame in a wiki takes comments on a phone, and thinking better of it costs nothing", async (t) => {
  const link = await linked(t, [wiki]);
  host.put("/by-link-frame", `<iframe src="${place.server.app}/embed/${link.doc}?key=${link.key}" width=340 height=700></iframe>`);
  const { page } = await cast(t, browser)("Nobody", { viewport: { width: 360, height: 740 } });
  await page.goto(host.url("wiki.example", "/by-link-frame"));
  const frame = page.frameLocator("iframe");
  await wish(frame).click();
  await frame.getByRole("button", { name: "Not now" }).click();
  await wish(frame).click();
  const inside = page.frames()[1];
  assert.equal(await inside.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
  await name(frame).fill("Bo");
  await goOn(frame).click();
  await mission(frame).waitFor({ timeout: 20_000 });
  await comment(frame, WORDS);
  await note(link.ada.page, WORDS).getByText("Bo (by link)").waitFor();
  assert.equal(await inside.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
});

test("Share makes a link for comments, and an owner names a wiki in it", async (t) => {
  const { ada, doc } = await begin(t);
  const { page } = ada;
  await page.getByRole("button", { name: "Menu of Ledger" }).click();
  await page.getByText("Share…", { exact: true }).click();
  const dialog = page.getByRole("dialog", { name: /^Share / });
  await dialog.getByLabel("Name", { exact: true }).fill("A supplier");
  await dialog.getByLabel("Its holder may").selectOption("comment");
  await dialog.getByLabel("Only on").fill("https://WIKI.example:443/");
  await dialog.getByRole("button", { name: "Make link" }).click();
  await dialog.getByText("Reads and comments, never ends, never used, only on https://wiki.example").waitFor();
  await dialog.getByText("reads it and may comment, signed in or not").waitFor();
  const address = dialog.getByLabel("Address of the wiki");
  await dialog.getByRole("button", { name: "Name the wiki" }).click();
  await dialog.getByText("Write the address of the wiki").waitFor();
  await address.fill("http://wiki.example");
  await dialog.getByRole("button", { name: "Name the wiki" }).click();
  await dialog.getByText("A wiki must be reached by https://").waitFor();
  await address.fill("https://Handbook.example/");
  await dialog.getByLabel("It may show").selectOption("team");
  await dialog.getByRole("button", { name: "Name the wiki" }).click();
  await dialog.getByText("Pages of https://handbook.example may show it from now on.").waitFor();
  const named = (await owner("GET", "/api/wikis")).find((one) => one.origin === "https://handbook.example");
  assert.equal(named.doc, doc);
  await dialog.getByRole("button", { name: "Name the wiki" }).waitFor();
  assert.deepEqual(await axe(page), []);
});
