// The talk about a charter, and the people who agree with it: by role, live, offline, and under their own names only.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, eventually, field, ON_THIS_DEVICE, says, SAVED, status, write } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { begin, COMMENTS, mission, note, say } from "./parts/remarks.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Mo: "member", Nia: "member", Gus: "guest" });

test("a member comments, the captain answers and resolves it, and both see it at once", async (t) => {
  const { ada, read } = await begin(t);
  const mo = await read("Mo");
  await say(mo.page, "Comment", "Comment", "Who picks up the phone?");
  await status(mo.page, SAVED);
  const at_ada = note(ada.page, "Who picks up the phone?");
  await at_ada.getByText("Mo", { exact: true }).waitFor();
  assert.equal(await at_ada.getByRole("textbox").count(), 0, "others' words are not for her to type in");
  await at_ada.getByRole("button", { name: "Answer" }).click();
  await ada.page.locator(".unsent textarea:focus").waitFor();
  await ada.page.keyboard.insertText("Homecare does.");
  await ada.page.keyboard.press("Control+Enter");
  await note(mo.page, "Homecare does.").waitFor();
  assert.deepEqual(await axe(mo.page), []);
  await note(ada.page, "Homecare does.").getByRole("button", { name: "Resolve" }).click();
  await mo.page.getByText("1 resolved comment").waitFor();
  assert.equal(await note(mo.page, "Homecare does.").isVisible(), false);
});

test("undo outside of texts takes back what was done last, be it said about the charter or written in it", async (t) => {
  const { page } = (await begin(t)).ada;
  const agreement = page.locator(".of-agreement li").filter({ hasText: "Mission" });
  const agreed = agreement.getByRole("img", { name: "agree: Ada" });
  await say(page, "Comment", "Comment", "Whose invoices?");
  await agreement.getByRole("button", { name: "Agree", exact: true }).click();
  await agreed.waitFor();
  const comments = page.locator(".note.said");
  const isSo = (n_agreed, words, written) =>
    eventually(async () => {
      assert.equal(await agreed.count(), n_agreed);
      assert.equal(await comments.count(), words === undefined ? 0 : 1);
      if (words !== undefined) assert.equal(await field(comments, "Comment").inputValue(), words);
      assert.equal((await field(page, "Mission").inputValue()) === "Every invoice once", written);
    });
  const states = [[1, "Whose invoices?", true], [0, "Whose invoices?", true], [0, undefined, true], [0, undefined, false]];
  await isSo(...states[0]);
  for (const state of states.slice(1)) {
    await mission(page).getByRole("button", { name: "Comment", exact: true }).press("Control+z");
    await isSo(...state);
  }
  for (const state of states.toReversed().slice(1)) {
    await mission(page).getByRole("button", { name: "Comment", exact: true }).press("Control+Shift+z");
    await isSo(...state);
  }
  await status(page, SAVED);
});

test("what was begun and left empty is not there", async (t) => {
  const { ada, read } = await begin(t);
  const mo = await read("Mo");
  await mission(mo.page).hover();
  await mission(mo.page).getByRole("button", { name: "Comment", exact: true }).click();
  await mo.page.locator(".unsent textarea:focus").waitFor();
  await mo.page.getByRole("button", { name: "Send", exact: true }).click();
  await mo.page.getByText("Write something first.").waitFor();
  await mo.page.getByRole("button", { name: "Close", exact: true }).click();
  await eventually(async () => assert.equal(await mo.page.locator(".unsent").count(), 0));
  await status(mo.page, SAVED);
  assert.equal(await ada.page.locator(".note.said").count(), 0);
});

test("other words are proposed, shown beside the old ones, and taken over by who may edit", async (t) => {
  const { ada, read } = await begin(t, "Every invoice once");
  const mo = await read("Mo");
  await mission(mo.page).hover();
  await mission(mo.page).getByRole("button", { name: "Suggest other words" }).click();
  await field(mo.page, "Proposed words").fill("Every invoice exactly once");
  await field(mo.page, "Why").fill("Twice has happened");
  await mo.page.getByRole("button", { name: "Send", exact: true }).click();
  await status(mo.page, SAVED);
  const at_ada = note(ada.page, "Twice has happened");
  await at_ada.locator(".proposal ins").waitFor();
  assert.deepEqual(await at_ada.locator(".proposal ins").allTextContents(), ["exactly "], "only the words that change");
  assert.equal(await at_ada.locator(".proposal").textContent(), "Every invoice exactly once");
  assert.equal(await note(mo.page, "Twice has happened").getByRole("button", { name: "Accept" }).count(), 0);
  await at_ada.getByRole("button", { name: "Accept" }).click();
  await says(ada.page, "Mission", "Every invoice exactly once");
  await mo.page.getByText("1 resolved comment").waitFor();
  await status(ada.page, SAVED);
});

