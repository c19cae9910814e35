// Faults that were found by looking at a charter: what lay over what, moved under the hand, said too little or stood there twice.
import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, BACK_MS, aboutSaving, cast, eventually, field, makeDoc, NOT_SAVED, openCharter, ROOT, runMuster, SAVED, says, status, write } from "./harness.mjs";
import { listDocs } from "./parts/server.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";

stage();

const WIDTHS = [320, 360, 480, 640, 768, 1024, 1280];

async function charterOf(t, options) {
  const person = await cast(t, browser)("Ada Lovelace", options);
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter(person, server, doc);
  return { ...person, doc };
}

/** First Keys of the example as if it were a real team, with what is said about it still to be said. */
async function firstKeys(t) {
  const own = await ownServer(t);
  const files = ["first_keys", "true_listings"].map((name) => `${ROOT}/shared/src/files/sample/${name}.md`);
  const { code, stderr } = await runMuster(["import", ...files, "--data", own.data]);
  assert.equal(code, 0, stderr);
  const doc = await eventually(async () => (await listDocs(own)).find(({ summary }) => summary?.name === "First Keys")?.id ?? false);
  const { page } = await cast(t, browser)("Ada Lovelace");
  await openCharter({ page }, own, doc);
  await page.locator(".of-agreement .signed > li").first().waitFor();
  return { own, doc, page };
}

/** By how many pixels the buttons of a row lie over the ring around the field that has the focus. */
const overRing = (page) =>
  page.evaluate(() => {
    const open = document.activeElement.closest(".text, .value");
    const { outlineWidth, outlineOffset } = getComputedStyle(open);
    const ring = Number.parseFloat(outlineWidth) + Number.parseFloat(outlineOffset);
    const { top, right, bottom, left } = open.getBoundingClientRect();
    const row = open.closest("li");
    const tools = [...row.querySelectorAll(".tools, .said-below > .say-here")].filter((one) => {
      const style = getComputedStyle(one);
      return style.opacity !== "0" && style.visibility === "visible" && one.getBoundingClientRect().height > 2;
    });
    const over = tools.map((one) => {
      const box = one.getBoundingClientRect();
      const wide = Math.min(right + ring, box.right) - Math.max(left - ring, box.left);
      const tall = Math.min(bottom + ring, box.bottom) - Math.max(top - ring, box.top);
      return wide > 0 && tall > 0 ? Math.round(tall * 10) / 10 : 0;
    });
    return { n_tools: tools.length, ring, over: Math.max(0, ...over) };
  });

test("the buttons of a row lie neither over the field that is written in nor over the ring around it, on a narrow page with a mouse", async (t) => {
  const { page } = await charterOf(t, { viewport: { width: 360, height: 780 } });
  for (const [add, name] of [["Add a surface", "Surface"], ["Add a rule", "Rule"], ["Add a metric", "Metric"]]) {
    await addRow(page, add, name);
    await page.keyboard.insertText("What a row says may be as long as two lines of a phone");
    await eventually(async () => {
      const { n_tools, ring, over } = await overRing(page);
      assert.ok(n_tools > 0 && ring >= 2, `${name}: ${n_tools} groups of buttons, a ring of ${ring} px`);
      assert.equal(over, 0, `${name}: the buttons lie ${over} px over the ring`);
    });
  }
  await page.locator(".three > div").first().getByRole("button", { name: "Add", exact: true }).click();
  await page.keyboard.insertText("What we decide by ourselves");
  await eventually(async () => assert.deepEqual([(await overRing(page)).n_tools > 0, (await overRing(page)).over], [true, 0]));
  await status(page, SAVED);
});

test("the lines of a mission break alike before and while somebody writes it, at every width", async (t) => {
  const { page } = await charterOf(t);
  await write(page, "Mission", "Renters get their keys on the day we promised, to a home that is warm, clean and ready to live in, whatever the weather.");
  /** All that decides where lines break, and how tall they are together. */
  const set = (part) => page.locator(".of-mission .statement").locator(part).first().evaluate((one) => {
    const style = getComputedStyle(one);
    const says = ["fontFamily", "fontSize", "fontWeight", "letterSpacing", "lineHeight", "textWrap", "overflowWrap", "hyphens", "hangingPunctuation"];
    return { style: says.map((name) => style[name]), width: Math.round(one.getBoundingClientRect().width), height: Math.round(one.getBoundingClientRect().height) };
  });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await field(page, "Team name").focus();
    const shown = await set(".shown");
    await field(page, "Mission").focus();
    assert.deepEqual(await set(".box"), shown, `${width} px`);
  }
});

test("nothing on the page moves when somebody comes to the captain, be there one or none", async (t) => {
  const { page } = await charterOf(t);
  await page.locator(".of-agreement").waitFor();
  const captain = page.getByLabel("Captain", { exact: true });
  const places = () => page.locator("main .part, main .part > *, .title *:not(.value, .value *)").evaluateAll((all) =>
    all.map((one) => [one.className, Math.round(one.getBoundingClientRect().top)]).filter(([, top]) => top < innerHeight));
  for (const name of ["", "Ines Okafor-Lund"]) {
    if (name) {
      await captain.fill(name);
      await captain.press("Enter");
      await status(page, SAVED);
    }
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 800 });
      await page.evaluate(() => (document.activeElement.blur(), scrollTo(0, 0)));
      const before = await places();
      await captain.click();
      assert.ok(await captain.evaluate((one) => one === document.activeElement));
      assert.deepEqual(await places(), before, `${name || "nobody"} at ${width} px`);
    }
  }
});

