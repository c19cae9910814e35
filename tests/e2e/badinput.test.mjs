// Input that should not come, and comes: each gets a clear word, and nothing is lost.
import assert from "node:assert/strict";
import { request as ask } from "node:http";
import { test } from "node:test";

import {
  cast, eventually, field, listDocs, makeDoc, newPerson, NOT_SAVED, openCharter, SAVED, says, status, write,
} from "./harness.mjs";
import { startProxy } from "./parts/proxy.mjs";
import { browser, ownServer, server, stage } from "./parts/stage.mjs";

stage();

/** `fetch` sets Host and Origin itself; this does not. */
const send = (path, { method = "GET", headers = {}, body } = {}) =>
  new Promise((done, fail) => {
    const options = { host: "127.0.0.1", port: server.port, path, method, headers };
    const asked = ask(options, (answer) => {
      let text = "";
      answer.setEncoding("utf8").on("data", (part) => (text += part));
      answer.on("end", () => done({ status: answer.statusCode, type: answer.headers["content-type"] ?? "", text }));
    });
    asked.on("error", fail);
    asked.end(body);
  });

const JSON_BODY = { "content-type": "application/json" };

test("programs get a problem with a sentence, whatever they do wrong", async () => {
  const before = await listDocs(server);
  for (const [what, path, options, expected] of [
    ["an unknown document", "/api/docs/nobody-made-this", {}, 404],
    ["a malformed id", "/api/docs/a%2Fb", {}, 404],
    ["an unknown address", "/api/nothing", {}, 404],
    ["a wrong method", "/api/docs", { method: "PUT" }, 405],
    ["no JSON", "/api/docs", { method: "POST", headers: JSON_BODY, body: "{" }, 400],
    ["an unknown kind", "/api/docs", { method: "POST", headers: JSON_BODY, body: '{"kind":"poem"}' }, 400],
    ["a malformed wish", "/api/docs", { method: "POST", headers: JSON_BODY, body: '{"kind":"charter","id":"a b"}' }, 400],
    ["an oversized body", "/api/docs", { method: "POST", headers: JSON_BODY, body: " ".repeat((1 << 20) + 1) }, 413],
    ["a foreign host", "/api/docs", { headers: { host: "muster.example" } }, 403],
    ["a foreign page", "/api/docs", { headers: { origin: "http://evil.example" } }, 403],
    ["no WebSocket", "/sync/somewhere", {}, 400],
    ["a malformed id to sync", "/sync/a%20b", {}, 400],
  ]) {
    const answer = await send(path, options);
    assert.equal(answer.status, expected, `${what}: ${answer.text}`);
    assert.match(answer.type, /^application\/problem\+json/, what);
    const problem = JSON.parse(answer.text);
    assert.equal(problem.status, expected, what);
    assert.ok(problem.detail.length > 10, `${what} says: ${problem.detail}`);
  }
  const now = await listDocs(server);
  assert.deepEqual(now.map((doc) => doc.id), before.map((doc) => doc.id), "nothing was made");
});

test("people get a page that says that there is nothing, and a way on", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  for (const path of ["/nothing/here", "/d/a%20b"]) {
    const answer = await page.goto(server.app + path);
    assert.ok([200, 404].includes(answer.status()), `${path}: ${answer.status()}`);
    const main = page.locator("main");
    await eventually(async () => assert.match(await main.innerText(), /nothing|no (page|document|charter)|not .*(here|know)/i));
    assert.ok((await page.getByRole("link").count()) > 0, "there is a way on");
  }
});

test("a charter nobody made is not made by looking for it", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  for (const path of ["/d/nobody-made-this-one", "/new/nobody-made-this-one"]) {
    await page.goto(server.app + path);
    await page.getByRole("heading", { name: "There is no such document" }).waitFor({ timeout: 8_000 });
    assert.equal(await page.locator("[part=status]").count(), 0, "nothing is called saved");
  }
  const known = await fetch(`${server.url}/api/docs/nobody-made-this-one`);
  assert.equal(known.status, 404);
  await page.getByRole("button", { name: "Find a team" }).click();
  await page.getByRole("dialog").getByRole("combobox").waitFor();
  await page.keyboard.press("Escape");
  await page.getByRole("link", { name: "All teams", exact: true }).click();
  await page.waitForURL(`${server.app}/`);
});

test("a document of another make is not taken for a charter", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  await page.goto(server.app);
  await page.evaluate(
    (url) => new Promise((done, fail) => Object.assign(new WebSocket(url), { onmessage: done, onerror: fail })),
    `${server.app.replace("http", "ws")}/sync/somebodys-drawing`,
  );
  await page.goto(`${server.app}/d/somebodys-drawing`);
  await page.getByRole("heading", { name: "This document has no page in Muster" }).waitFor({ timeout: 8_000 });
});

