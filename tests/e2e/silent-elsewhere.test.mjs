// Words written in silence inside other companies' pages: in a frame of Muster's own, of which those pages see nothing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, launchBrowser, SAVED, status } from "./harness.mjs";
import { followChannels } from "./parts/channels.mjs";
import { loader } from "./parts/host.mjs";
import { addItem, beginSeries, canBeWritten, entry, openReview, press, reveal, reviewOf, shown, writeInSilence } from "./parts/meeting.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, host, place, stageInAWiki, wiki } from "./parts/stage.mjs";

stageInAWiki({ Ada: "owner" });

const PLAN = "Who pays the second visit?";
const OTHER = "Another item";
const ASKS = "What speaks for it, what against it?";

/** Ada's review of today with two items; she leads through it, at the first. */
async function prepared(t) {
  const ada = await signedIn(t, browser)(place, "Ada");
  const series = await beginSeries(ada, place.server);
  await openReview(ada, place.server, series);
  for (const title of [PLAN, OTHER]) await addItem(ada.page, title);
  await press(ada.page, "Lead through it");
  await entry(ada.page, PLAN).click();
  await status(ada.page, SAVED);
  return { ada, series, review: reviewOf(series) };
}

/** Everything that the page around is told, from its beginning on. */
const listens = `<script>window.heard = []; addEventListener("message", (event) => heard.push(JSON.stringify(event.data) + event.origin));</script>`;

let nth = 0;

/** Somebody opens a page of the wiki, with a token in their name. */
async function inTheWiki(t, { series, review }, name, element = "review", headers = {}, where = browser) {
  const asked = { doc: series, role: "editor", name, origins: [wiki] };
  const { token } = await place.people.Ada.ask("POST", "/api/tokens", asked);
  const path = `/silent-${nth++}`;
  const shows = element === "series" ? `<muster-series doc="${series}" view="current" token="${token}">` : `<muster-review doc="${review}" token="${token}">`;
  host.put(path, `<h1>Product</h1>${shows}</muster-${element}>`, { head: listens + loader(place.server), headers });
  const person = await cast(t, where)(name);
  person.at = host.url("wiki.example", path);
  await person.page.goto(person.at);
  await canBeWritten(person.page);
  return person;
}

const fieldIn = (page) => page.frameLocator("iframe.own-frame").getByLabel(ASKS);

/** Everything that scripts of a page can read: what stands in it, also in shadow roots and fields, its storage, what it was told. */
const readable = (page) =>
  page.evaluate(async () => {
    const said = (root) => [root.innerHTML, ...[...root.querySelectorAll("*")].flatMap((one) => [one.value, one.title, ...(one.shadowRoot ? said(one.shadowRoot) : [])])];
    const frames = [...document.querySelectorAll("*")].flatMap((one) => [...(one.shadowRoot?.querySelectorAll("iframe") ?? [])]);
    const opened = frames.map((frame) => frame.contentDocument?.documentElement.innerHTML ?? "closed");
    const answer = (request) => new Promise((done, failed) => Object.assign(request, { onsuccess: () => done(request.result), onerror: () => failed(request.error) }));
    const text = (value) => JSON.stringify(value, (_, one) => (one instanceof Uint8Array || one instanceof ArrayBuffer ? new TextDecoder("latin1").decode(one) : one));
    const kept = [];
    for (const { name } of await indexedDB.databases()) {
      const database = await answer(indexedDB.open(name));
      for (const store of database.objectStoreNames) kept.push(text(await answer(database.transaction(store).objectStore(store).getAll())));
      database.close();
    }
    // A page without TLS has no caches.
    for (const name of (await globalThis.caches?.keys()) ?? []) for (const { url } of await (await caches.open(name)).keys()) kept.push(url);
    return [said(document), opened, kept, text({ ...localStorage }), text({ ...sessionStorage }), document.cookie, window.heard, location.href].flat(9).join("\n");
  });

/** Every frame of a page's connections from here on, as text. */
function frames(page) {
  const heard = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(Buffer.from(payload).toString("latin1"))));
  return heard;
}

