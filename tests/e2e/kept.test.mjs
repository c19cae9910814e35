// Kept on this device: teams that are fetched ahead open without a server, each is listed and thrown away by hand, and storage that
// is refused, full or cleared says so with what to do.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, field, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { newProfile } from "./parts/profile.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";
import { makeTeam } from "./parts/team.mjs";

stage();

/** Documents come one at a time, and only when the page has nothing else to do. */
const FETCHED_MS = 60_000;

const row = (page, name) => page.locator(".kept-rows > li").filter({ hasText: name });
const worker = (page) => page.waitForFunction(() => navigator.serviceWorker.controller);

/** Opens the list of what is kept. */
async function list(page, at = server) {
  await page.goto(`${at.app}/kept`);
  await page.getByRole("heading", { level: 1, name: "Kept on this device" }).waitFor({ timeout: 15_000 });
}

/** Chooses a team on the page of what is kept, and waits until all of it is here. */
async function keepTeam(page, at, name) {
  await list(page, at);
  await page.getByLabel("Another team to keep").selectOption({ label: name });
  await page.getByRole("button", { name: "Keep this team" }).click();
  await row(page, `${name} metrics`).waitFor({ timeout: FETCHED_MS });
  await row(page, name).getByText("chosen by you").waitFor();
  await eventually(async () => assert.equal(await page.getByText("still to be fetched").count(), 0), FETCHED_MS);
}

test("a team that is kept opens whole after a cold start without a server: charter, log, series, next review, and what leads to them", async (t) => {
  const away = await ownServer(t);
  const team = await makeTeam(away);
  const profile = await newProfile();
  t.after(() => profile.remove());
  let { page } = await profile.start();
  await page.goto(away.app);
  await worker(page);
  await keepTeam(page, away, "Ledger");
  assert.deepEqual(await axe(page), []);
  await away.kill();
  await profile.kill();

  const started = await profile.start();
  ({ page } = started);
  // A review that nobody has begun is begun here only where there is no network at all.
  await started.context.setOffline(true);
  await openCharter({ page }, away, team.charter);
  await says(page, "Mission", "Money is counted once", 15_000);
  await page.goto(`${away.app}/d/${team.series}`);
  await page.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 20_000 });
  await page.goto(`${away.app}/d/${team.review}`);
  await page.getByText("Invoices right at once").first().waitFor({ timeout: 20_000 });
  await page.goto(`${away.app}/reviews`);
  await page.getByRole("link", { name: "Ledger metrics" }).first().waitFor({ timeout: 20_000 });
  await page.goto(away.app);
  await page.getByRole("link", { name: "Ledger", exact: true }).first().waitFor({ timeout: 20_000 });
  await list(page, away);
  await row(page, "Ledger metrics").waitFor();
});

test("the team of its captain is fetched without being asked for, unless they say so", async (t) => {
  const at = await ownServer(t);
  const { charter } = await makeTeam(at, { name: "Homecare", captain: "Ada" });
  const { page } = await cast(t, browser)("Ada");
  await list(page, at);
  await row(page, "Homecare").first().waitFor({ timeout: FETCHED_MS });
  await row(page, "Homecare metrics").waitFor({ timeout: FETCHED_MS });
  await page.goto(at.app);
  await page.getByText("What is kept", { exact: true }).click();
  const kept = page.locator(".kept-list > li");
  await kept.filter({ hasText: "Homecare metrics" }).waitFor();
  assert.equal(await kept.filter({ hasText: "Unnamed" }).count(), 0, "a series is called by its own name");

  const bo = await cast(t, browser)("Bo");
  await list(bo.page, at);
  await bo.page.getByLabel(/^Only what I open or choose/).check();
  await openCharter(bo, at, charter);
  await list(bo.page, at);
  await row(bo.page, "Homecare").first().waitFor({ timeout: 20_000 });
  assert.ok(await bo.page.getByLabel(/^Only what I open or choose/).isChecked(), "the choice lasts");
});

