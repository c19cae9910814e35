// Series and reviews in other people's pages: as elements, as frames, as links; for those who bring a token, or sign in.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { cast, eventually, launchBrowser, SAVED, status } from "./harness.mjs";
import { loader, startHost } from "./parts/host.mjs";
import { addItem, beginSeries, canBeWritten, entry, openReview, reviewOf, shown } from "./parts/meeting.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";

let browser, host, place, wiki;

before(async () => {
  host = await startHost();
  wiki = host.url("wiki.example", "");
  browser = await launchBrowser({ args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  place = await startWorkspace(browser, { Ada: "owner", Lin: "member" }, ["--allow-origin", wiki]);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), host?.close()]);
});

const mint = async (doc, role = "editor", name = "Wiki reader") =>
  (await place.people.Ada.ask("POST", "/api/tokens", { doc, role, name, origins: [wiki] })).token;

/** A series with a review of today and one item on it. */
async function prepared(t) {
  const ada = await signedIn(t, browser)(place, "Ada");
  const series = await beginSeries(ada, place.server);
  await openReview(ada, place.server, series);
  await addItem(ada.page, "Who pays the second visit?");
  await status(ada.page, SAVED);
  return { ada, series, review: reviewOf(series) };
}

let nth = 0;

/** Shows a page of the wiki to somebody. */
async function show(person, body, headers = {}) {
  const path = `/elsewhere-${nth++}`;
  host.put(path, body, { head: loader(place.server), headers });
  await person.page.goto(host.url("wiki.example", path));
  return person.page;
}

const element = (kind, doc, token, more = "") => `<muster-${kind} doc="${doc}" token="${token}" ${more}></muster-${kind}>`;

test("a token for a series opens it and its reviews, as the series, as the review, and as the one of this week", async (t) => {
  const { ada, series, review } = await prepared(t);
  const token = await mint(series);
  const widgets = [element("series", series, token, "id=a"), element("series", series, token, 'id=b view="current"'), element("review", review, token, "id=c")];
  const page = await show(await cast(t, browser)("Guest"), widgets.join(""));
  const [a, b, c] = ["#a", "#b", "#c"].map((id) => page.locator(id));
  await a.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 20_000 });
  for (const widget of [b, c]) await entry(widget, "Who pays the second visit?").waitFor({ timeout: 20_000 });
  await c.getByRole("button", { name: "I’m ready", exact: true }).click();
  for (const within of [b, ada.page]) await shown(within, /^1 of \d ready to move on$/);
  await addItem(c, "Written in the wiki");
  await entry(b, "Written in the wiki").waitFor();
  await entry(ada.page, "Written in the wiki").waitFor();
  await status(c, SAVED);
});

test("a token that lets read shows a review that nobody can write in, and one for another series shows none of it", async (t) => {
  const { series, review } = await prepared(t);
  const guest = await cast(t, browser)("Guest");
  const page = await show(guest, element("review", review, await mint(series, "reader")));
  await page.getByText("Who pays the second visit?").first().waitFor({ timeout: 20_000 });
  assert.equal(await page.getByRole("button", { name: "Add an item", exact: true }).count(), 0);
  assert.equal(await page.getByRole("button", { name: "I’m ready", exact: true }).count(), 0);
  const { series: other } = await prepared(t);
  const stranger = await cast(t, browser)("Stranger");
  const elsewhere = await show(stranger, element("review", review, await mint(other, "editor", "Stranger")));
  await elsewhere.locator("[part=closed]").getByText("This document is not for you, or not there any more").waitFor({ timeout: 20_000 });
  assert.equal(await elsewhere.getByText("Who pays the second visit?").count(), 0);
  // The browser's own words on an answer that was refused.
  stranger.errors.length = 0;
});

test("a token that is asked for a review is one for its series", async (t) => {
  const { review } = await prepared(t);
  const page = await show(await cast(t, browser)("Guest"), element("review", review, await mint(review)));
  await entry(page, "Who pays the second visit?").waitFor({ timeout: 20_000 });
  await canBeWritten(page);
});

test("a person signs in from a page that shows a review, and writes in it as themselves", async (t) => {
  const { ada, review } = await prepared(t);
  const lin = await signedIn(t, browser)(place, "Lin");
  const page = await show(lin, `<muster-review doc="${review}"></muster-review>`);
  const button = page.getByRole("button", { name: "Sign in to edit" });
  const [popup] = await Promise.all([page.waitForEvent("popup"), button.click({ timeout: 20_000 })]);
  await popup.getByRole("heading", { name: `Let ${wiki} show this series of reviews as you?` }).waitFor();
  await popup.getByRole("button", { name: "Show it as Lin" }).click();
  await canBeWritten(page);
  await page.getByRole("button", { name: "Lead through it", exact: true }).click();
  await shown(ada.page, "Lin facilitates.");
});

