// A meeting as people hold it in browsers: a series is begun, a review opened, items stand on its agenda, words are written
// in silence. `within` is a page, a frame, or an element of one.
import assert from "node:assert/strict";

import { SAVED, status } from "./charter.mjs";
import { eventually } from "./server.mjs";

/** The day some days from now, as ids of reviews have it, or with signs between its parts as fields have it. */
export const dayIn = (days = 0, between = "") => {
  const at = new Date(Date.now() + days * 86_400_000);
  return [at.getFullYear(), at.getMonth() + 1, at.getDate()].map((part) => String(part).padStart(2, "0")).join(between);
};

/** A day, so many days ago, as ids of reviews have it. */
export const day = (ago = 0) => dayIn(-ago);

/** The id of the review of a day. */
export const reviewOf = (series, ago = 0) => `${series}-r${day(ago)}T0000`;

/** The document that a page shows. */
export const docAt = (page) => new URL(page.url()).pathname.split("/").at(-1);

/** Somebody begins a series, once they have chosen whom it is for; answers its id. */
export async function beginSeries({ page }, server, preset = "Begin a product review", choose) {
  await page.goto(`${server.app}/reviews`);
  await button(page, preset).waitFor({ timeout: 15_000 });
  await choose?.();
  await button(page, preset).click();
  await page.getByRole("textbox", { name: "Purpose" }).waitFor({ timeout: 15_000 });
  await status(page, SAVED);
  return docAt(page);
}

/** Opens the review of a day that is so many days ahead, also where it can only be read. */
export async function seeReview({ page }, server, series, ahead = 0) {
  await page.goto(`${server.app}/d/${reviewOf(series, -ahead)}`);
  await page.locator(".agenda").waitFor({ timeout: 15_000 });
}

/** A review can be written in. */
export const canBeWritten = (within) => within.getByRole("button", { name: "Add an item", exact: true }).waitFor({ timeout: 20_000 });

/** Opens the review of a day. */
export async function openReview({ page }, server, series, ago = 0) {
  await page.goto(`${server.app}/d/${reviewOf(series, ago)}`);
  await canBeWritten(page);
  return page;
}

export async function addItem(within, title, says = "Add an item") {
  await press(within, says);
  const field = within.getByRole("textbox", { name: "Title", exact: true });
  await eventually(async () => assert.equal(await field.inputValue({ timeout: 1000 }), ""));
  await field.fill(title);
}

export const button = (within, name) => within.getByRole("button", { name, exact: true });

export const press = (within, name) => button(within, name).first().click();

export const shown = (within, words, ms = 15_000) => within.getByText(words).first().waitFor({ timeout: ms });

/** An item's place on the agenda. */
export const entry = (within, title) => within.locator(".agenda .entry", { hasText: title });

/** Tabs of Muster's own that somebody writes in whose other page keeps the field out, by that page. */
const ownTabs = new WeakMap();

/** The field for words that nobody sees before the reveal: in the page, in a frame of it, or where the page sends people. */
export async function silentIn(page) {
  return eventually(async () => {
    for (const frame of [...page.frames(), ...(ownTabs.get(page)?.frames() ?? [])]) {
      const field = frame.getByLabel("What speaks for it, what against it?");
      if (await field.count()) return { field, stance: frame.locator("#muster-stance"), says: frame.locator(".silent [role=status]") };
    }
    const way = page.getByRole("link", { name: "Write in Muster" });
    if (!ownTabs.has(page) && (await way.count())) {
      ownTabs.set(page, await page.context().newPage());
      await ownTabs.get(page).goto(await way.first().getAttribute("href"));
    }
    return false;
  });
}

/** Writes words and a stance in silence, and waits until they outlive the tab. */
export async function writeInSilence(page, words, stance) {
  const silent = await silentIn(page);
  await silent.field.fill(words);
  await silent.stance.fill(String(stance));
  const kept = /^(Not sent yet, kept on this device|Kept on this device|Saved, for you alone)/;
  await eventually(async () => assert.match((await silent.says.allTextContents()).join(), kept));
}

/** Reveals what was written on the item that is shown, after the question. */
export async function reveal(within) {
  await press(within, "Reveal…");
  await press(within, "Reveal now");
}

/** Fills the fields of what is said about an item, and sends it. */
export async function say(within, opens, fields, sends) {
  await press(within, opens);
  for (const [label, text] of Object.entries(fields)) await within.getByLabel(label, { exact: true }).last().fill(text);
  await within.getByRole("button", { name: sends, exact: true }).last().click();
}
