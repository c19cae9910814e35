// Agreement that holds: what makes a signature stale, who is asked, and one count wherever it is shown.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, eventually, field, launchBrowser, openCharter, SAVED, status } from "./harness.mjs";
import { signedIn, startWorkspace } from "./parts/people.mjs";

let browser, place;

before(async () => {
  browser = await launchBrowser();
  place = await startWorkspace(browser, { Ada: "owner", Ines: "member", Sanjay: "member", Nia: "member", Kim: "member", Lin: "leader" });
});
after(async () => {
  await browser?.close();
  await place?.server.stop();
});

const named = (name) => `${name} <@${place.people[name].id}>`;
const MISSION = "Renters get their keys within 3 days";

/** A charter with this captain, these members, and claims on surfaces by name. */
async function team(name, captain, members, claims = []) {
  const { Ada } = place.people;
  const { id } = await Ada.ask("POST", "/api/docs", { kind: "charter", name });
  await Ada.ask("POST", `/api/docs/${id}/captain`, { person: place.people[captain].id });
  const lists = {
    members: members.map((one, nth) => ({ id: `p${nth}`, values: { name: named(one) } })),
    claims: claims.map(([surface, mode], nth) => ({ id: `k${nth}`, values: { surface: `new:${surface}`, mode } })),
  };
  const sheet = { texts: { name, mission: MISSION }, lists };
  await Ada.ask("POST", "/api/import?name=all.json", { muster: 1, documents: [{ id, kind: "charter", sheet }] });
  return id;
}

const row = (page, section) => page.locator(".signed > li").filter({ has: page.locator(".section", { hasText: section }) });
const question = (page) => row(page, "Mission").getByRole("group", { name: "Does this change what was agreed?" });
const count = (page, part) => page.locator(`.of-${part} .agreed`).first();
const counts = (page, part, words) => eventually(async () => assert.equal(await count(page, part).textContent({ timeout: 1000 }), words), 20_000);

/** Somebody has the charter open, down to who agrees with it. */
async function open(invite, name, doc) {
  const person = await invite(place, name);
  await person.page.goto(`${place.server.app}/d/${doc}`);
  await row(person.page, "Mission").waitFor({ timeout: 20_000 });
  return person.page;
}

/** Somebody agrees with a section, and all that is saved. */
async function agree(page, section) {
  await row(page, section).getByRole("button", { name: "Agree", exact: true }).click({ timeout: 20_000 });
  await row(page, section).getByText(/^You agreed, /).waitFor();
  await status(page, SAVED);
}

/** The captain has the charter open, and a member has agreed with its mission. */
async function agreed(t, name) {
  const invite = signedIn(t, browser);
  const doc = await team(name, "Ines", ["Sanjay"]);
  const sanjay = await open(invite, "Sanjay", doc);
  await agree(sanjay, "Mission");
  const ines = await invite(place, "Ines");
  await openCharter(ines, place.server, doc);
  await counts(ines.page, "mission", "1 of 2 agree");
  return { doc, invite, sanjay, ines: ines.page };
}

const reword = async (page, mission) => {
  await field(page, "Mission").fill(mission);
  await status(page, SAVED);
};

test("a signature stays through a slip of the finger and goes stale by a number, with only the words that changed struck", async (t) => {
  const { doc, sanjay, ines } = await agreed(t, "Slips");
  await reword(ines, "Rentres get thier keys, within 3 days!");
  await sanjay.locator(".of-mission").getByText("Rentres get thier keys, within 3 days!").first().waitFor();
  await row(sanjay, "Mission").getByText(/^You agreed, /).waitFor();
  await counts(sanjay, "mission", "1 of 2 agree");
  const file = await (await ines.request.get(`${place.server.app}/embed/${doc}.md`)).text();
  assert.match(file, /Rentres get thier keys/);
  assert.match(file, /^- Mission: 1 of 2 agree$/m, "the words with the slip are as good as signed");
  await reword(ines, "Renters get their keys within 5 days");
  await counts(sanjay, "mission", "0 of 2 agree, 1 stale");
  await row(sanjay, "Mission").getByText("it has changed since").click();
  await row(sanjay, "Mission").locator("del").filter({ hasText: /^3$/ }).waitFor();
  await row(sanjay, "Mission").locator("ins").filter({ hasText: /^5$/ }).waitFor();
  assert.equal(await row(sanjay, "Mission").locator("del, ins").count(), 2, "nothing else is struck or new");
  assert.deepEqual(await axe(sanjay), []);
  assert.equal(await question(ines).count(), 0, "a number is no question");
  await reword(ines, MISSION);
  await counts(sanjay, "mission", "1 of 2 agree");
});

