// Two people in one charter at once.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  addRow, cast, eventually, field, makeDoc, openCharter, says, status, SAVED, texts, wholeField, write,
} from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** Ada and Bo in a new charter. */
async function twoPeople(t, options) {
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada Lovelace", options), await invite("Bo Diddley", options)];
  const doc = await makeDoc(server);
  await Promise.all([openCharter(ada, server, doc), openCharter(bo, server, doc)]);
  return { ada: ada.page, bo: bo.page, doc, invite, people: [ada, bo] };
}

const CLIPBOARD = { permissions: ["clipboard-read", "clipboard-write"] };

test("what two people type at once is the same for both, and still there after a reload", async (t) => {
  const { ada, bo, doc, invite } = await twoPeople(t);
  await Promise.all([write(ada, "Team name", "Ledger"), write(bo, "Mission", "Money is counted once. ")]);
  await says(bo, "Team name", "Ledger");
  await says(ada, "Mission", "Money is counted once. ");
  await Promise.all([write(ada, "Mission", "aaaaaaaaaaaaaaaa"), write(bo, "Mission", "bbbbbbbbbbbbbbbb")]);
  const both = await eventually(async () => {
    const [hers, his] = await Promise.all([ada, bo].map((page) => field(page, "Mission").inputValue()));
    assert.equal(hers, his);
    assert.equal(hers.length, 23 + 32);
    return hers;
  });
  assert.equal(both.replace(/[^a]/g, "").length, 16 + 0, "no letter of hers is lost");
  await Promise.all([status(ada, SAVED), status(bo, SAVED)]);
  await ada.reload();
  await says(ada, "Mission", both);
  const { page: fresh } = await invite("Cy");
  await openCharter({ page: fresh }, server, doc);
  await says(fresh, "Team name", "Ledger");
  await says(fresh, "Mission", both);
});

test("rows that two people add at once both stay, each with its text", async (t) => {
  const { ada, bo } = await twoPeople(t);
  const add = async (page, text) => {
    await addRow(page, "Add a line", "Out of scope");
    await page.keyboard.type(text);
  };
  await Promise.all([add(ada, "Invoices"), add(bo, "Payouts")]);
  await eventually(async () => {
    const [hers, his] = await Promise.all([texts(ada, "Out of scope"), texts(bo, "Out of scope")]);
    assert.deepEqual(hers, his);
    assert.deepEqual([...hers].sort(), ["Invoices", "Payouts"]);
  });
});

test("the caret stays at its letter while somebody else types before it", async (t) => {
  const { ada, bo } = await twoPeople(t);
  await write(ada, "Mission", "one two three");
  await says(bo, "Mission", "one two three");
  const box = field(ada, "Mission");
  await box.evaluate((box) => box.setSelectionRange(4, 7));
  await field(bo, "Mission").focus();
  await field(bo, "Mission").press("Control+Home");
  await field(bo, "Mission").pressSequentially("zero 😀 ");
  await says(ada, "Mission", "zero 😀 one two three");
  const selected = await box.evaluate((box) => box.value.slice(box.selectionStart, box.selectionEnd));
  assert.equal(selected, "two");
  await ada.keyboard.type("2");
  await says(bo, "Mission", "zero 😀 one 2 three");
});

test("undo takes back only one's own", async (t) => {
  const { ada, bo } = await twoPeople(t);
  await write(ada, "Mission", "mine ");
  await says(bo, "Mission", "mine ");
  await write(bo, "Mission", "yours");
  await says(ada, "Mission", "mine yours");
  await field(ada, "Mission").focus();
  await ada.keyboard.press("Control+z");
  await says(ada, "Mission", "yours");
  await says(bo, "Mission", "yours");
  await ada.keyboard.press("Control+z");
  await says(ada, "Mission", "yours");
  await ada.keyboard.press("Control+Shift+z");
  await says(bo, "Mission", "mine yours");
});

