// The harness of every browser test: the real binary, a real Chromium, and people with pages. Waits are on conditions, never on time.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

import { chromium } from "playwright-core";

export { eventually, listDocs, makeDoc, ROOT, runMuster, startServer } from "./parts/server.mjs";
export * from "./parts/charter.mjs";

export const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";

export const FLAGS = [
  "--headless",
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** `partitioned`: storage of frames is kept apart by top-level site, as it is for real visitors. */
export async function launchBrowser({ partitioned = false, args = [] } = {}) {
  const options = { executablePath: CHROMIUM, args: [...FLAGS, ...args] };
  if (!partitioned) return chromium.launch(options);
  const off = await defaultSwitchOff(options);
  const features = off.replace(/^--disable-features=/, "").split(",");
  const kept = features.filter((feature) => feature !== "ThirdPartyStoragePartitioning");
  assert.equal(kept.length, features.length - 1, "Playwright no longer switches storage partitioning off");
  options.args.push(`--disable-features=${kept.join(",")}`);
  return chromium.launch({ ...options, ignoreDefaultArgs: [off] });
}

/** A default argument can be left out only by its exact text, and that differs from version to version. */
async function defaultSwitchOff(options) {
  const server = await chromium.launchServer(options);
  const off = server.process().spawnargs.find((arg) => arg.startsWith("--disable-features="));
  await server.close();
  assert.ok(off, "Playwright passes no --disable-features");
  return off;
}

/** Somebody with a browser profile of their own; without a name, a stranger. Complaints of their pages are in `errors`. */
export async function newPerson(browser, name, options = {}) {
  const context = await browser.newContext(options);
  if (name) await context.addInitScript(introduce, name);
  const person = { name, context, page: undefined, errors: [] };
  context.on("page", (page) => listen(person, page));
  person.page = await context.newPage();
  person.leave = () => context.close();
  return person;
}

/** Runs in the page: where storage is refused, nobody has a name. */
function introduce(name) {
  try {
    localStorage.setItem("muster-name", name);
  } catch {}
}

/** People for one test. When it ends they leave, and nobody's page may have complained. */
export function cast(test, browser) {
  const people = [];
  test.after(async () => {
    for (const person of people) await person.leave();
    people.forEach(expectNoErrors);
  });
  return async (name, options) => {
    const person = await newPerson(browser, name, options);
    people.push(person);
    return person;
  };
}

function listen(person, page) {
  page.on("pageerror", (error) => person.errors.push(`uncaught: ${error.stack ?? error}`));
  page.on("crash", () => person.errors.push("the page crashed"));
  page.on("console", (message) => {
    if (message.type() === "error") person.errors.push(`console: ${message.text()}`);
  });
}

/** The browser reports a server that is away by itself, and what a policy would forbid; only what our code says or throws counts. */
const BROWSERS_OWN = [
  /net::ERR_/, /WebSocket connection to .* failed/, /Failed to load resource/, /report-only Content Security Policy/,
  /An unknown error occurred when fetching the script/,
];

export function expectNoErrors(person) {
  const ours = person.errors.filter((error) => !BROWSERS_OWN.some((own) => own.test(error)));
  assert.deepEqual([...new Set(ours)], [], `${person.name ?? "a stranger"}'s pages complained`);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The accessibility violations that keep people out. Runs in the page without asking its content policy. */
export async function axe(page) {
  await page.evaluate(AXE);
  // Colours on their way from one theme to the other are nobody's.
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((animation) => animation.finished)));
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.map((node) => node.target.join(" ")) }));
}
