// The company map among people with rights: captains propose and settle for their own team, a leader confirms.
import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, eventually, openCharter, SAVED, status } from "./harness.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Mo: "member", Kim: "member" });

const SURFACE = "Night handovers";
const rowOf = (page) => page.locator("[role=grid] tbody tr").filter({ has: page.getByRole("button", { name: SURFACE, exact: true }) });
const panel = (page) => page.getByRole("region", { name: "One surface" });
const comeBack = (page) => page.evaluate(() => window.dispatchEvent(new Event("focus")));

/** A charter that one person edits. */
async function charterOf(name, editor) {
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name });
  await place.people.Ada.ask("PUT", `/api/docs/${id}/people/${place.people[editor].id}`, { grant: "editor" });
  return id;
}

/** Opens the surface's panel once its row reads so. */
async function openPanel(page, reads) {
  await page.goto(`${place.server.app}/map`);
  await eventually(async () => {
    await comeBack(page);
    assert.match(await rowOf(page).innerText({ timeout: 1000 }), reads);
  });
  await rowOf(page).getByRole("button").click();
  await panel(page).getByRole("heading", { name: SURFACE, exact: true }).waitFor();
}

test("captains propose one surface, each settles for the own team alone, and a leader confirms it by one press", async (t) => {
  const invite = signedIn(t, browser);
  const teams = [["First Keys", "Mo"], ["True Listings", "Kim"]];
  const pages = {};
  for (const [team, editor] of teams) {
    const doc = await charterOf(team, editor);
    const { page } = await invite(place, editor);
    pages[editor] = page;
    await openCharter({ page }, place.server, doc);
    await addRow(page, "Add a surface", "Surface");
    await page.keyboard.insertText(SURFACE);
    await page.keyboard.press("Tab");
    await page.getByText("Proposed: a leader has yet to confirm it.").waitFor();
    await status(page, SAVED);
  }
  for (const [team, editor] of teams) {
    const page = pages[editor];
    await openPanel(page, /Contested: 2 teams own it/);
    await panel(page).getByText(`You take steps for ${team}.`).waitFor();
    assert.equal(await panel(page).getByRole("button", { name: "Confirm this surface" }).count(), 0);
  }

  const { page: lin } = await invite(place, "Lin");
  await openPanel(lin, /Contested/);
  await panel(lin).getByRole("button", { name: "Confirm this surface" }).click();
  await status(lin, SAVED);
  const mo = pages.Mo;
  await eventually(async () => {
    await comeBack(mo);
    assert.equal(await panel(mo).getByText("It is proposed, and waits for a leader to confirm it.").count(), 0);
  });
  assert.match(await rowOf(mo).innerText(), /Contested: 2 teams own it/, "both claims are on the surface that was confirmed");

  await eventually(async () => {
    const share = panel(mo).getByRole("button", { name: "Share", exact: true });
    if (await share.count()) await share.click();
    assert.match(await rowOf(mo).innerText(), /one team owns it, another shares it/);
  });
  await panel(pages.Kim).getByText("First Keys asks to share it.").waitFor({ timeout: 20_000 });
  await eventually(async () => {
    const share = panel(pages.Kim).getByRole("button", { name: "Share", exact: true });
    if (await share.count()) await share.click();
    await comeBack(pages.Kim);
    assert.doesNotMatch(await rowOf(pages.Kim).innerText(), /Contested|To settle/);
  });
});
