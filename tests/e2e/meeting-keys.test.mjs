// One item of a review without a mouse, and what a screen reader is told of the meeting: names, stages, marks of the timer, reveals.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, SAVED, status } from "./harness.mjs";
import { addItem, beginSeries, entry, openReview, press, reveal, reviewOf, shown, silentIn } from "./parts/meeting.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const PLAN = "Inspect every home 48 hours before move-in";
/** More stops than any page of these tests has. */
const STOPS_MAX = 250;

/** The name under which a screen reader tells the element that has the focus, as far as a test needs it. */
const focused = (page) =>
  page.evaluate(() => {
    const element = document.activeElement;
    if (!element || element === document.body) return "";
    const labels = [...(element.labels ?? [])].map((label) => label.innerText);
    return (element.getAttribute("aria-label") ?? (labels.join(" ") || element.innerText) ?? "").trim().replace(/\s+/g, " ");
  });

/** Goes from stop to stop until the focus is where `name` says; `tag` tells a button from a box of the same name. */
async function tabTo(page, name, tag = "") {
  const passed = [];
  for (let at = 0; at < STOPS_MAX; at++) {
    await page.keyboard.press("Tab");
    const [found, is] = [await focused(page), await page.evaluate(() => document.activeElement.localName)];
    if ((name instanceof RegExp ? name.test(found) : found === name) && is.endsWith(tag)) return;
    passed.push(found);
  }
  assert.fail(`the keyboard does not come to ${name}, only to ${[...new Set(passed)].join(" | ")}`);
}

async function go(page, name) {
  await tabTo(page, name, "button");
  await page.keyboard.press("Enter");
}

/** The focus is there by itself. */
const isAt = (page, name) => eventually(async () => assert.equal(await focused(page), name));

/** Opens the field behind the button that is next under this name, and writes: the focus is in it by itself. */
async function unfold(page, name, label, words) {
  await go(page, name);
  await isAt(page, label);
  await page.keyboard.type(words);
}

/** The same where the button stands before the place that the keyboard is at. */
async function unfoldBefore(page, name, label, words) {
  for (let at = 0; at < STOPS_MAX && (await focused(page)) !== name; at++) await page.keyboard.press("Shift+Tab");
  await page.keyboard.press("Enter");
  await isAt(page, label);
  await page.keyboard.type(words);
}

async function into(page, name, words) {
  await tabTo(page, name);
  await page.keyboard.type(words);
}

test("an item is raised, written on in silence, revealed, advised on, answered and closed by keys alone", async (t) => {
  const ada = await cast(t, browser)("Ada");
  const series = await beginSeries(ada, server);
  const page = await openReview(ada, server, series);
  await go(page, "Add an item");
  await into(page, "Title", PLAN);
  await into(page, "Claim", "No renter finds a broken boiler.");
  await go(page, "Lead through it");
  await go(page, "5 min");
  await page.getByRole("timer").waitFor();
  await go(page, "Write in silence");
  await into(page, /^What speaks for it/, "Two visits cost less than one refund.");
  await tabTo(page, /^Would this plan work/);
  for (let n = 0; n < 3; n++) await page.keyboard.press("ArrowRight");
  await shown(page, "+3");
  await go(page, "Reveal…");
  await go(page, "Reveal now");
  await shown(page, "1 person wrote");
  await go(page, "I’m ready");
  await shown(page, /^1 of \d ready to move on$/);
  await unfold(page, "Ask a question", "Question", "Who keeps the second key?");
  await page.keyboard.press("Control+Enter");
  await shown(page, "Who keeps the second key?");
  await isAt(page, "Ask a question");
  await unfold(page, "Give advice", "Advice", "Try it in Matosinhos alone.");
  await page.keyboard.press("Control+Enter");
  await shown(page, "1 still open");
  await isAt(page, "Give advice");
  await unfoldBefore(page, "Heard, not now…", "Because", "Braga has no depot.");
  await tabTo(page, "Close", "button");
  await page.keyboard.press("Enter");
  await isAt(page, "Heard, not now…");
  await page.keyboard.press("Enter");
  await isAt(page, "Because");
  await tabTo(page, "Answer", "button");
  await page.keyboard.press("Enter");
  await shown(page, "Heard, not now");
  // The advice waits for no answer any more: its buttons are gone, and the focus is on the advice.
  await eventually(async () => assert.ok(await page.evaluate(() => document.activeElement.matches("li[data-row]"))));
  await into(page, "Notes on this item", "Landlord Desk counts six owners in ten.");
  await go(page, "Add an action");
  await into(page, "Action", "Write to the owners");
  await go(page, "Close");
  await go(page, "Done");
  await shown(page, "Done.");
  await status(page, SAVED);
  const said = await (await fetch(`${server.url}/embed/${reviewOf(series)}.md`)).text();
  for (const words of [PLAN, "Two visits cost less", "second key", "Try it in Matosinhos", "Braga has no depot", "six owners in ten", "Write to the owners"]) {
    assert.ok(said.includes(words), words);
  }
});