test("v01 v03 two people write in silence inside a wiki's pages, which can read none of it before the reveal", async (t) => {
  const meeting = await prepared(t);
  const { ada } = meeting;
  const [bruno, mei] = [await inTheWiki(t, meeting, "Bruno", "series"), await inTheWiki(t, meeting, "Mei")];
  const heard = frames(ada.page);
  await ada.page.reload();
  await canBeWritten(ada.page);
  await press(ada.page, "Write in silence");
  const words = { Bruno: "Cleaners have no slot left in Matosinhos.", Mei: "A renter never sees the difference." };
  await writeInSilence(bruno.page, words.Bruno, -6);
  await writeInSilence(mei.page, words.Mei, 5);
  for (const { page } of [bruno, mei]) assert.equal(await page.getByRole("link", { name: "Write in Muster" }).count(), 0);
  // The tab has to outlive nothing: the words are there after it is loaded again.
  await mei.page.reload();
  await eventually(async () => assert.equal(await fieldIn(mei.page).inputValue(), words.Mei), 20_000);
  await press(mei.page, "I’m ready");
  for (const { page } of [ada, bruno, mei]) await shown(page, "1 of 3 ready to move on");
  for (const person of [bruno, mei]) {
    const all = await readable(person.page);
    assert.ok(all.includes(PLAN) && all.includes("muster-height") && all.includes("closed"), "what can be read was read");
    for (const said of Object.values(words)) assert.ok(!all.includes(said) && !all.includes(said.slice(0, 12)), `${person.name}'s page can read: ${said}`);
    assert.deepEqual(await axe(person.page), []);
  }
  for (const said of Object.values(words)) assert.ok(!heard.join("").includes(said), "no connection was sent it");
  // The words of any item that is shown at that moment, and of others, go in by themselves.
  await entry(mei.page, OTHER).click();
  await eventually(async () => assert.equal(await fieldIn(mei.page).count(), 0));
  await reveal(ada.page);
  await entry(mei.page, PLAN).click();
  for (const { page } of [ada, bruno, mei]) {
    await shown(page, "2 people wrote");
    for (const said of Object.values(words)) await shown(page, said);
    await eventually(async () => assert.equal(await page.locator(".remarks > li").count(), 2));
    await shown(page, "Bruno and Mei are farthest apart. Hear Bruno first.");
    for (const late of ["written before the reveal", "written after the reveal"]) assert.equal(await page.getByText(late).count(), 0);
  }
});

test("v04 words whose page was closed before the reveal wait in the frame, and go in after asking", async (t) => {
  const meeting = await prepared(t);
  const mei = await inTheWiki(t, meeting, "Mei");
  await press(meeting.ada.page, "Write in silence");
  await writeInSilence(mei.page, "Written before lunch.", 2);
  await mei.page.goto("about:blank");
  await reveal(meeting.ada.page);
  await status(meeting.ada.page, SAVED);
  await mei.page.goto(mei.at);
  const frame = mei.page.frameLocator("iframe.own-frame");
  await frame.getByText("You wrote this before you saw what the others wrote.").waitFor({ timeout: 20_000 });
  assert.ok(!(await readable(mei.page)).includes("Written before lunch."));
  await frame.getByRole("button", { name: "Put mine in" }).click();
  for (const { page } of [meeting.ada, mei]) await shown(page, "Written before lunch.");
  await eventually(async () => assert.equal(await mei.page.locator("iframe.own-frame").isVisible(), false));
});

/** The connections over which a page, its frames among it, has been told all of a document that it lacked. */
function told(page, doc) {
  const connections = new Set();
  const isAnswer = (bytes) => bytes[0] === 0 && bytes[1] === 1;
  followChannels(page, { heard: (channel, bytes) => channel.doc === doc && isAnswer(bytes) && connections.add(channel.socket) });
  return connections;
}

test("v03 a frame that is told of the review just before the reveal puts its words in by itself", async (t) => {
  const meeting = await prepared(t);
  const mei = await inTheWiki(t, meeting, "Mei");
  await press(meeting.ada.page, "Write in silence");
  await writeInSilence(mei.page, "A renter never sees the difference.", 2);
  await press(meeting.ada.page, "Reveal…");
  const connections = told(mei.page, meeting.review);
  await mei.page.reload();
  // The element has one connection, and its frame another.
  await eventually(() => connections.size > 1, 20_000);
  await press(meeting.ada.page, "Reveal now");
  for (const { page } of [meeting.ada, mei]) await shown(page, "A renter never sees the difference.");
  assert.equal(await mei.page.frameLocator("iframe.own-frame").getByRole("button", { name: "Put mine in" }).count(), 0);
});

/** How tall the frame is, once that is as tall as what is in it. */
const fits = (page) =>
  eventually(async () => {
    const [outer, inner] = [page.locator("iframe.own-frame"), page.frameLocator("iframe.own-frame").locator("body")];
    // A browser lays out no frame of another site anew that is outside of what is seen.
    await outer.scrollIntoViewIfNeeded();
    const tall = await outer.evaluate((frame) => frame.clientHeight);
    assert.equal(tall, await inner.evaluate((body) => Math.ceil(body.getBoundingClientRect().height)));
    return tall;
  });

