// Documents on paper: pages are counted, and their words read, in the PDF that the browser makes.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, listDocs, makeDoc, openCharter, SAVED, status, write } from "./harness.mjs";
import { pages } from "./parts/paper.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** A right-to-left charter, as a file brings it. */
const RIGHT_TO_LEFT = `# צוות המגדלור

## Mission

לשמור על האור (24/7) — תמיד.

## In scope

- בדיקת עדשה: "A-1"
- ‏فحص الإضاءة (كل يوم)‏
`;

const printed = async (page, format) => pages(await page.pdf({ format }));

/** The example's best-filled charter, with all its parts in the page. */
async function example(page) {
  await fetch(`${server.url}/api/sample`, { method: "POST" });
  const first = (await listDocs(server)).find(({ kind, summary }) => kind === "charter" && summary?.name === "First Keys");
  await page.goto(`${server.app}/d/${first.id}`);
  await page.locator(".decisions-strip li").first().waitFor();
  await page.locator(".of-agreement .signed > li").first().waitFor();
}

test("a charter that says all there is to say takes two pages of A4 and of Letter, with a foot on each", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  await example(page);
  for (const format of ["A4", "Letter"]) {
    const sheets = await printed(page, format);
    assert.equal(sheets.length, 2, `${format}: ${sheets.map((sheet) => sheet.length)} letters`);
    sheets.forEach((sheet, index) => {
      assert.ok(sheet.includes(`${index + 1}/2`), `${format}: the number of page ${index + 1}`);
      assert.match(sheet, /FirstKeys·\d+[A-Z][a-z]+20\d\d|FirstKeys·\d+of\d+agreed·\d+/, `${format}: the foot of page ${index + 1}`);
    });
    assert.ok(sheets[0].includes("GetOriel"), "the goal stands on the first page");
    const whole = sheets.join("");
    for (const words of ["Mandate", "Move-indayscheduling", "Metrics", "People", "Non-negotiables", "Cadence", "Agreement"]) {
      assert.ok(whole.includes(words), `${format}: ${words}`);
    }
    for (const words of ["Teamsbesideus", "Heardfromcustomers", "Twoowners", "Notmeasurableyet", "Addasurface", "Whomayeditthis", "Find"]) {
      assert.ok(!whole.includes(words), `${format}: ${words}`);
    }
  }
});

test("each page of a log on paper ends with the log's name, the day and the number of the page", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  await example(page);
  await page.goto(`${page.url()}-log`);
  await page.locator(".dec").nth(5).waitFor();
  const sheets = await printed(page, "A4");
  assert.ok(sheets.length > 1, "the example's log is long");
  sheets.forEach((sheet, index) => {
    assert.ok(sheet.includes(`${index + 1}/${sheets.length}`), `the number of page ${index + 1}`);
    assert.match(sheet, /FirstKeys,decisionlog·\d+[A-Z][a-z]+20\d\d/, `the foot of page ${index + 1}`);
  });
});

test("on paper an empty charter shows what is written, and neither hints nor heads of what is not", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter({ page }, server, doc);
  await write(page, "Mission", "Money is counted once");
  await status(page, SAVED);
  await page.locator(".of-agreement").waitFor();
  const sheets = await printed(page, "A4");
  assert.equal(sheets.length, 1);
  assert.ok(sheets[0].includes("Moneyiscountedonce"));
  for (const words of ["Whatittakesin", "Whenandhowtheteammeets", "Cadence", "Metrics", "People", "Wedecide", "nameone"]) {
    assert.ok(!sheets[0].includes(words), words);
  }
});

test("a part that is not chosen stays off the paper, and comments come with it when they are asked for", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  await example(page);
  await page.evaluate(() => {
    window.printed = 0;
    window.print = () => (window.printed += 1);
  });
  await page.getByRole("button", { name: "Menu of First Keys" }).click();
  await page.getByRole("menuitem", { name: "Print or save as PDF…" }).click();
  const panel = page.getByRole("dialog", { name: "Parts to print" });
  await panel.getByRole("checkbox", { name: "People" }).uncheck();
  await panel.getByRole("checkbox", { name: "Comments" }).check();
  await panel.getByRole("checkbox", { name: "Heard from customers" }).check();
  await panel.getByRole("button", { name: "Print", exact: true }).click();
  assert.equal(await page.evaluate(() => window.printed), 1);
  const whole = (await printed(page, "A4")).join("");
  // A note on a customer names who heard it; only People says in which function.
  assert.ok(!whole.includes("Fieldoperations"), "the people were not chosen");
  assert.ok(whole.includes("Twoowners"), "the advice was");
  assert.ok(whole.includes("twoknewthehour") && !whole.includes("Teamsbesideus"), "and of the team's own notes what customers said");
  await page.keyboard.press("Escape");
  await panel.waitFor({ state: "detached" });
  const again = (await printed(page, "A4")).join("");
  assert.ok(again.includes("Fieldoperations") && !/Twoowners|twoknewthehour/.test(again), "the choice ends with its panel");
});

/** Runs in the page: where the first and the last letter of a text stand. */
function ends(shown) {
  const walker = document.createTreeWalker(shown, NodeFilter.SHOW_TEXT);
  let text = walker.nextNode();
  while (text && !text.data.trim()) text = walker.nextNode();
  const box = (at) => {
    const range = document.createRange();
    range.setStart(text, at);
    range.setEnd(text, at + 1);
    return range.getBoundingClientRect();
  };
  return [box(0), box(text.data.trimEnd().length - 1)].map(({ left, right }) => ({ left, right }));
}

test("words that run from right to left do so in their fields, in their faces and on paper", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  const answer = await fetch(`${server.url}/api/import?name=lighthouse.md`, { method: "POST", body: RIGHT_TO_LEFT });
  const [doc] = (await answer.json()).made;
  await openCharter({ page }, server, doc);
  const mission = field(page, "Mission");
  await mission.waitFor();
  const runs = (element) => getComputedStyle(element).direction;
  await eventually(async () => assert.equal(await mission.evaluate(runs), "rtl"));
  const row = page.locator(".row-line").filter({ has: page.locator(".shown", { hasText: "בדיקת" }) }).first();
  await row.hover();
  const [begins, stops] = await row.locator(".shown").first().evaluate(ends);
  const tools = await row.locator(".tools").first().boundingBox();
  assert.ok(tools.x + tools.width < stops.left && stops.left < begins.right, `tools ${JSON.stringify(tools)} over ${JSON.stringify([begins, stops])}`);
  await page.emulateMedia({ media: "print" });
  // The first letter stands at the right edge of its line, and the full stop at the left.
  const [first, last] = await page.locator(".of-mission .shown").first().evaluate(ends);
  assert.ok(first.left > last.right, `${JSON.stringify(first)} ${JSON.stringify(last)}`);
  await page.emulateMedia({ media: null });
  const sheets = await printed(page, "A4");
  assert.equal(sheets.length, 1);
});
