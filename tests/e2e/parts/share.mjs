// *Share*, as people open it from the menu of a document.
import assert from "node:assert/strict";

import { openCharter, SAVED, status, write } from "./charter.mjs";
import { eventually } from "./server.mjs";

export const shareDialog = (page) => page.getByRole("dialog", { name: /^Share / });

export const menuOf = (page, name) => page.getByRole("button", { name: `Menu of ${name}` });

/** Opens a charter of the name *Ledger*, writes its mission, and opens *Share* by keyboard. */
export async function openShare(person, server, doc) {
  const { page } = person;
  await openCharter(person, server, doc);
  await write(page, "Mission", "Money is counted once");
  await status(page, SAVED);
  await menuOf(page, "Ledger").focus();
  await page.keyboard.press("Enter");
  await eventually(async () => assert.equal(await page.evaluate(() => document.activeElement?.textContent.trim()), "Share…"));
  await page.keyboard.press("Enter");
  await shareDialog(page).waitFor();
}
