// A letter changes no more of the page than its own text: a new element, or a class set again, has the browser look up the
// styles of every row once more, which in a large charter takes longer than the letter.
import assert from "node:assert/strict";
import { test } from "node:test";

import { addRow, cast, field, makeDoc, openCharter, says, status, SAVED, write } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** Runs in the page: notes what changes outside of the chip from here on. */
function watch() {
  window.changed = [];
  const named = (node) => (node.nodeType === Node.ELEMENT_NODE ? `${node.localName}.${node.getAttribute("class") ?? ""}` : node.nodeName);
  new MutationObserver((records) => {
    for (const { target, type, attributeName } of records) {
      const element = target.nodeType === Node.ELEMENT_NODE ? target : target.parentElement;
      if (!element?.closest(".chip-box, [part=status]")) window.changed.push(`${type} ${attributeName ?? ""} ${named(target)}`);
    }
  }).observe(document.body, { subtree: true, childList: true, attributes: true, characterData: true });
}

const LETTERS = "characterData  #text";

for (const [name, begin, changes] of [
  ["Mission", (page) => write(page, "Mission", "Keys on the day"), [LETTERS]],
  ["Metric", async (page) => {
    await addRow(page, "Add a metric", "Metric");
    await page.keyboard.type("Keys on the day");
    // The buttons of a row are named after it.
  }, [LETTERS, "attributes aria-label button.round"]],
]) {
  test(`letters typed into the field ${name} make no element anew and look up no style`, async (t) => {
    const person = await cast(t, browser)("Ada Lovelace");
    const { page } = person;
    const doc = await makeDoc(server);
    await openCharter(person, server, doc);
    await begin(page);
    await status(page, SAVED);
    const before = await field(page, name).inputValue();
    await page.evaluate(watch);
    // Before anybody pauses, nothing but the text is made anew.
    await page.evaluate((letters) => [...letters].forEach((letter) => document.execCommand("insertText", false, letter)), " we promised");
    const changed = await page.evaluate(() => new Promise((done) => queueMicrotask(() => setTimeout(() => done(window.changed)))));
    await says(page, name, `${before} we promised`);
    assert.deepEqual([...new Set(changed)], changes);
  });
}