test("every part of a review has a role and a name, and every stop of the keyboard says what it is", async (t) => {
  const ada = await cast(t, browser)("Ada");
  const page = await openReview(ada, server, await beginSeries(ada, server));
  await addItem(page, PLAN);
  await press(page, "Write in silence");
  await silentIn(page);
  const told = await page.locator(".meeting").ariaSnapshot();
  for (const part of [
    'region "Running now"', 'navigation "Agenda"', 'list "Stage"', 'textbox "Title"', 'textbox "Claim"',
    'textbox "Notes on this item"', 'textbox "What speaks for it, what against it?"', 'button "Reveal…"', 'button "I’m ready"',
    'textbox "Notes on the whole review"',
  ]) {
    assert.ok(told.includes(part), `${part} is missing in:\n${told}`);
  }
  assert.match(told, /slider "Would this plan work/);
  assert.match(told, /combobox "Presents"/);
  const first = "Add an item";
  await tabTo(page, first);
  for (let at = 0; at < STOPS_MAX; at++) {
    await page.keyboard.press("Tab");
    const name = await focused(page);
    if (name === first) break;
    const where = await page.evaluate(() => (document.activeElement === document.body ? "the page" : document.activeElement?.outerHTML.slice(0, 200)));
    assert.ok(name || where === "the page", `a stop without a name: ${where}`);
  }
  assert.deepEqual(await axe(page), []);
});

test("somebody who only listens is told of the stage, the reveal, the facilitator, and the marks of the timer, politely", async (t) => {
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  await bo.context.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + (window.later ?? 0);
  });
  const series = await beginSeries(ada, server);
  await openReview(ada, server, series);
  await addItem(ada.page, PLAN);
  await openReview(bo, server, series);
  await entry(bo.page, PLAN).waitFor();
  const spoken = bo.page.locator(".aloud [role=status]");
  const hears = (words) =>
    eventually(async () => assert.ok((await spoken.allTextContents()).includes(words), `${words} is not among ${await spoken.allTextContents()}`));
  assert.equal(await bo.page.locator(".meeting [aria-live=assertive], .meeting [role=alert]").count(), 0);
  await hears(`${PLAN}: Read.`);
  await press(ada.page, "Lead through it");
  await hears("Ada facilitates.");
  await press(ada.page, "Write in silence");
  await hears(`${PLAN}: Write in silence.`);
  await press(ada.page, "5 min");
  await bo.page.getByRole("timer").waitFor();
  for (const [minutes, words] of [[2.6, "Half of the time is over."], [4.1, "One minute left."], [5.1, "The time is over."]]) {
    await bo.page.evaluate((ms) => (window.later = ms), minutes * 60_000);
    await hears(words);
  }
  await reveal(ada.page);
  await hears(`${PLAN}: revealed. Everybody’s words are there.`);
  await press(ada.page, "Close");
  await hears(`${PLAN}: Close.`);
  await press(ada.page, "Done");
  await hears(`${PLAN}: settled.`);
});