test("of other words the captain is asked once, and the answer holds over a reload, on another device and for everybody", async (t) => {
  const { doc, invite, sanjay, ines } = await agreed(t, "Questions");
  await reword(ines, "Renters have their keys within 3 days");
  await question(ines).locator("del").filter({ hasText: /^get$/ }).waitFor();
  await question(ines).locator("ins").filter({ hasText: /^have$/ }).waitFor();
  await counts(sanjay, "mission", "0 of 2 agree, 1 stale");
  assert.equal(await question(sanjay).count(), 0, "only who may edit is asked");
  assert.deepEqual(await axe(ines), []);
  const told = async () => (await place.people.Sanjay.ask("GET", "/api/for-you")).asks.map((ask) => ask.title);
  const isAsked = async () => (await place.people.Ines.ask("GET", "/api/for-you")).asks.map((ask) => ask.title);
  await eventually(async () => assert.ok((await isAsked()).some((title) => title.startsWith("Does the new wording change what was agreed?"))));
  assert.ok(!(await told()).some((title) => title.includes("is stale")), "nobody signs again before there is an answer");

  await question(ines).getByRole("button", { name: "No, it says the same" }).click();
  await question(ines).waitFor({ state: "detached" });
  await status(ines, SAVED);
  await counts(sanjay, "mission", "1 of 2 agree");
  const answer = /^Ines said that this says the same in other words, /;
  await row(sanjay, "Mission").getByText(answer).waitFor();
  await ines.reload();
  await row(ines, "Mission").getByText(answer).waitFor({ timeout: 20_000 });
  const second = await open(invite, "Ines", doc);
  await row(second, "Mission").getByText(answer).waitFor();
  await counts(second, "mission", "1 of 2 agree");
  for (const page of [ines, second]) assert.equal(await question(page).count(), 0, "the question is asked once");

  // The next words are another question, and may get another answer.
  await field(second, "Mission").waitFor();
  await reword(second, "Renters hold their keys within 3 days");
  await question(second).getByRole("button", { name: "Yes, ask for agreement again" }).click();
  await question(second).waitFor({ state: "detached" });
  await status(second, SAVED);
  await row(sanjay, "Mission").getByText(/^Ines said that this changes what was agreed, /).waitFor();
  await counts(sanjay, "mission", "0 of 2 agree, 1 stale");
  await eventually(async () => assert.ok((await told()).some((title) => title === "Your agreement to mission of Questions is stale")));
  await agree(sanjay, "Mission");
  await counts(second, "mission", "1 of 2 agree");
});

test("a captain beside the team is asked for the mandate alone, and page, paper, file, frame and home count the same", async (t) => {
  const invite = signedIn(t, browser);
  const doc = await team("Keyring", "Kim", ["Sanjay"], [["Keys", "own"]]);
  await team("Locks", "Nia", [], [["keys", "consult"]]);
  const [kim, sanjay] = [await open(invite, "Kim", doc), await open(invite, "Sanjay", doc)];
  await counts(kim, "agreement", "");
  for (const page of [kim, sanjay]) {
    for (const section of ["Mission", "Mandate", "Captain"]) await agree(page, section);
  }
  const says = async (n) => {
    await counts(kim, "mission", "2 of 2 agree");
    await counts(kim, "mandate", `${n} of 3 agree`);
    await counts(kim, "agreement", `${n} of 3 agree to everything`);
    await kim.locator(".title .state").getByText(`${n} of 3 agree to everything`).waitFor();
    assert.match(await kim.locator(".print-foot").textContent(), new RegExp(`· ${n} of 3 agreed ·`));
    await eventually(async () => {
      const file = await (await kim.request.get(`${place.server.app}/embed/${doc}.md`)).text();
      assert.match(file, new RegExp(`## Agreement\\s+${n} of 3 agree to everything\\s+- Mission: 2 of 2 agree\\s+- Mandate: ${n} of 3 agree`));
    });
    const frame = await (await kim.request.get(`${place.server.app}/embed/${doc}`)).text();
    assert.ok(frame.includes(`${n} of 3 agree to everything`), "the frame says it before anything else");
    const { teams } = await place.people.Kim.ask("GET", "/api/for-you");
    assert.deepEqual(teams.find((one) => one.doc === doc).agreed, { agreed: n, stale: 0, of: 3 });
  };
  await says(2);
  const nia = await open(invite, "Nia", doc);
  await row(nia, "Mandate").getByRole("img", { name: /have not said: Nia/ }).waitFor();
  assert.equal(await row(nia, "Mission").getByTitle("Nia", { exact: true }).count(), 0, "of the mission she is not asked");
  await agree(nia, "Mandate");
  await says(3);
  const page = (await invite(place, "Kim")).page;
  await page.goto(place.server.app);
  const card = page.getByRole("complementary", { name: "My team" }).filter({ hasText: "Keyring" });
  await card.getByText("3 of 3 agreed").waitFor({ timeout: 20_000 });
});

