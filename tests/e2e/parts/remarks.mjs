// A charter that one person writes and others speak about.
import assert from "node:assert/strict";

import { eventually, openCharter, SAVED, status, write } from "../harness.mjs";
import { signedIn } from "./people.mjs";
import { browser, place } from "./stage.mjs";

/** The line that a person reads who may speak about a charter and not write it. */
export const COMMENTS = "You can comment, suggest and agree here; its captain and leaders edit it.";

/** A charter with a mission, which Ada has open; others read it. */
export async function begin(t, words = "Every invoice once") {
  const invite = signedIn(t, browser);
  const { id } = await place.people.Ada.ask("POST", "/api/docs", { kind: "charter", name: "Ledger" });
  const ada = await invite(place, "Ada");
  await openCharter(ada, place.server, id);
  await write(ada.page, "Mission", words);
  await status(ada.page, SAVED);
  const read = async (name) => {
    const person = await invite(place, name);
    await person.page.goto(`${place.server.app}/d/${id}`);
    await person.page.getByText(COMMENTS).waitFor({ timeout: 10_000 });
    return person;
  };
  return { doc: id, ada, read };
}

export const mission = (page) => page.locator(".of-mission");
export const note = (page, words) => page.locator(".note.said").filter({ hasText: words });

/** Presses a button of the mission's margin, which is quiet until one comes near, and sends words in the field that opens. */
export async function say(page, button, name, words) {
  await mission(page).hover();
  await mission(page).getByRole("button", { name: button, exact: true }).click();
  await eventually(async () => {
    assert.equal(await page.locator("textarea:focus").getAttribute("aria-label", { timeout: 500 }), name);
  });
  await page.keyboard.insertText(words);
  await page.locator(".unsent:focus-within").getByRole("button", { name: "Send", exact: true }).click();
}