test("a document is kept by its menu, is thrown away by hand, and comes back only when it is opened", async (t) => {
  const doc = await makeDoc(server, { name: "Landlord desk" });
  const ada = await cast(t, browser)("Ada");
  const { page } = ada;
  await openCharter(ada, server, doc);
  await status(page, SAVED);
  await worker(page);
  await page.getByRole("button", { name: "Menu of Landlord desk" }).click();
  await page.getByRole("menuitem", { name: "Keep on this device" }).click();
  await page.getByRole("button", { name: "Keep this charter" }).click();
  await page.getByText(/^It is kept on this device/).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("link", { name: "See all that is kept here" }).click();
  await row(page, "Landlord desk").getByText("chosen by you").waitFor();

  await row(page, "Landlord desk").getByRole("button", { name: "Throw away Landlord desk" }).click();
  await page.getByText("It comes back when you open it with a connection.").waitFor();
  // The page of the charter was left just now, and its document closes a moment later.
  await eventually(async () => {
    const sure = page.getByRole("button", { name: "Throw it away" });
    if (await sure.count()) await sure.click({ timeout: 1000 });
    else if (await row(page, "Landlord desk").count()) await page.getByRole("button", { name: "Throw away Landlord desk" }).click({ timeout: 1000 });
    assert.equal(await row(page, "Landlord desk").count(), 0);
  }, 30_000);
  await ada.context.setOffline(true);
  await page.goto(`${server.app}/d/${doc}`);
  await eventually(async () => assert.equal(await field(page, "Mission").count(), 0));
  await ada.context.setOffline(false);
  await openCharter(ada, server, doc);
});

test("words that have not been sent are never thrown away", async (t) => {
  const at = await ownServer(t);
  const doc = await makeDoc(at, { name: "Ledger" });
  const ada = await cast(t, browser)("Ada");
  await openCharter(ada, at, doc);
  await status(ada.page, SAVED);
  await worker(ada.page);
  await at.kill();
  await write(ada.page, "Mission", "only here");
  await status(ada.page, ON_THIS_DEVICE);
  await list(ada.page, at);
  await row(ada.page, "Ledger").getByText(/to be sent, and stays until then/).waitFor();
  assert.equal(await row(ada.page, "Ledger").getByRole("button").count(), 0);
  await at.start();
  await row(ada.page, "Ledger").getByRole("button", { name: "Throw away Ledger" }).waitFor({ timeout: 40_000 });
});

test("a document that another tab shows is not taken from under it", async (t) => {
  const doc = await makeDoc(server, { name: "Front door" });
  const ada = await cast(t, browser)("Ada");
  await openCharter(ada, server, doc);
  await status(ada.page, SAVED);
  const other = await ada.context.newPage();
  await list(other);
  // The first tab says what it shows once it has nothing else to do.
  await eventually(async () => {
    const { held } = await ada.page.evaluate(() => navigator.locks.query());
    assert.ok(held.some(({ name }) => name.startsWith("muster-shown")));
  });
  await row(other, "Front door").getByRole("button", { name: "Throw away Front door" }).click();
  await other.getByRole("button", { name: "Throw it away" }).click();
  await other.getByText("It is open just now, here or in another tab.").waitFor();
  await write(ada.page, "Mission", "still here");
  await status(ada.page, SAVED);
  await ada.page.goto(`${server.app}/embed/${doc}`);
  await field(ada.page, "Mission").waitFor({ timeout: 20_000 });
  const third = await ada.context.newPage();
  await list(third);
  await row(third, "Front door").getByRole("button", { name: "Throw away Front door" }).click();
  await third.getByRole("button", { name: "Throw it away" }).click();
  await third.getByText("It is open just now, here or in another tab.").waitFor();
});

test("a device without room says so where documents are listed and on home, and nothing more is fetched", async (t) => {
  const ada = await cast(t, browser)("Ada");
  const { page } = ada;
  const cdp = await ada.context.newCDPSession(page);
  // From the beginning: the browser remembers for half a minute how much room there was.
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: new URL(server.app).origin, quotaSize: 1 });
  await openCharter(ada, server, await makeDoc(server, { name: "True listings" }));
  await list(page);
  await page.getByText("This device has no room left for Muster").first().waitFor({ timeout: 40_000 });
  await page.goto(server.app);
  await page.getByText("This device has no room left for Muster").first().waitFor({ timeout: 40_000 });
  await cdp.send("Storage.overrideQuotaForOrigin", { origin: new URL(server.app).origin });
  await page.evaluate(() => window.dispatchEvent(new Event("focus")));
  await eventually(async () => assert.equal(await page.getByText("This device has no room left").count(), 0), 30_000);
});

