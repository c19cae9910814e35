// Links that let somebody sign in again: the person is told wherever they are, and whoever made one cannot use it.
import assert from "node:assert/strict";
import { test } from "node:test";

import { signedIn } from "./parts/people.mjs";
import { browser, place, stageWithPeople } from "./parts/stage.mjs";

stageWithPeople({ Ada: "owner", Lee: "leader", Mia: "member" });

test("a person is told on every open page of a link to their account, and withdraws it", async (t) => {
  const invite = signedIn(t, browser);
  const mia = await invite(place, "Mia");
  const elsewhere = await mia.context.newPage();
  await mia.page.goto(place.server.app);
  await elsewhere.goto(`${place.server.app}/people`);
  assert.equal(await mia.page.getByRole("alert").getByText("sign in as you").count(), 0);
  const lee = await invite(place, "Lee");
  await lee.page.goto(`${place.server.app}/people`);
  await lee.page.getByRole("button", { name: /^Send a new sign-in link.*Mia$/ }).click();
  const box = lee.page.locator("[data-once]:not([hidden]) [data-value]");
  await box.waitFor();
  const link = await box.inputValue();
  for (const page of [mia.page, elsewhere]) {
    await page.evaluate(() => dispatchEvent(new Event("focus")));
    await page.getByText("A link that lets somebody sign in as you was made by Lee.").waitFor();
  }
  await lee.page.goto(link);
  await lee.page.getByText("This link lets somebody else sign in; send it to them instead of opening it yourself.").waitFor();
  await lee.context.clearCookies({ name: "muster" });
  await lee.page.goto(link);
  await lee.page.getByText("This link lets somebody else sign in").waitFor();
  await elsewhere.getByRole("link", { name: "See what to do" }).click();
  const part = elsewhere.locator("#links");
  await part.getByText("Made by Lee").waitFor();
  await part.getByText("Nobody has used it yet.").waitFor();
  await part.getByRole("button", { name: "Withdraw it" }).click();
  await part.getByText("Made by Lee").waitFor({ state: "detached" });
  await elsewhere.reload();
  assert.equal(await elsewhere.getByText("sign in as you").count(), 0);
  const { page } = await invite(place, "Ada");
  await page.goto(link);
  await page.getByText("This invitation has expired; ask for a new one.").waitFor();
  for (const person of [lee, mia]) person.errors.length = 0;
});
