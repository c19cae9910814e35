// Text first: a document's address and its frame are read before any script runs, and without one.
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  cast, eventually, expectNoErrors, listDocs, makeDoc, openCharter, runMuster, SAVED, says, status, write,
} from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

/** A charter whose mission somebody has written, and a person without scripts. */
async function written(t, mission = "Renters get their *keys* on the day <b>") {
  const doc = await makeDoc(server, { name: "Ledger & co" });
  const invite = cast(t, browser);
  const ada = await invite("Ada");
  await openCharter(ada, server, doc);
  await write(ada.page, "Mission", mission);
  await status(ada.page, SAVED);
  return { doc, ada, invite, plain: await invite("Bo", { javaScriptEnabled: false }) };
}

const content = (page, selector, attribute = "content") => page.locator(selector).getAttribute(attribute);

test("a document's address answers with its text, its name and what a card elsewhere shows", async (t) => {
  const { doc, plain: { page } } = await written(t);
  const answer = await page.goto(`${server.app}/d/${doc}`);
  assert.equal(answer.status(), 200);
  assert.equal(await page.title(), "Ledger & co");
  assert.equal(await page.getByRole("heading", { level: 1 }).innerText(), "Ledger & co");
  assert.equal(await page.locator(".mt em").innerText(), "keys");
  assert.ok((await page.locator(".mt").innerText()).includes("<b>"), "what people wrote stays text");
  assert.equal(await content(page, "link[rel=canonical]", "href"), `${server.app}/d/${doc}`);
  assert.equal(await content(page, "meta[property='og:title']"), "Ledger & co");
  assert.match(await content(page, "meta[property='og:description']"), /Renters get their/);
  assert.equal(await content(page, "meta[name='twitter:card']"), "summary_large_image");
  const picture = await content(page, "meta[property='og:image']");
  assert.equal(await content(page, "meta[name='twitter:image']"), picture);
  assert.equal(picture, `${server.app}/embed/${doc}.png?view=full`);
  const file = await fetch(picture);
  assert.deepEqual([file.status, file.headers.get("content-type")], [200, "image/png"]);
  const bytes = Buffer.from(await file.arrayBuffer());
  const size = await Promise.all(["width", "height"].map((side) => content(page, `meta[property='og:image:${side}']`)));
  assert.deepEqual([bytes.readUInt32BE(16), bytes.readUInt32BE(20)], size.map(Number), "the picture is as large as the page says");
  assert.ok((await content(page, "meta[property='og:image:alt']")).startsWith("Ledger & co, charter."));
  assert.match(await content(page, "link[type='application/json+oembed']", "href"), new RegExp(`/oembed\\?url=.*${doc}`));
  assert.ok(await page.locator(".mt").evaluate((text) => getComputedStyle(text).maxInlineSize !== "none"), "it is styled");
});

test("the app takes the place of the text, and a text that the browser has is not sent again", async (t) => {
  const { doc, ada } = await written(t);
  const { headers } = await fetch(`${server.app}/d/${doc}`);
  const again = await fetch(`${server.app}/d/${doc}`, { headers: { "if-none-match": headers.get("etag") } });
  assert.equal(again.status, 304);
  await ada.page.reload();
  await says(ada.page, "Team name", "Ledger & co", 15_000);
  await eventually(async () => assert.equal(await ada.page.locator("[data-first-paint], .mt").count(), 0));
  expectNoErrors(ada);
});

test("what is not there answers 404, and the app opens all the same", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  for (const nothing of ["nobody-made-this", "a%20b"]) {
    const answer = await page.goto(`${server.app}/d/${nothing}`);
    assert.equal(answer.status(), 404, nothing);
    assert.equal(await page.locator(".mt").count(), 0);
    await page.locator("[data-first-paint]").waitFor({ state: "detached", timeout: 15_000 });
  }
});

