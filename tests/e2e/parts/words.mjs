// Words as somebody who looks at a page reads them, in shadow trees, fields and frames too.
import assert from "node:assert/strict";

import { eventually } from "./server.mjs";

/** Waits until somebody who looks at this reads the words, in a text or in a field. */
export const reads = (within, words) =>
  eventually(async () => {
    const text = await within.first().evaluate(visibleWords, undefined, { timeout: 1000 });
    assert.ok(text.includes(words), text);
  });

/** The words that can be seen in a page and in all frames of it that can be seen. */
export async function wordsOf(page) {
  const words = [];
  for (const frame of page.frames()) {
    if (!(await isSeen(frame))) continue;
    words.push(await frame.locator("body").evaluate(visibleWords, undefined, { timeout: 1000 }));
  }
  return words.join(" ");
}

/** Whether a frame and all around it take up room in their pages. */
async function isSeen(frame) {
  if (!frame.parentFrame()) return true;
  const element = await frame.frameElement();
  return (await element.evaluate((element) => element.clientHeight > 20)) && isSeen(frame.parentFrame());
}

/** Runs in the page: the visible words below an element. The children of a host are read where its shadow tree shows them. */
export function visibleWords(top) {
  const read = (node) => {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.nodeType !== Node.ELEMENT_NODE || ["SCRIPT", "STYLE", "NOSCRIPT"].includes(node.tagName)) return "";
    if (!node.checkVisibility() && getComputedStyle(node).display !== "contents") return "";
    const inside = [...(node.shadowRoot?.childNodes ?? []), ...node.childNodes].map(read);
    return [node.value ?? "", ...inside].join(" ");
  };
  return read(top);
}
