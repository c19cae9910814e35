// For you: what waits for somebody stands at their home with one press that settles it, also without a network, and nobody sees
// what is another's.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, makeDoc, openCharter, SAVED, status, write } from "./harness.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const day = (ahead = 0) => {
  const now = new Date(Date.now() + ahead * 86_400_000);
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};
const slot = (ahead = 0) => `${day(ahead).replaceAll("-", "")}T0000`;

/** Brings documents in, as from a file, under the ids that they have there: a series is begun, and its reviews go by it. */
async function bring(server, documents, ask = (...asked) => post(server, ...asked)) {
  const [{ id, kind }] = documents;
  if (kind !== "review") await ask("POST", "/api/docs", { id, kind });
  await ask("POST", "/api/import?name=all.json", { muster: 1, documents });
}

async function post(server, method, path, body) {
  const headers = { "content-type": "application/json" };
  const answer = await fetch(server.url + path, { method, headers, body: JSON.stringify(body) });
  assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
}

const action = (id, words, owner, due) => ({ id, texts: { action: words }, values: { owner, due } });
const list = (page) => page.locator("#for-you");
const thing = (page, words) => list(page).locator("li").filter({ hasText: words });

/** Goes home, and waits until the list has come. */
async function home(person, server) {
  await person.page.goto(server.app);
  await list(person.page).waitFor({ timeout: 20_000 });
  return person.page;
}

/** The lists are asked for again when somebody comes back to the page. */
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

test("advice that is given in a review stands at the presenter's home and at nobody else's, and is answered there", async (t) => {
  const server = await ownServer(t);
  const invite = cast(t, browser);
  const [ines, leila] = [await invite("Ines"), await invite("Leila")];
  const review = `weekly-r${slot()}`;
  await bring(server, [
    { id: "weekly", kind: "series", sheet: { texts: { name: "Product review" } } },
    { id: review, kind: "review", sheet: { lists: { items: [{ id: "i1", texts: { title: "Inspect 48 hours ahead" }, values: { presenter: "Ines" } }] } } },
  ]);
  await leila.page.goto(`${server.app}/d/${review}`);
  await leila.page.getByRole("button", { name: "Give advice", exact: true }).click({ timeout: 20_000 });
  await leila.page.getByLabel("Advice", { exact: true }).fill("Try it in Matosinhos alone.");
  await leila.page.getByRole("button", { name: "Give", exact: true }).click();
  await status(leila.page, SAVED);

  const page = await home(ines, server);
  const advice = thing(page, "Leila advised: Try it in Matosinhos alone.");
  await advice.getByText("Inspect 48 hours ahead", { exact: false }).waitFor();
  assert.deepEqual(await axe(page), []);
  await advice.getByRole("button", { name: "Another answer…" }).click();
  await advice.getByRole("button", { name: "Heard, not now" }).click();
  await advice.getByRole("alert").filter({ hasText: "A reason belongs to it." }).waitFor();
  await advice.getByLabel("Because").fill("Braga has no depot.");
  await advice.getByRole("button", { name: "Heard, not now" }).click();
  await advice.getByText("Answered: heard, not now.").waitFor();
  assert.match(await page.evaluate(() => document.activeElement.getAttribute("data-ask") ?? ""), /^Advice/);
  await leila.page.getByText("because Braga has no depot.", { exact: true }).first().waitFor({ timeout: 20_000 });
  await eventually(async () => {
    await comeBack(page);
    assert.equal(await advice.count(), 0, "what is settled leaves the list");
  });

  await leila.page.goto(`${server.app}/reviews`);
  await list(leila.page).waitFor({ timeout: 20_000 });
  assert.equal(await leila.page.getByText("Matosinhos").count(), 0);
});

test("an action is marked done without a network and opened again, and what waits leads to its row", async (t) => {
  const server = await ownServer(t);
  const { page } = await home0(t, server);
  const late = thing(page, "Ask the Porto depot");
  await late.getByText(/Due .* 3 days ago/).waitFor();
  assert.deepEqual(await list(page).locator("li p:first-child a").allInnerTexts(), ["Ask the Porto depot", "Count the keys"]);
  // The review is on the device once it was open; then the network goes.
  await late.getByRole("link").first().click();
  await page.waitForURL(/#a1$/);
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.closest("[data-row]")?.dataset.row), "a1"));
  await page.goBack();
  await late.waitFor();
  await page.context().setOffline(true);
  await late.getByRole("button", { name: "Mark done" }).click();
  await late.getByText("Done.").waitFor();
  await late.getByRole("button", { name: "Undo" }).click();
  await late.getByRole("button", { name: "Mark done" }).click();
  await late.getByText("Done.").waitFor();
  await page.getByText(/The server does not answer/).waitFor({ timeout: 30_000 });
  await page.context().setOffline(false);
  await eventually(async () => {
    await comeBack(page);
    assert.equal(await late.count(), 0);
    const told = await (await fetch(`${server.url}/api/for-you?name=Ines`)).json();
    assert.deepEqual(told.asks.map((ask) => ask.title), ["Count the keys"]);
  }, 40_000);
});

/** Ines at home, where two actions of hers wait and one of somebody else's. */
async function home0(t, server) {
  const ines = await cast(t, browser)("Ines");
  const actions = [
    action("a1", "Ask the Porto depot", "Ines", day(-3)),
    action("a2", "Count the keys", "Ines", day(2)),
    action("a3", "Call the owner", "Leila", day(-3)),
  ];
  await bring(server, [
    { id: "weekly", kind: "series", sheet: { texts: { name: "Product review" } } },
    { id: `weekly-r${slot(-7)}`, kind: "review", sheet: { lists: { actions } } },
  ]);
  await home(ines, server);
  return ines;
}

