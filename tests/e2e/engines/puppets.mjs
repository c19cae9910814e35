// Firefox by WebDriver BiDi, and Chromium beside it, through one library.
import puppeteer from "puppeteer-core";

import { CHROMIUM, eventually, FLAGS } from "../harness.mjs";
import { pierced } from "./pierced.mjs";

const FIREFOX = process.env.FIREFOX ?? "/usr/bin/firefox-esr";

export const startFirefox = (options) => start({ browser: "firefox", executablePath: FIREFOX }, options);
export const startChromium = (options) => start({ browser: "chrome", executablePath: CHROMIUM, args: FLAGS }, options);

/** Ends a browser as a crash or an empty battery would. */
async function kill(browser) {
  const child = browser.process();
  const ended = new Promise((done) => child.once("close", done));
  child.kill("SIGKILL");
  await ended;
  // The library puts the profile's settings back then, while the next browser may be reading them.
  await browser.close().catch(() => {});
}

/** Starts the browser, on a profile that outlives it where there is a `folder`. */
async function start(which, { folder } = {}) {
  const browser = await puppeteer.launch({ ...which, headless: true, userDataDir: folder, protocolTimeout: 120_000 });
  const [first = await browser.newPage()] = await browser.pages();
  const newTab = async () => tab(await browser.newPage());
  return { first: tab(first), newTab, close: () => browser.close(), kill: () => kill(browser) };
}

function tab(page, frame) {
  // Whether somebody wants to leave is asked where an edit stands nowhere else yet: they do.
  if (!frame) page.on("dialog", (dialog) => dialog.accept());
  const within = async () => (await page.evaluateHandle(pierced, frame)).asElement() ?? false;
  // The library waits for a selector by new code in the page, which some pages forbid.
  const place = async () => (frame ? (await eventually(within)).contentFrame() : page);
  const press = async (...presses) => {
    for (const one of presses) {
      const keys = one.length > 1 ? one.split("+") : [one];
      for (const key of keys) await page.keyboard.down(key);
      for (const key of keys.reverse()) await page.keyboard.up(key);
    }
  };
  return {
    // A page is used once it is there, not once all of it is.
    goto: (url) => page.goto(url, { waitUntil: "load", timeout: 60_000 }),
    reload: () => page.reload({ waitUntil: "load", timeout: 60_000 }),
    run: async (work, ...args) => (await place()).evaluate(work, ...args),
    press: async (...presses) => {
      await page.bringToFront();
      await press(...presses);
    },
    click: async (selector) => {
      await page.bringToFront();
      await (await place()).click(selector);
    },
    frame: (selector) => tab(page, selector),
    resize: (width, height) => page.setViewport({ width, height }),
    pdf: () => page.pdf({ timeout: 60_000 }),
    close: () => page.close(),
  };
}
