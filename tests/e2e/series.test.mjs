// A series of reviews: its dates, its roster, its parking lot, and what becomes of a review while rights and the series change.
// The rules are those of reviews, by their numbers.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, BACK_MS, cast, eventually, launchBrowser, NOT_SAVED, SAVED, status } from "./harness.mjs";
import { addItem as add, beginSeries, button, dayIn, docAt, entry, seeReview, shown } from "./parts/meeting.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";
import { startServer } from "./parts/server.mjs";

let browser, place, open;

before(async () => {
  browser = await launchBrowser();
  [place, open] = await Promise.all([
    startWorkspace(browser, { Ada: "owner", Mo: "member", Nia: "member", Gus: "guest" }),
    startServer(),
  ]);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), open?.stop()]);
});

/** Adds an item, and waits until it stands on the agenda. */
async function addItem(page, title, says) {
  await add(page, title, says);
  await entry(page, title).waitFor();
}

/** The server's answer to somebody who looks for something. */
async function sees(name, path) {
  const cookie = `muster-${place.server.port}=${place.people[name].cookie}`;
  const answer = await fetch(place.server.url + path, { headers: { cookie, origin: place.server.app } });
  return { status: answer.status, body: await answer.text() };
}
const finds = async (name, doc) => (await sees(name, `/api/docs/${doc}`)).status;

test("v18 a one-to-one is begun with the other person, for the two alone, and what blocks is carried with its age until it is gone", async (t) => {
  const invite = signedIn(t, browser);
  const [mo, nia] = [await invite(place, "Mo"), await invite(place, "Nia")];
  const { app } = place.server;
  await mo.page.goto(`${app}/reviews`);
  await button(mo.page, "Begin a one-to-one").click();
  await mo.page.getByLabel("With whom?").selectOption({ label: "Nia" });
  await mo.page.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 15_000 });
  await status(mo.page, SAVED);
  const series = docAt(mo.page);
  await shown(mo.page, "Mo and Nia, and nobody else.");
  assert.equal(await button(mo.page, "Take Nia off the roster").count(), 0);
  assert.deepEqual(await axe(mo.page), []);
  // Last week's, with something that blocks.
  await seeReview(mo, place.server, series, -7);
  await addItem(mo.page, "No access to the Porto depot", "Add a blocker");
  await addItem(mo.page, "Nobody answers for the keys", "Add a blocker");
  await mo.page.locator(".agenda").getByText("blocks since today").first().waitFor();
  await status(mo.page, SAVED);
  for (const doc of [series, `${series}-r${dayIn(-7)}T0000`]) {
    assert.deepEqual([await finds("Ada", doc), await finds("Gus", doc), await finds("Nia", doc)], [404, 404, 200]);
  }
  for (const path of ["/api/docs", "/api/find?words=Porto"]) {
    const { body } = await sees("Ada", path);
    assert.ok(!body.includes(series) && !body.includes("One-to-one, Mo"), path);
  }
  // The other one finds it in the list, and goes on.
  await nia.page.goto(`${app}/reviews`);
  await nia.page.getByRole("link", { name: "One-to-one, Mo and Nia" }).waitFor({ timeout: 15_000 });
  await seeReview(nia, place.server, series);
  await shown(nia.page, "Still blocks");
  const depot = nia.page.locator(".left-over li").filter({ hasText: "No access to the Porto depot" });
  await depot.getByText("blocks for 1 week").waitFor();
  await nia.page.locator(".left-over li").filter({ hasText: "Nobody answers" }).getByRole("button", { name: "It is gone" }).click();
  await button(depot, "It still blocks").click();
  const entry = nia.page.locator(".agenda .entry").filter({ hasText: "No access to the Porto depot" });
  await entry.getByText("blocks for 1 week").waitFor();
  await entry.getByText("carried 1×").waitFor();
  await nia.page.getByText("Still blocks").waitFor({ state: "detached" });
  assert.deepEqual(await axe(nia.page), []);
  await status(nia.page, SAVED);
});

