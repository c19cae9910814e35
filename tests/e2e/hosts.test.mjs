// Pages that replay what products forbid that cannot be installed here, each by its own headers and sandbox: a charter in
// them ends in its text, or in a link to it, and never in nothing.
import assert from "node:assert/strict";
import { test } from "node:test";

import { eventually, makeDoc } from "./harness.mjs";
import { loader } from "./parts/host.mjs";
import { browser, host, server, stage } from "./parts/stage.mjs";
import { wordsOf } from "./parts/words.mjs";

stage({ pages: true });

const policy = (words) => ({ "content-security-policy": words });
const socket = () => server.app.replace("http", "ws");

/** The link as people paste it, alone in its paragraph. */
const link = (doc) => `<p><a href="${server.app}/d/${doc}">${server.app}/d/${doc}</a></p>`;
const element = (doc) => `<muster-charter doc="${doc}"></muster-charter>`;
const frame = (doc, more) => `<iframe src="${server.app}/embed/${doc}" ${more}></iframe>`;
const withNonce = () => loader(server).replace("<script", `<script nonce="n0nce"`);

const OUTLINE =
  'width="640" height="300" loading="lazy" title="embed" sandbox="allow-same-origin allow-scripts allow-popups allow-popups-to-escape-sandbox allow-forms allow-downloads allow-storage-access-by-user-activation" allow="fullscreen; encrypted-media; picture-in-picture; clipboard-read; clipboard-write"';
const DOCMOST = 'width="800" height="600" sandbox="allow-scripts allow-same-origin allow-forms allow-popups allow-downloads"';
const HEDGEDOC_2 =
  'width="900" height="600" sandbox="allow-downloads allow-same-origin allow-scripts allow-popups allow-popups-to-escape-sandbox allow-modals"';
const BOOKSTACK = "script-src http: https: 'nonce-n0nce' 'strict-dynamic'; object-src 'self'; base-uri 'self'";
const BOOKSTACK_FRAMES = "frame-src 'self' https://*.draw.io https://*.youtube.com https://*.youtube-nocookie.com https://*.vimeo.com";

/**
 * A charter is `text` where its words are read, and `card` where the link is all that the page allows; `says` where the
 * loader runs, tries what it can, and says that it was in vain.
 */
const HOSTS = [
  {
    name: "Outline, a frame",
    headers: () => policy("default-src 'self'; script-src 'self' 'nonce-own'; style-src 'self' 'unsafe-inline'; frame-src * data:; img-src * data: blob:"),
    body: (doc) => frame(doc, OUTLINE),
    ends: "text",
  },
  {
    name: "Outline, a pasted link",
    headers: () => policy("default-src 'self'; script-src 'self' 'nonce-own'; frame-src * data:"),
    head: () => loader(server),
    body: link,
    ends: "card",
  },
  { name: "Docmost, a frame", body: (doc) => frame(doc, DOCMOST), ends: "text" },
  {
    name: "Wiki.js with frames allowed",
    headers: () => ({ "x-frame-options": "deny", "referrer-policy": "same-origin" }),
    body: (doc) => frame(doc, 'width="100%" height="640"'),
    ends: "text",
  },
  {
    name: "Wiki.js with the script in its head",
    headers: () => ({ "x-frame-options": "deny", "referrer-policy": "same-origin" }),
    head: () => loader(server),
    body: link,
    ends: "text",
  },
  {
    name: "BookStack with both lines of its recipe",
    headers: () => policy(`${BOOKSTACK}; ${BOOKSTACK_FRAMES} ${server.app}`),
    head: withNonce,
    body: link,
    ends: "text",
  },
  {
    name: "BookStack with the script alone",
    headers: () => policy(`${BOOKSTACK}; ${BOOKSTACK_FRAMES}`),
    head: withNonce,
    body: link,
    ends: "card",
    says: true,
  },
  {
    name: "HedgeDoc 1, a frame with the attributes it lets through",
    headers: () => policy("default-src 'none'; script-src 'self' 'nonce-own'; style-src 'self' 'unsafe-inline'; img-src *; connect-src *; frame-src *"),
    body: (doc) => frame(doc, 'width="100%" height="640"'),
    ends: "text",
  },
  {
    name: "HedgeDoc 2, a frame behind a click",
    body: (doc) => `<iframe src="${host.put("/note", shielded(doc))}" ${HEDGEDOC_2}></iframe>`,
    act: (page) => page.frameLocator("iframe").getByRole("button", { name: "Show" }).click(),
    ends: "text",
  },
  {
    name: "a strict policy with Trusted Types",
    headers: () =>
      policy(
        `default-src 'none'; script-src ${server.app} 'wasm-unsafe-eval'; connect-src ${server.app} ${socket()}; style-src 'self'; font-src ${server.app}; frame-src ${server.app}; require-trusted-types-for 'script'; trusted-types 'none'`,
      ),
    head: () => loader(server),
    body: element,
    ends: "text",
  },
  {
    name: "a policy that allows Wasm and no WebSocket",
    headers: () => policy(`script-src ${server.app} 'wasm-unsafe-eval'; connect-src ${server.app}; frame-src ${server.app}`),
    head: () => loader(server),
    body: element,
    ends: "text",
  },
  {
    name: "a policy that allows the script and nothing else",
    headers: () => policy(`default-src 'none'; script-src ${server.app}`),
    head: () => loader(server),
    body: element,
    ends: "card",
    says: true,
  },
  ...["require-corp", "credentialless"].map((embedder) => ({
    name: `a page that is isolated by ${embedder}, an element`,
    headers: () => ({ "cross-origin-embedder-policy": embedder, "cross-origin-opener-policy": "same-origin" }),
    head: () => loader(server),
    body: element,
    ends: "text",
  })),
];

/** A note whose frame is made by a click. */
const shielded = (doc) =>
  `<button>Show</button><script>document.querySelector("button").onclick = ({ target }) => {
    const frame = Object.assign(document.createElement("iframe"), { src: "${server.app}/embed/${doc}", width: 800, height: 500 });
    target.replaceWith(frame);
  };</script>`;

/** Whether a way to the charter can be seen in the page itself. */
const showsLink = (page, doc) => page.locator(`a[href$="/d/${doc}"]:visible`).count();

for (const [index, { name, headers, head, body, act, ends, says }] of HOSTS.entries()) {
  test(`${name}: a charter ends in its ${ends}`, async (t) => {
    const doc = await makeDoc(server, { name: "Ledger" });
    const page = await browser.newPage();
    t.after(() => page.close());
    const uncaught = [];
    page.on("pageerror", (error) => uncaught.push(String(error)));
    await page.addInitScript(() => addEventListener("muster-error", ({ detail }) => (window.gaveUp ||= detail?.as === "link")));
    await page.goto(host.put(`/host-${index}`, `<p>Before.</p>${body(doc)}<p>After.</p>`, { headers: headers?.(), head: head?.() }));
    await act?.(page);
    if (says) await page.waitForFunction(() => window.gaveUp);
    await eventually(async () => {
      const words = await wordsOf(page);
      if (ends === "text") assert.match(words, /Ledger/);
      else assert.ok(await showsLink(page, doc), words);
    });
    // A page in which the app begins just then answers late.
    await eventually(async () => assert.match(await wordsOf(page), /Before\..*After\./s, "the page around is as it was"));
    assert.deepEqual(uncaught, []);
  });
}
