// Comments and suggestions: composed on the device and sent by one press, about the words selected, to the people they mention,
// and all of a document's in one list.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, eventually, field, launchBrowser, ON_THIS_DEVICE, openCharter, says, SAVED, status, write } from "./harness.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";

let browser, place;

before(async () => {
  browser = await launchBrowser();
  place = await startWorkspace(browser, { Ada: "owner", Mo: "member", Nia: "member" });
});
after(async () => {
  await browser?.close();
  await place?.server.stop();
});

const COMMENTS = "You can comment, suggest and agree here; its captain and leaders edit it.";

/** A charter with a mission, which Ada has open; others read it. */
async function begin(t, words = "Every invoice once") {
  const invite = signedIn(t, browser);
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  const ada = await invite(place, "Ada");
  await openCharter(ada, place.server, id);
  await write(ada.page, "Mission", words);
  await status(ada.page, SAVED);
  const read = async (name) => {
    const person = await invite(place, name);
    await person.page.goto(`${place.server.app}/d/${id}`);
    await person.page.getByText(COMMENTS).waitFor({ timeout: 10_000 });
    return person;
  };
  return { doc: id, ada, read };
}

const mission = (page) => page.locator(".of-mission");
const note = (page, words) => page.locator(".note.said").filter({ hasText: words });
const draft = (page) => page.locator(".saying");
const send = (page) => draft(page).getByRole("button", { name: "Send", exact: true });

/** Opens the draft of a remark about the mission. */
async function compose(page, button) {
  await mission(page).hover();
  await mission(page).getByRole("button", { name: button, exact: true }).click();
  await page.locator(".saying textarea:focus").waitFor();
}

test("nobody sees a comment before it is sent, its draft survives a closed tab, and one press sends it", async (t) => {
  const { doc, ada, read } = await begin(t);
  const mo = await read("Mo");
  await compose(mo.page, "Comment");
  await mo.page.keyboard.insertText("Who picks up the phone?");
  await draft(mo.page).getByText("Not sent yet, kept on this device.").waitFor();
  await status(mo.page, SAVED);
  assert.deepEqual(await axe(mo.page), []);
  await mo.page.close();
  const again = await mo.context.newPage();
  await again.goto(`${place.server.app}/d/${doc}`);
  await again.getByText(COMMENTS).waitFor({ timeout: 10_000 });
  assert.equal(await draft(again).locator("textarea").inputValue(), "Who picks up the phone?");
  assert.equal(await note(ada.page, "Who picks up the phone?").count(), 0, "not a letter of it has left the device");
  await send(again).click();
  await status(again, SAVED);
  await note(ada.page, "Who picks up the phone?").getByText("Mo", { exact: true }).waitFor();
  assert.equal(await draft(again).count(), 0);
  await again.reload();
  await note(again, "Who picks up the phone?").waitFor();
  assert.equal(await draft(again).count(), 0, "what was sent is no draft any more");
});

test("a draft that is discarded or empty is never sent, and Ctrl Z in it takes back no step of the document", async (t) => {
  const { ada } = await begin(t);
  const { page } = ada;
  await compose(page, "Comment");
  await send(page).click();
  await page.getByText("Write something first.").waitFor();
  await page.locator(".saying textarea").fill("Never mind");
  await page.locator(".saying textarea").press("Control+z");
  await says(page, "Mission", "Every invoice once");
  await page.locator(".saying textarea").fill("Never mind");
  await draft(page).getByRole("button", { name: "Discard draft" }).click();
  assert.equal(await draft(page).count(), 0);
  await page.reload();
  await field(page, "Mission").waitFor();
  await mission(page).getByRole("button", { name: "Comment", exact: true }).waitFor();
  assert.deepEqual([await draft(page).count(), await note(page, "Never mind").count()], [0, 0]);
});

test("a comment that is sent without a network waits on the device and comes when there is one", async (t) => {
  const { ada, read } = await begin(t);
  const mo = await read("Mo");
  await eventually(() => mo.page.evaluate(() => navigator.serviceWorker.controller !== null));
  await mo.context.setOffline(true);
  await compose(mo.page, "Comment");
  await mo.page.keyboard.insertText("Written in the air");
  await mo.page.keyboard.press("Control+Enter");
  await status(mo.page, ON_THIS_DEVICE);
  await note(mo.page, "Written in the air").waitFor();
  await mo.context.setOffline(false);
  await note(ada.page, "Written in the air").waitFor({ timeout: 40_000 });
});

test("a suggestion shows the words that change and no others, and one key accepts it", async (t) => {
  const { ada, read } = await begin(t, "Every invoice is paid once and on the day");
  const mo = await read("Mo");
  await compose(mo.page, "Suggest other words");
  await field(mo.page, "Proposed words").fill("Every invoice is paid once, on the day it is due");
  await send(mo.page).click();
  const at_ada = note(ada.page, "it is due");
  await at_ada.locator(".proposal ins").first().waitFor();
  const of = (tag) => at_ada.locator(`.proposal ${tag}`).allTextContents();
  assert.match((await of("del")).join("|"), /and/);
  assert.match((await of("ins")).join("|"), /it is due/);
  assert.doesNotMatch([...(await of("del")), ...(await of("ins"))].join("|"), /invoice|paid/, "what stays is neither struck nor new");
  assert.equal(await note(mo.page, "it is due").getAttribute("aria-keyshortcuts"), null, "who may not edit accepts nothing");
  await at_ada.focus();
  await ada.page.keyboard.press("a");
  await says(ada.page, "Mission", "Every invoice is paid once, on the day it is due");
  await mo.page.getByText("1 resolved comment").waitFor();
});