test("an input method composes while somebody else types, and nothing is lost", async (t) => {
  const { ada, bo, people } = await twoPeople(t);
  await write(ada, "Mission", "東京");
  await says(bo, "Mission", "東京");
  await field(ada, "Mission").focus();
  await field(ada, "Mission").press("Control+End");
  const input = await people[0].context.newCDPSession(ada);
  const compose = (text) =>
    input.send("Input.imeSetComposition", { text, selectionStart: text.length, selectionEnd: text.length });
  await compose("に");
  await field(bo, "Mission").focus();
  await field(bo, "Mission").press("Control+Home");
  await field(bo, "Mission").pressSequentially("in ");
  await compose("にほ");
  await says(bo, "Mission", "in 東京にほ");
  await compose("にほん");
  await input.send("Input.insertText", { text: "日本" });
  await says(ada, "Mission", "in 東京日本");
  await says(bo, "Mission", "in 東京日本");
  await ada.keyboard.type("!");
  await says(bo, "Mission", "in 東京日本!");
});

test("a paste of 300 KB arrives whole", async (t) => {
  const { ada, bo } = await twoPeople(t, CLIPBOARD);
  const long = "Everything we know about invoices. ".repeat(8_800).slice(0, 300_000);
  await ada.evaluate((text) => navigator.clipboard.writeText(text), long);
  await field(ada, "Mission").focus();
  await ada.keyboard.press("Control+v");
  await says(bo, "Mission", long, 20_000);
  await status(ada, SAVED, 20_000);
});

test("other people's carets bear their names, where they stand", async (t) => {
  const { ada, bo } = await twoPeople(t);
  const caret = wholeField(ada, "Mission").locator(".caret");
  await field(bo, "Mission").focus();
  await eventually(async () => (await caret.getAttribute("data-name", { timeout: 500 })) === "Bo");
  await bo.keyboard.type("one two");
  await says(ada, "Mission", "one two");
  const before = () => caret.evaluate((caret) => caret.previousSibling?.textContent ?? "");
  await eventually(async () => (await before()) === "one two");
  await field(bo, "Mission").press("Home");
  await eventually(async () => (await before()) === "");
  await field(bo, "Team name").focus();
  await eventually(async () => (await caret.count()) === 0);
});

const MARKED = "**bold** and _leaning_, a [link](https://example.org/a), [bad](javascript:alert(1)) <b>raw</b>\n\n- one\n- two";

test("a little Markdown is shown where nobody writes, and no link runs a script", async (t) => {
  const { ada, bo } = await twoPeople(t, CLIPBOARD);
  await ada.evaluate((text) => navigator.clipboard.writeText(text), MARKED);
  await field(ada, "Mission").focus();
  await ada.keyboard.press("Control+v");
  await says(bo, "Mission", MARKED);
  const shown = wholeField(bo, "Mission").locator(".shown");
  const marks = () =>
    shown.evaluate((shown) =>
      ["strong", "em", "li", "b", "a"].map((tag) => [...shown.querySelectorAll(tag)].map((found) => found.textContent)),
    );
  await eventually(async () => {
    assert.deepEqual(await marks(), [["bold"], ["leaning"], ["one", "two"], [], ["link"]]);
  });
  assert.equal(await shown.locator("a").getAttribute("href"), "https://example.org/a");
  assert.equal(await bo.locator("a[href^='javascript']").count(), 0);
  const opacity = () => shown.evaluate((shown) => getComputedStyle(shown).visibility + getComputedStyle(shown).opacity);
  assert.equal(await opacity(), "visible1");
  await field(bo, "Mission").focus();
  await eventually(async () => (await opacity()) !== "visible1");
});

test("a field is as tall as its text", async (t) => {
  const { ada, bo } = await twoPeople(t);
  const height = async (page) => (await wholeField(page, "Mission").boundingBox()).height;
  const before = await height(bo);
  await write(ada, "Mission", "1\n2\n3\n4\n5\n6\n7\n8");
  await says(bo, "Mission", "1\n2\n3\n4\n5\n6\n7\n8");
  for (const page of [ada, bo]) await eventually(async () => (await height(page)) > before * 4);
  const isScrolled = await field(ada, "Mission").evaluate((box) => box.scrollHeight > box.clientHeight + 1);
  assert.equal(isScrolled, false);
});
