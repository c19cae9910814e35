// Authority: captain and leader each say their own word, both see the same, and what is counted is shown.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, SAVED, status } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Cap: "member", Mo: "member" });

const DAY_MS = 24 * 60 * 60 * 1000;
const day = (ago) => new Date(Date.now() - ago * DAY_MS).toISOString().slice(0, 10);
const ask = (...asked) => place.people.Ada.ask(...asked);

/** A charter whose captain is Cap. */
async function makeTeam(name = "Keys") {
  const { id } = await ask("POST", "/api/docs", { kind: "charter", name });
  await ask("POST", `/api/docs/${id}/captain`, { person: place.people.Cap.id });
  return id;
}

/** Brings decisions into a team's log: how many days ago, of which class, in which role. */
async function decide(doc, decisions) {
  const row = ([ago, class_, role], nth) => ({
    id: `d${nth}`,
    values: { question: `Question ${nth}?`, choice: `Choice ${nth}.`, on: day(ago), class: class_, role, decided_by: role === "leader" ? "Lin" : "Cap" },
  });
  const document = { id: `${doc}-log`, kind: "log", sheet: { lists: { decisions: decisions.map(row) } } };
  return ask("POST", "/api/import?name=decisions.json", { muster: 1, documents: [document] });
}

async function open(t, who, doc) {
  const { page } = await signedIn(t, browser)(place, who);
  await page.goto(`${place.server.app}/d/${doc}-log`);
  await page.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
  return page;
}

const section = (page) => page.locator(".of-authority");
const dial = (page, name) => section(page).locator(".dials > li").filter({ has: page.getByRole("heading", { name, exact: true }) });

/** Proposes a level of a class that nobody has spoken of. */
async function propose(page, name, level) {
  const within = section(page);
  await within.getByRole("button", { name: "Propose a level for another class" }).click();
  await within.getByLabel("Class", { exact: true }).fill(name);
  await within.getByRole("radio", { name: level, exact: true }).check();
  await within.getByRole("button", { name: "Propose", exact: true }).click();
}

test("V14: a captain proposes, a leader confirms, and both see the same", async (t) => {
  const doc = await makeTeam();
  const cap = await open(t, "Cap", doc);
  await propose(cap, "Pricing", "5 Advise");
  await dial(cap, "Pricing").getByText("5 Advise proposed by Cap, as captain").first().waitFor();
  assert.equal(await dial(cap, "Pricing").getByRole("button", { name: /^Confirm/ }).count(), 0, "nobody confirms their own word");
  await status(cap, SAVED);
  const lin = await open(t, "Lin", doc);
  await dial(lin, "Pricing").getByText("5 Advise proposed by Cap, as captain").first().waitFor();
  await dial(lin, "Pricing").getByRole("button", { name: "Confirm 5 Advise" }).focus();
  await lin.keyboard.press("Enter");
  for (const page of [cap, lin]) {
    await dial(page, "Pricing").locator(".lvl b", { hasText: "5 Advise" }).waitFor();
    assert.equal(await dial(page, "Pricing").locator(".steps .on").count(), 1);
  }
  await status(lin, SAVED);
  const says = async (page) => (await dial(page, "Pricing").locator(".dial").innerText()).trim();
  assert.equal(await says(cap), await says(lin));
  // A later proposal stands beside what is agreed until it is confirmed.
  await dial(lin, "Pricing").getByRole("button", { name: "Propose a level", exact: true }).click();
  await dial(lin, "Pricing").getByRole("radio", { name: "6 Inquire", exact: true }).check();
  await dial(lin, "Pricing").getByRole("button", { name: "Propose", exact: true }).click();
  await dial(cap, "Pricing").getByText("6 Inquire proposed by Lin, as leader").first().waitFor();
  await dial(cap, "Pricing").locator(".lvl b", { hasText: "5 Advise" }).waitFor();
  await dial(cap, "Pricing").getByRole("button", { name: "Confirm 6 Inquire" }).click();
  for (const page of [cap, lin]) await dial(page, "Pricing").locator(".lvl b", { hasText: "6 Inquire" }).waitFor();
  await dial(cap, "Pricing").getByText("What was said about it").click();
  assert.equal(await dial(cap, "Pricing").locator(".count li").count(), 4, "all that was said is there");
  await status(cap, SAVED);
  await cap.goto(`${place.server.app}/d/${doc}`);
  await cap.getByText("Agreed: 6 Inquire on Pricing.").waitFor({ timeout: 15_000 });
});

