// A wiki's page that treats a widget as its own markup while somebody types: removes it, makes it anew, clones, freezes and
// hides it. Every letter arrives.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually, field, makeDoc, openCharter, SAVED, says, status, write } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, server, stage } from "./parts/stage.mjs";

stage({ pages: true });

const WORDS = "Money is counted once, by one of us";

/** A page with a widget of a charter that somebody else has open in the app. */
async function visit(t, path) {
  const doc = await makeDoc(server, { name: "Ledger" });
  const invite = cast(t, browser);
  const [ada, bo] = [await invite("Ada"), await invite("Bo")];
  await openCharter(bo, server, doc);
  await ada.page.goto(host.put(path, `<div id="here"><muster-charter doc="${doc}"></muster-charter></div><div id="there"></div>`, { head: loader(server) }));
  await field(ada.page.locator("#here"), "Mission").waitFor({ timeout: 20_000 });
  return { doc, ada, bo, page: ada.page };
}

/** Runs in the page: one letter is typed, and in the same task the page does something with the widget. */
function typeAnd(how) {
  const widget = document.querySelector("muster-charter");
  const field = [...widget.shadowRoot.querySelectorAll("textarea, input")].find((one) => one.getAttribute("aria-label") === "Mission");
  field.focus();
  field.setRangeText("!", field.value.length, field.value.length, "end");
  field.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true, inputType: "insertText", data: "!" }));
  const acts = {
    remove: () => widget.remove(),
    "render anew": () => (here.innerHTML = here.innerHTML),
    replace: () => widget.replaceWith(widget.cloneNode(true)),
    move: () => there.append(widget),
  };
  acts[how]();
}

for (const how of ["remove", "render anew", "replace", "move"]) {
  test(`a page that does this with a widget right after a letter loses none: ${how}`, async (t) => {
    const { bo, page } = await visit(t, `/act-${how.replace(" ", "-")}`);
    await write(page, "Mission", WORDS);
    await page.evaluate(typeAnd, how);
    await says(bo.page, "Mission", `${WORDS}!`);
    await status(bo.page, SAVED);
    if (how === "remove") return;
    await says(page, "Mission", `${WORDS}!`, 20_000);
    await write(page, "Mission", " And again");
    await says(bo.page, "Mission", `${WORDS}! And again`);
  });
}

test("while somebody types a page makes the widget anew again and again, and what they typed is there", async (t) => {
  const { bo, page } = await visit(t, "/again");
  let typed = "";
  for (const word of ["Money ", "is ", "counted ", "once."]) {
    await write(page, "Mission", word);
    typed += word;
    await page.evaluate(() => (here.innerHTML = here.innerHTML));
    await says(page, "Mission", typed, 20_000);
  }
  await says(bo.page, "Mission", typed);
});

test("a clone beside it follows, and an element that the page froze takes words as before", async (t) => {
  const { bo, page } = await visit(t, "/clone");
  const typing = write(page.locator("#here"), "Mission", WORDS);
  await page.evaluate(() => {
    const widget = document.querySelector("muster-charter");
    there.append(widget.cloneNode(true));
    Object.freeze(widget);
  });
  await typing;
  // A widget begins once somebody comes near.
  await page.locator("#there muster-charter").scrollIntoViewIfNeeded();
  for (const place of [page.locator("#here"), page.locator("#there"), bo.page]) await says(place, "Mission", WORDS, 20_000);
  await write(page.locator("#there"), "Mission", ".");
  for (const place of [page.locator("#here"), bo.page]) await says(place, "Mission", `${WORDS}.`);
});

test("a page that the browser freezes right after a letter has it, sent once the page goes on", async (t) => {
  const { ada, bo, page } = await visit(t, "/frozen");
  await write(page, "Mission", WORDS);
  const session = await ada.context.newCDPSession(page);
  await write(page, "Mission", "!");
  await session.send("Page.setWebLifecycleState", { state: "frozen" });
  await write(bo.page, "Team name", " of all");
  await session.send("Page.setWebLifecycleState", { state: "active" });
  await says(page, "Team name", "Ledger of all", 20_000);
  await says(bo.page, "Mission", `${WORDS}!`, 20_000);
  await eventually(async () => assert.equal(await field(page, "Mission").inputValue(), `${WORDS}!`));
});