test("the shell that a service worker keeps has nobody's text", async (t) => {
  const { doc, ada: { page } } = await written(t);
  await page.goto(`${server.app}/d/${doc}`);
  const kept = await page.evaluate(async () => {
    await navigator.serviceWorker.ready;
    const pages = [];
    for (const name of await caches.keys()) {
      const cache = await caches.open(name);
      for (const request of await cache.keys()) {
        const answer = await cache.match(request);
        if (/html/.test(answer.headers.get("content-type") ?? "")) pages.push([new URL(request.url).pathname, answer.status, await answer.text()]);
      }
    }
    return pages;
  });
  assert.deepEqual(kept.map(([path, status]) => [path, status]).sort(), [["/", 200], ["/embed", 200]]);
  for (const [path, , text] of kept) assert.ok(!text.includes("Renters") && !text.includes('class="mt'), path);
});

test("a frame shows its view with scripts off, in a small box too, light and dark", async (t) => {
  const { doc, plain: { page } } = await written(t, "Renters get their keys on the day.");
  await page.setViewportSize({ width: 300, height: 150 });
  for (const view of ["card", "three-ms", "coverage", "metrics", "metric", "map"]) {
    await page.goto(`${server.app}/embed/${doc}?view=${view}&theme=dark`);
    assert.ok(await page.locator(`.mt.mt-${view}`).isVisible(), view);
    assert.equal(await page.locator("html").getAttribute("data-theme"), "dark");
    const [inner, outer] = await page.evaluate(() => [document.documentElement.scrollWidth, innerWidth]);
    assert.ok(inner <= outer, `${view} fits: ${inner} in ${outer}`);
  }
  await page.goto(`${server.app}/embed/${doc}?view=three-ms`);
  assert.match(await page.locator(".mt-lead").innerText(), /Renters get their keys/);
});

test("without scripts a frame that is for writing has the way to it, and one that is for reading has none", async (t) => {
  const { doc, plain: { page } } = await written(t);
  for (const [mode, says] of [["read", 0], ["", 0], ["comment", 1], ["edit", 1]]) {
    await page.goto(`${server.app}/embed/${doc}?mode=${mode}`);
    const way = page.getByRole("link", { name: /^(Edit|Comment) in Muster$/ });
    assert.equal(await way.count(), says, mode);
    if (says) assert.equal(await way.getAttribute("href"), `/d/${doc}`);
  }
});

test("open advice is read alone, with scripts off, in a small box, and as a picture", async (t) => {
  const done = await runMuster(["sample", "--data", server.data]);
  assert.equal(done.code, 0, done.stderr);
  const all = await listDocs(server);
  const { page } = await cast(t, browser)("Bo", { javaScriptEnabled: false });
  await page.setViewportSize({ width: 300, height: 150 });
  for (const kind of ["series", "review"]) {
    const { id } = all.find((doc) => doc.kind === kind);
    await page.goto(`${server.app}/embed/${id}?view=advice`);
    assert.ok(await page.locator(".mt.mt-advice").isVisible(), kind);
    assert.ok((await page.locator(".mt-advice :is(li, .mt-lead)").count()) > 0, kind);
    assert.equal(await page.locator(".mt-advice h2").count(), 0, "nothing else of it");
    assert.ok((await page.locator("html").evaluate((html) => html.scrollWidth)) <= 300, kind);
    const picture = await fetch(`${server.app}/embed/${id}.svg?view=advice`);
    const drawn = await picture.text();
    assert.ok(picture.ok && drawn.includes(">open advice</text>") && drawn.length <= 15_000, `${kind}: ${drawn.length}`);
    await page.setContent(`<img src="${picture.url}">`);
    const shows = (img) => img.complete && img.naturalWidth >= 300 && img.naturalHeight >= 150;
    await eventually(async () => assert.ok(await page.locator("img").evaluate(shows), kind));
  }
});

test("a view is a picture in other people's pages", async (t) => {
  const { doc, ada: { page } } = await written(t);
  for (const view of ["three-ms", "coverage", "metric", "map", "card"]) {
    await page.setContent(`<img src="${server.app}/embed/${doc}.svg?view=${view}" width=300 height=150>`);
    await eventually(async () => assert.ok(await page.locator("img").evaluate((img) => img.complete && img.naturalWidth >= 300), view));
  }
});
