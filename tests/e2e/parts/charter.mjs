// A charter's page as a person sees it: fields by their names, rows, the status chip.
import assert from "node:assert/strict";

import { eventually } from "./server.mjs";

/** How long the app may take to begin, where a machine does much else. */
const BEGIN_MS = 30_000;

/** Opens a charter and waits until it can be written in. */
export async function openCharter(person, server, doc, page = person.page) {
  await page.goto(`${server.app}/d/${doc}`);
  await field(page, "Team name").waitFor({ timeout: BEGIN_MS });
  return page;
}

/** The field of this name; of several, the first. `within` is a page, a frame or an element of it. */
export const field = (within, name) => within.getByRole("textbox", { name, exact: true }).first();

/** Every field of this name, in order. */
export const fields = (within, name) => within.getByRole("textbox", { name, exact: true });

/** The whole field: its text as it is shown, its box, other people's carets. */
export const wholeField = (within, name) => within.locator(".text").filter({ has: field(within, name) }).first();

/** Types at the end of a field. */
export async function write(within, name, text) {
  await field(within, name).focus();
  await field(within, name).press("Control+End");
  await field(within, name).pressSequentially(text);
}

export const says = (within, name, expected, ms) =>
  eventually(async () => {
    const text = await field(within, name).inputValue({ timeout: 1000 });
    assert.equal(text, expected);
  }, ms);

/** The texts of all fields of a name, in their order. */
export const texts = (within, name) => fields(within, name).evaluateAll((boxes) => boxes.map((box) => box.value));

/** Adds a row with the button of its list; its field has the focus then, whatever rows others add meanwhile. */
export async function addRow(page, button, name) {
  await page.getByRole("button", { name: button, exact: true }).first().click();
  await eventually(async () => {
    assert.equal(await page.locator("textarea:focus, input:focus").getAttribute("aria-label", { timeout: 500 }), name);
  });
}

const chip = (within) => within.locator("[part=status]").first();

/** Waits until the chip says this. */
export const status = (within, expected, ms = 8_000) =>
  eventually(async () => {
    const words = (await chip(within).textContent({ timeout: 1000 })).trim();
    if (expected instanceof RegExp) assert.match(words, expected);
    else assert.equal(words, expected);
    return words;
  }, ms);

/** How long a page may take to come back to a server by itself, after pauses that grow. */
export const BACK_MS = 40_000;

export const SAVED = "Saved";
export const ON_THIS_DEVICE = /^On this device, waiting to send \([1-9]\d*\)$/;
export const NOT_SAVED = "Not saved";

/** Everything about saving that stands behind the chip. */
export const aboutSaving = async (within) => {
  const details = within.locator(".chip-box details").first();
  await details.locator("summary").click();
  return details;
};

/** Brings a team in, as from a page of Markdown. */
export async function bring(server, name, page) {
  const address = `${server.url}/api/import?name=${encodeURIComponent(name)}.md`;
  const answer = await fetch(address, { method: "POST", body: `# ${name}\n\n${page}` });
  assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
}
