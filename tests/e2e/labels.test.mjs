// People in charters are ids with names of now: picked while somebody types, offered where a name is typed out, never
// taken silently, and shown under their new names everywhere.
import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, axe, eventually, openCharter, SAVED, status, write } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Mo: "member", Rena: "member", Gus: "guest" });

const ada = () => place.people.Ada;
const idOf = (name) => place.people[name].id;
const makeCharter = async (name) => (await ada().ask("POST", "/api/docs", { kind: "charter", name })).id;
const person = (within, label) => within.getByRole("combobox", { name: label, exact: true }).last();
const choices = (page, label) => page.getByRole("listbox", { name: `${label}: suggestions` }).getByRole("option");
const byAccount = (page) => page.getByRole("img", { name: "By their account" });

/** The words of every write of a value in a document, as its export has them. */
const words = (value) => (Array.isArray(value) ? value.map((one) => one.value) : [value]);

async function sheetOf(doc) {
  return (await ada().ask("GET", `/embed/${doc}.json`)).documents[0].sheet;
}

const members = async (doc) => ((await sheetOf(doc)).lists?.members ?? []).flatMap((row) => words(row.values?.name));
const captain = async (doc) => words((await sheetOf("org")).keyed?.captains?.[doc]);
const granted = async (doc, name) =>
  (await ada().ask("GET", `/api/docs/${doc}/people`)).find((one) => one.person === idOf(name))?.now;

/** Puts a person into the team by picking them with the keyboard. */
async function join(page, name) {
  await addRow(page, "Add a person", "Name");
  await page.keyboard.type(name.slice(0, 2));
  await choices(page, "Name").filter({ hasText: "by their account" }).first().waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.keyboard.press("Tab");
}

test("a person is picked while typing, with the keyboard alone, and stands in the document by id", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await signedIn(t, browser)(place, "Lin");
  await openCharter({ page }, place.server, doc);
  await addRow(page, "Add a person", "Name");
  await page.keyboard.type("mo");
  const list = choices(page, "Name");
  await eventually(async () => assert.deepEqual(await list.allInnerTexts(), ["Mo by their account", "mo just a name"]));
  assert.equal(await person(page, "Name").getAttribute("aria-expanded"), "true");
  await page.keyboard.press("ArrowDown");
  const active = await person(page, "Name").getAttribute("aria-activedescendant");
  assert.equal(await page.locator(`[id="${active}"]`).getAttribute("aria-selected"), "true");
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Enter");
  await byAccount(page).waitFor();
  assert.equal(await person(page, "Name").inputValue(), "Mo");
  assert.equal(await list.count(), 0);
  await status(page, SAVED);
  await eventually(async () => assert.deepEqual(await members(doc), [`Mo <@${idOf("Mo")}>`]));
  assert.deepEqual(await axe(page), []);
});

test("Escape closes the list and keeps what is typed, and a second one puts back what stood there", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await signedIn(t, browser)(place, "Lin");
  await openCharter({ page }, place.server, doc);
  await join(page, "Mo");
  await person(page, "Name").fill("Re");
  await choices(page, "Name").first().waitFor();
  await page.keyboard.press("Escape");
  assert.equal(await choices(page, "Name").count(), 0);
  assert.equal(await person(page, "Name").inputValue(), "Re");
  await page.keyboard.press("Escape");
  assert.equal(await person(page, "Name").inputValue(), "Mo");
  await status(page, SAVED);
  assert.deepEqual(await members(doc), [`Mo <@${idOf("Mo")}>`]);
});

test("a person is picked with a finger on a narrow screen", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await signedIn(t, browser)(place, "Lin", { viewport: { width: 360, height: 740 }, hasTouch: true });
  await openCharter({ page }, place.server, doc);
  await page.getByRole("button", { name: "Add a metric", exact: true }).tap();
  await person(page, "Owner").tap();
  await page.keyboard.type("Re");
  const choice = choices(page, "Owner").filter({ hasText: "Rena" });
  await choice.waitFor();
  const box = await choice.boundingBox();
  assert.ok(box.x >= 0 && box.x + box.width <= 360 && box.height >= 24, JSON.stringify(box));
  await choice.tap();
  await byAccount(page).waitFor();
  await status(page, SAVED);
  await eventually(async () => {
    const owners = (await sheetOf(doc)).lists.metrics.flatMap((row) => words(row.values.owner));
    assert.deepEqual(owners, [`Rena <@${idOf("Rena")}>`]);
  });
});

