// Goals: a quarter in a browser, from the first objective to what was learned; a set that arrives with its remarks; the line from
// the company's objective to the team's; a metric of the charter that is a key result.
import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, axe, cast, eventually, listDocs, makeDoc, SAVED, status } from "./harness.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const button = (within, name) => within.getByRole("button", { name, exact: true });
const section = (page, name) => page.getByRole("region", { name, exact: true });
const docAt = (page) => new URL(page.url()).pathname.split("/").at(-1);
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));
const day = (ahead = 0) => {
  const at = new Date(Date.now() + ahead * 86_400_000);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join("-");
};

/** Sets a day beside its label. */
async function on(page, label, value) {
  const field = page.getByLabel(label, { exact: true }).first();
  await field.fill(value);
  await field.press("Tab");
}

/** Somebody sets the goals of a team on the home page; answers their id. */
async function begin(page, app, team) {
  await page.goto(app);
  await page.getByLabel("Set the goals of a team").selectOption({ label: team }, { timeout: 20_000 });
  await page.waitForURL("**/d/*");
  await button(page, "Add an objective").waitFor({ timeout: 20_000 });
  return docAt(page);
}

/** Adds an objective with one key result of these words. */
async function aim(page, objective, result) {
  await addRow(page, "Add an objective", "Objective");
  await page.keyboard.insertText(objective);
  await button(page, "Add a key result").last().click();
  const field = page.getByRole("textbox", { name: "Key result", exact: true }).last();
  await field.fill(result);
}

/** Logs a number and how sure one is. */
async function checkIn(page, number, confidence, on) {
  await button(page, "Check in").click();
  const form = page.locator("form.checkin");
  await form.getByLabel("Reading", { exact: true }).fill(String(number));
  await form.getByLabel("Day of the reading").fill(on);
  await form.getByRole("radio", { name: String(confidence), exact: true }).check({ force: true });
  await button(form, "Log it").click();
  await form.waitFor({ state: "detached" });
}

test("a quarter: a key result is mended and read week by week, its target moves with a reason, and it closes with what was learned", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ines");
  await makeDoc(server, { name: "First Keys" });
  const goals = await begin(page, server.app, "First Keys");
  await on(page, "Starts", day(-60));
  await on(page, "Ends", day(10));
  await aim(page, "Nobody waits at the door for a key", "20 % more renters use self check-in");
  const row = page.locator(".kr");
  await row.getByText("More or less than what?", { exact: false }).waitFor();
  await row.getByText("Not countable yet").waitFor();

  await button(row, "Mend it").click();
  const mend = page.locator("form.mend");
  await mend.getByLabel("What is counted").fill("Renters who check in by themselves");
  await mend.getByLabel("Baseline", { exact: true }).fill("31");
  await mend.getByLabel("Unit").fill("%");
  await mend.getByLabel("Baseline date").fill(day(-60));
  await mend.getByText("If you meant 20 points more", { exact: false }).waitFor();
  await mend.getByLabel("Target", { exact: true }).fill("37");
  await mend.getByLabel("Due date").fill(day(10));
  await mend.getByLabel("Source").fill("Handover app");
  await mend.getByText("from 31", { exact: false }).waitFor();
  assert.deepEqual(await axe(page), []);
  await button(mend, "Use this wording").click();
  await mend.waitFor({ state: "detached" });
  assert.equal(await row.getByText("More or less than what?", { exact: false }).count(), 0);

  await checkIn(page, 33, 7, day(-14));
  await checkIn(page, 34, 6, day(-7));
  await checkIn(page, 34, 5, day());
  await row.getByText("Behind by", { exact: false }).waitFor();
  await row.getByText("Confidence down twice", { exact: false }).waitFor();

  await button(row, "Change the target…").click();
  const moving = row.getByRole("group", { name: "Change the target" });
  await button(moving, "Move the target").click();
  await moving.getByText("A target that moves needs its reason.").waitFor();
  await moving.getByLabel("New target").fill("35");
  await moving.getByLabel("Why the target moves").fill("The depot opens in March.");
  await button(moving, "Move the target").click();
  await row.getByText("The depot opens in March.").waitFor();
  await row.getByText("Target moved late", { exact: false }).waitFor();

  const close = section(page, "Close of the cycle");
  await close.getByText("Not written yet").waitFor();
  await button(close, "Write what was learned").click();
  await close.getByRole("textbox", { name: "Learned", exact: true }).fill("The hour matters more than the day.");
  await button(close, "Log it").click();
  await close.getByText("1 of 1 say what was learned").waitFor();
  await button(close, "Close the cycle…").click();
  await close.getByRole("textbox", { name: "Learned in this cycle" }).fill("Ask for the hour first.");
  await button(close, "Close the cycle").click();
  await close.getByText("Closed on", { exact: false }).waitFor();
  assert.equal(await button(page, "Check in").count(), 0, "a closed cycle asks for no number");
  await status(page, SAVED);
  assert.deepEqual(await axe(page), []);

  const file = await (await fetch(`${server.url}/embed/${goals}.md`)).text();
  for (const said of ["Renters who check in by themselves", "Moved target", "The hour matters more than the day.", "Ask for the hour first."]) {
    assert.ok(file.includes(said), `${said} in ${file}`);
  }
  const card = await (await fetch(`${server.url}/embed/${goals}.html?view=card`)).text();
  assert.match(card, /The cycle is closed\./);
  const table = "Objective,Key result,Target\nHomes are ready,Ready homes,76\n";
  const brought = await fetch(`${server.url}/api/import?name=autumn.csv`, { method: "POST", body: table });
  assert.equal((await brought.json()).made.length, 1);
  await page.setViewportSize({ width: 360, height: 740 });
  const over = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  assert.ok(over <= 0, `${over} px too wide on a phone`);
});

