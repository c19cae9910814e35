// What every browser test needs: the real binary, a real Chromium, and people with pages. Waits are on conditions, never on time.
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { existsSync, readFileSync } from "node:fs";
import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

import { chromium } from "playwright-core";

const ROOT = fileURLToPath(new URL("../../", import.meta.url));
const BINARY = process.env.MUSTER_BIN ?? join(ROOT, "target/release/muster");
const CHROMIUM = process.env.CHROMIUM ?? "/usr/bin/chromium";
const PICTURES = fileURLToPath(new URL("pictures/", import.meta.url));

const START_MS = 15_000;
const STOP_MS = 15_000;

/**
 * Starts `muster serve` on a free port with a data folder of its own. `args` replaces the default `--open`.
 * `restart()` keeps port and data; `stop()` ends it and removes the folder.
 */
export async function startServer({ args = ["--open"], env = {}, data } = {}) {
  assert.ok(existsSync(BINARY), `there is no ${BINARY}: run \`cargo xtask build\` first`);
  const folder = data ?? (await mkdtemp(join(tmpdir(), "muster-e2e-")));
  const server = { data: folder, url: "", port: 0, pid: 0, output: "" };
  let child;

  const launch = async () => {
    const flags = ["serve", "--listen", `127.0.0.1:${server.port}`, "--data", folder, ...args];
    child = spawn(BINARY, flags, { env: { ...process.env, ...env }, stdio: ["ignore", "pipe", "pipe"] });
    const started = { child, output: "", ended: new Promise((done) => child.once("close", done)) };
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding("utf8").on("data", (text) => {
        started.output += text;
        server.output += text;
      });
    }
    const url = await eventually(() => {
      assert.equal(child.exitCode, null, `muster ended early:\n${started.output}`);
      return /listening on (http:\/\/\S+)/.exec(started.output)?.[1].replace(/\/$/, "") ?? false;
    }, START_MS);
    Object.assign(server, { url, port: Number(new URL(url).port), pid: child.pid });
    return started;
  };

  let running = await launch();
  server.kill = async (signal = "SIGTERM") => {
    if (running.child.exitCode === null && running.child.signalCode === null) running.child.kill(signal);
    await within(running.ended, STOP_MS, () => `muster did not end after ${signal}:\n${running.output}`);
  };
  server.restart = async (signal = "SIGTERM") => {
    await server.kill(signal);
    running = await launch();
  };
  server.stop = async () => {
    await server.kill();
    if (!data) await rm(folder, { recursive: true, force: true });
  };
  return server;
}

const FLAGS = [
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

/** Somebody with a browser profile of their own. Whatever their pages complain about is in `errors`. */
export async function newPerson(browser, name, options = {}) {
  const context = await browser.newContext(options);
  const person = { name, context, page: undefined, errors: [] };
  context.on("page", (page) => listen(person, page));
  person.page = await context.newPage();
  person.leave = () => context.close();
  return person;
}

function listen(person, page) {
  page.on("pageerror", (error) => person.errors.push(`uncaught: ${error.stack ?? error}`));
  page.on("crash", () => person.errors.push("the page crashed"));
  page.on("console", (message) => {
    if (message.type() === "error") person.errors.push(`console: ${message.text()}`);
  });
}

/** The browser reports a server that is away by itself; only what our code says or throws counts. */
const BROWSERS_OWN = [/net::ERR_/, /WebSocket connection to .* failed/, /Failed to load resource/];

export function expectNoErrors(person) {
  const ours = person.errors.filter((error) => !BROWSERS_OWN.some((own) => own.test(error)));
  assert.deepEqual(ours, [], `${person.name}'s pages complained`);
}

const AXE = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** The accessibility violations that keep people out. Runs in the page without asking its content policy. */
export async function axe(page) {
  await page.evaluate(AXE);
  const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ["violations"] }));
  return violations
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, impact, help, nodes }) => ({ id, impact, help, where: nodes.map((node) => node.target.join(" ")) }));
}

/** One picture for each width and theme, to be looked at. */
export async function screenshots(page, name, { widths = [360, 768, 1280], themes = ["light", "dark"] } = {}) {
  await mkdir(PICTURES, { recursive: true });
  const before = page.viewportSize();
  const files = [];
  for (const width of widths) {
    await page.setViewportSize({ width, height: width < 600 ? 740 : 900 });
    for (const colorScheme of themes) {
      await page.emulateMedia({ colorScheme });
      await painted(page);
      const path = join(PICTURES, `${name}-${width}-${colorScheme}.png`);
      await page.screenshot({ path, fullPage: true, animations: "disabled" });
      files.push(path);
    }
  }
  await page.emulateMedia({ colorScheme: null });
  if (before) await page.setViewportSize(before);
  return files;
}

/** Fonts are there and the last change has reached the screen. */
async function painted(page) {
  await page.evaluate(async () => {
    await document.fonts.ready;
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  });
}

/** Asks until the answer is neither `false` nor an exception, and gives it back. */
export async function eventually(ask, ms = 5_000) {
  const end = performance.now() + ms;
  for (;;) {
    let why;
    try {
      const answer = await ask();
      if (answer !== false) return answer;
      why = new Error(`still not so after ${ms} ms: ${ask}`);
    } catch (error) {
      why = error;
    }
    if (performance.now() > end) throw why;
    await new Promise((done) => setTimeout(done, 25));
  }
}

async function within(promise, ms, complaint) {
  let timer;
  const late = new Promise((_, fail) => (timer = setTimeout(() => fail(new Error(complaint())), ms)));
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
  }
}
