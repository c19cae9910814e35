// On paper: all of a charter, wherever the caret stands.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, makeDoc, SAVED } from "../harness.mjs";
import { caretInto, inField, LONG_MS, open, status, write } from "./charter.mjs";

/** Runs in the page: the rules that leave parts of the page out, and hold on paper too. */
function leftOutOnPaper() {
  const found = [];
  const walk = (rules, onPaper) => {
    for (const rule of rules) {
      const media = rule.media?.mediaText ?? "";
      const here = onPaper && !/\bscreen\b/.test(media);
      if (here && ["auto", "hidden"].includes(rule.style?.contentVisibility)) found.push(rule.selectorText);
      if (rule.cssRules) walk(rule.cssRules, here);
    }
  };
  for (const sheet of document.styleSheets) walk(sheet.cssRules, true);
  return found;
}

export function scenarios(stage) {
  test("with the caret in a field all of a charter is printed", async (t) => {
    const { server } = stage;
    const doc = await makeDoc(server, { name: "Ledger" });
    const { tab } = await stage.visit(t);
    await open(tab, server, doc);
    await write(tab, "Mission", "Money is counted once");
    await status(tab, SAVED);
    await inField(tab, "Mission", (field) => field.blur());
    const plain = (await tab.pdf?.())?.length;
    await caretInto(tab, "Mission");
    const isSkipping = () => tab.run(() => [...document.querySelectorAll(".part")].some((part) => getComputedStyle(part).contentVisibility === "auto"));
    await eventually(isSkipping, LONG_MS);
    assert.deepEqual(await tab.run(leftOutOnPaper), []);
    if (!tab.pdf) return;
    // A part that is not painted is not in the file, which is so much smaller.
    const written = (await tab.pdf()).length;
    assert.ok(written > plain * 0.95, `${written} of ${plain} bytes`);
  });
}