test("a plain name stays a plain name, and is said to be one", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await signedIn(t, browser)(place, "Lin");
  await openCharter({ page }, place.server, doc);
  await addRow(page, "Add a person", "Name");
  await page.keyboard.type("Carla");
  await page.keyboard.press("Tab");
  await page.getByText("just a name", { exact: true }).waitFor();
  assert.equal(await byAccount(page).count(), 0);
  await status(page, SAVED);
  assert.deepEqual(await members(doc), ["Carla"]);
});

test("a name that an account has is offered as that person and never taken silently", async (t) => {
  const doc = await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  const { page } = await invite(place, "Lin");
  await openCharter({ page }, place.server, doc);
  await addRow(page, "Add a person", "Name");
  await page.keyboard.type("Rena");
  await page.keyboard.press("Tab");
  const offer = page.getByRole("button", { name: "Name Rena by their account" });
  await offer.waitFor();
  await status(page, SAVED);
  assert.deepEqual(await members(doc), ["Rena"], "typed out, it is a name");
  const gus = await invite(place, "Mo");
  await gus.page.goto(`${place.server.app}/d/${doc}`);
  await gus.page.locator("[part=people]").getByText("Rena").waitFor();
  assert.equal(await gus.page.getByRole("button", { name: /by their account/ }).count(), 0, "a reader is offered nothing");
  await offer.click();
  await byAccount(page).waitFor();
  await eventually(async () => assert.deepEqual(await members(doc), [`Rena <@${idOf("Rena")}>`]));
  await status(page, SAVED);
});

test("a new name shows on other people's pages, and the signature under the old one is the same person's", async (t) => {
  const doc = await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  const [lin, mo] = [await invite(place, "Lin"), await invite(place, "Mo")];
  await openCharter(lin, place.server, doc);
  await join(lin.page, "Mo");
  await write(lin.page, "Mission", "Renters sleep well.");
  await status(lin.page, SAVED);
  await mo.page.goto(`${place.server.app}/d/${doc}`);
  await mo.page.getByRole("button", { name: "Agree", exact: true }).first().click();
  await status(mo.page, SAVED);
  const agreed = async () => {
    for (const place of [".title .state", ".of-agreement .side"]) {
      await lin.page.locator(place).getByText("1 of 1 agree to everything", { exact: true }).waitFor();
    }
  };
  await agreed();
  await place.people.Mo.ask("PATCH", "/api/me", { name: "Mo Meyer" });
  try {
    await lin.page.evaluate(() => dispatchEvent(new Event("focus")));
    await lin.page.locator("[part=people] .face").getByText("Mo Meyer", { exact: true }).waitFor();
    assert.equal(await person(lin.page, "Name").inputValue(), "Mo Meyer");
    await lin.page.reload();
    await lin.page.locator("[part=people] .face").getByText("Mo Meyer", { exact: true }).waitFor();
    await agreed();
    assert.match(await (await lin.page.request.get(`${place.server.app}/embed/${doc}.md`)).text(), /\| Mo Meyer \|/);
    assert.deepEqual(await members(doc), [`Mo <@${idOf("Mo")}>`], "nobody wrote into the document");
  } finally {
    await place.people.Mo.ask("PATCH", "/api/me", { name: "Mo" });
  }
});

test("a guest reads names of now and asks for no list of people", async (t) => {
  const doc = await makeCharter("Ledger");
  await ada().ask("PUT", `/api/docs/${doc}/people/${idOf("Gus")}`, { grant: "reader" });
  const invite = signedIn(t, browser);
  const lin = await invite(place, "Lin");
  await openCharter(lin, place.server, doc);
  await join(lin.page, "Rena");
  await status(lin.page, SAVED);
  await place.people.Rena.ask("PATCH", "/api/me", { name: "Rena Roy" });
  try {
    const gus = await invite(place, "Gus");
    const asked = [];
    gus.page.on("request", (request) => asked.push(new URL(request.url()).pathname));
    await gus.page.goto(`${place.server.app}/d/${doc}`);
    await gus.page.locator("[part=people]").getByText("Rena Roy").waitFor();
    assert.ok(!asked.includes("/api/people") && !asked.includes("/api/names"), asked.join(" "));
  } finally {
    await place.people.Rena.ask("PATCH", "/api/me", { name: "Rena" });
  }
});

test("a captain is picked without a connection, and the right is asked for when it is back", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page, context } = await signedIn(t, browser)(place, "Lin");
  await openCharter({ page }, place.server, doc);
  await person(page, "Captain").click();
  await page.keyboard.type("Mo");
  await choices(page, "Captain").filter({ hasText: "by their account" }).waitFor();
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null));
  await context.setOffline(true);
  await page.reload();
  await person(page, "Captain").click();
  await page.keyboard.type("Mo");
  await choices(page, "Captain").filter({ hasText: "by their account" }).waitFor();
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.getByText("The right to edit is asked for when the connection is back.").waitFor();
  assert.equal(await granted(doc, "Mo"), undefined);
  await context.setOffline(false);
  await eventually(async () => assert.equal(await granted(doc, "Mo"), "captain"), 45_000);
  await page.getByText("The right to edit is asked for when the connection is back.").waitFor({ state: "detached" });
  assert.deepEqual(await captain(doc), [`Mo <@${idOf("Mo")}>`]);
});