test("a15 those who are asked say the mission in their own words, which nobody sees before they are sent", async (t) => {
  const invite = signedIn(t, browser);
  const doc = await team("Own words", "Ines", ["Sanjay"]);
  const [ines, sanjay, nia] = [await open(invite, "Ines", doc), await open(invite, "Sanjay", doc), await open(invite, "Nia", doc)];
  const words = (page) => row(page, "Mission").locator(".own-words");
  const say = async (page, button, text) => {
    await words(page).getByRole("button", { name: button }).click();
    await words(page).getByLabel("The mission in your own words").fill(text);
  };
  await say(sanjay, "Say the mission in your own words…", "Nobody waits for a key");
  await say(ines, "Say the mission in your own words…", "Keys are handed over fast");
  await words(ines).getByRole("button", { name: "Send" }).click();
  await words(sanjay).getByText("Keys are handed over fast").waitFor();
  assert.equal(await words(ines).getByText("Nobody waits for a key").count(), 0, "a draft is its writer's");
  await sanjay.reload();
  const kept = words(sanjay).getByLabel("The mission in your own words");
  await kept.waitFor({ timeout: 20_000 });
  assert.equal(await kept.inputValue(), "Nobody waits for a key", "a page that is loaded again costs no letter");
  await words(sanjay).getByRole("button", { name: "Send" }).click();
  await words(ines).getByText("Nobody waits for a key").waitFor();
  await words(ines).getByText("In their own words: 2 of 2").waitFor();
  await say(sanjay, "Say it anew…", "Nobody waits long for a key");
  await words(sanjay).getByRole("button", { name: "Send" }).click();
  await words(nia).getByText("Nobody waits long for a key").waitFor();
  assert.equal(await words(nia).locator("li").count(), 2, "the last words of each");
  assert.equal(await words(nia).getByRole("button").count(), 0, "Nia is not asked");
  assert.deepEqual(await axe(sanjay), []);
  await status(sanjay, SAVED);
});

test("a25 a team that decides by itself while few agree is told that it was released too early, until enough do", async (t) => {
  const invite = signedIn(t, browser);
  const doc = await team("Early", "Ines", []);
  const level = async (name, press) => {
    const { page } = await invite(place, name);
    await page.goto(`${place.server.app}/d/${doc}-log`);
    const authority = page.locator(".of-authority");
    await press(authority);
    await status(page, SAVED);
  };
  await level("Ines", async (authority) => {
    await authority.getByRole("button", { name: "Propose a level for another class" }).click({ timeout: 20_000 });
    await authority.getByLabel("Class", { exact: true }).fill("Pricing");
    await authority.getByRole("radio", { name: "5 Advise", exact: true }).check();
    await authority.getByRole("button", { name: "Propose", exact: true }).click();
  });
  await level("Lin", async (authority) => {
    await authority.getByRole("button", { name: "Confirm 5 Advise" }).click({ timeout: 20_000 });
    await authority.locator(".lvl b", { hasText: "5 Advise" }).waitFor();
  });
  const page = await open(invite, "Ines", doc);
  const warning = page.getByRole("note").filter({ hasText: "Released too early: the team decides on Pricing by itself, while 0 of 1 agree to everything." });
  await warning.waitFor({ timeout: 20_000 });
  for (const section of ["Mission", "Captain"]) await agree(page, section);
  await warning.waitFor({ state: "detached" });
});
