// Charters in other people's pages for those who bring a token, or sign in for one.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";

import { cast, eventually, field, launchBrowser, ROOT, runMuster, says, SAVED, status, write } from "./harness.mjs";
import { loader, startHost, watchSockets } from "./parts/host.mjs";
import { sessionName, signedIn, startWorkspace } from "./parts/people.mjs";

let browser, host, place, wiki;

before(async () => {
  host = await startHost();
  wiki = host.url("wiki.example", "");
  browser = await launchBrowser({ args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  place = await startWorkspace(browser, { Ada: "owner", Lin: "leader" }, ["--allow-origin", wiki]);
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), host?.close()]);
});

const owner = (...asked) => place.people.Ada.ask(...asked);
const makeCharter = async (name) => (await owner("POST", "/api/docs", { kind: "charter", name })).id;
const mint = async (doc, role, name = "Wiki reader", more = {}) =>
  (await owner("POST", "/api/tokens", { doc, role, name, origins: [wiki], ...more })).token;

const element = (doc, token, inside = "") =>
  `<muster-charter doc="${doc}" ${token ? `token="${token}"` : ""}>${inside}</muster-charter>`;
const heard = `<script>
  window.heard = [];
  for (const name of ["muster-ready", "muster-status", "muster-error", "muster-token-expiring"])
    addEventListener(name, ({ type, detail }) => heard.push({ type, ...detail }));
</script>`;

let nth = 0;

/** A page of a site with one widget in it. Every address that is asked for is in `asked`. */
async function visit(t, body, { name = "wiki.example", headers, invite = cast(t, browser), who = "Ada" } = {}) {
  const person = await invite(who);
  const asked = [];
  person.page.on("request", (request) => asked.push(request.url()));
  const sockets = watchSockets(person.page);
  const path = `/token-${nth++}`;
  host.put(path, body, { head: heard + loader(place.server), headers });
  await person.page.goto(host.url(name, path));
  return { page: person.page, asked, sockets, person };
}

const renew = (page, token) => page.evaluate((token) => (document.querySelector("muster-charter").token = token), token);

test("with a reader's token a charter is read and with an editor's it is edited, in a page of another origin", async (t) => {
  const doc = await makeCharter("Ledger");
  const reader = await visit(t, element(doc, await mint(doc, "reader")));
  await reader.page.locator("[part=name]").getByText("Ledger").waitFor({ timeout: 20_000 });
  const editor = await visit(t, element(doc, await mint(doc, "editor", "Wiki writer")));
  await write(editor.page, "Mission", "from the wiki");
  await status(editor.page, SAVED);
  await reader.page.getByText("from the wiki").first().waitFor();
  assert.equal(await reader.page.getByRole("textbox").count(), 0);
  assert.ok(!reader.asked.some((url) => url.endsWith(".wasm")), "nobody who only reads loads the app");
});

test("a token stands in no address that is asked for, in no event and in no log", async (t) => {
  const doc = await makeCharter("Ledger");
  const token = await mint(doc, "editor");
  const { page, asked, sockets } = await visit(t, element(doc, token));
  await write(page, "Mission", "x");
  await status(page, SAVED);
  for (const url of [...asked, ...sockets.all]) assert.ok(!url.includes(token), url);
  assert.ok(!JSON.stringify(await page.evaluate(() => window.heard)).includes(token));
  assert.ok(!place.server.output.includes(token));
  assert.ok(!place.server.output.includes(token.split(".")[2]));
});

test("a frame takes the token out of its address", async (t) => {
  const doc = await makeCharter("Ledger");
  const token = await mint(doc, "editor");
  const src = `${place.server.app}/embed/${doc}?theme=light&token=${token}`;
  const { page } = await visit(t, `<iframe src="${src}" width=900 height=700></iframe>`);
  const frame = page.frameLocator("iframe");
  await write(frame, "Mission", "in a frame");
  await status(frame, SAVED);
  const address = await page.frames()[1].evaluate(() => location.href);
  assert.equal(address, `${place.server.app}/embed/${doc}?theme=light`);
});

test("where a page forbids Wasm its frame has the token, and no address has", async (t) => {
  const doc = await makeCharter("Ledger");
  const token = await mint(doc, "editor");
  const { app } = place.server;
  const policy = `script-src ${app} 'unsafe-inline'; connect-src ${app} ${app.replace("http", "ws")}`;
  const { page, asked, sockets, person } = await visit(t, element(doc, token), { headers: { "content-security-policy": policy } });
  person.errors.length = 0;
  const frame = page.frameLocator("muster-charter iframe");
  await write(frame, "Mission", "by hand");
  await status(frame, SAVED);
  await renew(page, await mint(doc, "reader"));
  await frame.getByText("You read this charter; its captain and leaders edit it.").waitFor();
  for (const url of [...asked, ...sockets.all]) assert.ok(!url.split("#")[0].includes(token), url);
  person.errors.length = 0;
});

