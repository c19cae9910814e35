// The frame of every script that measures for `cargo xtask bench`: it is given an order as JSON, and prints what it measured
// as JSON.
import { launchBrowser } from "../e2e/harness.mjs";

/** The order: addresses, how often to measure, and the `switches` of a browser that is not as others are. */
export const order = JSON.parse(process.argv[2]);

export const browser = await launchBrowser({ args: order.switches });

/** Prints what was measured; the browser goes. */
export async function answer(measure) {
  try {
    console.log(JSON.stringify(await measure()));
  } finally {
    await browser.close();
  }
}
