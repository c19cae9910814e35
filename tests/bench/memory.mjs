// The memory of a page.
import { readFile } from "node:fs/promises";

/** The memory that the process of the page holds for itself, once all that nobody needs is collected. */
export async function memory(browser, page) {
  const session = await page.context().newCDPSession(page);
  await session.send("HeapProfiler.collectGarbage");
  const machine = await browser.newBrowserCDPSession();
  const { processInfo } = await machine.send("SystemInfo.getProcessInfo");
  const drawing = processInfo.filter(({ type }) => type === "renderer");
  const held = await Promise.all(drawing.map(({ id }) => ownBytes(id)));
  // A browser keeps an empty process ready for the next page: the larger one has drawn this one.
  return Math.max(...held);
}

async function ownBytes(id) {
  const table = await readFile(`/proc/${id}/smaps_rollup`, "utf8").catch(() => "");
  const lines = [...table.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB$/gm)];
  return lines.reduce((sum, [, kib]) => sum + Number(kib) * 1024, 0);
}
