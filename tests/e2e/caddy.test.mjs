// The app behind Caddy, with the file that operators copy.
import assert from "node:assert/strict";
import { test } from "node:test";

import { cast, makeDoc, ON_THIS_DEVICE, openCharter, says, status, SAVED, write } from "./harness.mjs";
import { startCaddy } from "./parts/caddy.mjs";
import { browser, ownServer, stage } from "./parts/stage.mjs";

stage();

const KEPT = ["cache-control", "content-encoding", "content-length", "content-type", "etag", "muster-release", "vary"];

/** The headers of an answer that say how it is kept, and what it is packed in. */
async function kept(url) {
  const answer = await fetch(url);
  await answer.arrayBuffer();
  assert.equal(answer.status, 200, url);
  return Object.fromEntries(KEPT.map((name) => [name, answer.headers.get(name)]));
}

test("the app's files come through Caddy packed and kept as the server says", async (t) => {
  const server = await ownServer(t, { args: ["--open", "--trusted-proxy", "127.0.0.1"] });
  const caddy = await startCaddy(t, server);
  const page = await (await fetch(`${caddy.url}/`)).text();
  const files = [...new Set(page.match(/\/assets\/[^"]+/g))];
  assert.ok(files.length > 3, page);
  for (const path of ["/", "/sw.js", "/embed.js", ...files]) {
    const through = await kept(caddy.url + path);
    assert.deepEqual(through, await kept(server.url + path), path);
    assert.ok(!path.startsWith("/assets/") || /immutable/.test(through["cache-control"]), path);
    const again = await fetch(caddy.url + path, { headers: { "if-none-match": through.etag ?? "none" } });
    assert.equal(again.status, through.etag ? 304 : 200, path);
  }
});

test("words that are written while the server behind Caddy starts anew are saved afterwards", async (t) => {
  const server = await ownServer(t, { args: ["--open", "--trusted-proxy", "127.0.0.1"] });
  const caddy = await startCaddy(t, server);
  const person = await cast(t, browser)("Ada Lovelace");
  const doc = await makeDoc(server);
  await openCharter(person, caddy, doc);
  await write(person.page, "Mission", "Keys on the day");
  await status(person.page, SAVED);
  await server.kill();
  await write(person.page, "Mission", " we promised");
  await status(person.page, ON_THIS_DEVICE);
  await server.start();
  await status(person.page, SAVED, 30_000);
  const other = await cast(t, browser)("Bo Diddley");
  await openCharter(other, caddy, doc);
  await says(other.page, "Mission", "Keys on the day we promised");
});
