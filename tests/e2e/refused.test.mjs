// A wiki's page that brings something which opens nothing: documents that are unknown, deleted or not for the visitor; keys and tokens that
// are withdrawn, expired, of another document, or made up. Each ends in a sentence, which tells nothing of what it withholds.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { cast, eventually, launchBrowser } from "./harness.mjs";
import { loader, startHost } from "./parts/host.mjs";
import { startWorkspace } from "./parts/people.mjs";
import { wordsOf } from "./parts/words.mjs";

let browser, host, place, wiki;

before(async () => {
  host = await startHost();
  wiki = host.url("wiki.example", "");
  browser = await launchBrowser({ args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  place = await startWorkspace(browser, { Ada: "owner" }, ["--allow-origin", wiki]);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), host?.close()]);
});

const NAME = "Nightjar";
const UNKNOWN = "nobody-made-this";
/** One answer for what is absent and what is forbidden. */
const WITHHELD = "This document is not for you, or not there any more.";
/** Nothing is shown to people whom the server does not know, and a button asks them in. */
const CLOSED = "This document is not open to everybody, or not there any more. Sign in to see it.";
const SIGN_IN = "Sign in to edit";

const owner = (...asked) => place.people.Ada.ask(...asked);
const makeCharter = async () => (await owner("POST", "/api/docs", { kind: "charter", name: NAME })).id;
const mint = async (doc, more = {}) => (await owner("POST", "/api/tokens", { doc, role: "editor", name: "Kim", origins: [wiki], ...more })).token;
const link = (doc) => owner("POST", `/api/docs/${doc}/links`, { name: "A wiki", may: "read", until: null, sites: [] });

/** The end of a token, in seconds. */
const endOf = (token) => JSON.parse(Buffer.from(token.split(".")[1], "base64url").toString()).exp;

/** Every case: the document, the credential that comes with it, and the sentence. */
async function cases() {
  const [doc, other, deleted] = [await makeCharter(), await makeCharter(), await makeCharter()];
  const [ofDeleted, keyOfDeleted, expired] = [await mint(deleted), (await link(deleted)).key, await mint(doc, { lasts_s: 1 })];
  await owner("DELETE", `/api/docs/${deleted}`);
  const withdrawn = await link(doc);
  await owner("DELETE", `/api/docs/${doc}/links/${withdrawn.id}`);
  const [token, key] = [await mint(doc), (await link(doc)).key];
  await eventually(() => Date.now() / 1000 > endOf(expired) + 1);
  return [
    [UNKNOWN, "", "", CLOSED],
    [deleted, "", "", CLOSED],
    [doc, "", "", CLOSED],
    [UNKNOWN, "token", token, WITHHELD],
    [deleted, "token", ofDeleted, WITHHELD],
    [other, "token", token, WITHHELD],
    [doc, "token", expired, "The token has expired."],
    [doc, "token", "nonsense", "This is not a token."],
    [doc, "token", `${token.slice(0, -8)}AAAAAAAA`, "The token's signature does not fit."],
    [UNKNOWN, "key", key, WITHHELD],
    [deleted, "key", keyOfDeleted, WITHHELD],
    [other, "key", key, WITHHELD],
    [doc, "key", withdrawn.key, WITHHELD],
    [doc, "key", "nonsense", WITHHELD],
  ];
}

const element = ([doc, name, value]) => `<muster-charter doc="${doc}" ${name && `${name}="${value}"`}></muster-charter>`;
const frame = ([doc, name, value]) => `<iframe src="${place.server.app}/embed/${doc}${name && `?${name}=${value}`}" width=900 height=300></iframe>`;

/** How often a sentence is to be read on a page with all cases. */
const times = (all, sentence) => all.filter(([, , , says]) => says === sentence).length;

test("elements and frames of what opens nothing say so in a sentence, alike for absent and forbidden, and nothing else", async (t) => {
  const all = await cases();
  const person = await cast(t, browser)("Kim");
  const { page } = person;
  await page.setViewportSize({ width: 1000, height: 5000 });
  for (const [way, made, head] of [["elements", element, loader(place.server)], ["frames", frame, ""]]) {
    host.put(`/${way}`, all.map(made).join("\n"), { head });
    await page.goto(`${wiki}/${way}`);
    await eventually(async () => {
      const words = await wordsOf(page);
      for (const sentence of new Set(all.map(([, , , says]) => says))) {
        assert.equal(words.split(sentence).length - 1, times(all, sentence), `${way}: ${sentence}`);
      }
      // A token that is refused asks to sign in too.
      const asked = words.split(SIGN_IN).length - 1;
      assert.ok(asked >= times(all, CLOSED), `${way}: ${SIGN_IN} ${asked}`);
      assert.ok(!words.includes(NAME), "no word of a document");
    }, 40_000);
    for (const frame of page.frames()) assert.equal(await frame.getByRole("textbox").count(), 0);
  }
  // The browser's own words on answers that refuse.
  person.errors.length = 0;
});