const moreDots = (page, title) => page.frameLocator("iframe.own-frame").getByRole("button", { name: `One dot more for ${title}`, exact: true });
const inFrame = (page, words) => page.frameLocator("iframe.own-frame").getByText(words).waitFor({ timeout: 20_000 });

/** A first press may only take the focus out of the frame: it is given again until the question comes. */
async function closeTheVote(page) {
  const now = page.getByRole("button", { name: "Close it now", exact: true }).first();
  await eventually(async () => {
    if (!(await now.isVisible())) await press(page, "Close the vote…");
    assert.ok(await now.isVisible());
  });
  await now.click();
}

test("v08 dots are given inside a wiki's pages, which can read none of them before the vote is closed", async (t) => {
  const meeting = await prepared(t);
  const { ada } = meeting;
  const [bruno, mei] = [await inTheWiki(t, meeting, "Bruno", "series"), await inTheWiki(t, meeting, "Mei")];
  await press(ada.page, "Vote on the items");
  for (const { page } of [bruno, mei]) {
    await inFrame(page, "5 of 5 left");
    assert.equal(await page.getByRole("link", { name: "Vote in Muster" }).count(), 0);
  }
  const frame = bruno.page.locator("iframe.own-frame");
  assert.equal(await frame.getAttribute("title"), "Your dots");
  const tall = await fits(bruno.page);
  for (let n = 0; n < 4; n++) await moreDots(bruno.page, PLAN).click();
  await moreDots(bruno.page, OTHER).click();
  await moreDots(mei.page, OTHER).click();
  await inFrame(bruno.page, "0 of 5 left");
  await inFrame(mei.page, "4 of 5 left");
  assert.equal(await fits(bruno.page), tall, "its height says nothing of where dots stand");
  for (const { page, name } of [bruno, mei]) {
    const all = await readable(page);
    assert.ok(all.includes(PLAN) && all.includes("muster-height") && all.includes("closed"), "what can be read was read");
    assert.doesNotMatch(all, /of 5 left|dots? of yours|●/, `${name}'s page can read dots`);
    assert.deepEqual(await axe(page), []);
  }
  const file = await place.people.Ada.ask("GET", `/embed/${meeting.review}.json`);
  assert.ok(JSON.stringify(file).includes("ballots") && !JSON.stringify(file).includes('"given"'), "no dot has left its frame");
  await entry(mei.page, OTHER).click();
  await closeTheVote(ada.page);
  for (const { page } of [ada, bruno, mei]) {
    await eventually(async () => {
      const rows = await page.locator(".tally tbody tr").allInnerTexts();
      assert.deepEqual(rows.map((row) => row.replace(/●/g, "").split(/\s*\t\s*|\n/).map((cell) => cell.trim()).filter(Boolean)), [
        [PLAN, "4", "Bruno 4"],
        [OTHER, "2", "Bruno 1 and Mei 1"],
      ]);
    });
  }
});

test("v08 dots whose page was closed before the end wait in the frame, and go in after asking", async (t) => {
  const meeting = await prepared(t);
  const mei = await inTheWiki(t, meeting, "Mei");
  await press(meeting.ada.page, "Vote on the items");
  await moreDots(mei.page, PLAN).click();
  await inFrame(mei.page, "4 of 5 left");
  await mei.page.goto("about:blank");
  await closeTheVote(meeting.ada.page);
  await status(meeting.ada.page, SAVED);
  await mei.page.goto(mei.at);
  const frame = mei.page.frameLocator("iframe.own-frame");
  await frame.getByText("You gave 1 dot before the vote was closed.").waitFor({ timeout: 20_000 });
  await frame.getByRole("button", { name: "Put mine in" }).click();
  await eventually(async () => assert.match(await meeting.ada.page.locator(".tally").innerText(), /Mei 1/));
});

test("somebody who edits the review opens and ends a vote from inside a wiki's page", async (t) => {
  const meeting = await prepared(t);
  const mei = await inTheWiki(t, meeting, "Mei");
  await press(mei.page, "Vote on the items");
  await moreDots(mei.page, OTHER).click();
  await inFrame(mei.page, "4 of 5 left");
  await closeTheVote(mei.page);
  for (const { page } of [meeting.ada, mei]) await eventually(async () => assert.match(await page.locator(".tally").innerText(), /Mei 1/));
});