test("v18 where nobody signs in no one-to-one is offered, and the page says why", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  await page.goto(`${open.app}/reviews`);
  await shown(page, "nobody signs in here, so it could not be for two people alone");
  assert.equal(await button(page, "Begin a one-to-one").count(), 0);
});

test("a roster is shown and changed by those on it, takes in a team once, and a guest by a grant", async (t) => {
  const invite = signedIn(t, browser);
  const { page } = await invite(place, "Ada");
  const app = place.server.app;
  // A team with Mo, by account, and somebody who has none.
  const { id: team } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "First Keys" });
  await page.goto(`${app}/d/${team}`);
  for (const name of ["Mo", "Bruno"]) {
    await button(page, "Add a person").click();
    await eventually(async () => assert.equal(await page.locator("input:focus").getAttribute("aria-label", { timeout: 500 }), "Name"));
    await page.keyboard.type(name);
    if (name === "Mo") {
      await page.getByRole("option", { name: "Mo" }).first().waitFor();
      await page.keyboard.press("ArrowDown");
      await page.keyboard.press("Enter");
    } else await page.keyboard.press("Tab");
  }
  await status(page, SAVED);
  const choose = () => page.getByRole("radio", { name: "People I name" }).check();
  const series = await beginSeries({ page }, place.server, undefined, choose);
  const roster = page.locator(".of-roster");
  await roster.locator("li").filter({ hasText: "Ada" }).waitFor({ timeout: 15_000 });
  assert.equal(await finds("Nia", series), 404);
  const pick = async (name) => {
    const field = page.getByRole("combobox", { name: "Put somebody on it" });
    await field.fill(name);
    await page.getByRole("option", { name: new RegExp(`^${name} `) }).first().click();
    await roster.locator("li").filter({ hasText: name }).waitFor({ timeout: 15_000 });
  };
  await pick("Nia");
  assert.equal(await finds("Nia", series), 200);
  await pick("Gus");
  await roster.locator("li").filter({ hasText: "Gus" }).getByText("guest", { exact: true }).waitFor();
  assert.equal(await finds("Gus", series), 200);
  await roster.getByLabel("Put a team on it").selectOption({ label: "First Keys" });
  await roster.locator("li").filter({ hasText: "Mo" }).waitFor({ timeout: 15_000 });
  await shown(page, "Without an account, and so left out: Bruno.");
  await shown(page, "3 people, 1 guest");
  assert.deepEqual(await axe(page), []);
  await button(page, "Take Nia off the roster").click();
  await roster.locator("li").filter({ hasText: "Nia" }).waitFor({ state: "detached" });
  assert.equal(await finds("Nia", series), 404);
  // Somebody who is no leader may put people on it, and lets in no guest.
  await button(page, "Take Gus off the roster").click();
  await roster.locator("li").filter({ hasText: "Gus" }).waitFor({ state: "detached" });
  await place.people.Ada.ask("DELETE", `/api/docs/${series}/people/${place.people.Gus.id}`);
  const mo = await invite(place, "Mo");
  await mo.page.goto(`${app}/d/${series}`);
  await mo.page.getByRole("combobox", { name: "Put somebody on it" }).fill("Gus");
  await mo.page.getByRole("option", { name: /^Gus / }).first().click();
  await shown(mo.page, "leaders decide who may do this here");
  assert.equal(await finds("Gus", series), 404);
});

test("a series for everybody becomes one for a roster after one question, and never goes back", async (t) => {
  const invite = signedIn(t, browser);
  const { page } = await invite(place, "Ada");
  const series = await beginSeries({ page }, place.server);
  assert.equal(await finds("Nia", series), 200);
  await button(page, "Only for people I name…").click();
  await shown(page, "It cannot be widened again.");
  await button(page, "Narrow it").click();
  await page.locator(".of-roster li").filter({ hasText: "Ada" }).waitFor({ timeout: 15_000 });
  assert.equal(await finds("Nia", series), 404);
  assert.equal(await button(page, "Only for people I name…").count(), 0);
});

/** The first date of a series, at ten in the morning. */
async function plan(page, ahead) {
  await page.getByLabel("First day and time").fill(`${dayIn(ahead, "-")}T10:00`);
  await page.locator(".dates .date").nth(2).waitFor({ timeout: 15_000 });
}

