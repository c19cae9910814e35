// The decision log of a team: composed on the device, logged by one press, looked at again, reversed, framed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, BACK_MS, cast, eventually, makeDoc, ON_THIS_DEVICE, SAVED, status } from "./harness.mjs";
import { decision, draft, fill, log } from "./parts/decisions.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

/** A team's log, as somebody opens it. */
async function open(person, doc) {
  await person.page.goto(`${server.app}/d/${doc}-log`);
  await person.page.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
  return person.page;
}

async function begin(t, name = "Ledger") {
  const invite = cast(t, browser);
  const doc = await makeDoc(server, { name });
  return { doc, invite, page: await open(await invite("Ada"), doc) };
}

/** Opens what is folded behind a button of a decision, and fills and logs it. */
async function about(page, choice, button, fields) {
  const row = decision(page, choice).first();
  await row.hover();
  await row.getByRole("button", { name: button, exact: true }).click();
  await fill(row, fields);
  await row.getByRole("button", { name: "Log", exact: true }).click();
}

test("a decision is written and logged by keys alone, and stands first", async (t) => {
  const { page } = await begin(t);
  await draft(page).getByLabel("Question", { exact: true }).focus();
  await page.keyboard.type("How much may a crew give?");
  await page.keyboard.press("Tab");
  await page.keyboard.type("Up to 150 a move-in.");
  await page.keyboard.press("Tab");
  await page.keyboard.type("A night costs 130.");
  assert.equal(await page.locator(".decs > li").count(), 0, "a draft is not in the log");
  await page.keyboard.press("Control+Enter");
  await decision(page, "Up to 150 a move-in.").waitFor();
  await page.getByText("A night costs 130.").waitFor();
  await page.getByText("1 decision", { exact: true }).waitFor();
  assert.equal(await draft(page).getByLabel("Question", { exact: true }).inputValue(), "");
  await log(page, "Until what hour?", "Until 21:00.");
  assert.match(await page.locator(".decs > li").first().innerText(), /Until 21:00\./);
  await status(page, SAVED);
});

test("what is missing is said at its field, and nothing that was written is lost", async (t) => {
  const { page } = await begin(t);
  await fill(draft(page), { Question: "Until what hour?" });
  await draft(page).getByRole("button", { name: "Log", exact: true }).click();
  await draft(page).getByRole("alert").filter({ hasText: "Write what was chosen." }).waitFor();
  assert.equal(await draft(page).getByLabel("Question", { exact: true }).inputValue(), "Until what hour?");
  assert.equal(await page.locator(".decs > li").count(), 0);
});

test("a draft survives a closed tab and is in no document before it is logged", async (t) => {
  const { doc, page, invite } = await begin(t);
  const bo = await open(await invite("Bo"), doc);
  await fill(draft(page), { Question: "Do we move?", Choice: "Not before May." });
  await draft(page).getByText("Not sent yet, kept on this device.").waitFor();
  const again = await page.context().newPage();
  await page.close();
  await again.goto(`${server.app}/d/${doc}-log`);
  await eventually(async () => {
    assert.equal(await draft(again).getByLabel("Choice", { exact: true }).inputValue(), "Not before May.");
  }, 15_000);
  assert.equal(await bo.getByText("Not before May.").count(), 0);
  await draft(again).getByRole("button", { name: "Log", exact: true }).click();
  await decision(bo, "Not before May.").waitFor();
  await again.reload();
  await decision(again, "Not before May.").waitFor();
  assert.equal(await draft(again).getByLabel("Choice", { exact: true }).inputValue(), "");
});

test("decisions logged without a network merge with those of others", async (t) => {
  const { doc, page, invite } = await begin(t);
  await log(page, "First?", "Yes, first.");
  await status(page, SAVED);
  const bo = await open(await invite("Bo"), doc);
  await page.context().setOffline(true);
  await log(page, "Away?", "Decided away.");
  await status(page, ON_THIS_DEVICE);
  await log(bo, "Here?", "Decided here.");
  await page.context().setOffline(false);
  await status(page, SAVED, BACK_MS);
  for (const side of [page, bo]) {
    for (const choice of ["Yes, first.", "Decided away.", "Decided here."]) await decision(side, choice).waitFor();
  }
});

test("V13: what became of a decision is asked on its day, and learning stands beside the result", async (t) => {
  const { page } = await begin(t);
  const today = await page.evaluate(() => new Date().toLocaleDateString("sv"));
  await log(page, "One crew or two?", "Two crews.", { "Look again": today });
  await page.getByText("Its day to be looked at again has come.").waitFor();
  await page.getByRole("button", { name: "1 to look at again" }).click();
  await about(page, "Two crews.", "What became of it", {
    "What happened": "Renters wait 31 minutes.",
    "What we learned": "The wait was the drive.",
  });
  const halves = await decision(page, "Two crews.").locator(".became > div").evaluateAll((all) =>
    all.map((half) => [half.innerText.split("\n")[0], Math.round(half.getBoundingClientRect().width)]),
  );
  assert.deepEqual(halves.map(([head]) => head), ["What happened", "What we learned"]);
  assert.ok(Math.abs(halves[0][1] - halves[1][1]) <= 1, "both are as wide");
  assert.equal(await page.getByText("Its day to be looked at again has come.").count(), 0);
});

