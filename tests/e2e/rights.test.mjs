// Rights, as the page shows them: readers, editors, people who are signed out, and several on one device.
import assert from "node:assert/strict";
import { test } from "node:test";

import { aboutSaving, addRow, axe, eventually, field, NOT_SAVED, openCharter, says, SAVED, status, write } from "./harness.mjs";
import { signedIn, signIn, signInAgain } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Mo: "member", Gus: "guest" });

const makeCharter = async (name) => (await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name })).id;
const grant = (doc, who, grant) => place.people.Ada.ask("PUT", `/api/docs/${doc}/people/${place.people[who].id}`, { grant });
const READS = "You can comment, suggest and agree here; its captain and leaders edit it.";
const ONLY_READS = "You read this charter; its captain and leaders edit it.";
const banner = (page, words) => page.locator("[part=banner]").filter({ hasText: words }).waitFor({ timeout: 8_000 });

/** Opens a charter that this person may not change. */
async function readCharter(person, doc, name, words = READS) {
  await person.page.goto(`${place.server.app}/d/${doc}`);
  await person.page.locator("[part=name]").getByText(name).waitFor({ timeout: 10_000 });
  await banner(person.page, words);
}

/** Ends the session of this browser, as somebody does who signs out of it elsewhere. */
const endSession = (page) =>
  page.evaluate(async () => {
    const places = await (await fetch("/api/me/sessions")).json();
    await fetch(`/api/me/sessions/${places.find((one) => one.here).id}`, { method: "DELETE" });
  });

/** How much of the charter itself can be written in or pressed; what is said about it aside. */
const canWrite = (page) => page.locator(":is(main textarea, main select, main button):not(.chip-box *, .to-next, .say-here *, .note *, .of-agreement *, .of-said *)").count();

test("who may only read is shown no way to edit, online and offline, and is told so in one line", async (t) => {
  const doc = await makeCharter("Ledger");
  await grant(doc, "Gus", "reader");
  const { page, context } = await signedIn(t, browser)(place, "Gus");
  const gus = { page };
  await readCharter(gus, doc, "Ledger", ONLY_READS);
  assert.equal(await page.locator(":is(main textarea, main select, main button):not(.chip-box *, .to-next)").count(), 0, "nothing to write in and nothing to press");
  await status(page, SAVED);
  assert.deepEqual(await axe(page), []);
  await eventually(() => page.evaluate(() => navigator.serviceWorker.controller !== null));
  await context.setOffline(true);
  await page.reload();
  await readCharter(gus, doc, "Ledger", ONLY_READS);
  assert.equal(await canWrite(page), 0, "offline what was said last holds");
});

test("a typed name is offered as the account that has it, or says that it only looks like one", async (t) => {
  const doc = await makeCharter("Names");
  const { page } = await signedIn(t, browser)(place, "Lin");
  await openCharter({ page }, place.server, doc);
  await addRow(page, "Add a person", "Name");
  await page.keyboard.type("Ada");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: "Name Ada by their account" }).waitFor({ timeout: 8_000 });
  assert.equal(await page.getByText("not the account of").count(), 0);
  await addRow(page, "Add a person", "Name");
  await page.keyboard.type("\u0410da");
  await page.keyboard.press("Tab");
  await page.getByText("not the account of Ada").waitFor({ timeout: 8_000 });
  assert.equal(await page.getByRole("button", { name: "Name Ada by their account" }).count(), 1);
  await status(page, SAVED);
  assert.deepEqual(await axe(page), []);
});

test("rights that change while a charter is open show at once, both ways", async (t) => {
  const doc = await makeCharter("Ledger");
  const mo = await signedIn(t, browser)(place, "Mo");
  await readCharter(mo, doc, "Ledger");
  await grant(doc, "Mo", "captain");
  await write(mo.page, "Mission", "Ours now");
  await status(mo.page, SAVED);
  assert.equal(await mo.page.getByText(READS).count(), 0);
  await grant(doc, "Mo", "reader");
  await banner(mo.page, READS);
  assert.equal(await canWrite(mo.page), 0);
});

test("home and the workspace's page offer only what this person may do", async (t) => {
  await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  for (const [name, offers] of [["Lin", ["New charter", "Import"]], ["Mo", ["New charter"]], ["Gus", []]]) {
    const { page } = await invite(place, name);
    await page.goto(place.server.app);
    await page.getByRole("heading", { level: 1 }).waitFor();
    for (const offer of ["New charter", "Import"]) {
      assert.equal(await page.getByRole("link", { name: offer, exact: true }).count(), offers.includes(offer) ? 1 : 0, `${name}: ${offer}`);
    }
    await page.goto(`${place.server.app}/d/org`);
    await page.getByRole("heading", { name: "Surfaces", exact: true }).waitFor();
    const writes = page.locator("main").getByRole("button", { name: "Add" });
    if (name === "Lin") await writes.first().waitFor();
    else assert.equal(await writes.count(), 0);
  }
});

