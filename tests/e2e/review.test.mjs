// A product review, held by people in browsers: prepared offline, written in silence, revealed, advised, carried. The rules
// are those of reviews, by their numbers.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, BACK_MS, cast, eventually, ON_THIS_DEVICE, SAVED, status } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { addItem, beginSeries, openReview, reveal, reviewOf, shown } from "./parts/meeting.mjs";
import { browser, host, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

const TITLE = "Inspect every home 48 hours before move-in";
const begin = (person, preset) => beginSeries(person, server, preset);
const open = (person, series, ago) => openReview(person, server, series, ago);
const silent = (page) => page.getByLabel("What speaks for it, what against it?");

/** Every frame of a page's connections from here on, as text. */
function frames(page) {
  const heard = [];
  page.on("websocket", (socket) => socket.on("framereceived", ({ payload }) => heard.push(Buffer.from(payload).toString("latin1"))));
  return heard;
}

test("a series is begun with a purpose, an agenda and a way to its reviews, and axe finds nothing", async (t) => {
  const ines = await cast(t, browser)("Ines");
  const series = await begin(ines);
  const { page } = ines;
  assert.match(await page.getByRole("textbox", { name: "Purpose" }).inputValue(), /Captains decide/);
  assert.equal(await page.getByRole("textbox", { name: "Item", exact: true }).first().inputValue(), "Small wins");
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.app}/reviews`);
  await page.getByRole("link", { name: "Product review", exact: true }).first().waitFor({ timeout: 15_000 });
  assert.deepEqual(await axe(page), []);
  await open(ines, series);
  assert.deepEqual(await axe(page), []);
});

test("v01 v02 v03 what is written in silence leaves no device before the reveal, and is there under every name after it", async (t) => {
  const invite = cast(t, browser);
  const [ines, bruno] = [await invite("Ines"), await invite("Bruno")];
  const heardByBruno = frames(bruno.page);
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await ines.page.getByRole("button", { name: "Write in silence", exact: true }).click();
  await open(bruno, series);
  await silent(bruno.page).waitFor();
  const [hers, his] = ["I would rather be called on Tuesday.", "Two visits instead of one."];
  await silent(ines.page).fill(hers);
  await silent(bruno.page).fill(his);
  await bruno.page.locator("#muster-stance").fill("-6");
  await ines.page.locator("#muster-stance").fill("8");
  await bruno.page.getByText("Not sent yet, kept on this device.").waitFor();
  // The server has heard of other edits meanwhile, so what was to come has come.
  await addItem(ines.page, "Another item");
  await shown(bruno.page, "Another item");
  assert.ok(!heardByBruno.join("").includes(hers));
  const stored = await bruno.page.evaluate(() => JSON.stringify(Object.entries(localStorage)));
  assert.ok(stored.includes(his) && !stored.includes(hers));
  const file = await (await fetch(`${server.url}/embed/${reviewOf(series)}.json`)).text();
  assert.ok(!file.includes(hers) && !file.includes(his));
  assert.ok(!(await bruno.page.getByText(hers).count()));
  // The second item was made on Ines' page alone; she goes back to the first.
  await ines.page.locator(".agenda .entry").first().click();
  await reveal(ines.page);
  for (const { page } of [ines, bruno]) {
    await shown(page, hers);
    await shown(page, his);
    await shown(page, "Hear");
    assert.equal(await page.locator(".remarks > li").count(), 2);
  }
  await status(bruno.page, SAVED);
  assert.deepEqual(await axe(bruno.page), []);
});

test("v03 v04 whoever closed the tab before the reveal loses nothing and puts their words in afterwards, once", async (t) => {
  const invite = cast(t, browser);
  const [ines, sanjay] = [await invite("Ines"), await invite("Sanjay")];
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await ines.page.getByRole("button", { name: "Write in silence", exact: true }).click();
  await open(sanjay, series);
  await silent(sanjay.page).fill("Owners hand us keys late as it is.");
  await sanjay.page.getByText("Not sent yet, kept on this device.").waitFor();
  await sanjay.page.goto("about:blank");
  await reveal(ines.page);
  await shown(ines.page, "Written before anyone spoke");
  await open(sanjay, series);
  await sanjay.page.getByRole("button", { name: "Put mine in", exact: true }).click();
  await shown(ines.page, "Owners hand us keys late as it is.");
  assert.equal(await sanjay.page.getByRole("button", { name: "Put mine in", exact: true }).count(), 0);
  assert.equal(await ines.page.locator(".remarks > li").count(), 1);
});

test("v03 nobody’s words are put in twice, though two of their tabs were open at the reveal", async (t) => {
  const invite = cast(t, browser);
  const [ines, mei] = [await invite("Ines"), await invite("Mei")];
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await ines.page.getByRole("button", { name: "Write in silence", exact: true }).click();
  await open(mei, series);
  await silent(mei.page).fill("A page of our own helps.");
  await mei.page.getByText("Not sent yet, kept on this device.").waitFor();
  const second = await mei.context.newPage();
  await open({ page: second }, series);
  await eventually(async () => assert.equal(await silent(second).inputValue(), "A page of our own helps."));
  await reveal(ines.page);
  for (const page of [ines.page, mei.page, second]) {
    await shown(page, "A page of our own helps.");
    await eventually(async () => assert.equal(await page.getByRole("button", { name: "Put mine in", exact: true }).count(), 0));
    assert.equal(await page.locator(".remarks > li").count(), 1);
  }
});

test("v06 v07 v10 advice is answered by the presenter, the facilitator's place is taken over, and nobody is led away while they type", async (t) => {
  const invite = cast(t, browser);
  const [ines, leila] = [await invite("Ines"), await invite("Leila")];
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await addItem(ines.page, "Furnished homes in self check-in");
  await open(leila, series);
  await leila.page.getByRole("button", { name: "Lead through it", exact: true }).click();
  await shown(ines.page, "Leila facilitates.");
  await leila.page.getByRole("button", { name: "Give advice", exact: true }).click();
  await leila.page.getByLabel("Advice", { exact: true }).fill("Try it in Matosinhos alone.");
  await leila.page.getByRole("button", { name: "Give", exact: true }).click();
  // Ines looks at the item that is spoken of, and answers.
  await ines.page.locator(".agenda .entry").first().click();
  await shown(ines.page, "Try it in Matosinhos alone.");
  await ines.page.getByRole("button", { name: "Heard, not now…", exact: true }).click();
  await ines.page.getByRole("button", { name: "Answer", exact: true }).click();
  await ines.page.getByRole("alert").filter({ hasText: "A reason belongs to it." }).waitFor();
  await ines.page.getByLabel("Because", { exact: true }).last().fill("Braga has no depot.");
  await ines.page.getByRole("button", { name: "Answer", exact: true }).click();
  await shown(leila.page, "Heard, not now");
  // Ines types; Leila goes on; the page of Ines stays and offers the way.
  await ines.page.getByRole("textbox", { name: "Notes on this item" }).focus();
  await ines.page.keyboard.type("Landlord Desk counts six");
  await leila.page.locator(".agenda .entry").nth(1).click();
  await ines.page.getByRole("button", { name: /Back to where we are/ }).waitFor({ timeout: 15_000 });
  await ines.page.keyboard.type(" owners in ten.");
  await shown(ines.page, "Back to where we are");
  await ines.page.getByRole("button", { name: /Back to where we are/ }).click();
  assert.equal(await ines.page.getByRole("textbox", { name: "Title", exact: true }).inputValue(), "Furnished homes in self check-in");
  await status(ines.page, SAVED);
  assert.match(await (await fetch(`${server.url}/embed/${reviewOf(series)}.md`)).text(), /six owners in ten[^]*Try it in Matosinhos alone\./);
});

test("v05 two people see one timer though a clock is an hour off, and v11 a sentence that states a decision is asked about once", async (t) => {
  const invite = cast(t, browser);
  const [ines, mei] = [await invite("Ines"), await invite("Mei")];
  // Her clock is an hour fast.
  await mei.context.addInitScript(() => {
    const now = Date.now.bind(Date);
    Date.now = () => now() + 3_600_000;
  });
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await open(mei, series);
  await ines.page.getByRole("button", { name: "6 min", exact: true }).click();
  const left = async (page) => {
    const [minutes, seconds] = (await page.getByRole("timer").innerText()).split(":").map(Number);
    return minutes * 60 + seconds;
  };
  await eventually(async () => {
    const [hers, other] = await Promise.all([left(ines.page), left(mei.page)]);
    assert.ok(Math.abs(hers - other) <= 2 && hers > 300, `${hers} and ${other}`);
  });
  await ines.page.getByRole("textbox", { name: "Notes on this item" }).focus();
  await ines.page.keyboard.type("We decided to stop same-morning inspections.");
  await shown(ines.page, "Reads like a decision");
  await ines.page.getByRole("button", { name: "Keep as a note", exact: true }).click();
  await ines.page.getByText("Reads like a decision").waitFor({ state: "hidden" });
});

test("a review that is begun on a train by two people is one review, with the items of both", async (t) => {
  const invite = cast(t, browser);
  const [ines, halima] = [await invite("Ines"), await invite("Halima")];
  const series = await begin(ines);
  for (const person of [ines, halima]) {
    await person.page.goto(`${server.app}/d/${series}`);
    await person.page.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 15_000 });
    await person.page.waitForFunction(() => navigator.serviceWorker.controller);
    await status(person.page, SAVED);
  }
  for (const [person, title] of [[ines, TITLE], [halima, "Porto’s peak starts early"]]) {
    // Nobody has opened the review before: the device knows its series.
    await person.context.setOffline(true);
    await open(person, series);
    await addItem(person.page, title);
    await status(person.page, ON_THIS_DEVICE);
  }
  for (const person of [ines, halima]) await person.context.setOffline(false);
  for (const person of [ines, halima]) {
    await status(person.page, SAVED, BACK_MS);
    await shown(person.page, TITLE);
    await shown(person.page, "Porto’s peak starts early");
    assert.equal(await person.page.locator(".agenda .entry").count(), 2);
  }
});

test("v09 v10 what the review before left stands on the next one: open advice, a carried item once; a parked one stands in the parking lot", async (t) => {
  const ines = await cast(t, browser)("Ines");
  const series = await begin(ines);
  const page = await open(ines, series, 7);
  const agenda = page.locator(".agenda .entry");
  for (const [title, end] of [[TITLE, "Carry"], ["Who pays the second visit?", "Park"]]) {
    await addItem(page, title);
    await page.getByRole("button", { name: "Close", exact: true }).click();
    await page.getByRole("button", { name: end, exact: true }).click();
    await shown(page, end === "Carry" ? "It is offered on the next review’s page." : "It stands in the parking lot of the series.");
  }
  await agenda.first().click();
  await page.getByRole("button", { name: "Give advice", exact: true }).click();
  await page.getByLabel("Advice", { exact: true }).fill("Try it in Matosinhos alone.");
  await page.getByRole("button", { name: "Give", exact: true }).click();
  await shown(page, "Still open");
  await status(page, SAVED);
  await open(ines, series);
  await shown(page, "Advice due for an answer");
  await shown(page, "Try it in Matosinhos alone.");
  await page.getByRole("button", { name: "Put it on the agenda", exact: true }).click();
  await agenda.filter({ hasText: TITLE }).getByText("carried 1×").waitFor();
  assert.equal(await page.getByRole("button", { name: "Put it on the agenda", exact: true }).count(), 0);
  await status(page, SAVED);
  await page.goto(`${server.app}/d/${series}`);
  await shown(page, "Who pays the second visit?");
  await shown(page, "1 parked");
});

test("v03 a tab that shows another item at the reveal puts its person's words in all the same", async (t) => {
  const invite = cast(t, browser);
  const [ines, mei] = [await invite("Ines"), await invite("Mei")];
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await ines.page.getByRole("button", { name: "Write in silence", exact: true }).click();
  await open(mei, series);
  await silent(mei.page).fill("A page of our own helps.");
  await mei.page.getByText("Not sent yet, kept on this device.").waitFor();
  await addItem(ines.page, "Another item");
  await shown(mei.page, "Another item");
  await mei.page.locator(".agenda .entry").nth(1).click();
  await eventually(async () => assert.equal(await silent(mei.page).count(), 0));
  await ines.page.locator(".agenda .entry").first().click();
  await ines.page.getByRole("button", { name: "Reveal…", exact: true }).click();
  await ines.page.getByRole("button", { name: "Reveal now", exact: true }).click();
  await shown(ines.page, "A page of our own helps.");
  await mei.page.locator(".agenda .entry").first().click();
  await shown(mei.page, "A page of our own helps.");
  assert.equal(await mei.page.getByRole("button", { name: "Put mine in", exact: true }).count(), 0);
});

test("v01 where another company's page forbids frames a link leads to the field, which is in no page of that company", async (t) => {
  const invite = cast(t, browser);
  const [ines, bruno] = [await invite("Ines"), await invite("Bruno")];
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await ines.page.getByRole("button", { name: "Write in silence", exact: true }).click();
  const id = reviewOf(series);
  await bruno.page.goto(host.put("/review", `<muster-review doc="${id}"></muster-review>`, { head: loader(server), headers: { "content-security-policy": "frame-src 'none'" } }));
  const way = bruno.page.getByRole("link", { name: "Write in Muster", exact: true });
  await way.waitFor({ timeout: 15_000 });
  assert.equal(await silent(bruno.page).count(), 0);
  assert.equal(await way.getAttribute("href"), `${server.app}/d/${id}`);
  const kept = await bruno.page.evaluate(() => Object.keys(localStorage).filter((name) => /draft|reveal/.test(name)));
  assert.deepEqual(kept, []);
  const field = await (await fetch(`${server.url}/embed/${id}?view=silent`)).text();
  assert.ok(field.includes("framed") && !field.includes(TITLE), "the page of the field says nothing of the review");
  // The browser says by itself that it blocked something.
  bruno.errors.length = 0;
});

test("v08 dots stand with their giver until the vote is closed, and then in a table with every name", async (t) => {
  const invite = cast(t, browser);
  const [ines, bruno] = [await invite("Ines"), await invite("Bruno")];
  const series = await begin(ines);
  await open(ines, series);
  await addItem(ines.page, TITLE);
  await addItem(ines.page, "Another item");
  const heard = frames(bruno.page);
  await open(bruno, series);
  await ines.page.getByRole("button", { name: "Vote on the items", exact: true }).click();
  const more = (page, title) => page.getByRole("button", { name: `One dot more for ${title}`, exact: true });
  for (const { page } of [ines, bruno]) await shown(page, "5 of 5 left");
  await more(ines.page, TITLE).focus();
  for (let n = 0; n < 3; n++) await ines.page.keyboard.press("Enter");
  for (let n = 0; n < 5; n++) await more(bruno.page, "Another item").click();
  await bruno.page.getByRole("button", { name: "One dot less for Another item", exact: true }).click();
  await more(bruno.page, TITLE).click();
  await shown(ines.page, "2 of 5 left");
  await shown(bruno.page, "0 of 5 left");
  assert.deepEqual(await axe(bruno.page), []);
  const file = await (await fetch(`${server.url}/embed/${reviewOf(series)}.json`)).text();
  assert.ok(file.includes("ballots") && !file.includes('"given"'), "no dot has left its device");
  await ines.page.getByRole("button", { name: "Close the vote…", exact: true }).click();
  await ines.page.getByRole("button", { name: "Close it now", exact: true }).click();
  for (const { page } of [ines, bruno]) {
    await eventually(async () => {
      const rows = await page.locator(".tally tbody tr").allInnerTexts();
      assert.deepEqual(rows.map((row) => row.replace(/●/g, "").split(/\s*\t\s*|\n/).map((cell) => cell.trim()).filter(Boolean)), [
        [TITLE, "4", "Ines 3 and Bruno 1"],
        ["Another item", "4", "Bruno 4"],
      ]);
    });
  }
  assert.deepEqual(await axe(ines.page), []);
  assert.ok(heard.length > 0);
});

test("v17 answers to an interview wait for one reveal, what names a person is noticed, and nothing is held back", async (t) => {
  const invite = cast(t, browser);
  const [ines, bruno] = [await invite("Ines"), await invite("Bruno")];
  const series = await begin(ines, "Begin a customer insight review");
  await open(ines, series);
  await ines.page.getByRole("button", { name: "Add “Interview of the week”", exact: true }).click();
  await ines.page.getByRole("textbox", { name: "Interview", exact: true }).fill("I sat on my suitcase. Call me on +351 912 345 678.");
  await shown(ines.page, "a phone number (“+351 912 345 678”)");
  await ines.page.getByRole("button", { name: "Write in silence", exact: true }).click();
  await open(bruno, series);
  const answer = (page) => page.getByLabel("What did you hear, what surprised you, and so what?");
  await answer(bruno.page).fill("Mrs Lima did not know whether anybody was coming.");
  await shown(bruno.page, "a name (“Mrs Lima”)");
  assert.equal(await bruno.page.locator("#muster-stance").count(), 0);
  await bruno.page.getByRole("button", { name: "Put mine in", exact: true }).click();
  await shown(bruno.page, "Yours is written.");
  await shown(ines.page, "1 of 2 ready to move on");
  assert.equal(await ines.page.getByText("did not know").count(), 0);
  assert.deepEqual(await axe(bruno.page), []);
  await ines.page.getByRole("button", { name: "Reveal…", exact: true }).click();
  await ines.page.getByRole("button", { name: "Reveal now", exact: true }).click();
  for (const { page } of [ines, bruno]) await shown(page, "Mrs Lima did not know whether anybody was coming.");
});

test("n15 answers to an interview are counted by theme, and themes stand beside the job in the charter that names it", async (t) => {
  const sent = await fetch(`${server.url}/api/import?name=Jobbers.md`, {
    method: "POST",
    body: "# Jobbers\n\n## Job to be done\n\nWaiting at the door\n",
  });
  assert.ok(sent.ok, await sent.clone().text());
  const { made: [charter] } = await sent.json();
  const ines = await cast(t, browser)("Ines");
  const { page } = ines;
  const series = await begin(ines, "Begin a customer insight review");
  await open(ines, series);
  await page.getByRole("button", { name: "Add “Interview of the week”", exact: true }).click();
  await page.getByRole("textbox", { name: "Interview", exact: true }).fill("I sat on my suitcase for two hours.");
  await shown(page, "No job behind it");
  const job = page.getByRole("textbox", { name: "Job of the customer", exact: true });
  await job.fill("Waiting at the door");
  await page.keyboard.press("Enter");
  await page.getByText("No job behind it").waitFor({ state: "detached" });
  await page.getByRole("button", { name: "Write in silence", exact: true }).click();
  await page.getByLabel("What did you hear, what surprised you, and so what?").fill("Nobody told her when the keys come.");
  await page.getByRole("button", { name: "Put mine in", exact: true }).click();
  await page.getByRole("button", { name: "Reveal…", exact: true }).click();
  await page.getByRole("button", { name: "Reveal now", exact: true }).click();
  await page.getByRole("textbox", { name: "Theme", exact: true }).fill("Waiting");
  await page.keyboard.press("Enter");
  await shown(page, "Waiting in 1 of 1 answer.");
  await shown(page, "They stand beside the job “Waiting at the door”");
  await status(page, SAVED);
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.app}/d/${charter}`);
  await page.locator(".learned-about").getByText("Waiting in 1 of 1 answer").waitFor({ timeout: 20_000 });
});
