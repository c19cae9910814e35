// Which page a document has: its kind is asked for, of whoever knows it, and never guessed.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  axe, BACK_MS, cast, eventually, field, listDocs, makeDoc, ON_THIS_DEVICE, openCharter, runMuster, SAVED, says, status, write,
} from "./harness.mjs";
import { followChannels } from "./parts/channels.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";

stage();

const heading = (page, name) => page.getByRole("heading", { name, exact: true });
const onOrg = (page) => field(page, "Name of the company").waitFor({ timeout: 10_000 });
/** The service worker holds the app and answers for this page. */
const kept = (page) => page.waitForFunction(() => navigator.serviceWorker.controller);

/** A document as a stock Yjs client makes it on an open server: without a kind. */
async function makeUntyped(person, doc) {
  const page = await person.context.newPage();
  await page.goto(server.app);
  await page.evaluate(
    (url) => new Promise((done, fail) => Object.assign(new WebSocket(url), { onmessage: done, onerror: fail })),
    `${server.app.replace("http", "ws")}/sync/${doc}`,
  );
  await page.close();
}

/** The documents that this person's page asks for, whenever it does, but for the company's. */
function asksFor(person) {
  const docs = [];
  followChannels(person.page, { opened: ({ doc }) => doc !== "org" && docs.push(doc) });
  return docs;
}

/** From now on the server says of a document what `answer` says. */
/** The address at which a page asks of which kind a document is. */
const asked = (doc) => new RegExp(`/api/docs/${doc}(\\?|$)`);
const told = (person, doc, answer) => person.page.route(asked(doc), (route) => route.fulfill(answer));
const kindIs = (kind) => ({ status: 200, contentType: "application/json", body: JSON.stringify({ kind }) });

test("documents of each kind open from the list and from a link, or say where they are shown", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  const doc = await makeDoc(server, { name: "Ledger" });
  await page.goto(`${server.app}/`);
  await page.getByRole("link", { name: "Ledger", exact: true }).click();
  await says(page, "Team name", "Ledger");
  await page.goto(`${server.app}/`);
  await page.getByRole("link", { name: "Functions and surfaces" }).click();
  await onOrg(page);

  await page.goto(`${server.app}/d/${doc}`);
  await says(page, "Team name", "Ledger");
  await page.goto(`${server.app}/d/org`);
  await onOrg(page);
  await page.goto(`${server.app}/d/${doc}-talk`);
  await heading(page, "A talk has no page of its own").waitFor();
  await page.getByText("What is said about a charter is shown beside the charter.").waitFor();
  await page.getByRole("link", { name: "Open what it is about" }).click();
  await says(page, "Team name", "Ledger");
  await page.goto(`${server.app}/d/${doc}-log`);
  await page.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
  // The worksheet is a charter's; another document is shown as it is.
  await page.goto(`${server.app}/new/org`);
  await onOrg(page);
});