test("a frame shows a review to write in, and the series of which it is", async (t) => {
  const { ada, series, review } = await prepared(t);
  const token = await mint(series);
  const frame = (doc) => `<iframe src="${place.server.app}/embed/${doc}#${token}" width=900 height=700></iframe>`;
  const guest = await cast(t, browser)("Guest");
  const page = await show(guest, frame(review));
  const within = page.frameLocator("iframe");
  await canBeWritten(within);
  await addItem(within, "From a frame");
  await entry(ada.page, "From a frame").waitFor();
  await status(within, SAVED);
  await show(guest, frame(series));
  await page.frameLocator("iframe").getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 20_000 });
});

test("where a page forbids Wasm the review stands in a frame, and where it forbids frames too there is a link", async (t) => {
  const { series, review } = await prepared(t);
  const { app } = place.server;
  const [token, guest] = [await mint(series), await cast(t, browser)("Guest")];
  const scripts = `script-src ${app} 'unsafe-inline'; connect-src ${app} ${app.replace("http", "ws")}`;
  const page = await show(guest, element("review", review, token), { "content-security-policy": scripts });
  const within = page.frameLocator("muster-review iframe");
  await canBeWritten(within);
  await entry(within, "Who pays the second visit?").waitFor();
  await show(guest, element("review", review, token), { "content-security-policy": `${scripts}; frame-src 'none'` });
  const card = page.locator("muster-review").getByRole("link", { name: "Open in Muster" });
  await card.waitFor({ timeout: 20_000 });
  assert.equal(await card.getAttribute("href"), `${app}/d/${review}`);
  // The browser says by itself that it blocked something.
  guest.errors.length = 0;
});

/** The day on which clocks change next in Lisbon, from spring or autumn, at least three weeks from now. */
function nextChange() {
  const hour = (ms) => new Intl.DateTimeFormat("en", { timeZone: "Europe/Lisbon", hour: "2-digit", hourCycle: "h23" }).format(ms);
  const from = Date.parse(`${new Date().toISOString().slice(0, 10)}T12:00:00Z`) + 21 * 86_400_000;
  for (let at = from; ; at += 86_400_000) if (hour(at) !== hour(at + 86_400_000)) return new Date(at + 86_400_000);
}

test("a series in Lisbon stays at 10:00 in the week in which clocks change, as a page in New York shows it", async (t) => {
  const ada = await signedIn(t, browser)(place, "Ada", { timezoneId: "America/New_York" });
  const series = await beginSeries(ada, place.server);
  const { page } = ada;
  const change = nextChange();
  const days = [-7, 0, 7, 14].map((n) => new Date(change.getTime() + (n - 2) * 86_400_000).toISOString().slice(0, 10));
  await page.getByLabel("Time zone", { exact: true }).fill("Europe/Lisbon");
  await page.getByLabel("Time zone", { exact: true }).press("Enter");
  await page.getByLabel("First day and time").fill(`${days[0]}T10:00`);
  await page.getByLabel("First day and time").press("Tab");
  await page.getByLabel("How often").selectOption({ label: "every week" });
  await status(page, SAVED);
  const dates = page.locator("ol.dates > li .day");
  await eventually(async () => assert.ok((await dates.count()) >= 4), 15_000);
  const lines = (await dates.allInnerTexts()).slice(0, 4);
  for (const line of lines) assert.match(line, /, 10:00$/);
  const numbers = days.map((iso) => String(Number(iso.slice(-2))));
  lines.forEach((line, at) => assert.match(line, new RegExp(`\\b${numbers[at]}\\b`)));
  const said = await place.people.Ada.ask("GET", `/api/docs/${series}/occurrences?n=4`);
  const apart = said.occurrences.slice(1).map((one, at) => (one.starts_ms - said.occurrences[at].starts_ms) / 3_600_000);
  assert.deepEqual(apart.map((hours) => hours === 168), [true, false, true], `one week is an hour longer or shorter: ${apart}`);
  assert.ok(said.occurrences[1].doc.endsWith(`-r${days[1].replaceAll("-", "")}T1000`));
});
