// Words that want to run do not: in every text and word of a charter, wherever it shows, with our content policy and
// without it, so that what writes the page holds alone.
import assert from "node:assert/strict";
import { mkdtemp, readFile, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";

import { eventually, field, listDocs, newPerson, runMuster, SAVED, status } from "./harness.mjs";
import { PAYLOADS, poisoned } from "./parts/payloads.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage({ prepare: poison });

/** The charters, in the order of the payloads. */
let ids = [];

/** One charter a payload, brought in as people bring theirs: as a file. */
async function poison() {
  const folder = await mkdtemp(join(tmpdir(), "muster-xss-"));
  const sample = await runMuster(["sample", "--data", server.data]);
  assert.equal(sample.code, 0, sample.stderr);
  const exported = await runMuster(["export", folder, "--data", server.data]);
  assert.equal(exported.code, 0, exported.stderr);
  const files = await Promise.all((await readdir(folder)).map((name) => readFile(join(folder, name), "utf8")));
  await rm(folder, { recursive: true });
  const documents = files.flatMap((text) => JSON.parse(text).documents).filter(({ kind }) => kind === "charter");
  const [fullest] = documents.sort((a, b) => JSON.stringify(b).length - JSON.stringify(a).length);
  const file = { muster: 1, documents: PAYLOADS.map((payload, n) => poisoned(fullest, payload, `poison${n}`)) };
  const answer = await fetch(`${server.url}/api/import?name=poison.json`, { method: "POST", body: JSON.stringify(file) });
  assert.equal(answer.status, 200, await answer.text());
  ids = (await listDocs(server)).filter(({ kind, example }) => kind === "charter" && !example).map(({ id }) => id);
  assert.equal(ids.length, PAYLOADS.length, "every payload is in");
}

/** A person whose pages tell when a payload has run, has asked another origin, or was only stopped by the policy. */
async function watched(t, options) {
  const person = await newPerson(browser, `<img src=x onerror=__xss()>`, options);
  t.after(() => person.leave());
  person.caught = [];
  await person.context.exposeFunction("__xss", () => person.caught.push("it ran"));
  await person.context.addInitScript(() => {
    document.addEventListener("securitypolicyviolation", (event) => globalThis.__stopped?.(event.blockedURI + event.violatedDirective));
    for (const name of ["alert", "prompt", "confirm"]) window[name] = () => globalThis.__xss();
  });
  await person.context.exposeFunction("__stopped", (what) => person.caught.push(`only the policy stopped ${what}`));
  await person.context.route(
    (url) => !["localhost", "127.0.0.1"].includes(url.hostname) && url.protocol.startsWith("http"),
    (route) => {
      person.caught.push(`it asked ${route.request().url()}`);
      return route.abort();
    },
  );
  return person;
}

/** The traces a payload could have left on the page, through every shadow root. */
const leftovers = (page) =>
  page.evaluate(() => {
    const found = [];
    const look = (root) => {
      for (const element of root.querySelectorAll("*")) {
        const scheme = element.getAttribute("href")?.trim().toLowerCase() ?? "";
        if (/^(javascript|data|vbscript):/.test(scheme)) found.push(`a link to ${scheme}`);
        for (const { name } of element.attributes) if (name.startsWith("on")) found.push(`${element.localName}[${name}]`);
        if (["IFRAME", "OBJECT", "EMBED", "MARQUEE", "MATH"].includes(element.tagName)) found.push(element.localName);
        if (element.matches("base[href]")) found.push("a base");
        if (element.shadowRoot) look(element.shadowRoot);
      }
    };
    look(document);
    return found;
  });

for (const [what, options] of [
  ["with our content policy", {}],
  ["by what writes the page alone", { bypassCSP: true }],
]) {
  test(`no payload runs in a charter's page, ${what}`, { timeout: 240_000 }, async (t) => {
    const person = await watched(t, options);
    for (const [n, payload] of PAYLOADS.entries()) {
      await person.page.goto(`${server.app}/d/${ids[n]}`);
      const shown = payload.replace(/\s+/g, " ");
      await eventually(async () => {
        const name = await field(person.page, "Team name").inputValue();
        assert.equal(name.replace(/\s+/g, " "), shown, "the words are shown as they are");
      }, 10_000);
      assert.deepEqual(await leftovers(person.page), [], payload);
      assert.deepEqual(person.caught, [], payload);
    }
  });

  test(`no payload runs in a list of charters or in a frame, ${what}`, { timeout: 240_000 }, async (t) => {
    const person = await watched(t, options);
    await person.page.goto(server.app);
    await person.page.getByRole("link", { name: PAYLOADS[0] }).first().waitFor();
    assert.deepEqual([await leftovers(person.page), person.caught], [[], []]);
    for (const view of ["full", "card", "metrics"]) {
      for (const n of [0, 6, 11, 16, 22, 37, 43, 45]) {
        await person.page.goto(`${server.app}/embed/${ids[n]}?view=${view}`);
        await person.page.locator("#widget:not([hidden])").waitFor();
        assert.deepEqual([await leftovers(person.page), person.caught], [[], []], `${view}: ${PAYLOADS[n]}`);
      }
    }
  });
}

test("no payload is markup in what is read without scripts", async (t) => {
  const person = await watched(t, { bypassCSP: true, javaScriptEnabled: false });
  for (const [n, payload] of PAYLOADS.entries()) {
    await person.page.goto(`${server.app}/embed/${ids[n]}`);
    assert.ok((await person.page.locator("#text").innerText()).includes("Mission"), payload);
    const made = await person.page.locator("#text :is(script, iframe, object, embed, svg, math, form, input, [style], img)").count();
    assert.equal(made, 0, payload);
    assert.deepEqual(person.caught, [], payload);
  }
});

test("no payload runs that is said about a charter, or signed under one", { timeout: 240_000 }, async (t) => {
  const [writer, reader] = [await watched(t, { bypassCSP: true }), await watched(t, { bypassCSP: true })];
  await writer.page.goto(`${server.app}/d/${ids[0]}`);
  const { page } = writer;
  const type = async (words) => {
    await page.locator("textarea:focus").waitFor();
    await page.keyboard.insertText(words);
    await page.locator("textarea:focus").blur();
  };
  for (const payload of PAYLOADS) {
    await page.locator(".of-mission .say-here").getByRole("button", { name: "Comment" }).click();
    await page.locator(".unsent textarea:focus").waitFor();
    await page.keyboard.insertText(payload);
    await page.keyboard.press("Control+Enter");
    await page.locator(".unsent").waitFor({ state: "detached" });
  }
  for (const [n, stand] of ["With a reservation…", "I do not agree…"].entries()) {
    await page.locator(".of-agreement li").nth(n).getByText("Not quite…").click();
    await page.locator(".of-agreement li").nth(n).getByRole("button", { name: stand }).click();
    await type(PAYLOADS[11 + n]);
  }
  await status(page, SAVED);
  for (const address of [`/d/${ids[0]}`, `/embed/${ids[0]}?view=coverage`]) {
    await reader.page.goto(server.app + address);
    await reader.page.locator(".signed .doubt").nth(1).waitFor({ timeout: 15_000 });
    if (address.startsWith("/d/")) await eventually(async () => assert.equal(await reader.page.locator(".of-mission .note.said").count(), PAYLOADS.length));
    assert.deepEqual([await leftovers(reader.page), reader.caught, writer.caught], [[], [], []], address);
  }
});

test("a name that wants to run is only a name to others", async (t) => {
  const [one, other] = [await watched(t, { bypassCSP: true }), await watched(t, { bypassCSP: true })];
  for (const { page } of [one, other]) await page.goto(`${server.app}/d/${ids[0]}`);
  await field(one.page, "Team name").focus();
  await eventually(async () => assert.match(await other.page.locator("body").innerText(), /<i|IX|onerror|2/), 10_000);
  assert.deepEqual([await leftovers(other.page), other.caught, one.caught], [[], [], []]);
});

test("a payload that does run is seen", async (t) => {
  const person = await watched(t, { bypassCSP: true });
  await person.page.goto(server.app);
  await person.page.evaluate((payload) => document.body.insertAdjacentHTML("beforeend", payload), PAYLOADS[11]);
  await eventually(() => assert.ok(person.caught.includes("it ran")));
  assert.deepEqual(await leftovers(person.page), ["img[onerror]"]);
});
