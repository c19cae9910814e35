// Faults that were found by using it: each is tried as the person met it, in the browser.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, listDocs, makeDoc, openCharter, says, status, SAVED, texts, write } from "./harness.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";

stage();

const style = (locator, name) => locator.evaluate((element, name) => getComputedStyle(element)[name], name);
const box = (locator) => locator.evaluate((element) => { const { top, bottom, left, right, height } = element.getBoundingClientRect(); return { top, bottom, left, right, height }; });

async function charterOf(t, name = "Ada Lovelace", size) {
  const invite = cast(t, browser);
  const { page, context } = await invite(name);
  if (size) await page.setViewportSize(size);
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter({ page }, server, doc);
  return { page, context, doc, invite };
}

test("the worksheet begins in its first field, and leaves nothing behind before somebody goes on", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${own.app}/new`);
  await page.waitForFunction(() => document.activeElement?.id === "first-field");
  await page.keyboard.type("H");
  await page.getByRole("heading", { name: "What do people call the team?" }).waitFor();
  await page.goto(own.app);
  await page.getByRole("link", { name: /^Fill the worksheet/ }).waitFor();
  assert.deepEqual((await listDocs(own)).filter((doc) => doc.kind === "charter"), []);
  await page.goto(`${own.app}/new`);
  // The letters are kept on this device.
  await eventually(async () => assert.equal(await page.locator("#first-field").inputValue(), "H"));
  await page.locator("#first-field").fill("");
  await page.getByRole("button", { name: /^Next: / }).click();
  await page.getByRole("alert").filter({ hasText: "Write the team’s name first" }).waitFor();
  await page.locator("#first-field").fill("Homecare");
  await page.getByRole("button", { name: /^Next: / }).click();
  await says(page, "Team name", "Homecare");
  await status(page, SAVED);
});

test("? opens one list of keys on a charter and at home, right after the page is there, and Esc closes it", async (t) => {
  const { page } = await charterOf(t);
  const list = page.getByRole("dialog", { name: "Keys" });
  for (const path of [page.url(), server.app]) {
    await page.goto(path);
    await page.getByRole("button", { name: /^Find/ }).waitFor();
    await eventually(async () => {
      await page.keyboard.press("?");
      assert.equal(await list.count(), 1);
    });
    await page.keyboard.press("Escape");
    await eventually(async () => assert.equal(await list.count(), 0));
  }
});

test("Find knows surfaces, pages and what can be done with the charter that is shown; a command by its whole name comes first", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  const doc = await makeDoc(own, { name: "First Keys" });
  await openCharter({ page }, own, doc);
  await page.getByRole("button", { name: "Add a surface", exact: true }).click();
  await page.keyboard.type("Key handover");
  await page.keyboard.press("Tab");
  await status(page, SAVED);
  const first = async (words) => {
    await page.keyboard.press("Control+k");
    await page.keyboard.type(words);
    const option = page.getByRole("listbox", { name: "Found" }).getByRole("option").first();
    await option.waitFor();
    return option.innerText();
  };
  for (const [words, found] of [["keys", /^Keys/], ["key hand", /Key handover[\s\S]*surface/], ["reviews", /^Reviews/], ["history", /History of this/], ["markdown", /^Export as Markdown/]]) {
    await eventually(async () => assert.match(await first(words), found));
    await page.keyboard.press("Escape");
  }
});

test("undo goes on after the last row of a list was removed", async (t) => {
  const { page } = await charterOf(t);
  await page.getByRole("button", { name: "Add a rule", exact: true }).click();
  await page.keyboard.type("Rent is rent");
  await page.keyboard.press("Tab");
  await page.getByRole("button", { name: /^Remove:/ }).first().click();
  await eventually(async () => assert.deepEqual(await texts(page, "Rule"), []));
  await page.keyboard.press("Control+z");
  await eventually(async () => assert.deepEqual(await texts(page, "Rule"), ["Rent is rent"]));
});

test("a hint is smaller than what is written, and only the row that somebody is at asks for more", async (t) => {
  const { page } = await charterOf(t);
  for (const name of ["Checkout", "Basket"]) {
    await page.getByRole("button", { name: "Add a surface", exact: true }).click();
    await page.keyboard.type(name);
    await page.keyboard.press("Tab");
  }
  await field(page, "Team name").focus();
  await page.mouse.move(0, 0);
  const note = (n) => page.locator(".surface").nth(n).locator(".what > .shown");
  await eventually(async () => assert.deepEqual([await style(note(0), "opacity"), await style(note(1), "opacity")], ["0", "0"]));
  await page.locator(".surface").nth(1).getByRole("combobox", { name: "Surface" }).or(page.locator(".surface").nth(1).getByLabel("Surface", { exact: true })).first().focus();
  await eventually(async () => assert.deepEqual([await style(note(0), "opacity"), await style(note(1), "opacity")], ["0", "1"]));
  const hint = page.locator(".of-cadence .hint");
  const written = Number.parseFloat(await style(page.locator(".of-cadence .box"), "fontSize"));
  assert.ok(Number.parseFloat(await style(hint, "fontSize")) < written);
  assert.match(await style(hint, "textDecorationLine"), /underline/);
});

test("comments can be found without a pointer, and row tools cover neither the row nor move the page", async (t) => {
  const { page } = await charterOf(t, "Ada Lovelace", { width: 360, height: 780 });
  await page.getByRole("button", { name: "Add a rule", exact: true }).click();
  await page.keyboard.type("Rent is rent");
  await field(page, "Team name").focus();
  await page.mouse.move(0, 0);
  const comment = page.locator(".of-mission .say-here > .round").first();
  await eventually(async () => assert.equal(await style(comment, "opacity"), "1"));
  const rule = field(page, "Rule");
  const before = await box(page.locator(".of-agreement"));
  const scrolled = () => page.evaluate(() => scrollY);
  const [wasAt, at] = [await scrolled(), before.top];
  await rule.focus();
  const tools = page.locator(".rule > .tools");
  await eventually(async () => assert.equal(await style(tools, "opacity"), "1"));
  const after = await box(page.locator(".of-agreement"));
  assert.equal(Math.round(after.top + (await scrolled())), Math.round(at + wasAt), "nothing moved");
  const [field_, over] = [await box(page.locator(".rule .text").first()), await box(tools)];
  assert.ok(over.top >= field_.bottom - 1, `tools at ${over.top} over a field that ends at ${field_.bottom}`);
});

test("a mission keeps its lines when somebody comes to it, and a long one is set smaller", async (t) => {
  const { page } = await charterOf(t);
  const hint = Number.parseFloat(await style(page.locator(".statement .hint"), "fontSize"));
  await write(page, "Mission", "Renters get their keys on the day we promised, to a home that is ready to live in.");
  const mission = page.locator(".statement");
  const large = Number.parseFloat(await style(mission, "fontSize"));
  await field(page, "Team name").focus();
  const rest = await box(mission);
  await field(page, "Mission").focus();
  assert.equal((await box(mission)).height, rest.height);
  await write(page, "Mission", " And so that nobody has to sleep in a hotel because a box on wheels stood in the wrong street, we say by noon whether it will be so.");
  const size = async () => Number.parseFloat(await style(mission, "fontSize"));
  await eventually(async () => assert.ok((await size()) < large));
  assert.ok(hint < 0.8 * (await size()), `a hint of ${hint} px is below the smallest mission`);
});

test("by Tab one can go from section to section", async (t) => {
  const { page } = await charterOf(t);
  await page.locator(".of-agreement").waitFor();
  const way = page.locator(".of-mission .to-next");
  await way.focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.match(await page.evaluate(() => document.activeElement.closest("section")?.className ?? ""), /of-mandate/));
  await page.keyboard.press("Enter");
  await eventually(async () => assert.match(await page.evaluate(() => document.activeElement.closest("section")?.className ?? ""), /of-metrics/));
});

test("the last section has no way to a next one, and one comes to it from the section before", async (t) => {
  const { page } = await charterOf(t);
  await page.locator(".of-agreement").waitFor();
  const ways = page.locator(".to-next");
  assert.equal(await ways.last().isVisible(), false);
  await ways.filter({ visible: true }).last().focus();
  await page.keyboard.press("Enter");
  const last = page.locator("section:has(> .side > .to-next)").last();
  await eventually(async () => assert.ok(await last.evaluate((section) => section === document.activeElement)));
  const own = await ownServer(t);
  await page.goto(`${own.app}/new`);
  await page.locator("#first-field").fill("Homecare");
  for (const [step, leaps] of [["People", 0], ["Relationships", 1], ["Mission", 0]]) {
    await page.getByRole("button", { name: `Next: ${step}`, exact: true }).click();
    await page.getByRole("button", { name: step, exact: true }).and(page.locator("[aria-current=step]")).waitFor();
    await eventually(async () => assert.equal(await ways.filter({ visible: true }).count(), leaps, step));
  }
});

test("the example shows who agrees, a doubt, words that went stale, a question and a suggestion", async (t) => {
  const own = await ownServer(t);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(own.app);
  const done = await page.evaluate(() => fetch("/api/sample", { method: "POST" }).then((answer) => answer.status));
  assert.equal(done, 200);
  const keys = (await listDocs(own)).find((doc) => doc.summary?.name === "First Keys");
  await page.goto(`${own.app}/d/${keys.id}`);
  await eventually(async () => assert.equal(await page.locator(".of-mission .agreed").first().textContent(), "4 of 6 agree, 1 stale"));
  await page.getByText("has to hold in January too").waitFor();
  const note = (words) => page.locator(".note.said").filter({ hasText: words });
  await note("Which day counts when the contract is signed late").waitFor();
  const proposed = note("People plan the van by the hour").locator(".proposal");
  assert.deepEqual([await proposed.locator("del").allTextContents(), await proposed.locator("ins").allTextContents()], [["on", "day"], ["at", "hour"]]);
  await page.getByText("1 resolved comment").waitFor();
  assert.equal(await page.getByText("from an imported file").count(), 0);
});

test("an ambiguous number is asked about, and one with a decimal comma is read", async (t) => {
  const { page } = await charterOf(t);
  await page.getByRole("button", { name: "Add a metric", exact: true }).click();
  await page.keyboard.type("Visits");
  const baseline = page.getByLabel("Baseline", { exact: true });
  const numbers = page.locator(".metric").getByText("Edit numbers", { exact: true });
  await numbers.waitFor();
  assert.equal(await baseline.isVisible(), false, "the numbers are folded until somebody asks for them");
  await numbers.click();
  await baseline.fill("1.200");
  await baseline.press("Enter");
  await page.getByText("This may be 1200 or 1.2000").waitFor();
  await baseline.fill("99,5");
  await baseline.press("Enter");
  await eventually(async () => assert.equal(await page.getByText("This may be").count(), 0));
  await eventually(async () => assert.equal(await baseline.inputValue(), "99.5"));
});

test("a list that is pasted into a line becomes rows, without its signs", async (t) => {
  const { page } = await charterOf(t);
  for (const [add, name] of [[page.locator(".three > div").first().getByRole("button", { name: "Add", exact: true }), "We decide"], [page.getByRole("button", { name: "Add a rule", exact: true }), "Rule"]]) {
    await add.click();
    await page.keyboard.type("First");
    await page.keyboard.press("Enter");
    await eventually(async () => assert.equal((await texts(page, name)).length, 2));
    await page.keyboard.insertText("- Ropes\n- Chains\n  - Rust\n- Buoys");
    await eventually(async () => assert.deepEqual(await texts(page, name), ["First", "Ropes", "Chains", "Rust", "Buoys"]));
  }
  await status(page, SAVED);
});

test("the ring of a section stands right behind the words before it, or begins a line, from a phone to a tablet", async (t) => {
  const own = await ownServer(t);
  await fetch(`${own.url}/api/sample`, { method: "POST" });
  const doc = (await listDocs(own)).find(({ kind, summary }) => kind === "charter" && summary?.name === "First Keys").id;
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${own.app}/d/${doc}`);
  const rings = page.locator("main .side .ring");
  await rings.first().waitFor({ timeout: 20_000 });
  /** How far each ring lies behind what stands before it in its line. */
  const gaps = () => rings.evaluateAll((all) => all.map((ring) => {
    const [side, at] = [ring.closest(".side"), ring.getBoundingClientRect()];
    const boxes = [...side.children].filter((one) => !one.contains(ring)).map((one) => one.getBoundingClientRect());
    const before = boxes.filter((box) => box.width > 2 && box.bottom > at.top && box.top < at.bottom && box.left < at.left);
    return Math.round(at.left - Math.max(side.getBoundingClientRect().left, ...before.map((box) => box.right)));
  }));
  for (const width of [320, 480, 768]) {
    await page.setViewportSize({ width, height: 800 });
    await eventually(async () => assert.deepEqual((await gaps()).filter((gap) => gap > 24), [], `${width} px`));
  }
});
