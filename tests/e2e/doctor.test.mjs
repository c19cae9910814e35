// The doctor: headers that are pasted say which way is left, and which line to change; with scripts off, and on a phone.
import assert from "node:assert/strict";
import { test } from "node:test";

import { axe, cast } from "./harness.mjs";
import { browser, server, stage } from "./parts/stage.mjs";

stage();

test("pasted headers are examined without scripts, and the line to change is told", async (t) => {
  const { page } = await cast(t, browser)(undefined, { javaScriptEnabled: false, viewport: { width: 360, height: 740 } });
  await page.goto(`${server.app}/embed-check`);
  await page.locator("textarea[name=headers]").fill("HTTP/2 200\ncontent-security-policy: script-src 'self'\n");
  await page.getByRole("button", { name: "Examine them" }).click();
  await page.getByText("A frame shows the document").waitFor();
  await page.getByText(`script-src 'self' ${server.app} 'wasm-unsafe-eval'`, { exact: true }).waitFor();
  assert.match(await page.locator("textarea[name=headers]").inputValue(), /script-src 'self'/, "what was pasted stays");
  await page.locator("textarea[name=headers]").fill("nothing of the kind");
  await page.getByRole("button", { name: "Examine them" }).click();
  await page.getByRole("alert").getByText("There are no headers in this").waitFor();
});

test("a wiki's own line is told, and a reason of the loader leads to it", async (t) => {
  const { page } = await cast(t, browser)("Ada");
  await page.goto(`${server.app}/embed-check?wiki=fossil`);
  await page.locator("textarea[name=headers]").fill("Content-Security-Policy: default-src 'self'");
  await page.getByRole("button", { name: "Examine them" }).click();
  await page.getByText("In the settings of Fossil:").first().waitFor();
  await page.getByText(/^fossil settings default-csp/).first().waitFor();
  assert.deepEqual(await axe(page), []);
  await page.goto(`${server.app}/embed-check?reason=wasm`);
  await page.getByText("The page forbids WebAssembly").waitFor();
  assert.deepEqual(await axe(page), []);
  const over = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
  assert.ok(over <= 0, "nothing goes over the edge");
});
