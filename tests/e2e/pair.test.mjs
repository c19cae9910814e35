// Feedback between two: four steps to give it, with hints while one writes, and four to receive it. Nobody else finds it, and each
// of the two deletes it for themselves, on every device of theirs.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { axe, eventually, launchBrowser, SAVED, status } from "./harness.mjs";
import { sessionName, signedIn, startWorkspace } from "./parts/people.mjs";

let browser, place;

before(async () => {
  browser = await launchBrowser();
  place = await startWorkspace(browser, { Ada: "owner", Lin: "leader", Cap: "member", Mo: "member" });
});
after(async () => {
  await browser?.close();
  await place?.server.stop();
});

const SECRET = "Nightjar";
const LATE = { timeout: 15_000 };
const given = (page) => page.locator(".of-given");

async function at(t, who, path, options) {
  const { page } = await signedIn(t, browser)(place, who, options);
  await page.goto(`${place.server.app}${path}`);
  return page;
}

/** The server's answer to somebody who looks for something. */
async function sees(name, path) {
  const cookie = `${sessionName(place.server)}=${place.people[name].cookie}`;
  const answer = await fetch(place.server.url + path, { headers: { cookie, origin: place.server.app } });
  return { status: answer.status, body: await answer.text() };
}

/** A day so many days from now, as a field for days takes it. */
const day = (days) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

/** Lin begins feedback with Cap, and nothing is said yet. */
async function begun(t, options) {
  const lin = await at(t, "Lin", "/reviews", options);
  await lin.getByRole("button", { name: "Begin feedback with a colleague" }).click(LATE);
  await lin.getByLabel("With whom?").selectOption({ label: "Cap" });
  await lin.getByRole("main", { name: "Feedback between Lin and Cap" }).waitFor(LATE);
  await given(lin).getByRole("button", { name: "Give feedback" }).waitFor(LATE);
  return { lin, path: new URL(lin.url()).pathname };
}

async function give(page) {
  await given(page).getByRole("button", { name: "Give feedback" }).click();
  await page.getByLabel("What I saw, and when", { exact: true }).fill(`On Tuesday you showed the late towns first, ${SECRET}.`);
  await page.getByLabel("What works well", { exact: true }).fill("We talked about the one thing that was late.");
  await page.getByLabel("I come back to it on", { exact: true }).fill(day(14));
  await page.getByRole("button", { name: "Give it", exact: true }).click();
  await given(page).getByText(SECRET).waitFor();
  await status(page, SAVED);
}

test("hints stand beside the words while feedback is written, and a step that is missing or a day that is over is not taken", async (t) => {
  const { lin } = await begun(t);
  await given(lin).getByRole("button", { name: "Give feedback" }).click();
  const seen = lin.getByLabel("What I saw, and when", { exact: true });
  await seen.fill("You are always so well prepared.");
  await lin.getByText("“always” judges.").waitFor();
  await lin.getByText("Name one time that this happened").waitFor();
  await seen.fill(`On Tuesday you showed the late towns first, ${SECRET}.`);
  await eventually(async () => assert.equal(await lin.getByText("“always” judges.").count(), 0));
  assert.equal(await lin.getByText("Name one time that this happened").count(), 0);

  const act = lin.getByRole("button", { name: "Give it", exact: true });
  await act.click();
  await lin.getByText("Begin with what works: it is what the other hears first.").waitFor();
  await lin.getByText("Choose the day on which you come back to it.").waitFor();
  await lin.getByLabel("What works well", { exact: true }).fill("We talked about the one thing that was late.");
  await lin.getByLabel("I come back to it on", { exact: true }).fill(day(-2));
  await act.click();
  await lin.getByText("is over. Choose a day that comes.").first().waitFor();
  assert.equal(await seen.inputValue(), `On Tuesday you showed the late towns first, ${SECRET}.`, "nothing is lost");
  assert.deepEqual(await axe(lin), []);
  await lin.getByLabel("I come back to it on", { exact: true }).fill(day(14));
  await act.click();
  await given(lin).locator(".read").getByText(SECRET).waitFor();
});

