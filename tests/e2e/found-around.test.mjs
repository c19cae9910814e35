// Faults that were found around a charter: in other people's pages, at the door, on an empty home, and by keyboard.
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { addRow, cast, eventually, launchBrowser, makeDoc, openCharter, SAVED, says, status } from "./harness.mjs";
import { loader, startHost } from "./parts/host.mjs";
import { startWorkspace } from "./parts/people.mjs";
import { startServer } from "./parts/server.mjs";

let browser, host, place, server, wiki;

before(async () => {
  host = await startHost();
  wiki = host.url("wiki.example", "");
  browser = await launchBrowser({ args: ["--host-resolver-rules=MAP *.example 127.0.0.1"] });
  place = await startWorkspace(browser, { Ada: "owner" }, ["--allow-origin", wiki]);
  server = await startServer({ args: ["--open", "--allow-origin", wiki] });
});
after(async () => {
  await browser?.close();
  await Promise.all([place?.server.stop(), server?.stop(), host?.close()]);
});

const owner = (...asked) => place.people.Ada.ask(...asked);
const makeCharter = async (name) => (await owner("POST", "/api/docs", { kind: "charter", name })).id;
const signIn = (page) => page.getByRole("button", { name: /^Sign in/ });

let nth = 0;

/** A page of a wiki with this in it. */
async function visit(t, body, { of = place.server, headers } = {}) {
  const person = await cast(t, browser)("Kim");
  const path = `/found-${nth++}`;
  host.put(path, body, { head: loader(of), headers });
  await person.page.goto(host.url("wiki.example", path));
  return person;
}

test("after a token was refused one button asks to sign in, however often another one is refused", async (t) => {
  const doc = await makeCharter("Ledger");
  const { page, errors } = await visit(t, `<muster-charter doc="${doc}" token="nonsense"></muster-charter>`);
  await signIn(page).first().waitFor({ timeout: 20_000 });
  for (const token of ["more.nonsense", "still.more"]) {
    const answered = page.waitForResponse((answer) => answer.url().endsWith("/api/visitor"));
    await page.evaluate((token) => (document.querySelector("muster-charter").token = token), token);
    await answered;
    await signIn(page).first().waitFor();
  }
  assert.equal(await signIn(page).count(), 1);
  assert.equal(await page.locator("[part=refusal]").count(), 1, "and one sentence says why");
  errors.length = 0;
});

test("a card asks people to sign in to read it, and a page that is written in asks them to edit", async (t) => {
  const doc = await makeCharter("Ledger");
  for (const [view, says] of [["card", "Sign in to read"], ["full", "Sign in to edit"]]) {
    const { page, errors } = await visit(t, `<muster-charter doc="${doc}" view="${view}"></muster-charter>`);
    await signIn(page).first().waitFor({ timeout: 20_000 });
    assert.deepEqual(await signIn(page).allTextContents(), [says], view);
    errors.length = 0;
  }
});

test("a charter in a wiki’s page leads to Muster, whole and as a card, and both begin at the same edge", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const { page } = await visit(t, `<muster-charter doc="${doc}" mode="edit"></muster-charter><muster-charter doc="${doc}" view="card"></muster-charter>`, { of: server });
  await says(page, "Team name", "Ledger", 20_000);
  for (const nth of [0, 1]) {
    const way = page.locator("muster-charter").nth(nth).getByRole("link", { name: "Open in Muster" });
    await way.waitFor({ timeout: 20_000 });
    assert.equal(await way.count(), 1, "one way");
    assert.match(await way.getAttribute("href"), new RegExp(`/d/${doc}`));
  }
  const edge = (locator) => locator.first().evaluate((one) => Math.round(one.getBoundingClientRect().left));
  const whole = await edge(page.locator("muster-charter").first().locator(".of-mission .side"));
  const card = await edge(page.locator("muster-charter").nth(1));
  assert.ok(Math.abs(whole - card) <= 1, `the whole begins at ${whole} px, the card at ${card} px`);
});

