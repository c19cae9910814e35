// Comments and suggestions: composed on the device and sent by one press, about the words selected, to the people they mention,
// and all of a document's in one list.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, eventually, field, ON_THIS_DEVICE, says, SAVED, status, write } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { begin, COMMENTS, mission, note } from "./parts/remarks.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Mo: "member", Nia: "member" });

const draft = (page) => page.locator(".unsent");
const send = (page) => draft(page).getByRole("button", { name: "Send", exact: true });

/** Opens the draft of a remark about the mission. */
async function compose(page, button) {
  await mission(page).hover();
  await mission(page).getByRole("button", { name: button, exact: true }).click();
  await page.locator(".unsent textarea:focus").waitFor();
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
  await page.locator(".unsent textarea").fill("Never mind");
  await page.locator(".unsent textarea").press("Control+z");
  await says(page, "Mission", "Every invoice once");
  await page.locator(".unsent textarea").fill("Never mind");
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

/** Selects words of the mission: in its box, or where it is only read. */
async function select(page, words) {
  const box = field(page, "Mission");
  if (await box.count()) {
    await box.focus();
    return box.evaluate((box, words) => box.setSelectionRange(box.value.indexOf(words), box.value.indexOf(words) + words.length), words);
  }
  await page.evaluate((words) => {
    const walk = document.createTreeWalker(document.querySelector(".of-mission .shown"), NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.indexOf(words);
      if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + words.length);
    }
    throw new Error(`“${words}” is not shown`);
  }, words);
}

/** The words that are seen underlined on the page: where a text is shown, and in the mirror of the box that somebody writes in. */
const underlined = (page) =>
  page.evaluate(() => {
    const ranges = [...(CSS.highlights.get("muster-said") ?? [])];
    return ranges.filter((range) => range.startContainer.parentElement.checkVisibility({ visibilityProperty: true })).map(String);
  });

test("a comment is about the words that are selected, moves with them, and keeps them when they go", async (t) => {
  const { ada, read } = await begin(t, "Every invoice once, and every refund once");
  const mo = await read("Mo");
  await select(mo.page, "every refund");
  await mission(mo.page).getByRole("button", { name: "Comment", exact: true }).click();
  await draft(mo.page).locator("q", { hasText: "every refund" }).waitFor();
  await mo.page.locator(".unsent textarea:focus").waitFor();
  await mo.page.keyboard.insertText("Since when?");
  await send(mo.page).click();
  const at_ada = note(ada.page, "Since when?");
  await at_ada.locator("q", { hasText: "every refund" }).waitFor();
  for (const { page } of [mo, ada]) await eventually(async () => assert.deepEqual(await underlined(page), ["every refund"]));
  await field(ada.page, "Mission").focus();
  await ada.page.keyboard.press("Control+Home");
  await ada.page.keyboard.insertText("From today: ");
  await field(ada.page, "Mission").blur();
  await status(ada.page, SAVED);
  for (const { page } of [mo, ada]) await eventually(async () => assert.deepEqual(await underlined(page), ["every refund"]));
  await field(ada.page, "Mission").fill("From today: Every invoice once");
  await field(ada.page, "Mission").blur();
  for (const { page } of [mo, ada]) {
    const gone = note(page, "Since when?");
    await gone.getByText("These words were removed.").waitFor();
    await gone.locator("del", { hasText: "every refund" }).waitFor();
    await eventually(async () => assert.deepEqual(await underlined(page), []));
  }
  await mo.page.reload();
  await note(mo.page, "Since when?").locator("del", { hasText: "every refund" }).waitFor();
});

/** Presses the middle of the words that are underlined. */
async function pressUnderlined(page) {
  await mission(page).scrollIntoViewIfNeeded();
  const [x, y] = await page.evaluate(() => {
    const ranges = [...CSS.highlights.get("muster-said")];
    const { x, y, width, height } = ranges.find((range) => range.startContainer.parentElement.checkVisibility({ visibilityProperty: true })).getBoundingClientRect();
    return [x + width / 2, y + height / 2];
  });
  await page.mouse.click(x, y);
}

