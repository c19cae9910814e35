// Words written in silence where people sign in: a document of their author alone, on each of their devices and on nobody
// else's, put in once at the reveal. The rules are those of reviews, by their numbers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, BACK_MS, eventually, SAVED, status } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

const TITLE = "Inspect every home 48 hours before move-in";
const KEPT = "Saved, for you alone.";
stageWithPeople({ Ada: "owner", Ines: "member", Sanjay: "member", Gus: "guest" });

const today = () => {
  const now = new Date();
  return [now.getFullYear(), now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, "0")).join("");
};
const silent = (page) => page.getByLabel("What speaks for it, what against it?");
const shown = (page, words) => page.getByText(words).first().waitFor({ timeout: 15_000 });
const press = (page, name) => page.getByRole("button", { name, exact: true }).click();
const remarks = (page) => page.locator(".remarks > li");

let made = 0;
/** A series of Ines' with today's review; answers the review's id. */
async function review(preset = "product") {
  const series = `weekly${++made}`;
  await place.people.Ines.ask("POST", "/api/docs", { kind: "series", id: series, name: `Reviews ${made}` });
  return `${series}-r${today()}T0000`;
}

async function open(person, id) {
  await person.page.goto(`${place.server.app}/d/${id}`);
  await person.page.getByRole("heading", { name: /Reviews \d/ }).first().waitFor({ timeout: 15_000 });
  return person.page;
}

async function addItem(page, title) {
  await press(page, "Add an item");
  const field = page.getByRole("textbox", { name: "Title", exact: true });
  await eventually(async () => assert.equal(await field.inputValue({ timeout: 1000 }), ""));
  await field.fill(title);
}

/** Ines opens a review, puts an item on it and has everybody write. */
async function begin(ines) {
  const id = await review();
  const page = await open(ines, id);
  await addItem(page, TITLE);
  await press(page, "Write in silence");
  await silent(page).waitFor({ timeout: 15_000 });
  return id;
}

async function reveal(page) {
  await press(page, "Reveal…");
  await press(page, "Reveal now");
}

/** Everything that a page's browser keeps of this server. */
const stored = (page) => page.evaluate(async () => {
  const kept = [JSON.stringify(Object.entries(localStorage))];
  for (const { name } of await indexedDB.databases()) {
    const db = await new Promise((done, fail) => Object.assign(indexedDB.open(name), { onsuccess: (event) => done(event.target.result), onerror: fail }));
    for (const store of db.objectStoreNames) {
      const all = db.transaction(store).objectStore(store).getAll();
      await new Promise((done) => (all.onsuccess = done));
      const text = (value) => value instanceof Uint8Array || value instanceof ArrayBuffer ? new TextDecoder("latin1").decode(value) : value && typeof value === "object" ? Object.values(value).map(text).join(" ") : String(value);
      kept.push(all.result.map(text).join(" "));
    }
    db.close();
  }
  return kept.join(" ");
});

test("v01 v03 v04 a draft is on each device of its author and on nobody else's, is counted without a name, and is put in once", async (t) => {
  const invite = signedIn(t, browser);
  const [ines, laptop, phone, ada] = [await invite(place, "Ines"), await invite(place, "Sanjay"), await invite(place, "Sanjay"), await invite(place, "Ada")];
  const heard = [];
  ada.page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(Buffer.from(payload).toString("latin1"))));
  const id = await begin(ines);
  for (const person of [laptop, ada]) await open(person, id);
  const his = "Owners hand us keys late as it is.";
  await silent(laptop.page).fill(his);
  await laptop.page.locator("#muster-stance").fill("-6");
  await shown(laptop.page, KEPT);
  await shown(laptop.page, "−6");
  assert.deepEqual(await axe(laptop.page), []);
  await open(phone, id);
  await eventually(async () => assert.equal(await silent(phone.page).inputValue(), his));
  await shown(ines.page, "1 draft still out");
  const draft = `${id}-d-${place.people.Sanjay.id}`;
  for (const name of ["Ines", "Ada"]) {
    const headers = { cookie: `muster-${place.server.port}=${place.people[name].cookie}`, origin: place.server.app };
    const answers = await Promise.all([`/api/docs/${draft}`, `/embed/${draft}.md`].map((path) => fetch(place.server.url + path, { headers })));
    assert.deepEqual(answers.map(({ status }) => status), [404, 404], name);
    const file = await (await fetch(`${place.server.url}/embed/${id}.json`, { headers })).text();
    assert.ok(!file.includes(his));
  }
  for (const { page } of [ines, ada]) assert.ok(!(await stored(page)).includes(his));
  assert.ok((await stored(laptop.page)).includes("Owners"), "it is on his own device");
  assert.ok(!heard.join("").includes(his) && !heard.join("").includes("Owners"));
  // A tab that shows another item at that moment puts it in all the same.
  await addItem(ines.page, "Another item");
  await shown(phone.page, "Another item");
  await phone.page.locator(".agenda .entry").nth(1).click();
  await ines.page.locator(".agenda .entry").first().click();
  await laptop.page.goto("about:blank");
  await reveal(ines.page);
  await shown(ines.page, his);
  await eventually(async () => assert.equal(await ines.page.getByText("still out").count(), 0));
  assert.equal(await remarks(ines.page).count(), 1);
  await open(laptop, id);
  await shown(laptop.page, his);
  assert.equal(await laptop.page.getByRole("button", { name: "Put mine in", exact: true }).count(), 0, "it is marked on all devices");
  assert.equal(await remarks(laptop.page).count(), 1);
});