test("V14: who is on neither side is shown no way, and sees the same", async (t) => {
  const doc = await makeTeam();
  const cap = await open(t, "Cap", doc);
  await propose(cap, "Hiring", "4 Agree");
  await status(cap, SAVED);
  const mo = await open(t, "Mo", doc);
  await dial(mo, "Hiring").getByText("4 Agree proposed by Cap, as captain").first().waitFor();
  const buttons = (part) => part.getByRole("button").and(mo.locator(":not(.to-next)")).count();
  assert.equal(await buttons(section(mo)), 0);
  assert.equal(await buttons(mo.locator(".of-readiness")), 0);
});

test("V14: the measured share names its decisions, under five nothing is shown, and a mismatch is told without a name", async (t) => {
  const doc = await makeTeam();
  const few = Array.from({ length: 4 }, (_, nth) => [nth, "Hours", "captain"]);
  const many = [...Array.from({ length: 5 }, (_, nth) => [nth, "Pricing", "captain"]), [6, "Pricing", "leader"], [7, "Pricing", "leader"], [8, "Pricing", "leader"]];
  const old = [[70, "Pricing", "leader"], [80, "Pricing", "leader"]];
  await decide(doc, [...few, ...many, ...old]);
  const cap = await open(t, "Cap", doc);
  await section(cap).locator(".authority.all").getByText("9 of the last 12 decisions taken here, 3 above the team.").waitFor();
  await dial(cap, "Hours").getByText("4 decisions in eight weeks. Shown from 5.").waitFor();
  assert.equal(await dial(cap, "Hours").locator(".squares").count(), 0);
  await dial(cap, "Pricing").getByText("5 of the last 8 decisions taken here, 3 above the team.").waitFor();
  assert.equal(await dial(cap, "Pricing").locator(".squares i").count(), 8);
  await dial(cap, "Pricing").getByText("How this is counted").click();
  assert.equal(await dial(cap, "Pricing").locator(".count li").count(), 8);
  await dial(cap, "Pricing").getByRole("button", { name: "Choice 9." }).click();
  await cap.locator("[data-row=d9] article").waitFor();
  assert.ok(await cap.locator("[data-row=d9] article").evaluate((article) => article === document.activeElement));
  await dial(cap, "Pricing").getByRole("button", { name: "Propose a level", exact: true }).click();
  await dial(cap, "Pricing").getByRole("radio", { name: "5 Advise", exact: true }).check();
  await dial(cap, "Pricing").getByRole("button", { name: "Propose", exact: true }).click();
  await status(cap, SAVED);
  const lin = await open(t, "Lin", doc);
  await dial(lin, "Pricing").getByRole("button", { name: "Confirm 5 Advise" }).click();
  for (const page of [cap, lin]) {
    await dial(page, "Pricing").locator(".apart", { hasText: "Agreed 5 Advise, but 3 of 8 taken above." }).waitFor();
  }
  await status(lin, SAVED);
});

test("readiness stands in two columns, each side's own, and both see both", async (t) => {
  const doc = await makeTeam();
  const [cap, lin] = [await open(t, "Cap", doc), await open(t, "Lin", doc)];
  const row = (page) => page.locator(".of-readiness .rows > li").filter({ hasText: "who the customer is" });
  const answer = async (page, view, evidence) => {
    await row(page).getByRole("button", { name: "Say how you see it" }).click();
    await row(page).getByRole("radio", { name: view, exact: true }).check();
    await row(page).getByLabel("Evidence", { exact: true }).fill(evidence);
    await row(page).getByRole("button", { name: "Say", exact: true }).click();
  };
  await answer(cap, "Yes", "Eleven move-ins in October.");
  await answer(lin, "Not yet", "Landlords are customers too.");
  for (const page of [cap, lin]) {
    const columns = row(page).locator(".pair > div");
    await columns.nth(0).getByText("Eleven move-ins in October.").waitFor();
    await columns.nth(1).getByText("Landlords are customers too.").waitFor();
    await row(page).getByText("Seen differently").waitFor();
    const widths = await columns.evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().width)));
    assert.ok(Math.abs(widths[0] - widths[1]) <= 1, "both are as wide");
  }
  await row(cap).getByRole("button", { name: "Withdraw" }).click();
  await row(lin).locator(".pair > div").nth(0).getByText("Not answered yet.").waitFor();
});

