// A first visit: what is large is not downloaded again and again.
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
  test("a first visit downloads the app once, and once more at most for the worker to keep", async (t) => {
    const proxy = await startProxy(stage.server);
    t.after(() => proxy.close());
    const { tab } = await stage.visit(t);
    await tab.goto(`${proxy.url}/`);
    await isKept(tab);
    const modules = (urls) => urls.map((url) => new URL(url, proxy.url).pathname).filter((path) => path.endsWith(".wasm"));
    const times = (paths) => Math.max(...paths.map((path) => paths.filter((other) => other === path).length));
    const byPage = modules(await tab.run(() => performance.getEntriesByType("resource").map(({ name }) => name)));
    assert.equal(times(byPage), 1, byPage.join(" "));
    // The worker finds it in the browser's cache, unless that has no room for it.
    assert.ok(times(modules(proxy.asked)) <= 2, proxy.asked.join(" "));
  });
}
