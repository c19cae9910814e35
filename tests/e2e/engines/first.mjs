// A first visit: everything is downloaded once.
import assert from "node:assert/strict";
import { createServer, request } from "node:http";
import { test } from "node:test";

import { isKept } from "./charter.mjs";

/** Stands before a server and notes what it is asked for. */
async function startProxy(server) {
  const asked = [];
  const proxy = createServer((question, answer) => {
    asked.push(question.url);
    const passed = request(server.url + question.url, { method: question.method, headers: question.headers }, (response) => {
      answer.writeHead(response.statusCode, response.headers);
      response.pipe(answer);
    });
    passed.on("error", () => answer.destroy());
    question.pipe(passed);
  });
  await new Promise((done) => proxy.listen(0, "127.0.0.1", done));
  const close = () => {
    proxy.closeAllConnections();
    return new Promise((done) => proxy.close(done));
  };
  return { url: `http://localhost:${proxy.address().port}`, asked, close };
}

export function scenarios(stage) {
  test("a first visit downloads the app once, though the page asks for it and the worker keeps it", async (t) => {
    const { server, browser } = stage;
    const [proxy, tab] = [await startProxy(server), await browser.newTab()];
    t.after(async () => {
      await tab.close();
      await proxy.close();
    });
    await tab.goto(`${proxy.url}/`);
    await isKept(tab);
    const modules = proxy.asked.filter((url) => url.endsWith(".wasm"));
    assert.equal(modules.length, 1, modules.join(" "));
  });
}
