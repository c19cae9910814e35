// Answers without names and their use: concerns are asked in the forum under nobody's name, and a question of two steps that was
// answered too much alike tells nothing of how.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, SAVED, status } from "./harness.mjs";
import { answerAll, atBoxes, box } from "./parts/boxes.mjs";
import { addItem, button, docAt, openReview, reviewOf } from "./parts/meeting.mjs";
import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lin: "leader", Cap: "member", Mo: "member", Eva: "member" });

const MOMENT = { timeout: 15_000 };
const CONCERN = "What concern should be answered at the next meeting?";
const LIFT = "Nobody says when the lift runs again";
const VAN = "The second van has no papers";

const ask = (...asked) => place.people.Ada.ask(...asked);
/** A series without dates, and a box of it that was opened by its leader. */
async function series(id, form) {
  await ask("POST", "/api/docs", { id, kind: "series" });
  const made = await place.people.Lin.ask("POST", `/api/docs/${id}/boxes`, { form });
  return made.id;
}

test("concerns out of a closed box are asked in the forum under nobody's name, or under that of who asks if they choose", async (t) => {
  const lin = await signedIn(t, browser)(place, "Lin");
  const { page } = lin;
  await page.goto(`${place.server.app}/reviews`);
  await page.getByText("more sorts of meeting").click(MOMENT);
  const forum = await beginForum(page);
  const { id } = await place.people.Lin.ask("POST", `/api/docs/${forum}/boxes`, { form: "concerns" });
  const words = (said) => ({ words: [CONCERN, said] });
  await answerAll(t, forum, "Open forum", { Ada: words(LIFT), Cap: words(VAN), Mo: words("Keys go missing"), Eva: words("The depot is cold") });
  await place.people.Lin.ask("POST", `/api/docs/${forum}/boxes/${id}/close`);

  await openReview(lin, place.server, forum);
  await addItem(page, "Questions of all");
  await status(page, SAVED);
  const concerns = page.getByRole("region", { name: "Concerns without a name" });
  const line = (said) => concerns.locator("li").filter({ hasText: said });
  await line(LIFT).waitFor(MOMENT);
  assert.equal(await concerns.locator(".ledger > li").count(), 4);
  assert.deepEqual(await axe(page), []);
  await button(line(LIFT), "Ask it here").click();
  await line(LIFT).waitFor({ state: "detached" });
  const asked = (said) => page.locator(".agenda, .doc").locator("li[data-row]").filter({ hasText: said }).last();
  await asked(LIFT).getByText("Without a name").waitFor(MOMENT);
  assert.equal(await asked(LIFT).locator(".by").filter({ hasText: "Lin" }).count(), 0);
  await button(line(VAN), "Ask it in my name").click();
  await asked(VAN).locator(".by").filter({ hasText: "Lin" }).waitFor(MOMENT);
  await status(page, SAVED);
  // Others read it so.
  const mo = await signedIn(t, browser)(place, "Mo");
  await mo.page.goto(`${place.server.app}/d/${reviewOf(forum)}`);
  const there = mo.page.locator("li[data-row]").filter({ hasText: LIFT }).last();
  await there.getByText("Without a name").waitFor(MOMENT);
  assert.equal(await there.getByText("Lin", { exact: true }).count(), 0);
});

async function beginForum(page) {
  await button(page, "Begin an open forum").click();
  await page.getByRole("textbox", { name: "Purpose" }).waitFor(MOMENT);
  await status(page, SAVED);
  return docAt(page);
}

test("a question of two steps that all but one answered alike says so, and shows the number of answers and the words alone", async (t) => {
  const name = "Four hours with teams";
  const id = await series("leaders", "four-hours");
  const why = (said) => ["What kept you from it?", said];
  await answerAll(t, "leaders", name, {
    Ada: { step: "Yes", words: why("Nothing") }, Lin: { step: "Yes" }, Cap: { step: "Yes" }, Mo: { step: "No", words: why("The budget") },
  });
  await place.people.Lin.ask("POST", `/api/docs/leaders/boxes/${id}/close`);
  const page = await atBoxes(t, "Eva", "leaders");
  await page.getByText("4 answers, shuffled.").waitFor(MOMENT);
  await page.getByText("The answers are too alike to show: all gave one, or all but one did.").waitFor();
  assert.equal(await page.locator(".blind-outcome tr").count(), 0);
  await page.getByText("The budget").waitFor();
  assert.deepEqual(await axe(page), []);
  const again = await place.people.Lin.ask("POST", "/api/docs/leaders/boxes", { form: "four-hours" });
  await answerAll(t, "leaders", name, { Ada: { step: "Yes" }, Lin: { step: "No" }, Cap: { step: "Yes" }, Mo: { step: "No" } });
  await place.people.Lin.ask("POST", `/api/docs/leaders/boxes/${again.id}/close`);
  await page.reload();
  await page.locator(".blind-outcome tr").filter({ hasText: "Yes" }).getByText("2", { exact: true }).waitFor(MOMENT);
  assert.equal(await box(page, name).count(), 2, "both are there");
});