test("a token for pages of another origin is refused", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await visit(t, element(doc, await mint(doc, "editor"), "<p>last week</p>"), { name: "other.example" });
  await page.getByText("This token is for pages of another origin.").waitFor({ timeout: 20_000 });
  assert.ok(await page.getByText("last week").isVisible(), "what stood there stays");
  assert.equal(await page.getByRole("textbox").count(), 0);
  const kept = await page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name));
  assert.deepEqual(kept, [], "nothing is opened on the device for a token the server refuses");
});

test("a fresh token takes effect in place: the same connection, and no edit lost", async (t) => {
  const doc = await makeCharter("Ledger");
  const first = await mint(doc, "editor", "Wiki writer", { lasts_s: 8 });
  const ends = JSON.parse(Buffer.from(first.split(".")[1], "base64url").toString()).exp;
  const { page, sockets } = await visit(t, element(doc, first));
  await write(page, "Mission", "before, ");
  const expiring = await eventually(() => page.evaluate(() => window.heard.find((one) => one.type === "muster-token-expiring") ?? false), 10_000);
  assert.ok(expiring.seconds > 0 && expiring.seconds <= 4, `${expiring.seconds} seconds before the end`);
  const typing = write(page, "Mission", "while it is renewed, ".repeat(3));
  await renew(page, await mint(doc, "editor", "Wiki writer"));
  await typing;
  await eventually(() => Date.now() / 1000 > ends + 1, 10_000);
  await write(page, "Mission", "after");
  await status(page, SAVED);
  await says(page, "Mission", `before, ${"while it is renewed, ".repeat(3)}after`);
  assert.equal(sockets.opened.filter((channel) => channel.doc === doc).length, 1, "one channel for all of it");
});

test("a key that is retired takes its tokens' sockets down within five seconds, and the person is told", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page, sockets } = await visit(t, element(doc, await mint(doc, "editor")));
  await write(page, "Mission", "kept");
  await status(page, SAVED);
  const [own] = (await owner("GET", "/api/keys")).filter((key) => key.made_by === "muster");
  const retired = Date.now();
  await owner("DELETE", `/api/keys/${own.id}`);
  await eventually(() => sockets.docs().length === 0);
  assert.ok(Date.now() - retired < 5_000);
  await status(page, "Signed out");
  await page.locator("[part=banner]").getByText("Signed out: what you write stays on this device.").waitFor();
  await write(page, "Mission", " and more");
  await status(page, /^Signed out, on this device/);
  await renew(page, await mint(doc, "editor"));
  await eventually(() => sockets.docs().includes(doc));
  await says(page, "Mission", "kept and more");
  await status(page, SAVED);
});

test("without a token the text stands and asks to sign in; a window of Muster's lets the page show it as them", async (t) => {
  const doc = await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  const { page, asked } = await visit(t, element(doc, "", "<p>Ledger, last week</p>"), { who: "Lin", invite: (name) => invite(place, name) });
  const button = page.getByRole("button", { name: "Sign in to edit" });
  await button.waitFor({ timeout: 20_000 });
  assert.ok(await page.getByText("last week").isVisible());
  assert.ok(!asked.some((url) => url.endsWith(".wasm")), "nobody who only reads loads the app");
  const [popup] = await Promise.all([page.waitForEvent("popup"), button.click()]);
  await popup.getByRole("heading", { name: `Let ${wiki} show this charter as you?` }).waitFor();
  await popup.getByRole("button", { name: "Show it as Lin" }).click();
  await write(page, "Mission", "as Lin");
  await status(page, SAVED);
  assert.equal(await button.count(), 0);
  assert.equal(await page.locator("muster-charter").getAttribute("token"), null, "the token is in memory only");
  const listed = await owner("GET", `/api/docs/${doc}`);
  assert.equal(listed.id, doc);
});

test("a page that may not show charters gets no token, and the person is told why", async (t) => {
  const doc = await makeCharter("Ledger");
  const invite = signedIn(t, browser);
  const inPlace = (name) => invite(place, name);
  const { page, person } = await visit(t, element(doc, "", "<p>last week</p>"), { who: "Lin", invite: inPlace, name: "other.example" });
  const button = page.getByRole("button", { name: "Sign in to edit" });
  await button.waitFor({ timeout: 20_000 });
  const [popup] = await Promise.all([page.waitForEvent("popup"), button.click()]);
  await popup.getByText("pages of that address are not among those that may show charters").waitFor();
  assert.equal(await popup.getByRole("button").count(), 0);
  // The browser's own words on an answer this page may not read.
  person.errors = person.errors.filter((error) => !/CORS policy/.test(error));
});

