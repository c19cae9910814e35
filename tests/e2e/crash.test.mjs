// The server dies under people's hands, and comes back: as it was, or as another one.
import assert from "node:assert/strict";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, test } from "node:test";

import {
  aboutSaving, axe, BACK_MS, cast, eventually, field, launchBrowser, makeDoc, NOT_SAVED, openCharter, runMuster, SAVED, says,
  status, write,
} from "./harness.mjs";
import { ownServer } from "./parts/stage.mjs";

let browser;

before(async () => (browser = await launchBrowser()));
after(() => browser?.close());

async function scene(t) {
  const server = await ownServer(t);
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  const doc = await makeDoc(server, { name: "Ledger" });
  await Promise.all([openCharter(ada, server, doc), openCharter(bo, server, doc)]);
  return { server, doc, invite, ada: ada.page, bo: bo.page };
}

test("killed while two people type, the server loses nothing, and both end with the same text", async (t) => {
  const { server, doc, invite, ada, bo } = await scene(t);
  await write(ada, "Mission", "Saved before. ");
  await status(ada, SAVED);
  const typing = [write(ada, "Mission", "a".repeat(60)), write(bo, "Mission", "b".repeat(60))];
  await eventually(async () => (await field(bo, "Mission").inputValue()).includes("aaaaa"));
  await server.restart("SIGKILL");
  await Promise.all(typing);
  const text = await eventually(async () => {
    const [hers, his] = await Promise.all([ada, bo].map((page) => field(page, "Mission").inputValue()));
    assert.equal(hers, his);
    assert.equal(hers.replace(/[^a]/g, "").length, 61);
    assert.equal(hers.replace(/[^b]/g, "").length, 61);
    return hers;
  }, BACK_MS);
  await Promise.all([status(ada, SAVED, BACK_MS), status(bo, SAVED, BACK_MS)]);
  const cy = await invite("Cy");
  await openCharter(cy, server, doc);
  await says(cy.page, "Mission", text);
});

test("what was called saved is there after a kill, for somebody who had never been here", async (t) => {
  const { server, doc, invite, ada } = await scene(t);
  for (const word of ["one ", "two ", "three "]) {
    await write(ada, "Mission", word);
    await status(ada, SAVED);
    await server.kill("SIGKILL");
    await server.start();
  }
  await says(ada, "Mission", "one two three ");
  const cy = await invite("Cy");
  await openCharter(cy, server, doc);
  await says(cy.page, "Mission", "one two three ");
});

test("a server with another history gets nothing merged into it: the copy is set aside, with a reason", async (t) => {
  const { server, doc, ada } = await scene(t);
  await write(ada, "Mission", "Money is counted once");
  await status(ada, SAVED);
  // Not to be met while it does not know the document at all.
  await ada.context().setOffline(true);
  await server.restartEmpty();
  await makeDoc(server, { id: doc, name: "Somebody else's" });
  await ada.context().setOffline(false);
  await status(ada, NOT_SAVED, BACK_MS);
  const why = await aboutSaving(ada);
  assert.match(await why.innerText(), /started anew on the server/);
  assert.match(await why.locator("textarea").inputValue(), /Money is counted once/);
  const onServer = await fetch(`${server.url}/api/docs/${doc}`).then((answer) => answer.json());
  assert.equal(onServer.summary.mission, "");

  await why.getByRole("button", { name: "Go on with the shared version" }).click();
  await says(ada, "Team name", "Somebody else's");
  await says(ada, "Mission", "");
  await write(ada, "Mission", "anew");
  await status(ada, SAVED);
  await ada.reload();
  await says(ada, "Mission", "anew");
  await says(ada, "Team name", "Somebody else's");
});

test("a copy that was set aside is read, copied out and discarded on the page of all teams", async (t) => {
  const { server, doc, ada } = await scene(t);
  await ada.context().grantPermissions(["clipboard-read", "clipboard-write"], { origin: server.app });
  await write(ada, "Mission", "Money is counted once");
  await status(ada, SAVED);
  await ada.context().setOffline(true);
  await server.restartEmpty();
  await makeDoc(server, { id: doc, name: "Somebody else's" });
  await ada.context().setOffline(false);
  await status(ada, NOT_SAVED, BACK_MS);
  await (await aboutSaving(ada)).getByRole("button", { name: "Go on with the shared version" }).click();
  await says(ada, "Team name", "Somebody else's");

  await ada.getByRole("link", { name: "Muster, all teams" }).click();
  // Each document has a copy of its own: the charter, its comments, its log, the workspace.
  const region = ada.getByRole("region", { name: "Set aside" });
  const aside = region.getByRole("listitem").filter({ hasText: "Ledger" });
  await aside.waitFor();
  assert.match(await aside.innerText(), /Ledger[^]*started anew on the server/);
  await aside.getByText("Read this copy").click();
  const words = await aside.getByRole("textbox", { name: "Words of Ledger" }).inputValue();
  assert.match(words, /^# Ledger\n/);
  assert.match(words, /Money is counted once/);
  assert.doesNotMatch(words, /<!--|muster:/);
  await aside.getByRole("button", { name: "Copy", exact: true }).click();
  await aside.getByText("Copied.").waitFor();
  assert.equal(await ada.evaluate(() => navigator.clipboard.readText()), words);

  await aside.getByRole("button", { name: "Discard", exact: true }).click();
  await aside.getByRole("button", { name: "Keep it" }).click();
  await aside.getByRole("button", { name: "Discard", exact: true }).click();
  await aside.getByText("This copy cannot be brought back.").waitFor();
  assert.deepEqual(await axe(ada), []);
  await aside.getByRole("button", { name: "Discard it for good" }).click();
  await aside.waitFor({ state: "detached" });
  await ada.reload();
  await ada.getByRole("heading", { name: "On this device" }).waitFor();
  assert.equal(await aside.count(), 0);
});

test("a charter made after the backup a server was restored from is given back by whoever has it, with what was said", async (t) => {
  const server = await ownServer(t);
  const invite = cast(t, browser);
  const { page: ada } = await invite("Ada");
  const folder = await mkdtemp(join(tmpdir(), "muster-backup-"));
  t.after(() => rm(folder, { recursive: true }));
  const backup = join(folder, "before");
  const { code, stderr } = await runMuster(["backup", backup, "--data", server.data]);
  assert.equal(code, 0, stderr);
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter({ page: ada }, server, doc);
  await write(ada, "Mission", "Money is counted once");
  await ada.locator(".of-mission").hover();
  await ada.locator(".of-mission").getByRole("button", { name: "Comment", exact: true }).click();
  await ada.locator("textarea:focus[aria-label=Comment]").waitFor();
  await ada.keyboard.insertText("Who counts it?");
  await ada.keyboard.press("Control+Enter");
  await status(ada, SAVED);
  await server.restartEmpty({ from: backup });
  await status(ada, NOT_SAVED, BACK_MS);
  const why = await aboutSaving(ada);
  assert.match(await why.innerText(), /does not know this document/);
  await why.getByRole("button", { name: "Give it back to the server" }).click();
  await status(ada, SAVED, BACK_MS);
  const cy = await invite("Cy");
  await openCharter(cy, server, doc);
  await says(cy.page, "Team name", "Ledger");
  await says(cy.page, "Mission", "Money is counted once");
  await cy.page.locator(".note.said").filter({ hasText: "Who counts it?" }).waitFor();
  await write(ada, "Mission", "Twice. ");
  await eventually(async () => assert.match(await field(cy.page, "Mission").inputValue(), /Twice/));
});
