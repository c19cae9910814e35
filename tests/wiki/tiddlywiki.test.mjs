// A real wiki with a charter in one of its pages: read there, written there, seen by somebody in the app.
import assert from "node:assert/strict";
import { after, test } from "node:test";

import { cast, field, makeDoc, openCharter, says, status, write } from "../e2e/harness.mjs";
import { browser, server, stage } from "../e2e/parts/stage.mjs";
import { wikiWith } from "./wiki.mjs";

let wiki;

stage();
after(() => wiki?.stop());

test("a charter in a TiddlyWiki page is read, and written by two people on two sites", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  wiki = await wikiWith(server.app, doc);
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  await ada.page.goto(wiki.url);
  await field(ada.page, "Team name").waitFor({ timeout: 20_000 });
  await says(ada.page, "Team name", "Ledger");
  await openCharter(bo, server, doc);
  await write(ada.page, "Mission", "Written in the wiki. ");
  await says(bo.page, "Mission", "Written in the wiki. ");
  await write(bo.page, "Mission", "Written in the app.");
  await says(ada.page, "Mission", "Written in the wiki. Written in the app.");
  await status(ada.page, "Saved");
  assert.equal(await ada.page.getByText("Ledger, as it was").isVisible(), false);
  assert.equal(await ada.page.getByText("Read it before you ask").isVisible(), true);
});