test("a press of underlined words leads to their comment, and where somebody writes the caret stays while the comment is shown", async (t) => {
  const { ada, read } = await begin(t, "Every invoice once, and every refund once");
  const mo = await read("Mo");
  await select(mo.page, "every refund");
  await mission(mo.page).getByRole("button", { name: "Comment", exact: true }).click();
  await mo.page.locator(".unsent textarea:focus").waitFor();
  await mo.page.keyboard.insertText("Since when?");
  await send(mo.page).click();
  for (const { page } of [mo, ada]) await eventually(async () => assert.deepEqual(await underlined(page), ["every refund"]));
  const came = (page) => page.locator(".note.said[data-at]").filter({ hasText: "Since when?" });
  await mission(mo.page).locator(".statement > .shown").click({ position: { x: 6, y: 10 } });
  assert.equal(await came(mo.page).count(), 0, "other words lead nowhere");
  await pressUnderlined(mo.page);
  await mo.page.locator(".note.said[data-at]:focus").waitFor();
  await came(mo.page).waitFor();
  await pressUnderlined(ada.page);
  await came(ada.page).waitFor();
  assert.equal(await ada.page.locator("textarea:focus").getAttribute("aria-label"), "Mission", "she goes on writing");
  assert.deepEqual(await axe(ada.page), []);
});

test("Ctrl Alt M comments on the words selected in a box, which are underlined there too until the comment is resolved", async (t) => {
  const { page } = (await begin(t, "Every invoice once")).ada;
  await select(page, "invoice");
  await page.keyboard.press("Control+Alt+m");
  await draft(page).locator("q", { hasText: "invoice" }).waitFor();
  await page.locator(".unsent textarea:focus").waitFor();
  await page.keyboard.insertText("Whose?");
  await page.keyboard.press("Control+Enter");
  await note(page, "Whose?").waitFor();
  await eventually(async () => assert.deepEqual(await underlined(page), ["invoice"]));
  const details = await field(page, "Mission").getAttribute("aria-details");
  assert.equal(await page.locator(`[id="${details}"]`).getAttribute("aria-label"), "Comment by Ada", "those who hear the page are told of it");
  await field(page, "Mission").focus();
  const mirror = mission(page).locator(".text.is-open > .mirror").first();
  await eventually(async () => assert.equal(await mirror.evaluate((mirror) => getComputedStyle(mirror).visibility), "visible"));
  await eventually(async () => assert.deepEqual(await underlined(page), ["invoice"]));
  assert.deepEqual(await axe(page), []);
  await note(page, "Whose?").getByRole("button", { name: "Resolve", exact: true }).click();
  await eventually(async () => assert.deepEqual(await underlined(page), []));
});

test("an @ picks somebody of the workspace, and the remark stands in their list until they answer", async (t) => {
  const { ada } = await begin(t);
  await compose(ada.page, "Comment");
  await ada.page.keyboard.type("Is that so, @Ni");
  await ada.page.getByRole("option", { name: "Nia" }).waitFor();
  assert.deepEqual(await axe(ada.page), []);
  await ada.page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await draft(ada.page).locator("textarea").inputValue(), "Is that so, @Nia "));
  await ada.page.keyboard.press("Control+Enter");
  await note(ada.page, "Is that so, @Nia").waitFor();
  await status(ada.page, SAVED);
  const waits = async (name) => (await place.people[name].ask("GET", "/api/for-you")).asks.filter((ask) => ask.sort === "mention");
  await eventually(async () => assert.match((await waits("Nia"))[0].title, /^Ada mentions you: Is that so, @Nia/));
  assert.deepEqual([await waits("Mo"), await waits("Ada")], [[], []], "nobody else is asked");
  const nia = await signedIn(t, browser)(place, "Nia");
  await nia.page.goto(place.server.app);
  const asked = nia.page.locator("#for-you li").filter({ hasText: "Ada mentions you" });
  await asked.getByRole("link", { name: "Answer" }).click({ timeout: 20_000 });
  await note(nia.page, "Is that so, @Nia").getByRole("button", { name: "Answer", exact: true }).click({ timeout: 10_000 });
  await nia.page.locator(".unsent textarea:focus").waitFor();
  await nia.page.keyboard.insertText("It is.");
  await nia.page.keyboard.press("Control+Enter");
  await status(nia.page, SAVED);
  await note(ada.page, "It is.").waitFor();
  await eventually(async () => assert.deepEqual(await waits("Nia"), []));
});