test("v03 two devices of one person that were open at the reveal, one of them without a network, put the words in once", async (t) => {
  const invite = signedIn(t, browser);
  const [ines, laptop, phone] = [await invite(place, "Ines"), await invite(place, "Sanjay"), await invite(place, "Sanjay")];
  const id = await begin(ines);
  await open(laptop, id);
  const his = "Two visits instead of one.";
  await silent(laptop.page).fill(his);
  await shown(laptop.page, KEPT);
  await open(phone, id);
  await eventually(async () => assert.equal(await silent(phone.page).inputValue(), his));
  await phone.context.setOffline(true);
  await reveal(ines.page);
  await shown(laptop.page, "1 person wrote");
  await phone.context.setOffline(false);
  await eventually(async () => assert.equal(await remarks(phone.page).count(), 1), BACK_MS);
  await status(phone.page, SAVED, BACK_MS);
  for (const { page } of [ines, laptop, phone]) {
    await shown(page, his);
    assert.equal(await remarks(page).count(), 1);
  }
});

test("v03 v04 whoever closed the tab before the reveal finds the draft on another device, and is asked there", async (t) => {
  const invite = signedIn(t, browser);
  const [ines, laptop, phone] = [await invite(place, "Ines"), await invite(place, "Sanjay"), await invite(place, "Sanjay")];
  const id = await begin(ines);
  await open(laptop, id);
  await silent(laptop.page).fill("Keys come late.");
  await shown(laptop.page, KEPT);
  await laptop.page.goto("about:blank");
  await reveal(ines.page);
  await shown(ines.page, "1 draft still out");
  await open(phone, id);
  await phone.page.getByRole("button", { name: "Put mine in", exact: true }).click({ timeout: 15_000 });
  await shown(ines.page, "Keys come late.");
  await eventually(async () => assert.equal(await ines.page.getByText("still out").count(), 0));
  await open(laptop, id);
  await shown(laptop.page, "Keys come late.");
  assert.equal(await laptop.page.getByRole("button", { name: "Put mine in", exact: true }).count(), 0);
});

test("v04 words that are written without a network stand in the draft when it is back", async (t) => {
  const invite = signedIn(t, browser);
  const [ines, laptop, phone] = [await invite(place, "Ines"), await invite(place, "Sanjay"), await invite(place, "Sanjay")];
  const id = await begin(ines);
  await open(laptop, id);
  await silent(laptop.page).waitFor({ timeout: 15_000 });
  await laptop.context.setOffline(true);
  await silent(laptop.page).fill("Written on a train.");
  await shown(laptop.page, "Kept on this device until there is a network.");
  await laptop.context.setOffline(false);
  await shown(laptop.page, KEPT);
  await open(phone, id);
  await eventually(async () => assert.equal(await silent(phone.page).inputValue(), "Written on a train."));
});

test("v01 whoever may only read a review is shown no field, and no draft is made for them", async (t) => {
  const invite = signedIn(t, browser);
  const [ines, gus] = [await invite(place, "Ines"), await invite(place, "Gus")];
  const id = await begin(ines);
  await place.people.Ada.ask("PUT", `/api/docs/${id.split("-r")[0]}/people/${place.people.Gus.id}`, { grant: "reader" });
  await open(gus, id);
  await shown(gus.page, "People write in silence now.");
  assert.equal(await silent(gus.page).count(), 0);
  assert.equal((await place.people.Gus.ask("GET", `/api/docs/${id}/drafts`)).mine, false);
});
