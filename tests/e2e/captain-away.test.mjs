// A member begins a charter without a network: they captain its team at once, surfaces are proposed, and the server takes it so.
import assert from "node:assert/strict";
import { test } from "node:test";

import { BACK_MS, eventually, ON_THIS_DEVICE, SAVED, says, status, write } from "./harness.mjs";
import { beginAway, goAway, kept } from "./parts/away.mjs";
import { decision, log } from "./parts/decisions.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, server, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Mo: "member" });

test("a charter that a member begins offline has its captain at once, and the right goes with the name when the server is back", async (t) => {
  const { id: known } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  const mo = await signedIn(t, browser)(place, "Mo");
  const { page } = mo;
  // A member reads what others lead.
  await page.goto(`${server.app}/d/${known}`);
  await status(page, SAVED, 30_000);
  await kept(page);
  const comeBack = await goAway(t, mo.context, server);
  const doc = await beginAway(page, server, "Night shift");
  await says(page, "Team name", "Night shift", 15_000);
  await page.getByText("You are the captain as soon as there is a connection.").waitFor();
  await write(page, "Mission", "begun on a train");
  await status(page, ON_THIS_DEVICE);
  await page.reload();
  await page.getByText("You are the captain as soon as there is a connection.").waitFor({ timeout: 15_000 });

  await comeBack();
  await status(page, SAVED, BACK_MS);
  const people = await eventually(async () => {
    const people = await place.people.Ada.ask("GET", `/api/docs/${doc}/people`);
    assert.equal(people.length, 1);
    return people;
  }, BACK_MS);
  assert.deepEqual(people.map(({ person, now }) => [person, now]), [[place.people.Mo.id, "captain"]]);
  const told = await place.people.Ada.ask("GET", `/api/docs/${doc}`);
  assert.deepEqual(told.summary.captains.map((captain) => captain.split(" <")[0]), ["Mo"]);
  await page.getByText("You are the captain as soon as there is a connection.").waitFor({ state: "detached", timeout: BACK_MS });
  assert.equal(told.summary.mission, "begun on a train");
});

test("a log beside a charter that the server does not take says so, and keeps what was logged", async (t) => {
  const { id: known } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Till" });
  const { page, context } = await signedIn(t, browser)(place, "Mo");
  await page.goto(`${server.app}/d/${known}`);
  await status(page, SAVED, 30_000);
  await kept(page);
  t.after(() => place.people.Ada.ask("PATCH", `/api/people/${place.people.Mo.id}`, { rank: "member" }));
  await context.setOffline(true);
  const doc = await beginAway(page, server, "Early shift");
  await page.goto(`${server.app}/d/${doc}-log`);
  await page.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
  await log(page, "By when?", "By noon.");
  await status(page, ON_THIS_DEVICE);
  // By the time there is a network again, Mo begins no documents any more.
  await place.people.Ada.ask("PATCH", `/api/people/${place.people.Mo.id}`, { rank: "guest" });
  await context.setOffline(false);
  await page.locator("summary", { hasText: "About saving" }).click({ timeout: BACK_MS });
  const why = page.getByText("The server did not take this document: the charter that it is about was not taken either");
  await why.filter({ visible: true }).first().waitFor({ timeout: BACK_MS });
  await decision(page, "By noon.").waitFor();
});
