// Keystrokes: how soon the other browser shows them, and what they cost the page they are typed in.
import { setTimeout as sleep } from "node:timers/promises";

const PAUSE_MS = 45;
const N_WARM_UP = 20;
const PATIENCE_MS = 10_000;
const LETTERS = "etaoinshrdlu";

/** Types in one page and looks at the other. `pages` are open on the same text. */
export async function typeAcross([writer, reader], n) {
  await writer.evaluate(() => globalThis.bench.listen());
  await reader.evaluate(() => globalThis.bench.watch());
  await type(writer, N_WARM_UP);
  await arrived(reader, N_WARM_UP);
  const meter = await mainThread(writer);
  const idle = await meter.perMs(1_000);
  const [begun, used] = [performance.now(), await meter.read()];
  await type(writer, n);
  await arrived(reader, N_WARM_UP + n);
  const own = (await meter.read()) - used - idle * (performance.now() - begun);
  const keys = await writer.evaluate(() => globalThis.bench.keys);
  const seen = await reader.evaluate(() => globalThis.bench.seen);
  const times = seen.slice(N_WARM_UP).map((at, index) => at - keys[N_WARM_UP + index]);
  return { seen: times, n_missing: n - times.length, main_thread: own / n };
}

async function type(page, n) {
  for (let i = 0; i < n; i++) {
    await page.keyboard.press(LETTERS[i % LETTERS.length]);
    await sleep(PAUSE_MS);
  }
}

/** Waits for the last letter; one that never comes is counted, not waited for. */
async function arrived(page, n) {
  const all = (n) => globalThis.bench.seen.length >= n;
  await page.waitForFunction(all, n, { timeout: PATIENCE_MS, polling: 200 }).catch(() => {});
}

/** The browser's own count of what a page's main thread did, in milliseconds. */
async function mainThread(page) {
  const session = await page.context().newCDPSession(page);
  await session.send("Performance.enable");
  const read = async () => {
    const { metrics } = await session.send("Performance.getMetrics");
    return metrics.find(({ name }) => name === "TaskDuration").value * 1000;
  };
  const perMs = async (ms) => {
    const before = await read();
    await sleep(ms);
    return ((await read()) - before) / ms;
  };
  return { read, perMs };
}