test("V12: a decision is reversed by a new row, and two reversals at once stand side by side", async (t) => {
  const { doc, page, invite } = await begin(t);
  await log(page, "Until what hour?", "Until 21:00.");
  await status(page, SAVED);
  const bo = await open(await invite("Bo"), doc);
  await decision(bo, "Until 21:00.").waitFor();
  await page.context().setOffline(true);
  await about(page, "Until 21:00.", "Reverse", { Choice: "Until 22:00." });
  await about(bo, "Until 21:00.", "Reverse", { Choice: "Until 20:00." });
  await page.context().setOffline(false);
  for (const side of [page, bo]) {
    const group = side.getByRole("group", { name: "Reversed more than once" });
    await group.waitFor({ timeout: BACK_MS });
    assert.equal(await group.locator(".pair > div").count(), 2);
    await decision(side, "Until 21:00.").locator(".choice.gone").waitFor();
  }
  await bo.getByRole("button", { name: "1 reversed twice" }).click();
  assert.equal(await decision(bo, "Until 21:00.").locator("input, textarea").count(), 0, "nothing of a decision is edited");
});

/** Says something about a decision, or answers what somebody said. */
async function say(page, choice, button, words) {
  const row = decision(page, choice).first();
  await row.hover();
  await row.getByRole("button", { name: button, exact: true }).click();
  await eventually(async () => {
    assert.match(await page.locator("textarea:focus").getAttribute("aria-label", { timeout: 500 }), /^(Comment|Answer)$/);
  });
  await page.keyboard.insertText(words);
  await page.keyboard.press("Control+Enter");
}

/** Words of before a log had a talk of its own: a comment about a row of it, in the charter's talk. */
async function saidBefore(doc, on, words) {
  const { lineage } = await (await fetch(`${server.url}/api/docs/${doc}`)).json();
  const comment = { id: "said-before", texts: { text: words }, values: { on: [{ value: on, by: "Cy", at_ms: 1_700_000_000_000 }] } };
  const talk = { id: `${doc}-talk`, kind: "talk", lineage, sheet: { lists: { comments: [comment] } } };
  const body = JSON.stringify({ muster: 1, documents: [talk] });
  const told = await fetch(`${server.url}/api/import?name=before.json`, { method: "POST", body });
  assert.equal(told.status, 200, await told.text());
}

const file = async (id) => (await fetch(`${server.url}/embed/${id}.md`)).text();

