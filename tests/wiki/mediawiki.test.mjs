// A charter in a real MediaWiki: by the extension, also under a content policy, and by Common.js alone.
import { test } from "node:test";

import { cast, field, makeDoc, says, status, write } from "../e2e/harness.mjs";
import { browser, server } from "../e2e/parts/stage.mjs";
import { reads } from "../e2e/parts/words.mjs";
import * as mediawiki from "./mediawiki.mjs";
import { recipeFor } from "./parts.mjs";
import { startedFor } from "./running.mjs";
import { playIn } from "./scene.mjs";

playIn(mediawiki);

test("mediawiki: the extension opens the wiki's own content policy for what it needs", { skip: mediawiki.missing }, async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const recipe = await recipeFor(mediawiki.slug, server.app, doc);
  const wiki = await startedFor(t, mediawiki, { recipe, pages: { Team: recipe.element }, settings: "$wgCSPHeader = true;" });
  const { page } = await cast(t, browser)("Ada");
  await page.goto(wiki.url("Team"));
  await says(page, "Team name", "Ledger", 20_000);
  await write(page, "Mission", "Under a policy");
  await status(page, "Saved");
  await field(page, "Mission").waitFor();
});

test("mediawiki: a line in Common.js makes the charter of links and blocks", { skip: mediawiki.missing }, async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const recipe = await recipeFor(mediawiki.slug, server.app, doc);
  const line = recipe.steps.find((step) => step.startsWith("mw.loader"));
  const pages = { "MediaWiki:Common.js": line, Linked: recipe.link, Block: `<div data-muster="${doc}"></div>` };
  const wiki = await startedFor(t, mediawiki, { pages });
  const { page } = await cast(t, browser)("Ada");
  for (const name of ["Linked", "Block"]) {
    await page.goto(wiki.url(name));
    await reads(page.locator("muster-charter"), "Ledger");
  }
});