test("a captain who hands the team over is followed by the other on the charter's page, by account", async (t) => {
  const doc = await makeCharter("Ledger");
  await ada().ask("POST", `/api/docs/${doc}/captain`, { person: idOf("Mo") });
  const invite = signedIn(t, browser);
  const [lin, mo] = [await invite(place, "Lin"), await invite(place, "Mo")];
  await openCharter(mo, place.server, doc);
  await mo.page.locator("[part=title]").getByText("Mo", { exact: true }).first().waitFor();
  await mo.page.getByRole("link", { name: "Who can edit this charter" }).click();
  await mo.page.getByRole("combobox", { name: "Offer the captaincy to" }).selectOption("Rena");
  await mo.page.getByRole("button", { name: "Offer it" }).click();
  await mo.page.getByRole("button", { name: "Withdraw the offer" }).waitFor();
  await openCharter(lin, place.server, doc);
  const rena = await invite(place, "Rena");
  await rena.page.goto(`${place.server.app}/account`);
  await rena.page.getByRole("button", { name: "Accept the captaincy" }).click();
  await rena.page.getByRole("heading", { name: "Offered to you" }).waitFor({ state: "detached" });
  await lin.page.locator("[part=title] .face").getByText("Rena", { exact: true }).waitFor();
  assert.deepEqual(await captain(doc), [`Rena <@${idOf("Rena")}>`]);
  assert.deepEqual([await granted(doc, "Rena"), await granted(doc, "Mo")], ["captain", "editor"]);
});

const decisions = async (doc) => ((await ada().ask("GET", `/embed/${doc}-log.json`)).documents[0].sheet.lists?.decisions ?? []);
const deciders = async (doc) => (await decisions(doc)).flatMap((row) => words(row.values?.decided_by)).sort();

/** Logs a decision in the draft on the page. */
async function decide(page, choice) {
  const draft = page.locator(".of-new");
  await draft.getByLabel("Question", { exact: true }).fill(`${choice}?`);
  await draft.getByLabel("Choice", { exact: true }).fill(choice);
  await draft.getByRole("button", { name: "Log", exact: true }).click();
  await page.locator(".decs > li").filter({ hasText: choice }).first().waitFor();
}

test("a decider is whoever logs the decision, or picked like everybody else, and a name that is typed out stays a name", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await signedIn(t, browser)(place, "Lin");
  await page.goto(`${place.server.app}/d/${doc}-log`);
  const decider = person(page.locator(".of-new"), "Decided by");
  await eventually(async () => assert.equal(await decider.inputValue(), "Lin"));
  await decide(page, "Mine");

  await decider.fill("mo");
  await choices(page, "Decided by").filter({ hasText: "by their account" }).first().waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  assert.equal(await decider.inputValue(), "Mo");
  await decide(page, "Theirs");

  await decider.fill("Carla of the depot");
  await decide(page, "Elsewhere");
  await status(page, SAVED);
  await eventually(async () =>
    assert.deepEqual(await deciders(doc), ["Carla of the depot", `Lin <@${idOf("Lin")}>`, `Mo <@${idOf("Mo")}>`]),
  );
  const by = page.locator(".decs > li").filter({ hasText: "Theirs?" }).locator(".by");
  await byAccount(by).waitFor();
  assert.match(await by.innerText(), /^Mo/);
  assert.deepEqual(await axe(page), []);
});

test("a decider who is picked stands in the draft, also after the page was closed, and Escape puts back who stood there", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await signedIn(t, browser)(place, "Lin");
  await page.goto(`${place.server.app}/d/${doc}-log`);
  const decider = person(page.locator(".of-new"), "Decided by");
  await decider.fill("Re");
  await choices(page, "Decided by").filter({ hasText: "Rena" }).first().click();
  assert.equal(await decider.inputValue(), "Rena");
  await decider.fill("Nobody in");
  await page.keyboard.press("Escape");
  await page.keyboard.press("Escape");
  assert.equal(await decider.inputValue(), "Rena");
  await page.reload();
  await eventually(async () => assert.equal(await decider.inputValue(), "Rena"), 15_000);
  await decide(page, "Hers");
  await status(page, SAVED);
  await eventually(async () => assert.deepEqual(await deciders(doc), [`Rena <@${idOf("Rena")}>`]));
});