test("a page around a frame says nothing on the console when its looks change, however early or forbidden", async (t) => {
  const doc = await makeDoc(server, { name: "Ledger" });
  const socket = server.app.replace("http", "ws");
  const noWasm = { "content-security-policy": `script-src ${server.app} 'unsafe-inline'; connect-src ${server.app} ${socket}` };
  for (const [headers, allow] of [[noWasm, true], [{ "content-security-policy": `${noWasm["content-security-policy"]}; frame-src 'none'` }, false]]) {
    const person = await cast(t, browser)("Kim");
    const said = [];
    person.page.on("console", (message) => said.push(message.text()));
    const path = `/found-${nth++}`;
    host.put(path, `<muster-charter doc="${doc}"></muster-charter>`, { head: loader(server), headers });
    await person.page.goto(host.url("wiki.example", path));
    const shown = allow ? person.page.locator("muster-charter iframe") : person.page.getByRole("link", { name: "Open in Muster" });
    await shown.first().waitFor({ state: "attached", timeout: 20_000 });
    for (const theme of ["dark", "light", ""]) {
      await person.page.evaluate((theme) => document.querySelector("muster-charter").setAttribute("theme", theme), theme);
      await person.page.emulateMedia({ colorScheme: theme === "dark" ? "dark" : "light" });
    }
    if (allow) await says(person.page.frameLocator("muster-charter iframe"), "Team name", "Ledger", 20_000);
    assert.deepEqual(said.filter((text) => /postMessage/.test(text)), []);
    // The browser's own words on a frame that the page forbids may come late.
    await person.page.goto("about:blank");
    person.errors = person.errors.filter((error) => !/frame-src|wasm|Content Security Policy/i.test(error));
  }
});

test("by Tab alone a charter of fifteen surfaces is gone through by its sections, in fewer stops than it has surfaces", async (t) => {
  const person = await cast(t, browser)("Ada");
  const { page } = person;
  const doc = await makeDoc(server, { name: "Ledger" });
  await openCharter(person, server, doc);
  for (let n = 0; n < 15; n++) {
    await addRow(page, "Add a surface", "Surface");
    await page.keyboard.insertText(`Surface ${n}`);
    await page.keyboard.press("Tab");
  }
  await status(page, SAVED);
  await page.locator(".of-agreement").waitFor();
  const at = () => page.evaluate(() => document.activeElement?.closest("section")?.className.match(/of-[\w-]+/)?.[0] ?? "");
  await page.locator(".of-mission .to-next").focus();
  const been = [await at()];
  for (let n = 0; n < 15 && been.at(-1) !== "of-agreement"; n++) {
    await page.keyboard.press("Enter");
    await eventually(async () => assert.notEqual(await at(), been.at(-1)));
    been.push(await at());
  }
  assert.equal(been.at(-1), "of-agreement", been.join(", "));
  const stops = await page.evaluate(() =>
    [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true })).length);
  const perSurface = await page.locator(".surface").first().evaluate((row) =>
    [...row.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex]")].filter((one) => one.tabIndex >= 0 && !one.disabled && one.checkVisibility({ visibilityProperty: true })).length);
  assert.ok(perSurface <= 5, `${perSurface} stops in each surface`);
  assert.ok(stops <= 200, `${stops} stops in all`);
});

test("on an empty home the ways to begin fill their field, without a grey cell, at every width", async (t) => {
  const own = await startServer();
  t.after(() => own.stop());
  const { page } = await cast(t, browser)("Ada");
  await page.goto(own.app);
  const doors = page.locator(".doors");
  await doors.first().waitFor({ timeout: 20_000 });
  for (const width of [320, 360, 480, 600, 768, 900, 1024, 1280]) {
    await page.setViewportSize({ width, height: 800 });
    const bare = await doors.evaluateAll((all) => all.map((one) => {
      const whole = one.getBoundingClientRect();
      const filled = [...one.children].map((cell) => cell.getBoundingClientRect()).reduce((sum, box) => sum + box.width * box.height, 0);
      return Math.round(100 * (1 - filled / (whole.width * whole.height)));
    }));
    assert.ok(bare.every((part) => part <= 3), `${width} px: ${bare.join(", ")} % are bare`);
  }
});

test("serve begins with the owner’s link, and no list of settings stands above it", async (t) => {
  const own = await startServer({ args: [] });
  t.after(() => own.stop());
  const lines = await eventually(() => {
    const lines = own.output.trim().split("\n");
    return lines.some((line) => line.includes("/join/")) && lines;
  });
  const nthOf = lines.findIndex((line) => line.includes("/join/"));
  assert.ok(nthOf <= 3, lines.slice(0, nthOf).join("\n"));
  assert.match(lines[nthOf], /whoever opens this first becomes its owner/);
});