test("a review is moved, not held, and held after all from the page of its series", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const series = await beginSeries({ page }, open);
  await plan(page, 3);
  const dates = page.locator(".dates .date");
  await button(dates.nth(1), "Move this one…").click();
  await dates.nth(1).getByLabel("Takes place").fill(`${dayIn(12, "-")}T15:00`);
  await dates.nth(1).getByText("moved to").waitFor({ timeout: 15_000 });
  await button(dates.nth(2), "Move this one…").click();
  await button(dates.nth(2), "Not held").click();
  await dates.nth(2).getByText("not held").waitFor({ timeout: 15_000 });
  assert.equal(await dates.nth(2).getByRole("link").count(), 0, "nobody opens one that is not held");
  const told = await (await fetch(`${open.url}/api/docs/${series}/occurrences?n=3`)).json();
  assert.deepEqual(told.occurrences.map(({ state }) => state), ["planned", "moved", "not_held"]);
  assert.ok(told.occurrences[1].doc.endsWith(`r${dayIn(10)}T1000`), "a move changes no id");
  await button(dates.nth(2), "Hold it after all").click();
  await dates.nth(2).getByText("not held").waitFor({ state: "detached" });
  assert.deepEqual(await axe(page), []);
});

test("a rhythm that nobody can follow is told in a sentence beside its field, and a right one takes it away", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  await beginSeries({ page }, open);
  await plan(page, 3);
  const rhythm = page.locator(".of-rhythm");
  await rhythm.getByRole("textbox", { name: "Time zone" }).or(rhythm.getByRole("combobox", { name: "Time zone" })).first().fill("Mars/Olympus");
  await page.keyboard.press("Enter");
  await rhythm.getByRole("alert").filter({ hasText: "Mars/Olympus" }).waitFor({ timeout: 15_000 });
  await rhythm.getByRole("textbox", { name: "Time zone" }).or(rhythm.getByRole("combobox", { name: "Time zone" })).first().fill("Europe/Lisbon");
  await page.keyboard.press("Enter");
  await rhythm.getByRole("alert").filter({ hasText: "Mars/Olympus" }).waitFor({ state: "detached", timeout: 15_000 });
  await page.locator(".dates .date").nth(2).waitFor({ timeout: 15_000 });
});

test("v09 an item that was parked is brought back into the next review, once, and says where it came from", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const series = await beginSeries({ page }, open);
  await plan(page, 3);
  await seeReview({ page }, open, series, -4);
  await addItem(page, "Who pays the second visit?");
  await button(page, "Close").click();
  await button(page, "Park").click();
  await shown(page, "It stands in the parking lot of the series.");
  await status(page, SAVED);
  await page.goto(`${open.app}/d/${series}`);
  const parked = page.locator(".of-parked li").filter({ hasText: "Who pays the second visit?" });
  await parked.getByRole("button", { name: /^Bring back on / }).click();
  await shown(page, "Nothing is put aside.");
  await status(page, SAVED);
  await page.goto(`${open.app}/d/${series}-r${dayIn(3)}T1000`);
  await page.locator(".agenda .entry").filter({ hasText: "Who pays the second visit?" }).waitFor({ timeout: 15_000 });
  assert.equal(await page.locator(".agenda .entry").count(), 1);
  const file = await (await fetch(`${open.url}/embed/${series}-r${dayIn(3)}T1000.json`)).json();
  const [item] = file.documents[0].sheet.lists.items;
  assert.match(JSON.stringify(item.values.origin), new RegExp(`${dayIn(-4, "-")}T00:00/`));
});