test("a token said by any other page than the window that was opened is not taken", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page } = await visit(t, element(doc, "", "<p>last week</p>"));
  await page.getByRole("button", { name: "Sign in to edit" }).waitFor({ timeout: 20_000 });
  const token = await mint(doc, "editor");
  await page.evaluate(() => addEventListener("message", ({ data }) => (window.said = (window.said ?? 0) + Boolean(data.token))));
  await page.evaluate((token) => postMessage({ token }, "*"), token);
  const stranger = `<script>parent.postMessage({ token: ${JSON.stringify(token)} }, "*")</script>`;
  await page.evaluate((html) => document.body.append(Object.assign(document.createElement("iframe"), { srcdoc: html })), stranger);
  await eventually(() => page.evaluate(() => window.said === 2));
  assert.ok(await page.getByRole("button", { name: "Sign in to edit" }).isVisible());
  assert.equal(await page.getByRole("textbox").count(), 0);
});

test("the command line mints a token that works", async (t) => {
  const doc = await makeCharter("Ledger");
  const { code, stdout, stderr } = await runMuster([
    "token", "--data", place.server.data, "--doc", doc, "--role", "captain", "--name", "The wiki", "--origin", wiki,
  ]);
  assert.equal(code, 0, stderr);
  const { page } = await visit(t, element(doc, stdout.trim()));
  await field(page, "Mission").waitFor({ timeout: 20_000 });
});

test("a wiki's own back end signs tokens with a key it was given, as the README shows", async (t) => {
  const doc = await makeCharter("Ledger");
  const key = await owner("POST", "/api/keys", { name: "The wiki" });
  const example = /```js\n(import \{ createHmac[\s\S]*?)```/.exec(readFileSync(join(ROOT, "README.md"), "utf8"))[1];
  const code = example.replace("https://wiki.example", wiki);
  const { musterToken } = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  const { page } = await visit(t, element(doc, musterToken(doc, { id: "7", name: "Kim", mayEdit: true }, key)));
  await write(page, "Mission", "signed by the wiki");
  await status(page, SAVED);
});

test("a surface that a team outside the token claims too is marked as contested, and the team is not named", async (t) => {
  const claims = (name) => `# ${name}\n\n## Mandate\n\n### Own\n\n- Bank transfers of ${nth}\n`;
  const bring = async (name) => {
    const headers = { cookie: `${sessionName(place.server)}=${place.people.Ada.cookie}`, origin: place.server.app };
    const to = `${place.server.url}/api/import?name=${name}.md`;
    const answer = await fetch(to, { method: "POST", headers, body: claims(name) });
    assert.ok(answer.ok, `${answer.status} ${await answer.clone().text()}`);
    return (await owner("GET", "/api/docs")).find((listed) => listed.summary?.name === name).id;
  };
  const doc = await bring("Payouts");
  await bring("Treasury");
  const { page } = await visit(t, element(doc, await mint(doc, "editor")));
  await page.getByText("Contested: another team also claims to own it.").waitFor({ timeout: 30_000 });
  assert.equal(await page.getByText("Treasury").count(), 0);
});

test("a captain beside a charter counts for the bearer of a token for it alone, and is not named", async (t) => {
  const surface = `new:Locks of ${nth}`;
  const charter = async (name, captain, mode) => {
    const doc = await makeCharter(name);
    await owner("POST", `/api/docs/${doc}/captain`, { person: place.people[captain].id });
    const sheet = { texts: { name, mission: "Keys on time" }, lists: { claims: [{ id: "k0", values: { surface, mode } }] } };
    await owner("POST", "/api/import?name=all.json", { muster: 1, documents: [{ id: doc, kind: "charter", sheet }] });
    return doc;
  };
  const doc = await charter("Keyring", "Lin", "own");
  await charter("Smiths", "Ada", "consult");
  const mandate = (page) => page.locator(".signed > li").filter({ has: page.locator(".section", { hasText: "Mandate" }) });
  const lin = (await signedIn(t, browser)(place, "Lin")).page;
  await lin.goto(`${place.server.app}/d/${doc}`);
  await mandate(lin).getByRole("button", { name: "Agree", exact: true }).click({ timeout: 20_000 });
  await mandate(lin).getByText(/^You agreed, /).waitFor();
  await status(lin, SAVED);
  const { page } = await visit(t, element(doc, await mint(doc, "editor")));
  for (const shown of [lin, page]) {
    await eventually(async () => assert.equal(await shown.locator(".of-mandate .agreed").first().textContent({ timeout: 1000 }), "1 of 2 agree"), 20_000);
  }
  await mandate(page).getByText("Asked too: 1 captain of teams beside this one. 0 of 1 agree.").waitFor();
  assert.equal(await mandate(page).getByTitle("Ada", { exact: true }).count(), 0);
  assert.equal(await mandate(lin).getByTitle("Ada", { exact: true }).count(), 1);
});