test("a set arrives with its remarks, and one that is dismissed keeps its reason", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ines");
  await makeDoc(server, { name: "First Keys" });
  const goals = await begin(page, server.app, "First Keys");
  await page.getByText("Seven sets to look at").click();
  await button(page, "Innovation and HR").click();
  await page.getByText("0 of 3 key results have a baseline", { exact: false }).waitFor();
  await button(page, "Take it, remarks and all").click();
  await eventually(async () => assert.equal(await page.locator(".kr").count(), 3));
  const first = page.locator(".kr").first();
  await first.getByText("A piece of work.", { exact: false }).waitFor();
  const remark = first.locator(".rem > li").filter({ hasText: "No source" });
  await button(remark, "Dismiss…").click();
  await remark.getByRole("textbox", { name: "Why it does not matter here" }).fill("Bruno counts them by hand.");
  await button(remark, "Dismiss").click();
  await remark.waitFor({ state: "detached" });
  await status(page, SAVED);
  const file = await (await fetch(`${server.url}/embed/${goals}.md`)).text();
  assert.match(file, /Bruno counts them by hand\./);
});

test("an objective that points to nothing is a gap until it points to one of the company", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ines");
  await makeDoc(server, { name: "First Keys" });
  await page.goto(server.app);
  await button(page, "Set the company’s goals").click({ timeout: 20_000 });
  await aim(page, "Every move-in on the day we promised", "Move-ins on the day");
  await status(page, SAVED);
  await begin(page, server.app, "First Keys");
  await aim(page, "Nobody waits at the door", "Keys on the day");
  await page.getByText("It points to nothing above it.").waitFor();
  await eventually(async () => {
    await comeBack(page);
    await section(page, "From the company to the teams").getByText("Nothing of the company’s above it").waitFor({ timeout: 1000 });
  });
  await page.getByLabel("What this objective works towards").selectOption({ label: "Every move-in on the day we promised (the company, this cycle)" });
  await page.getByText("It points to nothing above it.").waitFor({ state: "detached" });
  await section(page, "From the company to the teams").getByText("0 gaps").waitFor();
  await status(page, SAVED);
  const list = await listDocs(server);
  const aims = list.filter((one) => one.kind === "okr").flatMap((one) => one.digest.aims.objectives);
  assert.equal(aims.filter((one) => one.towards).length, 1);
});

test("a metric of the charter is a key result: its number is written once and shows in both places", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ines");
  const metric = { id: "m1", texts: { name: "Keys on the promised day" }, values: { unit: "%", baseline: 79, baseline_on: day(-30), target: 86, due: day(30) } };
  const team = await makeDoc(server, { name: "First Keys" });
  const file = { muster: 1, documents: [{ id: team, kind: "charter", sheet: { lists: { metrics: [metric] } } }] };
  const brought = await fetch(`${server.url}/api/import?name=charter.json`, { method: "POST", body: JSON.stringify(file) });
  assert.equal(brought.status, 200);
  await begin(page, server.app, "First Keys");
  await aim(page, "Nobody waits at the door", "Keys on the day");
  await page.getByText("Its numbers").click();
  await page.getByLabel("Metric of the charter").selectOption({ label: "Keys on the promised day" });
  await page.getByText("one number in both places", { exact: false }).waitFor();
  await checkIn(page, 83, 8, day());
  await status(page, SAVED);
  await page.getByRole("link", { name: "The charter’s metric" }).click();
  await page.waitForURL(`**/d/${team}`);
  await eventually(async () => {
    const charter = await (await fetch(`${server.url}/embed/${team}.md`)).text();
    assert.match(charter, /\| 83 /);
  });
});

test("what is added has the focus in its words, and a draft that is folded gives it back to where it was begun", async (t) => {
  const server = await ownServer(t);
  const { page } = await cast(t, browser)("Ines");
  await makeDoc(server, { name: "First Keys" });
  await begin(page, server.app, "First Keys");
  /** The name of what has the focus, and the words of its field. */
  const focused = () => page.evaluate(() => [document.activeElement.ariaLabel ?? document.activeElement.textContent.trim(), document.activeElement.value ?? ""]);
  await button(page, "Add an objective").click();
  await eventually(async () => assert.deepEqual(await focused(), ["Objective", ""]));
  await page.keyboard.insertText("Nobody waits at the door for a key");
  for (const words of ["Keys on the day", "Calls at night"]) {
    await button(page, "Add a key result").last().click();
    await eventually(async () => assert.deepEqual(await focused(), ["Key result", ""]));
    await page.keyboard.insertText(words);
  }
  await button(page, "Add an objective").click();
  await eventually(async () => assert.deepEqual(await focused(), ["Objective", ""]), "the new one, and not the first");
  await page.keyboard.insertText("Homes are ready");
  const row = page.locator(".kr").nth(1);
  const drafts = [["Check in", "form.checkin", "Close"], ["Mend it", "form.mend", "Keep it as it is"], ["Change the target…", ".checkin[role=group]", "Close"]];
  for (const [opens, form, folds] of drafts) {
    // A target moves once there is a number to move away from.
    if (opens === drafts[2][0]) await checkIn(row, 12, 7, day());
    await button(row, opens).focus();
    await page.keyboard.press("Enter");
    await eventually(() => page.evaluate((form) => Boolean(document.activeElement.closest(form)), form));
    await button(page.locator(form), folds).focus();
    await page.keyboard.press("Enter");
    await page.locator(form).waitFor({ state: "detached" });
    await eventually(async () => assert.equal((await focused())[0], opens));
  }
  await status(page, SAVED);
});