test("a comment written on a plane is kept, shown as waiting, and sent later", async (t) => {
  const { ada, read } = await begin(t);
  const mo = await read("Mo");
  await eventually(() => mo.page.evaluate(() => navigator.serviceWorker.controller !== null));
  await mo.context.setOffline(true);
  await say(mo.page, "Comment", "Comment", "Written in the air");
  await status(mo.page, ON_THIS_DEVICE);
  await mo.page.reload();
  await note(mo.page, "Written in the air").waitFor({ timeout: 15_000 });
  await status(mo.page, ON_THIS_DEVICE);
  await mo.context.setOffline(false);
  await status(mo.page, SAVED, 40_000);
  await note(ada.page, "Written in the air").waitFor();
});

test("people agree with a section as it reads, and it is stale when its words change", async (t) => {
  const { ada, read } = await begin(t);
  const mo = await read("Mo");
  const row = (page) => page.locator(".of-agreement li").filter({ hasText: "Mission" });
  await row(mo.page).getByRole("button", { name: "Agree", exact: true }).click();
  await row(ada.page).getByRole("img", { name: "agree: Mo" }).waitFor();
  await ada.page.locator(".title .state").getByText("1 of 1 agree to everything").waitFor();
  await field(ada.page, "Mission").fill("Every invoice, once!");
  await status(ada.page, SAVED);
  await row(mo.page).getByText("You agreed, just now").waitFor();
  await field(ada.page, "Mission").fill("Every payment once");
  await row(mo.page).getByText("it has changed since").click();
  await row(mo.page).locator("del").filter({ hasText: /^invoice$/ }).waitFor();
  await row(mo.page).locator("ins").filter({ hasText: /^payment$/ }).waitFor();
  assert.deepEqual(await axe(mo.page), []);
  await row(mo.page).getByText("Not quite…").click();
  await row(mo.page).getByRole("button", { name: "With a reservation…" }).click();
  await mo.page.keyboard.insertText("Refunds too?");
  await row(ada.page).getByText("Refunds too?").waitFor();
  await row(ada.page).getByRole("img", { name: "agree with a reservation: Mo" }).waitFor();
});

test("who says something under another one's name is shown under their own", async (t) => {
  const { ada, read } = await begin(t);
  const nia = await read("Nia");
  // A person may change their name on a page; the author of their words stays the same.
  await nia.page.evaluate(() => localStorage.setItem("muster-name", "Ada"));
  const forged = nia.page.waitForEvent("websocket");
  await nia.page.reload();
  await forged;
  await nia.page.getByText(COMMENTS).waitFor({ timeout: 10_000 });
  await say(nia.page, "Comment", "Comment", "I am Ada");
  await note(ada.page, "I am Ada").getByText("Nia", { exact: true }).waitFor();
});

test("a guest who may only read sees what is said, and can say nothing", async (t) => {
  const { doc, ada } = await begin(t);
  await say(ada.page, "Comment", "Comment", "For all to read");
  await status(ada.page, SAVED);
  await place.people.Ada.ask("PUT", `/api/docs/${doc}/people/${place.people.Gus.id}`, { grant: "reader" });
  const gus = await signedIn(t, browser)(place, "Gus");
  await gus.page.goto(`${place.server.app}/d/${doc}`);
  await note(gus.page, "For all to read").waitFor({ timeout: 10_000 });
  // Those of the chip, of the list of what is said, and from one section to the next say nothing.
  const to_say = gus.page.locator("main").getByRole("button").filter({ visible: true }).and(gus.page.locator(":not(.chip-box *, .of-said *, .to-next)"));
  assert.deepEqual(await to_say.allTextContents(), []);
});