test("whoever leads a review and loses the right to it while it is on is told so in a sentence, and every word stays", async (t) => {
  const invite = signedIn(t, browser);
  const ada = await invite(place, "Ada");
  const series = await beginSeries(ada, place.server);
  const grant = (grant) => place.people.Ada.ask("PUT", `/api/docs/${series}/people/${place.people.Gus.id}`, { grant });
  await grant("editor");
  const { page } = await invite(place, "Gus");
  await seeReview({ page }, place.server, series);
  await button(page, "Lead through it").click();
  await addItem(page, "Inspect every home 48 hours before move-in");
  await status(page, SAVED);
  await grant("reader");
  await page.locator(".banner").filter({ hasText: "You led through this review and may not change it any more." }).waitFor({ timeout: BACK_MS });
  await shown(page, "Inspect every home 48 hours before move-in");
  assert.equal(await button(page, "Add an item").count(), 0);
  assert.deepEqual(await axe(page), []);
  // Taken off altogether, the words are on the page and on the device.
  await place.people.Ada.ask("DELETE", `/api/docs/${series}/people/${place.people.Gus.id}`);
  await page.locator(".banner").filter({ hasText: "you were taken off it" }).waitFor({ timeout: BACK_MS });
  await shown(page, "Inspect every home 48 hours before move-in");
  // Somebody who may goes on leading.
  await seeReview(ada, place.server, series);
  await button(ada.page, "Take over").click();
  await shown(ada.page, "Ada facilitates.");
});

test("v02 a reveal is made by those who edit the review, and whoever may not reads who does", async (t) => {
  const invite = signedIn(t, browser);
  const ada = await invite(place, "Ada");
  const series = await beginSeries(ada, place.server);
  await place.people.Ada.ask("PUT", `/api/docs/${series}/people/${place.people.Gus.id}`, { grant: "commenter" });
  await seeReview(ada, place.server, series);
  await addItem(ada.page, "Inspect every home 48 hours before move-in");
  await button(ada.page, "Write in silence").click();
  const { page } = await invite(place, "Gus");
  await seeReview({ page }, place.server, series);
  await shown(page, "Somebody who edits this review reveals what is written.");
  assert.equal(await button(page, "Reveal…").count(), 0);
  await button(ada.page, "Reveal…").waitFor();
});

test("a series that is deleted while its review is on is told in a sentence, and every word stays on the device", async (t) => {
  const invite = signedIn(t, browser);
  const { page } = await invite(place, "Mo");
  const series = await beginSeries({ page }, place.server);
  await seeReview({ page }, place.server, series);
  await addItem(page, "Inspect every home 48 hours before move-in");
  await status(page, SAVED);
  await place.people.Ada.ask("DELETE", `/api/docs/${series}`);
  await page.locator(".banner").filter({ hasText: "This series was deleted" }).waitFor({ timeout: BACK_MS });
  await status(page, NOT_SAVED, BACK_MS);
  await shown(page, "Inspect every home 48 hours before move-in");
  await page.locator(".chip-box summary").first().click();
  await button(page, "Copy my version").waitFor();
  assert.match(await page.locator(".copy-out").inputValue(), /Inspect every home 48 hours/);
});

test("undo outside of texts takes back the last step in a review, and never a reveal", async (t) => {
  const { page } = await cast(t, browser)("Ines");
  const series = await beginSeries({ page }, open);
  await seeReview({ page }, open, series);
  await addItem(page, "Inspect every home 48 hours before move-in");
  await button(page, "Close").click();
  await button(page, "Drop").click();
  await shown(page, "Dropped.");
  // The button that was pressed is gone by now, and nothing has the focus.
  const undo = () => page.keyboard.press("Control+z");
  await undo();
  await shown(page, "Nobody has said so yet.");
  await page.keyboard.press("Control+Shift+z");
  await shown(page, "Dropped.");
  await page.getByRole("button", { name: "Write in silence" }).click();
  await button(page, "Reveal…").click();
  await button(page, "Reveal now").click();
  await shown(page, "Written before anyone spoke");
  for (let step = 0; step < 6; step += 1) await undo();
  await shown(page, "Written before anyone spoke");
  await status(page, SAVED);
  const file = await (await fetch(`${open.url}/embed/${series}-r${dayIn()}T0000.json`)).json();
  assert.equal(file.documents[0].sheet.lists.reveals.length, 1);
  assert.equal(file.documents[0].sheet.lists.reveals[0].archived ?? null, null);
});