test("the bar knows who is signed in, and where they see to that", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Mo");
  await page.goto(place.server.app);
  await page.getByRole("button", { name: "MO, you, Mo" }).or(page.getByRole("button", { name: /you, Mo/ })).click();
  const card = page.getByRole("dialog", { name: "You" });
  for (const [name, href] of [["Your account", "/account"], ["People", "/people"], ["Sign out", "/account#sign-out"]]) {
    assert.equal(await card.getByRole("link", { name }).getAttribute("href"), href);
  }
  assert.equal(await card.getByRole("textbox").count(), 0, "the name is the account's");
  assert.deepEqual(await axe(page), []);
});

test("a captain hands the team over, and it passes once the other accepts", async (t) => {
  const doc = await makeCharter("Ledger");
  await grant(doc, "Mo", "captain");
  const invite = signedIn(t, browser);
  const [lin, mo] = [await invite(place, "Lin"), await invite(place, "Mo")];
  await mo.page.goto(`${place.server.app}/d/${doc}/people`);
  await mo.page.getByRole("combobox", { name: "Offer the captaincy to" }).selectOption("Lin");
  await mo.page.getByRole("button", { name: "Offer it" }).click();
  await mo.page.getByRole("button", { name: "Withdraw the offer" }).waitFor();
  assert.deepEqual(await axe(mo.page), []);
  await lin.page.goto(`${place.server.app}/account`);
  await lin.page.getByRole("heading", { name: "Offered to you" }).waitFor();
  assert.deepEqual(await axe(lin.page), []);
  await lin.page.getByRole("button", { name: "Accept the captaincy" }).click();
  await lin.page.getByRole("heading", { name: "Offered to you" }).waitFor({ state: "detached" });
  const page = await lin.page.request.get(`${place.server.app}/embed/${doc}.md`);
  assert.match(await page.text(), /- Captain: Lin/);
});

test("a charter is deleted from its own page, which says for how long it can be brought back", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await signedIn(t, browser)(place, "Lin");
  await page.goto(`${place.server.app}/d/${doc}/people`);
  await page.getByText("Delete this document").first().click();
  await page.getByText("can bring it back for 30 days").waitFor();
  assert.deepEqual(await axe(page), []);
  await page.getByRole("button", { name: "Delete this document" }).click();
  await page.waitForURL(`${place.server.app}/`);
  const deleted = await place.people.Ada.ask("GET", "/api/deleted");
  assert.ok(deleted.some((one) => one.doc === doc));
});

test("naming a captain in the charter gives that person the right to edit in the same step", async (t) => {
  const doc = await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  const [lin, mo] = [await invite(place, "Lin"), await invite(place, "Mo")];
  await readCharter(mo, doc, "Ledger");
  await openCharter(lin, place.server, doc);
  const captain = lin.page.getByRole("combobox", { name: "Captain", exact: true });
  await captain.click();
  await captain.pressSequentially("Mo");
  await lin.page.getByRole("option", { name: "Mo by their account" }).waitFor();
  await captain.press("ArrowDown");
  await captain.press("Enter");
  await write(mo.page, "Mission", "Ours now");
  await status(mo.page, SAVED);
});

test("a leader says which person captains, and that person may edit", async (t) => {
  const doc = await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  const [lin, mo] = [await invite(place, "Lin"), await invite(place, "Mo")];
  await openCharter(lin, place.server, doc);
  await lin.page.getByRole("link", { name: "Who can edit this charter" }).click();
  await lin.page.getByRole("heading", { name: "Who can edit Ledger" }).waitFor();
  assert.deepEqual(await axe(lin.page), []);
  await lin.page.getByRole("combobox", { name: "Given to Mo" }).selectOption("captain");
  await lin.page.getByRole("listitem").filter({ hasText: /Mo\s*member · may edit/ }).waitFor();
  await openCharter(mo, place.server, doc);
  await write(mo.page, "Mission", "Ours");
  await status(mo.page, SAVED);
  await mo.page.getByRole("link", { name: "Who can edit this charter" }).click();
  const choices = mo.page.getByRole("combobox", { name: "Given to Gus" });
  assert.deepEqual(await choices.locator("option").allInnerTexts(), ["No extra access", "reader", "commenter", "editor"]);
  assert.equal(await mo.page.getByRole("combobox", { name: "Given to Mo" }).count(), 0, "nobody names themselves");
});

