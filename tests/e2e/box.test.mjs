// The blind box: five people answer without their names, one of them without a network; nothing is shown before it is closed.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, eventually } from "./harness.mjs";
import { box } from "./parts/boxes.mjs";
import { sessionName, signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Cap: "member", Mo: "member", Eva: "member" });

const PHONE = { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true };
const MOMENT = { timeout: 15_000 };

const ask = (...asked) => place.people.Ada.ask(...asked);
const makeTeam = async (name) => (await ask("POST", "/api/docs", { kind: "charter", name })).id;

async function at(t, who, path, options) {
  const person = await signedIn(t, browser)(place, who, options);
  await person.page.goto(`${place.server.app}${path}`);
  return person;
}

async function fill(page, step, words) {
  const one = box(page, "Trust battery");
  await one.getByRole("radio", { name: step, exact: true }).check(MOMENT);
  await one.getByLabel("What would charge it?").fill(words);
  await one.getByRole("button", { name: "Answer", exact: true }).click();
}

/** Nobody's page scrolls sideways. */
const fits = (page) => page.evaluate(() => document.documentElement.scrollWidth <= document.documentElement.clientWidth);

test("five people answer, one of them offline and without a session, and once the box is closed all see the same, shuffled", async (t) => {
  const team = await makeTeam("Homecare");
  const { page: lin } = await at(t, "Lin", `/boxes/${team}`);
  await lin.getByRole("link", { name: "Homecare", exact: true }).waitFor(MOMENT);
  await lin.getByRole("button", { name: "Ask: Trust battery" }).click(MOMENT);
  await box(lin, "Trust battery").waitFor();

  // Everybody opens the page, which puts a right on each device.
  const people = { Lin: { page: lin } };
  for (const who of ["Ada", "Cap", "Mo", "Eva"]) {
    people[who] = await at(t, who, `/boxes/${team}`, who === "Eva" ? PHONE : {});
    await box(people[who].page, "Trust battery").getByRole("radio", { name: "Half", exact: true }).waitFor(MOMENT);
  }
  const { page: eva, context } = people.Eva;
  assert.ok(await fits(eva), "the questions fit a phone");
  assert.deepEqual(await axe(eva), []);

  // An answer bears no cookie, no token and no name, and every request has one size.
  const sent = [];
  for (const { page } of Object.values(people)) {
    page.on("request", (request) => request.url().endsWith("/api/answers") && sent.push(request));
  }
  await context.setOffline(true);
  await fill(eva, "Full", "A dinner");
  await eva.getByText("Kept on this device. It is sent once the server can be reached.").waitFor();
  for (const [who, step] of [["Lin", "Half"], ["Ada", "Half"], ["Cap", "Empty"], ["Mo", "Full"]]) {
    await fill(people[who].page, step, `Words of a colleague, ${step}`);
    await box(people[who].page, "Trust battery").getByText("You have answered.").waitFor(MOMENT);
  }
  await context.setOffline(false);
  await box(eva, "Trust battery").getByText("You have answered.").waitFor(MOMENT);
  for (const request of sent) {
    const headers = await request.allHeaders();
    assert.ok(!headers.cookie && !headers.authorization && !headers["muster-person"] && !headers.referer, JSON.stringify(headers));
  }
  assert.equal(new Set(sent.map((request) => request.postData().length)).size, 1, "a long answer looks like a short one");
  const left = await eva.evaluate(() => localStorage.getItem("muster-boxes"));
  assert.ok(!left.includes("A dinner"), "the device forgets what the server has written");

  // Nobody sees anything before it is closed.
  const cookie = `${sessionName(place.server)}=${place.people.Lin.cookie}`;
  const told = await (await fetch(`${place.server.url}/api/docs/${team}/boxes`, { headers: { cookie } })).text();
  assert.ok(!told.includes("dinner") && told.includes('"rights":5'), told);

  await box(lin, "Trust battery").getByRole("button", { name: "Close the box…" }).click();
  await box(lin, "Trust battery").getByRole("button", { name: "Close and show" }).click();
  await lin.getByText("5 answers, shuffled.").waitFor(MOMENT);
  await eva.reload();
  await eva.getByText("5 answers, shuffled.").waitFor(MOMENT);
  await eva.getByText("A dinner").waitFor();
  await eventually(async () => {
    const rows = await eva.locator(".blind-outcome tr").allInnerTexts();
    assert.deepEqual(rows.map((row) => row.replace(/\s+/g, " ").trim()), ["Empty 1", "A quarter 0", "Half 2", "Three quarters 0", "Full 2"]);
  });
  await eva.getByText("60 of 100; it was not asked in these words before.").waitFor();
  assert.ok(await fits(eva), "the outcome fits a phone");
  assert.deepEqual(await axe(eva), []);
});

