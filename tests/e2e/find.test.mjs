// Decisions are found wherever somebody looks for words, however old they are, and a charter shows the latest of them
// without opening their log.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, listDocs, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, status } from "./harness.mjs";
import { followChannels } from "./parts/channels.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const N = 40;
const day = (n) => `2026-${String(1 + Math.floor(n / 28)).padStart(2, "0")}-${String(1 + (n % 28)).padStart(2, "0")}`;

/** A team with more decisions in its log than the list tells of. */
async function decided(word) {
  const doc = await makeDoc(server, { name: `Team ${word}` });
  const decisions = Array.from({ length: N }, (_, n) => ({
    id: `d${n}`,
    values: { question: `${word} question ${n}?`, choice: `Choice${n}${word}.`, why: `Because${n}${word}`, on: day(n) },
  }));
  const documents = [{ id: `${doc}-log`, kind: "log", sheet: { lists: { decisions } } }];
  const answer = await fetch(`${server.url}/api/import?name=log.json`, {
    method: "POST", headers: { origin: server.app }, body: JSON.stringify({ muster: 1, documents }),
  });
  assert.ok(answer.ok, await answer.clone().text());
  return doc;
}

/** The decision that somebody was led to has the focus, and is in sight. */
const isLedTo = (page, row) =>
  eventually(async () => {
    const there = await page.evaluate((row) => {
      const article = document.querySelector(`[data-row="${row}"] article`);
      const box = article?.getBoundingClientRect();
      return article === document.activeElement && box.top >= 0 && box.top < innerHeight;
    }, row);
    assert.ok(there, `the page is at ${row}`);
  });

test("a decision of any age is found from the keyboard by any of its words, and leads to itself", async (t) => {
  const doc = await decided("Heron");
  const { page } = await cast(t, browser)("Ada");
  await page.goto(server.app);
  await page.getByRole("link", { name: "Team Heron" }).waitFor();
  await page.keyboard.press("Control+k");
  const find = page.getByRole("combobox", { name: /Find/ });
  await find.pressSequentially("because0heron");
  await page.getByRole("option", { name: /Choice0Heron\. Team Heron, decision log/ }).waitFor();
  assert.deepEqual(await axe(page), []);
  await page.keyboard.press("Enter");
  await page.waitForURL(`${server.app}/d/${doc}-log#d0`);
  await isLedTo(page, "d0");

  // From the log itself it leads to another one of it.
  await page.keyboard.press("Control+k");
  await find.pressSequentially("choice39heron");
  await page.getByRole("option", { name: /Choice39Heron/ }).waitFor();
  await page.keyboard.press("Enter");
  await isLedTo(page, "d39");
});

test("the page of all teams finds decisions of any age below its teams, and the latest ones without a network", async (t) => {
  const doc = await decided("Egret");
  const { page, context } = await cast(t, browser)("Ada");
  await page.goto(server.app);
  const field = page.getByRole("searchbox", { name: /^Find a team/ });
  await field.fill("because1egret");
  const found = page.getByRole("listitem").filter({ hasText: "Choice1Egret." });
  await found.waitFor();
  await page.getByText("1 decision", { exact: true }).waitFor();
  assert.deepEqual(await axe(page), []);
  await context.setOffline(true);
  await field.fill("choice38egret");
  await page.getByRole("link", { name: /Choice38Egret/ }).waitFor();
  await context.setOffline(false);
  await field.fill("team egret");
  await page.getByRole("link", { name: "Team Egret", exact: true }).waitFor();
  await field.fill("choice1egret");
  await found.getByRole("link").click();
  await page.waitForURL(`${server.app}/d/${doc}-log#d1`);
  await isLedTo(page, "d1");
});

test("a charter shows its team's latest decisions, and neither opens their log nor makes one", async (t) => {
  const doc = await decided("Stilt");
  const bare = await makeDoc(server, { name: "Undecided" });
  const person = await cast(t, browser)("Ada");
  const opened = [];
  followChannels(person.page, { opened: ({ doc }) => opened.push(doc) });
  await openCharter(person, server, doc);
  const strip = person.page.locator(".strip");
  await strip.getByText("Choice39Stilt.").waitFor();
  assert.deepEqual(await strip.getByRole("listitem").count(), 3);
  await openCharter(person, server, bare);
  await person.page.getByRole("link", { name: "Log a decision" }).waitFor();
  await status(person.page, SAVED);
  assert.ok(opened.length >= 2, opened.join());
  assert.deepEqual(opened.filter((doc) => doc.endsWith("-log")), []);
  assert.ok(!(await listDocs(server)).some((listed) => listed.id === `${bare}-log`), "a log nobody has opened is not made");
});

test("a decision that was logged without a network stands in its charter at once", async (t) => {
  const doc = await makeDoc(server, { name: "Away" });
  const person = await cast(t, browser)("Ada");
  const { page, context } = person;
  await openCharter(person, server, doc);
  await page.waitForFunction(() => navigator.serviceWorker.controller);
  await page.goto(`${server.app}/d/${doc}-log`);
  await page.getByLabel("Question", { exact: true }).waitFor();
  await status(page, SAVED);
  await context.setOffline(true);
  await page.getByLabel("Question", { exact: true }).fill("On the train?");
  await page.getByLabel("Choice", { exact: true }).fill("On the train.");
  await page.getByRole("button", { name: "Log", exact: true }).click();
  await status(page, ON_THIS_DEVICE);
  await page.goto(`${server.app}/d/${doc}`);
  await page.locator(".strip").getByText("On the train.").waitFor();
  await page.getByText("1 decision this month").waitFor();
});
