// Read links: an address with a key in it shows the words of its document to somebody who is nobody here, keeps the key in no
// address, and is shown in pages of its sites alone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually } from "./harness.mjs";
import { browser, host, place, stageInAWiki, wiki } from "./parts/stage.mjs";

stageInAWiki({ Ada: "owner" });

const owner = (...asked) => place.people.Ada.ask(...asked);

/** A charter of this name, and the key of a link to it. */
async function linked(name, sites = []) {
  const { id: doc } = await owner("POST", "/api/docs", { kind: "charter", name });
  const { id, key } = await owner("POST", `/api/docs/${doc}/links`, { name: "A wiki", may: "read", until: null, sites });
  return { doc, id, key };
}

/** Shows a frame of a document on a page of a site. */
async function framed(page, path, { doc, key }, name, before = "?") {
  host.put(path, `<iframe src="${place.server.app}/embed/${doc}${before}key=${key}" width=900 height=700></iframe>`);
  await page.goto(host.url(name, path));
  return page.frameLocator("iframe");
}

test("an address with a key shows the words of its document, and the key stays in none", async (t) => {
  const link = await linked("Nightjar");
  const { page } = await cast(t, browser)("Nobody");
  await page.goto(`${place.server.app}/d/${link.doc}?key=${link.key}`);
  await page.getByText("Nightjar").first().waitFor();
  await eventually(() => !page.url().includes(link.key), 10_000);
  assert.equal(await page.getByRole("textbox").count(), 0);
  for (const name of ["Sign in to edit", "Comment"]) assert.equal(await page.getByRole("button", { name }).count(), 0, name);
  await page.reload();
  await page.getByText("Nightjar").first().waitFor();
  assert.ok(!page.url().includes(link.key));
  await owner("DELETE", `/api/docs/${link.doc}/links/${link.id}`);
  await page.goto(`${place.server.app}/d/${link.doc}?key=${link.key}`);
  await page.waitForURL(/\/sign-in/);
  assert.ok(!page.url().includes(link.key));
});

test("a frame with the key of a link for some sites shows its words there and nowhere else", async (t) => {
  const link = await linked("Nightjar", [wiki]);
  const { page, errors } = await cast(t, browser)("Nobody");
  const frame = await framed(page, "/read-link-here", link, "wiki.example");
  await frame.getByText("Nightjar").first().waitFor();
  await framed(page, "/read-link-there", link, "other.example");
  await eventually(() => page.frames()[1].url().startsWith("chrome-error:"), 15_000);
  // The browser's own words on a frame that was refused.
  errors.length = 0;
});

test("a frame whose key stands behind # shows the words of a link for some sites there, and goes on by the key of the frame", async (t) => {
  const [some, all] = [await linked("Nightjar", [wiki]), await linked("Nightjar")];
  const { page } = await cast(t, browser)("Nobody");
  for (const link of [some, all]) {
    const frame = await framed(page, "/read-link-behind", link, "wiki.example", "#");
    await frame.getByText("Nightjar").first().waitFor();
    await owner("DELETE", `/api/docs/${link.doc}/links/${link.id}`);
    await frame.getByText("This document is not for you, or not there any more.").waitFor({ timeout: 20_000 });
  }
});
