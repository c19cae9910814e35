// The leader's mirror out of the logs that a device keeps, and a learning goal that is shared by copy: both are one's own, and what
// is sent is what one sends.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, eventually, SAVED, status } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Cap: "member" });

const LATE = { timeout: 15_000 };
const ask = (...asked) => place.people.Ada.ask(...asked);
const day = (ago) => new Date(Date.now() - ago * 86_400_000).toISOString().slice(0, 10);
const part = (page, name) => page.locator("section.part").filter({ has: page.getByRole("heading", { name, exact: true }) });

async function mine(page) {
  await page.goto(`${place.server.app}/mine`);
  await page.getByRole("button", { name: "Begin a reflection" }).waitFor(LATE);
}

/** A log in which Lin reversed what Cap had decided, and Cap decided something else. */
async function reversed() {
  const { id } = await ask("POST", "/api/docs", { kind: "charter", name: "Keys" });
  await ask("POST", `/api/docs/${id}/captain`, { person: place.people.Cap.id });
  const by = (who) => `${who} <@${place.people[who].id}>`;
  const said = (at, who, question, more = {}) => ({
    id: at, values: { question, choice: "It is so.", on: day(at === "d0" ? 3 : 1), class: "Crews", decided_by: by(who), role: "captain", ...more },
  });
  const decisions = [
    said("d0", "Cap", "Two crews in Porto?"),
    said("d1", "Lin", "One crew after all?", { role: "leader", instead_of: "d0", how: "reverses" }),
    said("d2", "Cap", "Vans by the day?"),
    said("d3", "Lin", "Vans by the week again?", { role: "leader", instead_of: "d2", how: "reverses" }),
    said("d4", "Cap", "Keys by hand?"),
  ];
  const document = { id: `${id}-log`, kind: "log", sheet: { lists: { decisions } } };
  await ask("POST", "/api/import?name=decisions.json", { muster: 1, documents: [document] });
  return id;
}

test("a53 the mirror offers one's own decisions out of the logs on this device, one is taken and one is left, and nothing of it is sent", async (t) => {
  const team = await reversed();
  const { page } = await signedIn(t, browser)(place, "Lin");
  await mine(page);
  const mirror = part(page, "Leader’s mirror");
  const look = () => mirror.getByRole("button", { name: "Look through the logs on this device" }).click();
  await look();
  await mirror.getByText("The logs and reviews on this device say nothing of you that is not here.").waitFor(LATE);

  const sent = [];
  page.on("request", (request) => sent.push(`${request.method()} ${request.url()} ${request.postData() ?? ""}`));
  const offered = mirror.locator(".offered li");
  // The device keeps the log a moment after it is shown.
  await eventually(async () => {
    await page.goto(`${place.server.app}/d/${team}-log`);
    await page.getByText("One crew after all?").first().waitFor(LATE);
    await status(page, SAVED);
    await mine(page);
    await look();
    await offered.filter({ hasText: "Reversed: One crew after all?" }).waitFor({ timeout: 1000 });
  }, 60_000);
  assert.equal(await offered.count(), 2, "what others decided is no line of this person's");
  await offered.first().getByText("Decided in the team’s stead, Crews", { exact: false }).waitFor();
  assert.deepEqual(await axe(page), []);
  await offered.filter({ hasText: "One crew after all?" }).getByRole("button", { name: "Take it" }).click();
  await offered.filter({ hasText: "One crew after all?" }).waitFor({ state: "detached" });
  await offered.filter({ hasText: "Vans by the week again?" }).getByRole("button", { name: "Leave it" }).click();
  await mirror.getByText("say nothing of you that is not here").waitFor();
  const taken = () => mirror.locator("ul.rows :is(input[type=text], textarea)").evaluateAll((all) => all.map((one) => one.value));
  await eventually(async () => assert.ok((await taken()).some((one) => one.includes("Reversed: One crew after all?")), await taken()));
  await mine(page);
  await eventually(async () => assert.ok((await taken()).some((one) => one.includes("One crew after all?"))));
  assert.ok(!(await taken()).some((one) => one.includes("Vans")), "what was left is not kept");
  assert.ok(!sent.some((one) => one.includes("One%20crew") || one.includes("One crew")), sent.join("\n"));
});

test("a73 a learning goal has words to copy once it is asked for, they follow the goal, and nothing is sent", async (t) => {
  const { page } = await signedIn(t, browser)(place, "Cap", { permissions: ["clipboard-read", "clipboard-write"] });
  await mine(page);
  await page.getByRole("button", { name: "Add a goal" }).click();
  const goals = part(page, "Learning goals");
  assert.equal(await goals.getByRole("button", { name: "Share this goal…" }).count(), 0, "there is nothing to share");
  const sent = [];
  page.on("request", (request) => sent.push(`${request.url()} ${request.postData() ?? ""}`));
  await goals.getByLabel("What I want to be able to do").fill("Read a balance sheet");
  await goals.getByRole("button", { name: "Share this goal…" }).click();
  await goals.getByText("Nothing leaves this device until you press.", { exact: false }).waitFor();
  const words = goals.getByLabel("Your goal, to copy");
  assert.equal(await words.inputValue(), "I want to be able to: Read a balance sheet.");
  await goals.getByLabel("By", { exact: true }).fill("2030-05-01");
  await eventually(async () => assert.equal(await words.inputValue(), "I want to be able to: Read a balance sheet. By 1 May 2030."));
  assert.deepEqual(await axe(page), []);
  await goals.getByRole("button", { name: "Copy", exact: true }).click();
  await goals.getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), "I want to be able to: Read a balance sheet. By 1 May 2030.");
  await goals.getByRole("button", { name: "Not now" }).click();
  await words.waitFor({ state: "detached" });
  assert.ok(!sent.some((one) => one.includes("balance")), sent.join("\n"));
});