test("who is signed out writes on, and it is sent after they have signed in again", async (t) => {
  const doc = await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  const lin = await invite(place, "Lin");
  await openCharter(lin, place.server, doc);
  await write(lin.page, "Mission", "before");
  await status(lin.page, SAVED);
  const ended = Date.now();
  await endSession(lin.page);
  await status(lin.page, "Signed out");
  assert.ok(Date.now() - ended < 5_000, "within five seconds");
  await banner(lin.page, "Signed out: what you write stays on this device.");
  const way = lin.page.locator("[part=banner]").getByRole("link", { name: "Sign in" });
  assert.equal(await way.getAttribute("href"), `/sign-in?next=${encodeURIComponent(`/d/${doc}`)}`);
  await write(lin.page, "Mission", " and after");
  await status(lin.page, /^Signed out, on this device \(\d+\)$/);
  assert.deepEqual(await axe(lin.page), []);
  await signInAgain(lin, place, "Lin");
  await lin.page.evaluate(() => dispatchEvent(new Event("focus")));
  await status(lin.page, SAVED);
  const ada = await invite(place, "Ada");
  await openCharter(ada, place.server, doc);
  await says(ada.page, "Mission", "before and after");
});

test("what was written offline under rights since lost is refused, kept, shown with the reason, and can be copied out", async (t) => {
  const doc = await makeCharter("Ledger");
  await grant(doc, "Mo", "editor");
  const mo = await signedIn(t, browser)(place, "Mo", { permissions: ["clipboard-read", "clipboard-write"] });
  await openCharter(mo, place.server, doc);
  await write(mo.page, "Mission", "agreed. ");
  await status(mo.page, SAVED);
  await mo.context.setOffline(true);
  await status(mo.page, SAVED);
  await write(mo.page, "Mission", "written on a train");
  await status(mo.page, /^On this device/);
  await grant(doc, "Mo", "reader");
  await mo.context.setOffline(false);
  await status(mo.page, NOT_SAVED, 45_000);
  await banner(mo.page, READS);
  const details = await aboutSaving(mo.page);
  await details.getByText("You may read this document, not change it.").waitFor();
  assert.match(await details.getByRole("textbox", { name: "My version" }).inputValue(), /agreed\. written on a train/);
  await mo.page.reload();
  await mo.page.getByText("written on a train").first().waitFor();
  await status(mo.page, NOT_SAVED);
  await (await aboutSaving(mo.page)).getByRole("button", { name: "Go on with the shared version" }).click();
  await status(mo.page, SAVED);
  await eventually(async () => assert.equal(await mo.page.locator("main").getByText("written on a train").count(), 0));
  await mo.page.getByText("agreed.").first().waitFor();
});

test("a document somebody was taken out of is not shown, and what they had of it they can copy out", async (t) => {
  const doc = await makeCharter("Ledger");
  await grant(doc, "Gus", "editor");
  const gus = await signedIn(t, browser)(place, "Gus");
  await openCharter(gus, place.server, doc);
  await gus.context.setOffline(true);
  await write(gus.page, "Mission", "mine");
  await status(gus.page, /^On this device/);
  await place.people.Ada.ask("DELETE", `/api/docs/${doc}/people/${place.people.Gus.id}`);
  await gus.context.setOffline(false);
  await status(gus.page, NOT_SAVED, 45_000);
  await banner(gus.page, "This document is not for you, or not there any more.");
  const details = await aboutSaving(gus.page);
  assert.match(await details.getByRole("textbox", { name: "My version" }).inputValue(), /mine/);
});

test("another person on the same device neither sees nor sends what the first one wrote", async (t) => {
  const doc = await makeCharter("Ledger");
  await grant(doc, "Mo", "editor");
  const mo = await signedIn(t, browser)(place, "Mo");
  await openCharter(mo, place.server, doc);
  await eventually(() => mo.page.evaluate(() => navigator.serviceWorker.controller !== null));
  await mo.context.setOffline(true);
  await write(mo.page, "Mission", "private thoughts");
  await status(mo.page, /^On this device/);
  // Lin signs in on this device, in another tab; Mo's is still open.
  const other = await mo.context.newPage();
  await signIn(mo, place.server, place.people.Lin);
  await mo.context.setOffline(false);
  await other.goto(`${place.server.app}/d/${doc}`);
  await field(other, "Mission").waitFor();
  await says(other, "Mission", "");
  // The page that was Mo's has become Lin's.
  await mo.page.getByRole("button", { name: /you, Lin/ }).waitFor({ timeout: 15_000 });
  await says(mo.page, "Mission", "");
  const seen = await place.people.Ada.ask("GET", `/api/docs/${doc}`);
  assert.doesNotMatch(JSON.stringify(seen), /private/);
  // Offline only Lin's are listed, and Mo's work waits for Mo.
  await signIn(mo, place.server, place.people.Mo);
  await other.close();
  await mo.page.goto(`${place.server.app}/d/${doc}`);
  await says(mo.page, "Mission", "private thoughts");
  await status(mo.page, SAVED);
});