test("a press counts for its button, though the button is moved or drawn anew before it is let go", async (t) => {
  const meeting = await prepared(t);
  const { page } = await inTheWiki(t, meeting, "Mei");
  await press(page, "Vote on the items");
  await moreDots(page, OTHER).click();
  await inFrame(page, "4 of 5 left");
  const asks = page.getByRole("button", { name: "Close the vote…", exact: true });
  /** Presses it, and lets it go once the page was changed as \`change\` does it. */
  const pressThrough = async (button, change) => {
    await button.hover();
    await page.mouse.down();
    await button.evaluate(change);
    await page.mouse.up();
  };
  await pressThrough(asks, (button) => button.parentElement.style.setProperty("padding-top", "120px"));
  await page.getByRole("button", { name: "Wait", exact: true }).click();
  await asks.waitFor();
  // Another node with the same name stands where the button was; a press of it comes to the button all the same.
  await pressThrough(asks, (button) => {
    const anew = button.cloneNode(true);
    anew.addEventListener("click", () => (document.title = "Pressed anew"));
    button.replaceWith(anew);
  });
  await eventually(async () => assert.equal(await page.title(), "Pressed anew"));
});

test("the keyboard finds its way into the frame and out again, which has a name and grows with nothing", async (t) => {
  const meeting = await prepared(t);
  const { page } = await inTheWiki(t, meeting, "Mei");
  await press(meeting.ada.page, "Write in silence");
  await fieldIn(page).waitFor({ timeout: 20_000 });
  const frame = page.locator("iframe.own-frame");
  assert.equal(await frame.getAttribute("title"), "Write in silence");
  const tall = await fits(page);
  assert.ok(tall > 100 && tall < 700, `${tall} pixels`);
  await page.getByRole("button", { name: "Debate", exact: true }).focus();
  const isAt = (within, selector) => within.locator(selector).evaluate((one) => one.ownerDocument.activeElement === one && one.ownerDocument.hasFocus());
  const within = page.frameLocator("iframe.own-frame");
  for (let n = 0; n < 40 && !(await isAt(within, "#muster-silent")); n++) await page.keyboard.press("Tab");
  assert.ok(await isAt(within, "#muster-silent"), "Tab leads in");
  await page.keyboard.type("By keys alone.\n\n\n\n\n\n\n\nAnd long.");
  await page.keyboard.press("Tab");
  assert.ok(await isAt(within, "#muster-stance"));
  await page.keyboard.press("Tab");
  const active = () => page.evaluate(() => document.activeElement.shadowRoot?.activeElement?.textContent);
  await eventually(async () => assert.equal(await active(), "Reveal…"), 5000);
  await page.keyboard.press("Shift+Tab");
  await eventually(async () => assert.ok(await isAt(within, "#muster-stance"), "Shift and Tab lead back"));
  assert.equal(await frame.evaluate((one) => one.clientHeight), tall, "its height says nothing of what is written");
});

test("v07 the page goes along with whoever leads, but not while somebody types in the frame", async (t) => {
  const meeting = await prepared(t);
  const { page } = await inTheWiki(t, meeting, "Mei");
  await press(meeting.ada.page, "Write in silence");
  await fieldIn(page).fill("I am not done");
  await entry(meeting.ada.page, OTHER).click();
  await page.getByRole("button", { name: /Back to where we are/ }).waitFor({ timeout: 15_000 });
  assert.equal(await fieldIn(page).inputValue(), "I am not done");
});

test("where a browser keeps nothing in frames the field says so, and leads to where it does", async (t) => {
  const meeting = await prepared(t);
  const refuses = await launchBrowser({ args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  t.after(() => refuses.close());
  const mei = await inTheWiki(t, meeting, "Mei", "review", {}, refuses);
  await press(meeting.ada.page, "Write in silence");
  await fieldIn(mei.page).fill("For now");
  const frame = mei.page.frameLocator("iframe.own-frame");
  await frame.getByText("it is lost when this page is closed").waitFor();
  const way = frame.getByRole("link", { name: "Write in Muster", exact: true });
  assert.equal(await way.getAttribute("href"), `${place.server.app}/d/${meeting.review}`);
});

test("where a page forbids frames, and not Wasm, a link stands in the field's place", async (t) => {
  const meeting = await prepared(t);
  const mei = await inTheWiki(t, meeting, "Mei", "review", { "content-security-policy": "frame-src 'none'" });
  await press(meeting.ada.page, "Write in silence");
  await shown(mei.page, "What you write in silence is kept out of this page.");
  await press(meeting.ada.page, "Vote on the items");
  await shown(mei.page, "Your dots are kept out of this page until the vote is closed.");
  const there = await mei.page.getByRole("link", { name: "Vote in Muster", exact: true }).getAttribute("href");
  assert.equal(there, `${place.server.app}/d/${meeting.review}`);
  const way = mei.page.getByRole("link", { name: "Write in Muster", exact: true });
  assert.equal(await way.getAttribute("href"), `${place.server.app}/d/${meeting.review}`);
  // The browser says by itself that it blocked something.
  mei.errors.length = 0;
});