test("all comments stand in one list in the order of the page, keys go from one to the next, and resolved ones are folded away", async (t) => {
  const { page } = (await begin(t)).ada;
  for (const [part, words] of [["people", "Who joins?"], ["mission", "Whose invoices?"]]) {
    await page.locator(`.of-${part}`).hover();
    await page.locator(`.of-${part}`).getByRole("button", { name: "Comment", exact: true }).first().click();
    await page.locator(".unsent textarea:focus").waitFor();
    await page.keyboard.insertText(words);
    await page.keyboard.press("Control+Enter");
    await note(page, words).waitFor();
  }
  const list = page.locator(".said-list");
  const listed = (within) => within.locator("> ul > li > button").allTextContents();
  await eventually(async () => assert.deepEqual(await listed(list), ["Whose invoices?", "Who joins?"]));
  const focused = () => page.evaluate(() => document.activeElement.closest("[data-thread]")?.querySelector("textarea").value);
  const goesTo = (words) => eventually(async () => assert.equal(await focused(), words));
  await list.getByRole("button", { name: "Who joins?" }).click();
  await goesTo("Who joins?");
  for (const [key, words] of [["j", "Whose invoices?"], ["j", "Who joins?"], ["k", "Whose invoices?"], ["k", "Who joins?"]]) {
    await page.keyboard.press(`Control+Alt+${key}`);
    await goesTo(words);
  }
  assert.deepEqual(await axe(page), []);
  await note(page, "Who joins?").getByRole("button", { name: "Resolve", exact: true }).click();
  await eventually(async () => assert.deepEqual(await listed(list), ["Whose invoices?"]));
  assert.equal(await list.getByRole("button", { name: "Who joins?" }).isVisible(), false, "folded away");
  await list.getByText("Resolved (1)").click();
  await list.getByRole("button", { name: "Who joins?" }).click();
  await goesTo("Who joins?");
  await list.getByRole("button", { name: "Next comment" }).click();
  await goesTo("Whose invoices?");
});

test("words of a decision, which nobody changes any more, are quoted and underlined", async (t) => {
  const { doc, ada } = await begin(t);
  const { page } = ada;
  await page.goto(`${place.server.app}/d/${doc}-log`);
  const composer = page.locator(".of-new");
  await composer.getByLabel("Question", { exact: true }).fill("How often?", { timeout: 15_000 });
  await composer.getByLabel("Choice", { exact: true }).fill("Rent is counted once a week.");
  await composer.getByRole("button", { name: "Log", exact: true }).click();
  const row = page.locator(".decs [data-row]").filter({ hasText: "Rent is counted" }).first();
  await row.waitFor();
  await row.evaluate((row) => {
    const walk = document.createTreeWalker(row, NodeFilter.SHOW_TEXT);
    for (let node = walk.nextNode(); node; node = walk.nextNode()) {
      const at = node.data.indexOf("once a week");
      if (at >= 0) return getSelection().setBaseAndExtent(node, at, node, at + "once a week".length);
    }
    throw new Error("the choice is not shown");
  });
  await row.getByRole("button", { name: "Comment", exact: true }).click();
  await draft(page).locator("q", { hasText: "once a week" }).waitFor();
  await page.locator(".unsent textarea:focus").waitFor();
  await page.keyboard.insertText("On which day?");
  await page.keyboard.press("Control+Enter");
  await note(page, "On which day?").locator("q", { hasText: "once a week" }).waitFor();
  await eventually(async () => assert.deepEqual(await page.evaluate(() => [...(CSS.highlights.get("muster-said") ?? [])].map(String)), ["once a week"]));
  await status(page, SAVED);
});

test("for a mention those are offered who read it, also in the log of a charter that is for some people", async (t) => {
  const { Ada, Nia } = place.people;
  const wanted = { kind: "charter", name: "Nightjar", audience: "roster", people: [Nia.id] };
  const { id } = await Ada.ask("POST", "/api/docs", wanted);
  const { page } = await signedIn(t, browser)(place, "Ada");
  await page.goto(`${place.server.app}/d/${id}-log`);
  const composer = page.locator(".of-new");
  await composer.getByLabel("Question", { exact: true }).fill("How often?", { timeout: 15_000 });
  await composer.getByLabel("Choice", { exact: true }).fill("Rent is counted once a week.");
  await composer.getByRole("button", { name: "Log", exact: true }).click();
  const row = page.locator(".decs [data-row]").filter({ hasText: "Rent is counted" }).first();
  await row.hover();
  await row.getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator(".unsent textarea:focus").waitFor();
  await page.keyboard.type("@");
  await page.getByRole("option", { name: "Nia" }).waitFor();
  assert.equal(await page.getByRole("option", { name: "Mo" }).count(), 0, "Mo could not read it");
  await draft(page).getByRole("button", { name: "Discard draft" }).click();
  await status(page, SAVED);
});