test("a kind without a page of its own is drawn from its outline: title, rows, undo, and reading alone", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${own.app}/d/org`);
  await onOrg(page);
  await page.getByText("The lists that leaders keep for all teams.").waitFor();
  await page.getByRole("main", { name: "Functions and surfaces" }).waitFor();
  await write(page, "Name of the company", "Oriel");
  await page.getByRole("button", { name: "Add a surface", exact: true }).click();
  await page.keyboard.type("Key handover");
  await page.keyboard.press("Tab");
  await page.getByText("1 surface", { exact: true }).waitFor();
  await status(page, SAVED);
  const file = () => fetch(`${own.url}/embed/org.md`).then((answer) => answer.text());
  await eventually(async () => assert.match(await file(), /# Oriel[^]*Key handover/));
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Undo", exact: true }).click();
  await eventually(async () => assert.doesNotMatch(await file(), /Key handover/));

  const place = await startWorkspace(browser, { Ada: "owner", Mo: "member" });
  t.after(() => place.server.stop());
  const mo = (await signedIn(t, browser)(place, "Mo")).page;
  await mo.goto(`${place.server.app}/d/org`);
  await mo.getByText("You read this workspace document; leaders edit it.").waitFor();
  assert.equal(await mo.getByRole("button", { name: "Undo", exact: true }).count(), 0);
  assert.equal(await mo.getByRole("button", { name: "Add a surface" }).count(), 0);
});

test("offline each kind that was opened opens again, is edited, and what was written is merged", async (t) => {
  const own = await ownServer(t);
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  const doc = await makeDoc(own, { name: "Ledger" });
  await openCharter(ada, own, doc);
  await kept(ada.page);
  await ada.page.goto(`${own.app}/d/org`);
  await onOrg(ada.page);
  await status(ada.page, SAVED);

  await ada.context.setOffline(true);
  await ada.page.goto(`${own.app}/d/${doc}`);
  await says(ada.page, "Team name", "Ledger", 15_000);
  await write(ada.page, "Mission", "Money is counted once");
  await status(ada.page, ON_THIS_DEVICE);
  await ada.page.goto(`${own.app}/d/org`);
  await onOrg(ada.page);
  await write(ada.page, "Name of the company", "Oriel");
  await status(ada.page, ON_THIS_DEVICE);
  await ada.page.goto(`${own.app}/d/never-seen`);
  await heading(ada.page, "This document is not on this device").waitFor();

  await openCharter(bo, own, doc);
  await write(bo.page, "Mission", "Here: ");
  await status(bo.page, SAVED);
  await ada.context.setOffline(false);
  await heading(ada.page, "There is no such document").waitFor({ timeout: BACK_MS });
  await ada.page.goto(`${own.app}/d/${doc}`);
  await eventually(async () => {
    const mission = await field(bo.page, "Mission").inputValue();
    assert.match(mission, /Money is counted once/);
    assert.match(mission, /Here: /);
    assert.equal(await field(ada.page, "Mission").inputValue(), mission);
  }, BACK_MS);
  await bo.page.goto(`${own.app}/d/org`);
  await says(bo.page, "Name of the company", "Oriel", BACK_MS);
});

test("a document of a kind that this app does not know is never opened, and the page says so", async (t) => {
  const ada = await cast(t, browser)("Ada", { serviceWorkers: "block" });
  const opened = asksFor(ada);
  const doc = await makeDoc(server, { name: "Ledger" });
  await told(ada, doc, kindIs("poem"));
  // Not led there by the list, which may have been read by then.
  await ada.page.route("**/api/docs", (route) => route.fulfill({ status: 200, contentType: "application/json", body: "[]" }));
  await ada.page.goto(`${server.app}/d/${doc}`);
  await heading(ada.page, "This document is newer than this Muster").waitFor();
  assert.deepEqual(await axe(ada.page), []);
  assert.deepEqual(opened, []);
  await ada.page.unroute(asked(doc));
  await ada.page.getByRole("button", { name: "Reload the page" }).click();
  await says(ada.page, "Team name", "Ledger");
});

test("a decision log is found by a word of what was decided", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  const { code, stderr } = await runMuster(["sample", "--data", own.data]);
  assert.equal(code, 0, stderr);
  const log = (await listDocs(own)).find(({ kind }) => kind === "log");
  const decided = log.digest.lines[0].text.split(/\W+/).slice(0, 3).join(" ");
  await page.goto(`${own.app}/`);
  await page.getByRole("link", { name: log.digest.title.replace(/, decision log$/, "") }).first().waitFor();
  await page.keyboard.press("Control+k");
  await page.locator("input[role=combobox]").fill(decided);
  await page.getByRole("option").filter({ hasText: "decision log" }).filter({ hasText: log.digest.title }).click();
  await page.waitForURL(`**/d/${log.id}#*`);
  await page.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
});

test("a document without a kind is left to the program that made it", async (t) => {
  const ada = await cast(t, browser)("Ada");
  const opened = asksFor(ada);
  await makeUntyped(ada, "drawing");
  await ada.page.goto(`${server.app}/d/drawing`);
  await heading(ada.page, "This document has no page in Muster").waitFor();
  assert.deepEqual(opened, []);
});

test("a page that looks for another kind than the server has by now says so, and what it is not", async (t) => {
  const ada = await cast(t, browser)("Ada", { serviceWorkers: "block" });
  await makeUntyped(ada, "sketch");
  await told(ada, "sketch", kindIs("charter"));
  await ada.page.goto(`${server.app}/d/sketch`);
  await heading(ada.page, "Another document stands here by now").waitFor();
  await ada.page.getByText("There is a document at this address, but of another kind.").waitFor();
});

test("a server that does not answer for a document keeps the page asking, and it opens by itself", async (t) => {
  const ada = await cast(t, browser)("Ada", { serviceWorkers: "block" });
  const doc = await makeDoc(server, { name: "Ledger" });
  await ada.page.route("**/api/docs", (route) => route.abort());
  await told(ada, doc, { status: 503, body: "" });
  await ada.page.goto(`${server.app}/d/${doc}`);
  await heading(ada.page, "This document is not on this device").waitFor({ timeout: 10_000 });
  await ada.page.getByText("The server does not answer just now.").waitFor();
  await ada.page.unroute(asked(doc));
  await says(ada.page, "Team name", "Ledger", 10_000);
});

test("somebody who is signed out is told so, and after signing in again the document opens", async (t) => {
  const place = await startWorkspace(browser, { Ada: "owner" });
  t.after(() => place.server.stop());
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  const { id: never } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Front door" });
  const ada = await signedIn(t, browser)(place, "Ada");
  await openCharter(ada, place.server, id);
  const cookies = await ada.context.cookies();
  await ada.context.clearCookies();
  // A page that is open goes there by itself; the server would send it to the sign-in.
  await ada.page.evaluate((path) => {
    const link = Object.assign(document.createElement("a"), { href: path });
    document.querySelector("#app").append(link);
    link.click();
  }, `/d/${never}`);
  await eventually(async () => {
    const text = await ada.page.locator("main").innerText();
    assert.match(text, /[Ss]igned out/);
  }, 10_000);
  await ada.context.addCookies(cookies);
  await ada.page.goto(`${place.server.app}/d/${never}`);
  await says(ada.page, "Team name", "Front door", 10_000);
});