test("storage that is refused, and storage that was cleared, is told on home with what to do", async (t) => {
  const invite = cast(t, browser);
  const mo = await invite("Mo");
  await mo.context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user denied permission to access the database.", "UnknownError");
    };
  });
  await makeDoc(server, { name: "Ledger" });
  await mo.page.goto(server.app);
  await mo.page.getByText("This browser keeps nothing for Muster, as in a private window").waitFor({ timeout: 20_000 });

  const ada = await invite("Ada");
  const { page } = ada;
  await openCharter(ada, server, await makeDoc(server, { name: "Homecare" }));
  await status(page, SAVED);
  await page.getByRole("link", { name: "Muster, all teams" }).click();
  const marked = () => Object.keys(localStorage).some((key) => key.startsWith("muster-keeps"));
  await page.waitForFunction(marked);
  await page.goto("about:blank");
  const cdp = await ada.context.newCDPSession(page);
  await cdp.send("Storage.clearDataForOrigin", { origin: new URL(server.app).origin, storageTypes: "indexeddb" });
  await page.goto(server.app);
  await page.getByText("This browser has cleared what Muster kept on this device").waitFor({ timeout: 20_000 });
});

test("words of another app become a note in a charter, also without a network; an address of Muster opens its document", async (t) => {
  const doc = await makeDoc(server, { name: "First keys" });
  const ada = await cast(t, browser)("Ada");
  const { page } = ada;
  await openCharter(ada, server, doc);
  await status(page, SAVED);
  await worker(page);
  const share = (words) => page.goto(`${server.app}/share-in?${new URLSearchParams(words)}`);
  // The list of teams is on the device once home has shown it without a network too.
  const listed = page.locator("main").getByRole("link", { name: "First keys" }).first();
  await page.goto(server.app);
  await listed.waitFor({ timeout: 20_000 });
  await ada.context.setOffline(true);
  await page.goto(server.app);
  await listed.waitFor({ timeout: 20_000 });
  await share({ title: "Interview", text: "The key did not fit" });
  const words = page.getByLabel("The words of the note");
  await words.waitFor({ timeout: 20_000 });
  assert.equal(await words.inputValue(), "Interview The key did not fit");
  assert.equal(new URL(page.url()).search, "", "the words stand in the address no more");
  await share({ text: "It squeaks" });
  await words.waitFor({ timeout: 20_000 });
  assert.equal(await words.inputValue(), "Interview The key did not fit\nIt squeaks", "what was shared before waits still");
  assert.deepEqual(await axe(page), []);
  await page.getByLabel("The team whose charter takes the note").selectOption({ label: "First keys" });
  await page.getByRole("button", { name: "Put it in" }).click();
  await page.locator(".of-heard").getByText("Interview The key did not fit").waitFor({ timeout: 20_000 });
  await ada.context.setOffline(false);
  await status(page, SAVED, 40_000);
  await share({ text: `Look at ${server.app}/d/${doc}` });
  await page.waitForURL(`**/d/${doc}`, { timeout: 20_000 });
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).fill(`${server.app}/d/${doc}`);
  await page.getByRole("option", { name: /First keys/ }).first().waitFor();
});

test("after an update the news are told once, and never to somebody who is new here", async (t) => {
  const ada = await cast(t, browser)("Ada");
  const { page } = ada;
  const news = page.getByText("Muster is new here.");
  const isShown = () => page.waitForFunction(() => localStorage.getItem("muster-news") !== null && localStorage.getItem("muster-news") !== "older");
  await page.goto(server.app);
  await isShown();
  assert.equal(await news.count(), 0);
  await page.evaluate(() => localStorage.setItem("muster-news", "older"));
  await page.reload();
  await news.waitFor({ timeout: 20_000 });
  await page.locator(".whats-new").getByRole("button", { name: "Close" }).click();
  await page.reload();
  await page.getByRole("heading", { name: "On this device" }).waitFor();
  assert.equal(await news.count(), 0);
});
