// The worked example beyond its charters: from home to its goals with their gaps, to the bets in a team's log, and to its forums with
// thanks, a pulse and a question that waits.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, listDocs } from "./harness.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const LATE = { timeout: 20_000 };

/** Somebody at the home page of a server with the example; the rows of its documents. */
async function withExample(t) {
  const own = await ownServer(t);
  const done = await fetch(`${own.url}/api/sample`, { method: "POST" });
  assert.equal(done.status, 200);
  const { page } = await cast(t, browser)("Ada");
  await page.goto(own.app);
  return { own, page, docs: (await listDocs(own)).filter((doc) => doc.example) };
}

test("from home the goals of the example are found, with an objective that serves nothing, a target that moved and a closed quarter", async (t) => {
  const { own, page } = await withExample(t);
  const goals = page.getByRole("region", { name: "Goals", exact: true });
  await goals.getByRole("link").nth(3).waitFor(LATE);
  assert.equal(await goals.getByText("Part of the example.").count(), 4);
  await goals.getByText(/closed on/).waitFor();
  await goals.getByRole("link", { name: "Oriel: goals for the winter peak" }).click();
  await page.getByText("No team’s objective points here").first().waitFor(LATE);
  await page.getByText("Twelve was for 240 move-ins in December", { exact: false }).first().waitFor();
  await page.getByText("No reading for two weeks", { exact: false }).first().waitFor();
  assert.deepEqual(await axe(page), []);
  await page.goto(own.app);
  await goals.getByRole("link", { name: "First Keys: goals for the winter peak" }).click(LATE);
  await page.getByText("Nothing of the company’s above it").first().waitFor(LATE);
  await page.getByText("Confidence down twice", { exact: false }).first().waitFor();
});

test("in the log of a team of the example one bet is past its stop date and alive, and one was stopped with what was learned", async (t) => {
  const { own, page, docs } = await withExample(t);
  const keys = docs.find(({ kind, summary }) => kind === "charter" && summary?.name === "First Keys").id;
  await page.goto(`${own.app}/d/${keys}-log`);
  const bets = page.locator(".of-bets");
  await bets.getByText("Past its stop date, and alive").waitFor(LATE);
  assert.equal(await bets.getByText("Past its stop date, and alive").count(), 1);
  await bets.getByText("The lamp alone fits", { exact: false }).waitFor();
});

test("the forums of the example have thanks, a pulse in their minutes, and a question that waits for a person and a day", async (t) => {
  const { own, page, docs } = await withExample(t);
  const meeting = (title) => {
    const series = docs.find(({ kind, digest }) => kind === "series" && digest.title === title);
    return docs.find(({ id, kind }) => kind === "review" && id.startsWith(`${series.id}-`)).id;
  };
  await page.goto(`${own.app}/reviews`);
  for (const name of ["Failure forum", "Open forum"]) await page.getByRole("link", { name }).first().waitFor(LATE);
  await page.goto(`${own.app}/d/${meeting("Failure forum")}`);
  await page.locator(".of-thanks").getByText("You stopped the kits yourself", { exact: false }).waitFor(LATE);
  await page.locator(".agenda .entry", { hasText: "Pulse: comfortable asking" }).click();
  const notes = (words) => page.getByText(words, { exact: false }).filter({ visible: true }).first();
  await notes("nobody knows who said what").waitFor();
  await page.goto(`${own.app}/d/${meeting("Open forum")}`);
  await page.locator(".agenda .entry", { hasText: "Questions" }).click(LATE);
  await page.getByText(/^An answer by/).waitFor();
  await notes("Until the end of the winter peak").waitFor();
});
