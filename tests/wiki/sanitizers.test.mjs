// Wikis clean HTML that people paste: every line that *Share* gives goes through five sanitizers, and what is left of it is
// what docs/wikis.md says.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { test } from "node:test";

import { rehype } from "rehype";
import rehypeSanitize from "rehype-sanitize";
import sanitizeHtml from "sanitize-html";
import xss from "xss";

import { cast, makeDoc, ROOT } from "../e2e/harness.mjs";
import { openShare, shareDialog } from "../e2e/parts/share.mjs";
import { browser, server, stage } from "../e2e/parts/stage.mjs";

stage();

const PURIFY = createRequire(import.meta.url).resolve("dompurify/dist/purify.min.js");

/** Each takes HTML and answers what it leaves of it, as it comes, with no setting of ours. */
const SANITIZERS = {
  DOMPurify: (html, page) => page.evaluate((html) => globalThis.DOMPurify.sanitize(html), html),
  "sanitize-html": (html) => sanitizeHtml(html),
  xss: (html) => xss(html),
  "rehype-sanitize": async (html) => String(await rehype().data("settings", { fragment: true }).use(rehypeSanitize).process(html)),
  "the browser’s `setHTML`": (html, page) =>
    page.evaluate((html) => {
      const box = document.createElement("div");
      box.setHTML(html);
      return box.innerHTML;
    }, html),
};

const link = (address) => `<p><a href="${address}">${address}</a></p>`;

/** A line as the HTML that a wiki makes of it; nothing where it is in the wiki's own syntax. */
function asHtml(line) {
  if (/^https?:\S+$/.test(line)) return link(line);
  const html = line.replaceAll(/<(https?:[^>]+)>/g, (_, address) => link(address));
  return /<(a|div|iframe|muster-\w+|p)[ >]/.test(html) ? html : undefined;
}

/** Every line that *Share* gives for a document, by the name of its field. */
async function linesOf(page) {
  const dialog = shareDialog(page);
  const wikis = dialog.getByRole("combobox", { name: "Where it goes" });
  const lines = [];
  for (const value of await wikis.locator("option").evaluateAll((options) => options.map((option) => option.value))) {
    await wikis.selectOption(value);
    const fields = dialog.getByRole("textbox", { name: /^(Link|Element|Frame|Picture)$/ });
    await fields.first().waitFor();
    lines.push(...(await fields.evaluateAll((all) => all.map((one) => [one.getAttribute("aria-label").toLowerCase(), one.value]))));
  }
  return lines;
}

/** Runs in the page: what is left of a line in what a sanitizer made of it. */
function left([way, html, doc]) {
  const { body } = new DOMParser().parseFromString(html, "text/html");
  const has = (selector) => body.querySelector(selector) !== null;
  if (has("script")) return "a script";
  const isLink = has(`a[href*="/d/${doc}"]`);
  const isThere = {
    link: isLink,
    block: has(`div[data-muster="${doc}"]`),
    element: has(`muster-charter[doc="${doc}"]`),
    frame: has(`iframe[src*="/embed/${doc}"]`),
    picture: isLink && has(`img[src*="/embed/${doc}.svg"]`),
  }[way];
  if (isThere) return "stays";
  return isLink ? "the link stays" : "gone";
}

/** The table of the documentation: what is left of each way, by sanitizer. */
async function documented() {
  const text = await readFile(join(ROOT, "docs/wikis.md"), "utf8");
  const rows = text.split("\n").map((line) => line.split("|").slice(1, -1).map((cell) => cell.trim()));
  const head = rows.findIndex(([way, first]) => way === "way" && first === "DOMPurify");
  const [, ...names] = rows[head];
  const body = rows.slice(head + 2, head + 7);
  return Object.fromEntries(body.map(([way, ...cells]) => [way, Object.fromEntries(names.map((name, at) => [name, cells[at]]))]));
}

test("of every line that Share gives, five sanitizers leave what the documentation says", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const ada = await cast(t, browser)("Ada");
  await openShare(ada, server, doc);
  const lines = [...(await linesOf(ada.page)), ["block", `<div data-muster="${doc}"></div>`]];
  const { page } = await cast(t, browser)("Bo");
  await page.goto("about:blank");
  await page.addScriptTag({ path: PURIFY });
  const says = await documented();
  const seen = new Set();
  for (const [way, line] of new Map(lines.map((one) => [one.join(" "), one])).values()) {
    const html = asHtml(line);
    if (!html) continue;
    for (const [name, sanitize] of Object.entries(SANITIZERS)) {
      assert.equal(await page.evaluate(left, [way, await sanitize(html, page), doc]), says[way]?.[name], `${way}, ${name}: ${html}`);
    }
    seen.add(way);
  }
  assert.deepEqual([...seen].sort(), Object.keys(says).sort());
});