test("while the server does not answer the list is worked out on the device, and a press goes out when it is back", async (t) => {
  const server = await ownServer(t);
  const { page } = await home0(t, server);
  await thing(page, "Ask the Porto depot").getByRole("link").first().click();
  await page.waitForURL(/#a1$/);
  const review = page.url().split("#")[0];
  const done = (row) => page.locator(`[data-row="${row}"]`).getByRole("checkbox", { name: "Done" });
  await done("a1").waitFor();
  await status(page, SAVED);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.context().setOffline(true);
  // The server hears of neither, and the list knows both.
  await done("a1").check();
  await done("a2").check();
  await done("a2").uncheck();
  await page.goto(server.app);
  await page.getByText("worked out on this device").waitFor({ timeout: 30_000 });
  await thing(page, "Count the keys").waitFor();
  assert.equal(await thing(page, "Ask the Porto depot").count(), 0, "it was done here");
  assert.equal(await thing(page, "Call the owner").count(), 0);
  assert.deepEqual(await axe(page), []);
  await thing(page, "Count the keys").getByRole("button", { name: "Mark done" }).click();
  await thing(page, "Count the keys").getByText("Done.").waitFor();
  await page.context().setOffline(false);
  await eventually(async () => {
    await comeBack(page);
    const told = await (await fetch(`${server.url}/api/for-you?name=Ines`)).json();
    assert.deepEqual(told.asks, []);
  }, 40_000);
  await page.getByText("worked out on this device").waitFor({ state: "detached", timeout: 30_000 });
  await page.goto(review);
  await eventually(async () => assert.ok(await done("a2").isChecked()));
});

test("the list is found by its name, stands on the page of reviews too, and stays on the device with its age", async (t) => {
  const server = await ownServer(t);
  const { page } = await home0(t, server);
  await page.getByRole("link", { name: "Reviews", exact: true }).first().click();
  await thing(page, "Count the keys").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Control+k");
  await page.getByRole("combobox", { name: /Find/ }).pressSequentially("for you");
  await page.getByRole("option", { name: /For you/ }).waitFor();
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.app}/#for-you`);
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement.id), "for-you"));
});

test("a signature that went stale shows what has changed and is given again by one press, for those words", async (t) => {
  const server = await ownServer(t);
  const invite = cast(t, browser);
  const [ines, bruno] = [await invite("Ines"), await invite("Bruno")];
  const doc = await makeDoc(server, { name: "Homecare" });
  await openCharter(bruno, server, doc);
  await write(bruno.page, "Mission", "Repairs within three days");
  await status(bruno.page, SAVED);
  await openCharter(ines, server, doc);
  const mission = ines.page.locator(".of-agreement li").filter({ hasText: "Mission" });
  await mission.getByRole("button", { name: "Agree", exact: true }).click({ timeout: 20_000 });
  await status(ines.page, SAVED);
  await bruno.page.getByRole("textbox", { name: "Mission", exact: true }).fill("Repairs within seven days");
  await status(bruno.page, SAVED);

  const page = await home(ines, server);
  const stale = thing(page, "Your agreement to mission of Homecare is stale");
  await eventually(async () => {
    await comeBack(page);
    await stale.waitFor({ timeout: 1000 });
  });
  await stale.locator("del").filter({ hasText: /^three$/ }).waitFor();
  await stale.locator("ins").filter({ hasText: /^seven$/ }).waitFor();
  await stale.getByRole("button", { name: "Agree again" }).click();
  await stale.getByText("Agreed, to the words that stand here.").waitFor();
  await eventually(async () => {
    const told = await (await fetch(`${server.url}/api/for-you?name=Ines`)).json();
    assert.deepEqual(told.asks, []);
  });
  await openCharter(ines, server, doc);
  await mission.getByText(/You agreed/).waitFor({ timeout: 20_000 });
});

test("nothing of a series for some people is shown to somebody else, though it names them", async (t) => {
  const place = await startWorkspace(browser, { Ada: "owner", Mo: "member", Nia: "member" });
  t.after(() => place.server.stop());
  const { Ada, Mo, Nia } = place.people;
  await Ada.ask("POST", "/api/docs", { kind: "series", id: "few", name: "Nightjar", audience: "roster", people: [Mo.id] });
  const actions = [action("a1", "Nightjar for Mo", `Mo <@${Mo.id}>`, day(-1)), action("a2", "Nightjar for Nia", `Nia <@${Nia.id}>`, day(-1))];
  await bring(place.server, [{ id: `few-r${slot(-2)}`, kind: "review", sheet: { lists: { actions } } }], Ada.ask);
  await Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  const invite = signedIn(t, browser);
  const [mo, nia] = [await invite(place, "Mo"), await invite(place, "Nia")];
  await thing(await home(mo, place.server), "Nightjar for Mo").waitFor();
  assert.equal(await thing(mo.page, "Nightjar for Nia").count(), 0);
  await list(await home(nia, place.server)).getByText("Nothing. When somebody waits").waitFor();
  assert.equal(await nia.page.getByText("Nightjar").count(), 0);
  await nia.page.goto(`${place.server.app}/reviews`);
  await nia.page.getByRole("heading", { name: "Series" }).waitFor();
  assert.equal(await nia.page.getByText("Nightjar").count(), 0);
});