/** Somebody comments on a row while its list is drawn anew, as another row comes before it. */
async function goesOnWriting(page, row, address) {
  const beside = await page.context().newPage();
  await beside.goto(address);
  await row.hover();
  await row.getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator(".unsent textarea:focus").waitFor();
  await page.keyboard.type("In which ");
  await beside.getByLabel("What you heard").fill("They ask for a key", { timeout: 15_000 });
  await beside.getByLabel("What you heard").press("Enter");
  await page.locator(".heard").getByText("They ask for a key").waitFor();
  await page.locator(".unsent textarea:focus").waitFor();
  await page.keyboard.type("street?");
  assert.equal(await draft(page).locator("textarea").inputValue(), "In which street?");
  await draft(page).getByRole("button", { name: "Discard draft" }).click();
  await beside.close();
}

test("a check that was dismissed and the last look are commented on, and others read it", async (t) => {
  const { ada, read } = await begin(t);
  const { page } = ada;
  await page.locator("details.checks > summary").click();
  const check = page.getByRole("complementary", { name: "Advice: No non-negotiables", exact: true }).first();
  await check.getByRole("button", { name: "Dismiss…", exact: true }).click();
  await check.getByLabel("Why is this all right?").fill("The law has them all");
  await check.getByRole("button", { name: "Dismiss", exact: true }).click();
  await page.getByRole("button", { name: "We read it as a whole today", exact: true }).click();
  const rows = (page) => [page.locator(".dismissed > li"), page.locator(".looked li")];
  for (const [nth, words] of ["Which law?", "Who was there?"].entries()) {
    const row = rows(page)[nth];
    await row.hover();
    await row.getByRole("button", { name: "Comment", exact: true }).click();
    await page.locator(".unsent textarea:focus").waitFor();
    await page.keyboard.insertText(words);
    await page.keyboard.press("Control+Enter");
    await note(row, words).waitFor();
  }
  await status(page, SAVED);
  const mo = await read("Mo");
  await mo.page.locator("details.checks > summary").click();
  for (const [nth, words] of ["Which law?", "Who was there?"].entries()) await note(rows(mo.page)[nth], words).waitFor();
  assert.deepEqual(await axe(page), []);
});

test("a line, a person and what a customer said are each commented on by themselves, and the words stand below them", async (t) => {
  const { Ada } = place.people;
  const { id } = await Ada.ask("POST", "/api/docs", { kind: "charter", name: "Kestrel" });
  const lists = {
    decide: ["Whom we train", "What counts as ready"].map((line, nth) => ({ id: `d${nth}`, texts: { line } })),
    members: [{ id: "p0", values: { name: "Zoe Quill" } }],
    heard: [{ id: "h0", values: { by: "Zoe Quill", on: "2026-11-24", what: "They call twice a day" } }],
  };
  await Ada.ask("POST", "/api/import?name=all.json", { muster: 1, documents: [{ id, kind: "charter", sheet: { lists } }] });
  const invite = signedIn(t, browser);
  const [ada, mo] = [(await invite(place, "Ada")).page, (await invite(place, "Mo")).page];
  for (const page of [ada, mo]) await page.goto(`${place.server.app}/d/${id}`);
  const row = (page, id) => page.locator(`[data-row="${id}"]`);
  const comment = (page, id) => row(page, id).getByRole("button", { name: "Comment", exact: true });
  await row(ada, "d1").scrollIntoViewIfNeeded({ timeout: 15_000 });
  await eventually(async () => assert.equal(await comment(ada, "d0").count(), 0, "while nobody is at the line there is no stop of the Tab key"));
  for (const [at, words] of [["d1", "By whose word?"], ["p0", "From January on?"], ["h0", "Which customer?"]]) {
    await row(ada, at).hover();
    await comment(ada, at).click();
    await ada.locator(".unsent textarea:focus").waitFor();
    await ada.keyboard.insertText(words);
    await ada.keyboard.press("Control+Enter");
    await note(row(ada, at), words).waitFor();
    await note(row(mo, at), words).waitFor();
  }
  await goesOnWriting(ada, row(ada, "h0"), `${place.server.app}/d/${id}`);
  assert.equal(await note(row(mo, "d0"), "By whose word?").count(), 0);
  await comment(mo, "d0").waitFor();
  assert.ok(await mo.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.deepEqual(await axe(ada), []);
  assert.deepEqual(await axe(mo), []);
  await status(ada, SAVED);
});