test("the way to a comment lies over no word and no other button, beside remarks and below them", async (t) => {
  const { page } = await firstKeys(t);
  await page.locator(".of-mission").hover();
  await page.locator(".of-mission").getByRole("button", { name: "Comment", exact: true }).click();
  await page.locator("textarea:focus[aria-label=Comment]").waitFor();
  await page.keyboard.insertText("Which day counts when the contract is signed late?");
  await page.keyboard.press("Control+Enter");
  await page.locator(".of-mission .note.said").first().waitFor();
  await page.locator("main .note:not(.said)").first().waitFor();
  await page.evaluate(() => document.activeElement.blur());
  await page.mouse.move(0, 0);
  /** Each way to a comment that is seen, and the words or buttons that it shares pixels with. */
  const overlaps = () => page.evaluate(() => {
    const seen = (one) => one.checkVisibility({ opacityProperty: true, visibilityProperty: true }) && !one.closest(".vh");
    const main = document.querySelector("main");
    const ways = [...main.querySelectorAll(".say-here > *")].filter(seen);
    const texts = document.createTreeWalker(main, NodeFilter.SHOW_TEXT);
    const others = [];
    while (texts.nextNode()) {
      const node = texts.currentNode;
      if (!node.data.trim() || node.parentElement.closest(".say-here, .mirror, textarea, option") || !seen(node.parentElement)) continue;
      const range = new Range();
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) others.push([node.data.trim().slice(0, 40), box]);
    }
    for (const button of main.querySelectorAll("button, summary")) {
      if (!button.closest(".say-here") && seen(button)) others.push([button.ariaLabel ?? button.textContent, button.getBoundingClientRect()]);
    }
    const share = (a, b) => Math.min(a.right, b.right) - Math.max(a.left, b.left) > 1 && Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top) > 3;
    // The sign is all that is drawn of the way, in the middle of what can be pressed.
    const sign = (way) => (way.querySelector(".i") ?? way).getBoundingClientRect();
    /** Advice that hangs over the next lines may hide a sign, but whole. */
    const isHidden = (way) => {
      way.scrollIntoView({ block: "center" });
      const { left, right, top, bottom } = sign(way);
      const corners = [[left + 1, top + 1], [right - 1, top + 1], [left + 1, bottom - 1], [right - 1, bottom - 1]];
      return corners.every(([x, y]) => !way.contains(document.elementFromPoint(x, y)));
    };
    const over = ways.flatMap((way) => others.filter(([, box]) => share(sign(way), box)).map(([what]) => [way, what]));
    return { n: ways.length, over: over.filter(([way]) => !isHidden(way)).map(([, what]) => what) };
  });
  for (const width of WIDTHS) {
    await page.setViewportSize({ width, height: 800 });
    await eventually(async () => {
      const { n, over } = await overlaps();
      assert.ok(n > 3, `${n} ways to a comment`);
      assert.deepEqual(over, [], `${width} px`);
    });
  }
});

test("a row of the agreement has one pair of controls, and then the one that takes it back", async (t) => {
  const { page } = await firstKeys(t);
  const row = page.locator(".of-agreement .signed > li").filter({ hasText: "Mandate" });
  const controls = () => row.locator(".mine").locator("button, summary, a").evaluateAll((all) => all.filter((one) => one.checkVisibility()).map((one) => one.textContent.trim()));
  await row.scrollIntoViewIfNeeded();
  await eventually(async () => assert.deepEqual(await controls(), ["Agree", "Not quite…"]));
  await row.getByRole("button", { name: "Agree", exact: true }).click();
  await row.getByText(/^You agreed, /).waitFor();
  assert.deepEqual(await controls(), ["Withdraw"]);
});

test("where there is nothing to agree with yet a sentence says so, and no legend explains signs that nobody sees", async (t) => {
  const { page } = await charterOf(t);
  const agreement = page.locator(".of-agreement");
  await agreement.getByText("There is nothing to agree with yet.").waitFor();
  assert.equal(await agreement.locator(".key").count(), 0);
  await write(page, "Mission", "Money is counted once");
  await agreement.locator(".key").waitFor();
});

test("a due date that was brought in is shown, and nothing beside it says that there is none", async (t) => {
  const { page } = await firstKeys(t);
  const metric = page.locator(".metric").first();
  await eventually(async () => assert.match(await metric.innerText(), /31 Mar(ch)? 2027/));
  const whole = page.locator(".of-metrics .rows > li").filter({ has: page.locator(".metric") }).first();
  assert.doesNotMatch(await whole.innerText(), /no due date/i);
});

test("a version that is copied out is words that people read, as they were written", async (t) => {
  const own = await ownServer(t);
  const person = await cast(t, browser)("Ada");
  const { page, context } = person;
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  const doc = await makeDoc(own, { name: "Ledger" });
  await openCharter(person, own, doc);
  await write(page, "Mission", "Money is counted once");
  await addRow(page, "Add a surface", "Surface");
  await page.keyboard.insertText("Bank transfers");
  await page.keyboard.press("Tab");
  await status(page, SAVED);
  await context.setOffline(true);
  await own.restartEmpty();
  await makeDoc(own, { id: doc, name: "Somebody else’s" });
  await context.setOffline(false);
  await status(page, NOT_SAVED, BACK_MS);
  const about = await aboutSaving(page);
  await about.getByRole("button", { name: "Copy my version", exact: true }).click();
  await about.getByText("Copied.").waitFor();
  const copied = await page.evaluate(() => navigator.clipboard.readText());
  for (const words of ["Ledger", "Money is counted once", "Bank transfers"]) assert.ok(copied.includes(words), copied);
  assert.doesNotMatch(copied, /[{}[\]]|"\w+":/, "no JSON");
  await about.getByRole("button", { name: "Go on with the shared version" }).click();
  await says(page, "Team name", "Somebody else’s");
});