/** A charter's hello from its first byte on, with protocol version and history, up to the version of its schema. */
const HELLO = /\x40\x01[\x01-\x7f][\w-]+[^]{1,9}?\x07charter/g;

/** Raises the schema version in each. */
const newerSchema = (bytes) => {
  for (const hello of bytes.toString("latin1").matchAll(HELLO)) bytes[hello.index + hello[0].length] = 99;
  return bytes;
};

test("an old app before a newer server's charter keeps what was written, and says why it is not saved", async (t) => {
  let isNewer = false;
  const proxy = await startProxy(server, { change: (bytes) => (isNewer ? newerSchema(bytes) : bytes) });
  t.after(() => proxy.close());
  const doc = await makeDoc(server, { name: "Ledger" });
  const invite = cast(t, browser);
  const { page } = await invite("Ada");
  await openCharter({ page }, proxy, doc);
  await write(page, "Mission", "Before. ");
  await status(page, SAVED);
  isNewer = true;
  await page.evaluate(() => window.dispatchEvent(new Event("offline")));
  await write(page, "Mission", "Meanwhile.");
  await page.evaluate(() => window.dispatchEvent(new Event("online")));
  proxy.hangUp();
  await status(page, NOT_SAVED, 20_000);
  assert.match(await page.locator("body").textContent(), /A newer Muster/);
  await page.getByText("Before. Meanwhile.").first().waitFor({ state: "attached" });
  isNewer = false;
  await page.reload();
  await says(page, "Mission", "Before. Meanwhile.", 15_000);
  await status(page, SAVED, 20_000);
});

test("where this browser will keep nothing, the charter works and says what is at risk", async (t) => {
  const away = await ownServer(t);
  const doc = await makeDoc(away, { name: "Ledger" });
  const ada = await cast(t, browser)("Ada");
  await ada.context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user denied permission to access the database.", "UnknownError");
    };
  });
  await openCharter(ada, away, doc);
  await write(ada.page, "Mission", "kept by the server. ");
  await status(ada.page, SAVED);
  await away.kill("SIGKILL");
  await write(ada.page, "Mission", "In memory only.");
  await status(ada.page, NOT_SAVED);
  assert.match(await ada.page.locator("body").textContent(), /only in this tab/);
  await away.start();
  await status(ada.page, SAVED, 40_000);
  const onServer = await fetch(`${away.url}/api/docs/${doc}`).then((answer) => answer.json());
  assert.equal(onServer.summary.mission, "kept by the server. In memory only.");
});

test("what stands only in this tab is told on the page of a charter that is not begun, too", async (t) => {
  const away = await ownServer(t);
  // Parts of the app that are asked for while the server is away do not come, and the browser says so.
  const ada = await newPerson(browser, "Ada", { serviceWorkers: "block" });
  t.after(() => ada.leave());
  await ada.context.addInitScript(() => {
    IDBFactory.prototype.open = () => {
      throw new DOMException("The user denied permission to access the database.", "UnknownError");
    };
  });
  const { page } = ada;
  await page.goto(`${away.app}/d/org`);
  await field(page, "Name of the company").waitFor();
  await status(page, SAVED);
  await away.kill("SIGKILL");
  await write(page, "Name of the company", "Oriel");
  await status(page, NOT_SAVED);
  await page.getByRole("link", { name: "Muster, all teams" }).click();
  await page.getByRole("link", { name: /^Fill the worksheet/ }).click();
  await page.locator("#first-field").waitFor();
  await status(page, NOT_SAVED);
  await away.start();
  // Nothing is at risk any more, and the charter that is not begun is not called saved.
  await eventually(async () => assert.equal(await page.locator("[part=status]").count(), 0), 40_000);
  assert.match(page.url(), /\/new$/);
});

test("with the disk full the charter works, says so, and saves over the network", async (t) => {
  const ada = await cast(t, browser)("Ada");
  const doc = await makeDoc(server, { name: "Ledger" });
  const session = await ada.context.newCDPSession(ada.page);
  await session.send("Storage.overrideQuotaForOrigin", { origin: server.app, quotaSize: 1 });
  await openCharter(ada, server, doc);
  await write(ada.page, "Mission", "no room. ");
  await status(ada.page, SAVED);
  await ada.context.setOffline(true);
  await field(ada.page, "Mission").pressSequentially("more");
  await status(ada.page, NOT_SAVED);
  await session.send("Storage.overrideQuotaForOrigin", { origin: server.app });
  await ada.context.setOffline(false);
  await status(ada.page, SAVED, 20_000);
  await says(ada.page, "Mission", "no room. more");
});