test("the other one is asked for an answer, gives it in four steps, and nobody else finds a word of it", async (t) => {
  const { lin, path } = await begun(t);
  await give(lin);
  const doc = path.split("/").at(-1);
  const cap = await at(t, "Cap", "/");
  await cap.locator(`a[href^="${path}"]`).filter({ hasText: "Feedback waits for your answer" }).first().click(LATE);
  await given(cap).getByText(SECRET).waitFor(LATE);
  await given(cap).getByRole("button", { name: "Say what you make of it" }).click();
  await cap.getByRole("button", { name: "Say it", exact: true }).click();
  await cap.getByText("Say first what you heard, in your own words.").waitFor();
  await cap.getByLabel("What I heard", { exact: true }).fill("The late towns first helped.");
  await cap.getByLabel("What I will do", { exact: true }).fill("From now on the page is out on Monday.");
  await cap.getByLabel("I ask again on", { exact: true }).fill(day(21));
  await cap.getByRole("button", { name: "Say it", exact: true }).click();
  for (const page of [cap, lin]) await given(page).getByText("From now on the page is out on Monday.").waitFor(LATE);
  assert.equal(await given(lin).locator(".answer").getByRole("button", { name: "Withdraw" }).count(), 0, "nobody takes back another's");
  await status(cap, SAVED);

  for (const who of ["Mo", "Ada"]) {
    const page = await at(t, who, path);
    await page.getByRole("heading", { name: "There is no such document" }).waitFor(LATE);
    for (const one of [`/api/docs/${doc}`, `/api/docs/${doc}/history`, `/embed/${doc}.md`]) {
      assert.equal((await sees(who, one)).status, 404, `${who}: ${one}`);
    }
    for (const one of ["/api/docs", `/api/find?words=${SECRET}`, "/api/for-you"]) {
      const { body } = await sees(who, one);
      assert.ok(!body.includes(doc) && !body.includes(SECRET), `${who}: ${one}`);
    }
    await page.goto(`${place.server.app}/reviews`);
    await page.getByText("You share none with anybody yet.").waitFor(LATE);
  }
});

test("whoever deletes it has it no more, on their other devices neither, and the other one keeps it", async (t) => {
  const { lin, path } = await begun(t);
  await give(lin);
  const doc = path.split("/").at(-1);
  const [cap, elsewhere] = [await at(t, "Cap", path), await at(t, "Cap", path)];
  for (const page of [cap, elsewhere]) await given(page).getByText(SECRET).waitFor(LATE);
  await elsewhere.goto(`${place.server.app}/`);
  await cap.getByRole("link", { name: "Delete it for me" }).click();
  await cap.getByText("Delete it for me").first().click();
  await cap.getByText("The other one keeps it until they delete it too").waitFor();
  await cap.getByRole("button", { name: "Delete it for me" }).click();
  await cap.waitForURL(`${place.server.app}/`);
  assert.equal((await sees("Cap", `/api/docs/${doc}`)).status, 404);
  assert.equal((await sees("Lin", `/api/docs/${doc}`)).status, 200);
  for (const page of [cap, elsewhere]) {
    await page.goto(`${place.server.app}/kept`);
    await eventually(async () => assert.equal(await page.locator(`a[href="${path}"]`).count(), 0), 30_000);
  }
  await given(lin).getByText(SECRET).waitFor();
});

test("on a phone nothing of it sticks out", async (t) => {
  const { lin } = await begun(t, { viewport: { width: 360, height: 740 }, hasTouch: true, isMobile: true });
  await give(lin);
  await given(lin).getByRole("button", { name: "Say what you make of it" }).click();
  assert.ok(await lin.evaluate(() => document.documentElement.scrollWidth <= innerWidth));
  assert.deepEqual(await axe(lin), []);
});