test("what is said of a decision goes into the log's own talk, and what was said of it in the charter's is read and answered there", async (t) => {
  const { doc, page, invite } = await begin(t);
  await log(page, "Do we move?", "Not before May.");
  await status(page, SAVED);
  const row = await decision(page, "Not before May.").getAttribute("data-row");
  await saidBefore(doc, `decisions/${row}`, "Said in the charter's talk.");
  const bo = await open(await invite("Bo"), doc);
  const old = decision(bo, "Not before May.").locator(".said").filter({ hasText: "Said in the charter's talk." });
  await old.waitFor({ timeout: 15_000 });
  await say(bo, "Not before May.", "Comment", "Said in the log's own talk.");
  await status(bo, SAVED);
  await decision(page, "Not before May.").getByText("Said in the log's own talk.").waitFor();
  await old.hover();
  await old.getByRole("button", { name: "Answer", exact: true }).click();
  await eventually(async () => assert.equal(await bo.locator("textarea:focus").getAttribute("aria-label", { timeout: 500 }), "Answer"));
  await bo.keyboard.insertText("Answered where it was said.");
  await bo.keyboard.press("Control+Enter");
  await status(bo, SAVED);
  const [own, charters] = [await file(`${doc}-log-talk`), await file(`${doc}-talk`)];
  assert.match(own, /Said in the log's own talk\./);
  assert.doesNotMatch(own, /Answered where it was said|Said in the charter's talk/);
  assert.match(charters, /Said in the charter's talk\.[\s\S]*Answered where it was said\./);
  assert.doesNotMatch(charters, /Said in the log's own talk/);
  // Without a network it goes on, and nobody loses a word.
  await bo.context().setOffline(true);
  await say(bo, "Not before May.", "Comment", "Said on a train.");
  await status(bo, ON_THIS_DEVICE);
  await bo.context().setOffline(false);
  await status(bo, SAVED, BACK_MS);
  await decision(page, "Not before May.").getByText("Said on a train.").waitFor();
  assert.match(await file(`${doc}-log-talk`), /Said on a train\./);
});

test("its maker takes a decision back, and nobody else is offered to", async (t) => {
  const { doc, page, invite } = await begin(t);
  await log(page, "Do we?", "We do.");
  await status(page, SAVED);
  const bo = await open(await invite("Bo"), doc);
  await decision(bo, "We do.").waitFor();
  assert.equal(await decision(bo, "We do.").getByRole("button", { name: "Withdraw" }).count(), 0);
  await decision(page, "We do.").hover();
  await decision(page, "We do.").getByRole("button", { name: "Withdraw" }).click();
  await decision(bo, "We do.").waitFor({ state: "detached" });
});

test("the log is filtered by class and by words, and the charter shows the latest decisions", async (t) => {
  const { doc, page } = await begin(t);
  await log(page, "How much?", "Up to 150.", { Class: "Goodwill" });
  await log(page, "How long?", "Until nine.", { Class: "Hours" });
  await page.getByRole("combobox", { name: "Class", exact: true }).last().selectOption("Goodwill");
  await decision(page, "Until nine.").waitFor({ state: "detached" });
  await decision(page, "Up to 150.").waitFor();
  await page.getByRole("combobox", { name: "Class", exact: true }).last().selectOption("");
  await page.getByRole("searchbox").fill("nine");
  await decision(page, "Up to 150.").waitFor({ state: "detached" });
  await status(page, SAVED);
  await page.goto(`${server.app}/d/${doc}`);
  await page.getByText("2 decisions this month").waitFor({ timeout: 15_000 });
  await page.locator(".strip").getByText("Until nine.").waitFor();
  await page.locator(".strip").getByRole("link", { name: "All decisions" }).click();
  await page.waitForURL(`${server.app}/d/${doc}-log`);
});

test("requests are asked and answered, and learnings written", async (t) => {
  const { page } = await begin(t);
  const requests = page.locator(".of-requests");
  await requests.getByRole("button", { name: "Ask another team" }).click();
  await fill(requests, { To: "Landlord Desk", Need: "A right of access" });
  await requests.getByRole("button", { name: "Ask", exact: true }).click();
  await requests.getByText("A right of access").waitFor();
  await requests.getByRole("button", { name: "Answer", exact: true }).click();
  await requests.getByRole("radio", { name: "No", exact: true }).check();
  await fill(requests, { "In words": "Not before the contract ends." });
  await requests.getByRole("button", { name: "Send", exact: true }).click();
  await requests.getByText("0 open, 1 settled").waitFor();
  const learnings = page.locator(".of-learnings");
  await learnings.getByRole("button", { name: "Write down a learning" }).click();
  await fill(learnings, { "What happened": "Nobody came.", "What we learned": "Ask before." });
  await learnings.getByRole("button", { name: "Log", exact: true }).click();
  await learnings.getByText("Ask before.").waitFor();
});

test("a log is live in a foreign page, whole and as its latest decisions", async (t) => {
  const { doc, page, invite } = await begin(t);
  await log(page, "Which?", "The blue one.");
  const widgets = ["full", "recent", "dial"].map((view, nth) => `<muster-log id=${"abc"[nth]} doc="${doc}-log" view="${view}" mode="${view === "dial" ? "edit" : ""}"></muster-log>`).join("");
  const guest = (await invite("Guest")).page;
  await guest.goto(host.put("/log", widgets, { head: loader(server) }));
  await guest.locator("#a").getByText("The blue one.").waitFor({ timeout: 15_000 });
  await guest.locator("#b").getByText("The blue one.").waitFor();
  await guest.locator("#c").getByText("Shown from 5.").first().waitFor();
  await log(page, "And now?", "The red one.");
  await guest.locator("#b").getByText("The red one.").waitFor();
  assert.equal(await guest.locator("#b").getByLabel("Question", { exact: true }).count(), 0);
});

test("axe finds nothing in a log, empty, full and with a draft, in light and dark", async (t) => {
  const { page } = await begin(t);
  const look = async (name) => {
    for (const colorScheme of ["light", "dark"]) {
      await page.emulateMedia({ colorScheme });
      assert.deepEqual(await axe(page), [], `${name}, ${colorScheme}`);
    }
  };
  await look("empty");
  await log(page, "One crew or two?", "Two crews.", { Why: "Because.", Class: "Crews" });
  await about(page, "Two crews.", "What became of it", { "What happened": "It worked.", "What we learned": "Ask first." });
  await about(page, "Two crews.", "Reverse", { Choice: "Three crews." });
  await look("full");
  await fill(draft(page), { Question: "Next?" });
  await look("draft");
});
