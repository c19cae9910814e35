// Words that somebody types while others change the list around them: every key stands where it was meant for.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, makeDoc, openCharter, SAVED, status } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const OTHERS = 20;
const SENTENCE = "In which street of the old town did they wait for a key, and who of us was the first to hear of it?";

/** Types a sentence key by key while somebody else does something again and again, until that is over and at least once through. */
async function typesThrough(page, sentence, act) {
  const type = async () => {
    for (const letter of sentence) await page.keyboard.press(letter === " " ? "Space" : letter);
  };
  await Promise.all([type(), act()]);
}

/** The words in the field that has the focus. */
const typed = (page) => page.evaluate(() => document.activeElement.value);

/** Two people on a page of one charter. */
async function two(t, address = (doc) => `/d/${doc}`) {
  const invite = cast(t, browser);
  const doc = await makeDoc(server, { name: "Kestrel" });
  const [ada, bo] = [(await invite("Ada")).page, (await invite("Bo")).page];
  for (const page of [ada, bo]) await page.goto(`${server.app}${address(doc)}`);
  return { doc, ada, bo };
}

/** Notes what a customer said; what was heard last stands first. */
async function heard(page, words, day) {
  const line = page.getByLabel("What you heard");
  await line.waitFor({ timeout: 15_000 });
  if (day) await page.getByLabel("Day on which you heard it").fill(day);
  await line.fill(words);
  await line.press("Enter");
  await eventually(async () => assert.equal(await line.inputValue(), ""));
}

async function log(page, choice) {
  const draft = page.locator(".of-new");
  await draft.getByLabel("Question", { exact: true }).fill("How often?", { timeout: 15_000 });
  await draft.getByLabel("Choice", { exact: true }).fill(choice);
  await draft.getByRole("button", { name: "Log", exact: true }).click();
  await page.locator(".decs [data-row]").filter({ hasText: choice }).first().waitFor();
}

/** Somebody else does a thing so often, each time as another. */
const often = (act) => async () => {
  for (let nth = 1; nth <= OTHERS; nth++) await act(nth);
};

async function comments(page, row) {
  await row.hover();
  await row.getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator(".unsent textarea:focus").waitFor();
}

test("a comment on a row is typed to its end while twenty other rows come before it", async (t) => {
  const { ada, bo } = await two(t);
  await heard(ada, "They call twice a day", "2026-01-10");
  const row = ada.locator(".heard > [data-row]").filter({ hasText: "They call twice a day" });
  await comments(ada, row);
  await typesThrough(ada, SENTENCE, often((nth) => heard(bo, `They ask for key ${nth}`)));
  await status(bo, SAVED);
  await ada.locator(".heard").getByText("They ask for key 5", { exact: true }).waitFor();
  assert.equal(await typed(ada), SENTENCE);
  assert.equal(await row.locator(".unsent textarea").inputValue(), SENTENCE, "it stands below its own row");
  await ada.keyboard.press("Control+Enter");
  await row.locator(".note.said").filter({ hasText: SENTENCE }).waitFor();
  await status(ada, SAVED);
});

test("two comments that are open on two rows each keep their own words when a third row comes before both", async (t) => {
  const { ada, bo } = await two(t);
  for (const words of ["They call twice", "They write"]) {
    await heard(ada, words, "2026-01-10");
    await comments(ada, ada.locator(".heard > [data-row]").filter({ hasText: words }));
    await ada.keyboard.type(`About: ${words}`);
  }
  await heard(bo, "They ask for a key");
  await ada.locator(".heard").getByText("They ask for a key", { exact: true }).waitFor();
  for (const words of ["They call twice", "They write"]) {
    const row = ada.locator(".heard > [data-row]").filter({ hasText: words });
    assert.equal(await row.locator(".unsent textarea").inputValue(), `About: ${words}`);
  }
  assert.equal(await typed(ada), "About: They write");
  await status(ada, SAVED);
});

test("an answer is typed to its end while others comment on the same line", async (t) => {
  const { ada, bo } = await two(t);
  const mission = (page) => page.locator(".of-mission");
  const say = async (page, words) => {
    await mission(page).hover();
    await mission(page).getByRole("button", { name: "Comment", exact: true }).click();
    await page.locator(".unsent textarea:focus").waitFor();
    await page.keyboard.insertText(words);
    await page.keyboard.press("Control+Enter");
    await page.locator(".note.said").filter({ hasText: words }).waitFor();
  };
  await mission(ada).waitFor({ timeout: 15_000 });
  await say(ada, "Whose invoices?");
  const thread = ada.locator(".note.said").filter({ hasText: "Whose invoices?" });
  await thread.getByRole("button", { name: "Answer", exact: true }).click();
  await ada.locator(".unsent textarea:focus").waitFor();
  await typesThrough(ada, SENTENCE, often((nth) => say(bo, `And refund ${nth}?`)));
  await ada.locator(".note.said").filter({ hasText: `And refund ${OTHERS}?` }).waitFor();
  assert.equal(await typed(ada), SENTENCE);
  await ada.getByRole("button", { name: "Discard draft" }).click();
  await status(ada, SAVED);
});

test("what became of a decision is typed to its end while twenty newer decisions are logged", async (t) => {
  const { ada, bo } = await two(t, (doc) => `/d/${doc}-log`);
  await log(ada, "Rent is counted once a week.");
  const row = ada.locator(".decs > li").filter({ hasText: "Rent is counted once a week." }).first();
  await row.hover();
  await row.getByRole("button", { name: "What became of it", exact: true }).click();
  await row.getByLabel("What happened", { exact: true }).focus();
  await typesThrough(ada, SENTENCE, often((nth) => log(bo, `Two crews in week ${nth}.`)));
  await ada.locator(".decs > li").filter({ hasText: `Two crews in week ${OTHERS}.` }).first().waitFor();
  assert.equal(await typed(ada), SENTENCE);
  assert.equal(await row.getByLabel("What happened", { exact: true }).inputValue(), SENTENCE);
  await row.getByRole("button", { name: "Discard draft" }).click();
  await status(ada, SAVED);
});

test("a line that somebody writes is typed to its end while somebody else moves it up and down", async (t) => {
  const { doc, ada, bo } = await two(t);
  await openCharter({ page: ada }, server, doc);
  await ada.locator(".three > div").first().getByRole("button", { name: "Add", exact: true }).click();
  for (const words of ["Whom we train", "What counts as ready", "Where"]) {
    await eventually(async () => assert.equal(await typed(ada), ""));
    await ada.keyboard.insertText(words);
    if (words !== "Where") await ada.keyboard.press("Enter");
  }
  await status(ada, SAVED);
  const id = await ada.evaluate(() => document.activeElement.closest("[data-row]").dataset.row);
  const of = (page) => page.locator(`[data-row="${id}"]`);
  await of(bo).waitFor({ timeout: 15_000 });
  const move = async (nth) => {
    const way = nth % 2 ? "Move up" : "Move down";
    await of(bo).hover();
    await of(bo).getByRole("button", { name: new RegExp(`^${way}`) }).click();
  };
  await typesThrough(ada, ` ${SENTENCE}`, often(move));
  await eventually(async () => assert.equal(await typed(ada), `Where ${SENTENCE}`));
  await status(ada, SAVED);
});
