// Share: who can read a document, said first; the lines for other pages and wikis; a live look; by keyboard and on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast, eventually, makeDoc } from "./harness.mjs";
import { menuOf, openShare, shareDialog } from "./parts/share.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

const dialog = shareDialog;
const line = (page, name) => dialog(page).getByRole("textbox", { name, exact: true });
const menu = (page) => menuOf(page, "Ledger");

/** A charter on whose page *Share* is open. */
async function shared(t, options) {
  const person = await cast(t, browser)("Ada", options);
  const doc = await makeDoc(server, { name: "Ledger" });
  await openShare(person, server, doc);
  return { ...person, doc };
}

test("Share is opened by keyboard, keeps the focus until Esc, and gives it back", async (t) => {
  const { page } = await shared(t);
  await dialog(page).getByText("whoever reaches this server reads it").waitFor();
  assert.deepEqual(await axe(page), []);
  const isInside = () => page.evaluate(() => Boolean(document.activeElement?.closest("dialog")) || document.activeElement === document.body);
  for (let n = 0; n < 40; n++) {
    await page.keyboard.press("Tab");
    assert.ok(await isInside(), `after ${n + 1} tabs`);
  }
  await dialog(page).getByRole("button", { name: "Close" }).focus();
  await page.keyboard.press("Escape");
  await dialog(page).waitFor({ state: "detached" });
  await eventually(async () => assert.equal(await menu(page).evaluate((one) => one === document.activeElement), true));
});

test("lines follow the choices, and are copied", async (t) => {
  const { page, context, doc } = await shared(t);
  await context.grantPermissions(["clipboard-read", "clipboard-write"]);
  assert.equal(await line(page, "Link").inputValue(), `${server.app}/d/${doc}`);
  await dialog(page).getByRole("radio", { name: "Card" }).check();
  await dialog(page).getByRole("radio", { name: "Dark" }).check();
  await dialog(page).getByRole("radio", { name: "480 px" }).check();
  assert.equal(await line(page, "Link").inputValue(), `${server.app}/d/${doc}?view=card`);
  assert.match(await line(page, "Element").inputValue(), new RegExp(`<muster-charter doc="${doc}" view="card" theme="dark">`));
  assert.match(await line(page, "Frame").inputValue(), new RegExp(`/embed/${doc}\\?view=card&amp;theme=dark".*height="480"`));
  assert.match(await line(page, "Picture").inputValue(), new RegExp(`/embed/${doc}\\.svg\\?view=card`));
  await dialog(page).locator(".to-copy").first().getByRole("button", { name: "Copy" }).click();
  await dialog(page).getByText("Copied.").waitFor();
  assert.equal(await page.evaluate(() => navigator.clipboard.readText()), `${server.app}/d/${doc}?view=card`);
});

test("the preview is the document as a frame shows it", async (t) => {
  const { page } = await shared(t);
  const frame = page.frameLocator('iframe[title="Preview"]');
  await frame.getByText("Money is counted once").first().waitFor();
  await dialog(page).getByRole("radio", { name: "Card" }).check();
  await frame.getByText("Money is counted once").first().waitFor();
  assert.match(await page.locator('iframe[title="Preview"]').getAttribute("src"), /view=card$/);
});

test("a preview counts nobody twice among those who are here", async (t) => {
  const { page } = await shared(t);
  const written = page.frameLocator('iframe[title="Preview"]').getByRole("textbox", { name: "Mission", exact: true });
  await written.fill("Money is counted twice", { timeout: 20_000 });
  // The server tells who is here before anything that is written.
  const fields = page.locator("#app textarea");
  await eventually(async () => (await fields.evaluateAll((all) => all.map((one) => one.value))).includes("Money is counted twice"));
  assert.equal(await page.locator("#app [part=people] li").count(), 1);
});

test("the recipe of a wiki names the document in the wiki's own syntax, with the steps of its administrator", async (t) => {
  const { page, doc } = await shared(t);
  await dialog(page).getByRole("combobox", { name: "Where it goes" }).selectOption({ label: "MediaWiki" });
  await eventually(async () => assert.match(await line(page, "Element").inputValue(), new RegExp(`^<muster doc="${doc}"`)));
  const all = await dialog(page).getByRole("textbox").evaluateAll((fields) => fields.map((field) => field.value).join("\n"));
  assert.doesNotMatch(all, /\{(origin|host|doc|view|key)\}|key=/, "no hole is left, and no key where there is none");
  await dialog(page).getByText("For whoever runs MediaWiki").click();
  await dialog(page).getByRole("listitem").first().waitFor();
  assert.equal(await dialog(page).getByRole("link", { name: "Does it work there?" }).getAttribute("href"), "/embed-check?wiki=mediawiki");
  assert.deepEqual(await axe(page), []);
});

test("words that the browser does not copy are left selected", async (t) => {
  const { page, doc } = await shared(t);
  await page.evaluate(() => Object.defineProperty(navigator, "clipboard", { value: { writeText: () => Promise.reject(new Error("no")) } }));
  await dialog(page).locator(".to-copy").first().getByRole("button", { name: "Copy" }).click();
  await dialog(page).getByText("The words are selected").waitFor();
  const chosen = await page.evaluate(() => {
    const field = document.activeElement;
    return field.value.slice(field.selectionStart, field.selectionEnd);
  });
  assert.equal(chosen, `${server.app}/d/${doc}`);
});

test("on a phone nothing of it goes over the edge", async (t) => {
  const { page } = await shared(t, { viewport: { width: 360, height: 740 } });
  const over = () =>
    dialog(page).evaluate((box) => ({ page: document.documentElement.scrollWidth - innerWidth, box: box.scrollWidth - box.clientWidth }));
  assert.deepEqual(await over(), { page: 0, box: 0 });
  await dialog(page).getByRole("combobox", { name: "Where it goes" }).selectOption({ label: "MediaWiki" });
  await dialog(page).getByText("For whoever runs MediaWiki").click();
  assert.deepEqual(await over(), { page: 0, box: 0 });
});