test("a box that three answered says that they were too few, and shows nothing", async (t) => {
  const team = await makeTeam("Ledger");
  const { id } = await ask("POST", `/api/docs/${team}/boxes`, { form: "feedback" });
  for (const who of ["Ada", "Cap", "Mo", "Lin"]) {
    const { page } = await at(t, who, `/boxes/${team}`);
    const one = box(page, "Feedback to the team");
    await one.getByLabel("What should this team know?").waitFor(MOMENT);
    if (who === "Lin") continue;
    await one.getByRole("button", { name: "Answer", exact: true }).click();
    await one.getByText("Answer one question at least.").waitFor();
    await one.getByLabel("What should this team know?").fill("Nightjar");
    await one.getByRole("button", { name: "Answer", exact: true }).click();
    await one.getByText("You have answered.").waitFor(MOMENT);
  }
  await ask("POST", `/api/docs/${team}/boxes/${id}/close`);
  const { page } = await at(t, "Eva", `/boxes/${team}`);
  await page.getByText("Too few answered: fewer than four. Nothing is shown, and the answers are forgotten.").waitFor(MOMENT);
  assert.equal(await page.getByText("Nightjar").count(), 0);
});

test("somebody whose right is on another device is told so, and the menu of a charter leads to its boxes", async (t) => {
  const team = await makeTeam("Keys");
  await ask("POST", `/api/docs/${team}/boxes`, { form: "questions" });
  const { page: first } = await at(t, "Mo", `/boxes/${team}`);
  await box(first, "Comfortable asking").getByRole("button", { name: "Answer", exact: true }).waitFor(MOMENT);
  const { page } = await at(t, "Mo", `/pressure/${team}`);
  await page.getByRole("link", { name: "Ask the team without names" }).click(MOMENT);
  await page.getByRole("heading", { name: "Blind boxes" }).waitFor();
  await page.goto(`${place.server.app}/d/${team}`);
  await page.getByRole("button", { name: "Menu of Keys" }).click(MOMENT);
  await page.getByRole("menuitem", { name: "Ask without names" }).click();
  await page.getByText("Your right to answer is on another device of yours").waitFor(MOMENT);
});

test("home leads to a box that is open to somebody, until they have their right to answer", async (t) => {
  const team = await makeTeam("Parts Depot");
  await ask("POST", `/api/docs/${team}/captain`, { person: place.people.Cap.id });
  await ask("POST", `/api/docs/${team}/boxes`, { form: "trust" });
  const { page } = await at(t, "Cap", "/");
  const waits = page.locator(".todo > li").filter({ hasText: "Asked of you without names: Trust battery" });
  await waits.getByText("Parts Depot").waitFor(MOMENT);
  await waits.getByRole("link", { name: "Answer", exact: true }).click();
  await box(page, "Trust battery").getByRole("radio", { name: "Half", exact: true }).waitFor(MOMENT);
  await page.goto(place.server.app);
  await page.getByRole("heading", { name: "For you" }).waitFor(MOMENT);
  await eventually(async () => {
    await page.reload();
    await page.locator(".for-you").getByText("Settled things leave this list.").waitFor(MOMENT);
    assert.equal(await waits.count(), 0);
  });
});
