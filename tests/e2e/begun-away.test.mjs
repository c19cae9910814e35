// Documents beside a charter, begun without a network: its decision log and its talk, by one person or by two apart.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, BACK_MS, cast, eventually, makeDoc, ON_THIS_DEVICE, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { beginAway, goAway, kept } from "./parts/away.mjs";
import { decision, log } from "./parts/decisions.mjs";
import { note, say } from "./parts/remarks.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** Somebody has opened a charter once, and the app is kept on their device. */
async function reader(invite, name, doc) {
  const person = await invite(name);
  await openCharter(person, server, doc);
  await kept(person.page);
  return person;
}

/** From the charter to its log, by the way under *How we decide*. */
async function toTheLog(page) {
  await page.locator(".decisions-strip").getByRole("link", { name: "Log a decision" }).click();
  await page.getByRole("heading", { name: /decision log$/ }).waitFor({ timeout: 15_000 });
}

const file = async (id) => (await fetch(`${server.url}/embed/${id}.md`)).text();

test("two people who begin a team's log apart without a network end with one log and both their decisions", async (t) => {
  const invite = cast(t, browser);
  const doc = await makeDoc(server, { name: "Ledger" });
  const [ada, bo] = [await reader(invite, "Ada", doc), await reader(invite, "Bo", doc)];
  const comeBack = await goAway(t, ada.context, server);
  await bo.context.setOffline(true);
  for (const [{ page }, choice] of [[ada, "Decided by Ada."], [bo, "Decided by Bo."]]) {
    await toTheLog(page);
    await page.getByText("What others have decided comes with a connection.").waitFor();
    await log(page, "Who decides?", choice);
    await status(page, ON_THIS_DEVICE);
  }
  assert.deepEqual(await axe(ada.page), []);
  // The device has it, whatever becomes of the page.
  await ada.page.reload();
  await decision(ada.page, "Decided by Ada.").waitFor({ timeout: 15_000 });
  await comeBack();
  await bo.context.setOffline(false);
  for (const { page } of [ada, bo]) {
    await status(page, SAVED, BACK_MS);
    for (const choice of ["Decided by Ada.", "Decided by Bo."]) await decision(page, choice).waitFor({ timeout: BACK_MS });
    assert.equal(await page.getByText("What others have decided").count(), 0);
  }
  await eventually(async () => assert.match(await file(`${doc}-log`), /Decided by (Ada|Bo)\.[\s\S]*Decided by (?!\1)(Ada|Bo)\./));
});

test("a log that another tab has brought to the device meanwhile opens from there when the network goes", async (t) => {
  const invite = cast(t, browser);
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page, context } = await reader(invite, "Ada", doc);
  const waiting = await context.newPage();
  // The server says nothing to this tab.
  await waiting.routeWebSocket(/\/sync\b/, () => {});
  await waiting.goto(`${server.app}/d/${doc}-log`);
  await waiting.getByText("This decision log is not on this device yet.").waitFor({ timeout: 20_000 });
  await toTheLog(page);
  await log(page, "Who decides?", "Decided by Ada.");
  await status(page, SAVED);
  await context.setOffline(true);
  await decision(waiting, "Decided by Ada.").waitFor({ timeout: 15_000 });
});

test("a charter that is begun without a network has its talk and its log at once, and all of it is everybody's later", async (t) => {
  const invite = cast(t, browser);
  const ada = await reader(invite, "Ada", await makeDoc(server, { name: "Ledger" }));
  const { page } = ada;
  await page.goto(server.app);
  await page.getByRole("link", { name: "New charter" }).or(page.getByRole("link", { name: /Fill the worksheet/ })).first().waitFor();
  const comeBack = await goAway(t, ada.context, server);
  const doc = await beginAway(page, server, "Homecare");
  await says(page, "Team name", "Homecare", 15_000);
  await write(page, "Mission", "Every home is ready");
  await say(page, "Comment", "Comment", "Ready by when?");
  await note(page, "Ready by when?").waitFor();
  await toTheLog(page);
  await log(page, "By when?", "By noon.");
  await status(page, ON_THIS_DEVICE);
  await page.goto(`${server.app}/d/${doc}`);
  await note(page, "Ready by when?").waitFor({ timeout: 15_000 });
  await comeBack();
  await status(page, SAVED, BACK_MS);
  await eventually(async () => assert.match(await file(`${doc}-log`), /By noon\./), BACK_MS);
  const bo = await invite("Bo");
  await openCharter(bo, server, doc);
  await note(bo.page, "Ready by when?").waitFor();
});