test("V15: advice worded as an order and meetings are counted from reviews, and the team says something beside it", async (t) => {
  const doc = await makeTeam("Homecare");
  const series = (await ask("POST", "/api/docs", { kind: "series", name: "Weekly" })).id;
  const reviews = [1, 8, 15, 22, 29].map((ago) => {
    const slot = `${day(ago).replaceAll("-", "")}T1000`;
    const items = [{ id: `i${ago}`, texts: { title: "The hours" }, values: { team: doc } }];
    const text = ago < 20 ? "You must ask Ledger first." : "Try it in one street.";
    const advice = [{ id: `a${ago}`, values: { item: `i${ago}`, text } }];
    // The oldest one says of nobody that they were there.
    const attended = ago === 29 ? [] : ["Bruno", "Ines"].map((name) => ({ id: `${name}${ago}`, values: { name } }));
    return { id: `${series}-r${slot}`, kind: "review", sheet: { lists: { items, advice, attended } } };
  });
  await ask("POST", "/api/import?name=reviews.json", { muster: 1, documents: reviews });
  const cap = await open(t, "Cap", doc);
  const signal = (name) => cap.locator(".sigs > li").filter({ has: cap.getByRole("heading", { name, exact: true }) });
  await signal("Meetings").locator("svg").waitFor({ timeout: 15_000 });
  assert.match(await signal("Meetings").locator("svg").getAttribute("aria-label"), /5 events/);
  await signal("Advice worded as an order").getByText("3 in eight weeks. A line is drawn from 5.").waitFor();
  assert.equal(await signal("Advice worded as an order").locator("svg").count(), 0);
  // Fifty minutes are planned where nothing is said, for each of the two.
  await signal("Hours in meetings").getByText("6.7 hours in 4 meetings in eight weeks. A line is drawn from 5.").waitFor();
  await signal("Hours in meetings").getByText("These are counted").click();
  await signal("Hours in meetings").getByRole("link", { name: "Weekly: 2 people, 50 minutes each" }).first().waitFor();
  await signal("Decisions pulled up").getByText("None in eight weeks.").waitFor();
  await signal("Meetings").getByRole("button", { name: "Say something beside it" }).click();
  await signal("Meetings").getByLabel("Beside it", { exact: true }).fill("The depot strike, not us.");
  await signal("Meetings").getByRole("button", { name: "Say", exact: true }).click();
  await signal("Meetings").locator(".note").getByText("The depot strike, not us.").waitFor();
  await status(cap, SAVED);
});

test("n13 a team is placed by agreement and decisions, a small one is not, and its words stand beside its place", async (t) => {
  const members = ["Ines", "Bruno", "Rui", "Pauline"].map((name) => ({ id: name, values: { name } }));
  const charter = (name, lists) => ({ id: name.toLowerCase(), kind: "charter", sheet: { texts: { name }, lists } });
  const documents = [charter("Placed", { members }), charter("Unplaced", {})];
  const { made } = await ask("POST", "/api/import?name=teams.json", { muster: 1, documents });
  await decide(made[0], Array.from({ length: 6 }, (_, nth) => [nth, "Pricing", nth ? "captain" : "leader"]));
  const log = await open(t, "Lin", made[0]);
  const place = log.locator(".sigs > li").filter({ has: log.getByRole("heading", { name: "Place among all teams" }) });
  await place.getByRole("button", { name: "Say something beside it" }).click();
  await place.getByLabel("Beside it", { exact: true }).fill("Nine people are reading it this week.");
  await place.getByRole("button", { name: "Say", exact: true }).click();
  await status(log, SAVED);
  await place.getByRole("link", { name: "Aligned and loosely coupled" }).click();
  await log.getByRole("heading", { name: "Aligned and loosely coupled" }).waitFor({ timeout: 15_000 });
  const row = (name) => log.getByRole("row").filter({ has: log.getByRole("rowheader", { name, exact: true }) });
  await row("Placed").getByText("Frankenstein risk").waitFor({ timeout: 15_000 });
  await row("Placed").getByText("5 of 6").waitFor();
  await log.locator(".quad").getByText("Placed, n 6").waitFor();
  await row("Unplaced").getByText("not enough yet").first().waitFor();
  assert.equal(await log.locator(".quad").getByText(/^Unplaced/).count(), 0);
  await log.getByText("Nine people are reading it this week.").waitFor();
  await log.getByText("How this is counted").click();
  await log.getByText("Nobody is placed here, only teams").waitFor();
  for (const colorScheme of ["light", "dark"]) {
    await log.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(log), [], colorScheme);
  }
});

test("axe finds nothing in authority, open and with a draft, in light and dark", async (t) => {
  const doc = await makeTeam();
  await decide(doc, Array.from({ length: 6 }, (_, nth) => [nth, "Pricing", nth ? "captain" : "leader"]));
  const cap = await open(t, "Cap", doc);
  await dial(cap, "Pricing").locator(".squares i").first().waitFor();
  await propose(cap, "Hours", "7 Delegate");
  await dial(cap, "Hours").getByText("7 Delegate proposed").first().waitFor();
  for (const summary of await section(cap).locator("summary").all()) await summary.click();
  await dial(cap, "Pricing").getByRole("button", { name: "Propose a level", exact: true }).click();
  for (const colorScheme of ["light", "dark"]) {
    await cap.emulateMedia({ colorScheme });
    assert.deepEqual(await axe(cap), [], colorScheme);
  }
});
