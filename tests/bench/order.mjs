// The frame of every script that measures for `cargo xtask bench`: it is given an order as JSON, and prints what it measured
// as JSON.
import { launchBrowser } from "../e2e/harness.mjs";

/** The order: addresses, and how often to measure. */
export const order = JSON.parse(process.argv[2]);

export const browser = await launchBrowser();

/** Prints what was measured; the browser goes. */
export async function answer(measure) {
  try {
    console.log(JSON.stringify(await measure()));
  } finally {
    await browser.close();
  }
}
