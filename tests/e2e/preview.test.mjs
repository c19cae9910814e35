// The picture of a link in chats and other programs: each document has its own, and what a program may not read has the common
// one, which tells nobody whether there is a document.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, eventually } from "./harness.mjs";
import { browser, place, stageInAWiki } from "./parts/stage.mjs";

stageInAWiki({ Ada: "owner" });

const owner = (...asked) => place.people.Ada.ask(...asked);

/** A charter that a link opens to anybody, or to pages of some sites. */
async function linked(name, sites = []) {
  const { id: doc } = await owner("POST", "/api/docs", { kind: "charter", name });
  const { key } = await owner("POST", `/api/docs/${doc}/links`, { name: "A chat", may: "read", until: null, sites });
  return { doc, key };
}

/** All of an answer that could tell it from another one. */
async function told(address) {
  const answer = await fetch(address);
  const headers = [...answer.headers].filter(([name]) => name !== "date");
  return { status: answer.status, headers, bytes: Buffer.from(await answer.arrayBuffer()).toString("base64") };
}

const content = (html, property) => new RegExp(`<meta (?:property|name)="${property}" content="([^"]*)"`).exec(html)?.[1].replaceAll("&amp;", "&");

test("a page that a link opens names a picture of the document, by the same key", async () => {
  const { doc, key } = await linked("Ledger");
  const html = await (await fetch(`${place.server.app}/embed/${doc}?key=${key}&view=three-ms`)).text();
  const picture = content(html, "og:image");
  assert.equal(picture, `${place.server.app}/embed/${doc}.png?view=three-ms&key=${key}`);
  assert.equal(content(html, "twitter:image"), picture);
  assert.equal(content(html, "twitter:card"), "summary_large_image");
  const answer = await fetch(picture);
  assert.deepEqual([answer.status, answer.headers.get("content-type")], [200, "image/png"]);
  const again = await fetch(picture, { headers: { "if-none-match": answer.headers.get("etag") } });
  assert.equal(again.status, 304);
  const other = await linked("Porto");
  assert.notEqual((await told(picture)).bytes, (await told(`${place.server.app}/embed/${other.doc}.png?view=three-ms&key=${other.key}`)).bytes);
});

test("a document that opens to nobody there has the card of one that is not there, byte for byte", async () => {
  const [open, limited] = [await linked("Ledger"), await linked("Nightjar", ["https://wiki.example"])];
  const at = (path) => `${place.server.app}/embed/${path}`;
  const absent = await told(at("nobody-made-this.png"));
  assert.equal(absent.status, 200);
  const common = await told(`${place.server.app}/card.png`);
  assert.deepEqual([absent.bytes, absent.headers], [common.bytes, common.headers]);
  const shown = [`${open.doc}.png`, `${open.doc}.png?key=nothing`, `${limited.doc}.png?key=${limited.key}`];
  for (const path of [...shown, "org.png", `nobody-made-this.png?key=${open.key}`]) assert.deepEqual(await told(at(path)), absent, path);
  const program = { headers: { accept: "*/*" } };
  const [nowhere, here] = await Promise.all(["nobody-made-this", open.doc].map((id) => fetch(`${place.server.app}/d/${id}`, program)));
  const pages = await Promise.all([nowhere, here].map((answer) => answer.text()));
  assert.equal(pages[0], pages[1]);
  assert.equal(content(pages[0], "og:image"), `${place.server.app}/card.png`);
});

test("a browser shows the picture, and it is as large as a page says", async (t) => {
  const { doc, key } = await linked("Söhne & Töchter");
  const { page } = await cast(t, browser)("Bo");
  await page.setContent(`<img src="${place.server.app}/embed/${doc}.png?key=${key}">`);
  const size = () => page.locator("img").evaluate((img) => [img.naturalWidth, img.naturalHeight]);
  await eventually(async () => assert.deepEqual(await size(), [1200, 630]));
});
