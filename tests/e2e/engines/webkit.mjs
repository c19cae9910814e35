// WebKitGTK on a screen of its own: through its driver, and on a profile that outlives it through its inspector.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { join } from "node:path";

import { eventually } from "../parts/server.mjs";
import * as inspector from "./inspector.mjs";
import { click, element, freePort, press, run, startDriver } from "./webdriver.mjs";

const DRIVER = process.env.WEBKIT_DRIVER ?? "/usr/bin/WebKitWebDriver";
const SCREEN = ["-displayfd", "3", "-screen", "0", "1280x1024x24", "-nolisten", "tcp"];

/** A screen that nobody sees. */
async function startScreen() {
  const child = spawn(process.env.XVFB ?? "Xvfb", SCREEN, { stdio: ["ignore", "ignore", "ignore", "pipe"] });
  const number = await new Promise((done, fail) => {
    child.once("error", fail);
    child.stdio[3].once("data", (text) => done(String(text).trim()));
  });
  return { display: `:${number}`, close: () => child.kill() };
}

/** Starts the browser, on a profile that outlives it where there is a `folder`; else its profile lasts as long as it runs. */
export async function start({ folder } = {}) {
  const screen = await startScreen();
  const { close, kill, ...browser } = folder ? await startOn(folder, screen.display) : await startDriven(screen.display);
  const withScreen = (end) => async () => {
    await end();
    screen.close();
  };
  return { ...browser, close: withScreen(close), kill: kill && withScreen(kill) };
}

async function startDriven(display) {
  const { ask, close } = await startDriver({ program: DRIVER, env: { DISPLAY: display } });
  const [handle] = await ask("GET", "/window/handles");
  const driver = { ask, go: goer(ask) };
  const newTab = async () =>
    // A tab in the background, which is not seen; a window of its own would take the focus from the first for good.
    drivenTab(driver, (await driver.go({ handle }, () => ask("POST", "/window/new", { type: "tab" }))).handle);
  return { first: drivenTab(driver, handle), newTab, close };
}

/**
 * A driver speaks of one tab and one frame at a time: what tests ask of several at once is asked in turn, each where it
 * is meant. It stays where it is if it is there, as going there would take the focus out of what is there.
 */
function goer(ask) {
  let last = Promise.resolve();
  let here = {};
  const goTo = async ({ handle, frame }) => {
    if (here.handle === handle && here.frame === frame) return;
    here = {};
    await ask("POST", "/window", { handle });
    await ask("POST", "/frame", { id: null });
    if (frame) await ask("POST", "/frame", { id: await element(ask, frame) });
    here = { handle, frame };
  };
  return (place, work) => {
    const turn = async () => {
      await goTo(place);
      return work();
    };
    return (last = last.then(turn, turn));
  };
}

/** One tab, or a frame of it. */
function drivenTab(driver, handle, frame) {
  const { ask, go } = driver;
  const at = (work) => (...args) => go({ handle, frame }, () => work(...args));
  return {
    goto: at((url) => ask("POST", "/url", { url })),
    reload: at(() => ask("POST", "/refresh", {})),
    run: at((work, ...args) => run(ask, work, args)),
    press: at((...presses) => press(ask, presses)),
    click: at((selector) => click(ask, selector)),
    frame: (selector) => drivenTab(driver, handle, selector),
    close: at(() => ask("DELETE", "/window")),
  };
}

/** The browser that comes with the driver; where it stands depends on the machine and on the release. */
const browserOf = () => ["4.1", "6.0", "4.0"].map((api) => `/usr/lib/${process.arch === "arm64" ? "aarch64" : "x86_64"}-linux-gnu/webkit2gtk-${api}/MiniBrowser`).find(existsSync);

async function startOn(folder, display) {
  const address = `127.0.0.1:${await freePort()}`;
  const homes = Object.fromEntries(["DATA", "CACHE", "CONFIG", "STATE"].map((kind) => [`XDG_${kind}_HOME`, join(folder, kind)]));
  const env = { ...process.env, ...homes, DISPLAY: display, WEBKIT_INSPECTOR_HTTP_SERVER: address };
  const child = spawn(browserOf(), ["--enable-developer-extras=true", "about:blank"], { env, stdio: "ignore" });
  const ended = new Promise((done) => child.once("close", done));
  const { ask, close } = await inspector.inspect(address);
  const end = (signal) => async () => {
    close();
    child.kill(signal);
    await ended;
  };
  return { first: inspectedTab(ask), close: end("SIGTERM"), kill: end("SIGKILL") };
}

/** The one tab of an inspected browser. */
function inspectedTab(ask) {
  const run = (work, ...args) => inspector.run(ask, work, args);
  /** Nobody tells when the page has changed: the old one is marked. */
  const leave = async (how) => {
    await eventually(() => run(() => (globalThis.isOld = true)), 10_000);
    // A page that goes cannot answer any more.
    await how().catch(() => {});
    await eventually(() => run(() => document.readyState === "complete" && !globalThis.isOld), 60_000);
  };
  return {
    goto: (url) => leave(() => run((url) => void setTimeout(() => (location.href = url)), url)),
    reload: () => leave(() => run(() => void setTimeout(() => location.reload()))),
    run,
    press: async (...letters) => {
      for (const letter of letters) await run((letter) => document.execCommand("insertText", false, letter), letter);
    },
  };
}
