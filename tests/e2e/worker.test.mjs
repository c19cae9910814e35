// The service worker by itself: whose an answer is, and what stands in the place of one that is not this server's.
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { createContext, runInContext } from "node:vm";

const ORIGIN = "https://muster.example";
const SOURCE = readFileSync(new URL("../../app/web/sw.js", import.meta.url), "utf8");
const HTML = { "content-type": "text/html; charset=utf-8" };
const MARKED = { "muster-release": "1.0.0+abc" };

const answer = (status, headers, body = "from the network") => new Response(body, { status, headers });
const ours = answer(200, { ...HTML, ...MARKED });
/** An answer that no script can make: a browser shows a worker nothing of a redirect. */
const redirect = Object.assign(Object.create(Response.prototype), {});
Object.defineProperties(redirect, { type: { value: "opaqueredirect" }, status: { value: 0 }, ok: { value: false }, headers: { value: new Headers() } });

/** Every answer a network may give, whose it is, and whether a page of the app is shown from the device instead. */
const ANSWERS = [
  ["our page", () => ours.clone(), "page", false],
  ["our page that says that nothing is there", () => answer(404, { ...HTML, ...MARKED }), "page", false],
  ["our page, its type in capitals", () => answer(200, { "content-type": "Text/HTML", ...MARKED }), "page", false],
  ["our error, a full disk", () => answer(503, { "content-type": "application/problem+json", ...MARKED }), "data", true],
  ["our error, too slow", () => answer(408, { "content-type": "application/problem+json", ...MARKED }), "data", true],
  ["our file", () => answer(200, { "content-type": "text/markdown", ...MARKED }), "data", true],
  ["a captive network's page", () => answer(200, HTML, "Accept our terms"), "foreign", true],
  ["a captive network's page, status 511", () => answer(511, HTML), "foreign", true],
  ["another program at the same address", () => answer(200, { "content-type": "application/json" }), "foreign", true],
  ...[400, 401, 403, 404, 407, 410, 421, 429, 451, 500, 501, 502, 503, 504, 507, 520, 521, 522, 523, 524, 525, 526, 527, 530, 599]
    .map((status) => [`a proxy's ${status}`, () => answer(status, HTML), "foreign", true]),
  ["a redirect of nobody knows whom", () => redirect, "redirect", true],
  ["Firefox's answer when nobody answers", () => Response.error(), "none", true],
  ["nothing at all", () => { throw new TypeError("Failed to fetch"); }, "none", true],
];

/** A worker on a device that keeps the app, or on one that keeps nothing; `network` answers what it asks for itself. */
function worker({ network, keeps = true }) {
  const listeners = new Map();
  const shell = { match: async (path) => (keeps ? answer(200, HTML, `kept ${path.url ?? path}`) : undefined) };
  const caches = keeps === "refused" ? { open: async () => { throw new Error("denied"); }, match: async () => { throw new Error("denied"); } }
    : { open: async () => shell, match: async () => undefined };
  const self = { location: { origin: ORIGIN }, addEventListener: (name, listener) => listeners.set(name, listener) };
  const context = createContext({ self, caches, fetch: async (request) => network(request), Response, URL, Promise, setTimeout, console });
  runInContext(SOURCE.replaceAll("{{version}}", "1").replace("{{precache}}", `["/assets/app-1.js"]`), context);
  /** The answer to a page that asks for `path`; undefined where the worker leaves it to the browser. */
  const fetched = async (path, { preload, mode = "navigate" } = {}) => {
    let answered;
    const request = { url: ORIGIN + path, method: "GET", mode };
    listeners.get("fetch")({ request, preloadResponse: preload, respondWith: (promise) => (answered = promise) });
    return answered;
  };
  /** The browser says that there is a network again, to so many open pages; answers what they are told. */
  const woken = async (tag, n_pages) => {
    const told = [];
    self.clients = { matchAll: async () => Array.from({ length: n_pages }, () => ({ postMessage: (word) => told.push(word) })) };
    let waits;
    listeners.get("sync")({ tag, waitUntil: (promise) => (waits = promise) });
    await waits;
    return told;
  };
  return { context, fetched, woken };
}

/** An answer comes by the browser's own question ahead, or else by the worker's. Nobody tells whether the server is there. */
const WAYS = {
  ahead: (make) => {
    const preload = (async () => make())();
    preload.catch(() => {});
    return { network: () => Response.error(), preload };
  },
  asked: (make) => ({ network: (request) => (request === "/livez" ? Response.error() : make()) }),
};

test("every answer is told apart: this server's page, its data, somebody else's, a redirect, none", () => {
  const { context } = worker({ network: () => {} });
  for (const [name, make, kind] of ANSWERS) {
    let made;
    try {
      made = make();
    } catch {}
    assert.equal(context.kindOf(made), kind, name);
  }
});

test("the app's pages and frames open from the device whenever the answer is no page of this server", async () => {
  for (const [name, make, , opensKept] of ANSWERS) {
    for (const way of Object.values(WAYS)) {
      for (const [path, shell] of [["/", "/"], ["/d/abc", "/"], ["/new/abc", "/"], ["/pressure/abc", "/"], ["/boxes/abc", "/"], ["/import", "/"], ["/kept", "/"], ["/mine", "/"], ["/share-in?text=words", "/"], ["/embed/abc?view=card", "/embed"]]) {
        const { network, preload } = way(make);
        const shown = await worker({ network }).fetched(path, { preload });
        const expected = opensKept ? `kept ${shell}` : await make().text();
        assert.equal(await shown.text(), expected, `${path}: ${name}`);
      }
    }
  }
});

test("a redirect is followed where this server is behind the address, and nowhere else", async () => {
  const behind = { "this server": [() => answer(200, MARKED, "ok"), true], "a captive network": [() => redirect, false], "a proxy": [() => answer(502, HTML), false], nobody: [() => { throw new TypeError(); }, false] };
  for (const [name, [live, followed]] of Object.entries(behind)) {
    const network = (request) => (request === "/livez" ? live() : redirect);
    const shown = await worker({ network }).fetched("/d/abc");
    assert.equal(shown === redirect, followed, name);
    if (!followed) assert.equal(await shown.text(), "kept /", name);
  }
});

test("a page of the server's own says that it needs a connection, unless somebody has a page to show", async () => {
  for (const [name, make, kind] of ANSWERS) {
    for (const way of Object.values(WAYS)) {
      const { network, preload } = way(make);
      const shown = await worker({ network }).fetched("/account", { preload });
      const passes = kind !== "none" && (kind !== "foreign" || make().ok);
      if (!passes) assert.match(await shown.text(), /This page needs a connection/, name);
      else if (kind === "redirect") assert.equal(shown, redirect, name);
      else assert.equal(await shown.text(), await make().text(), name);
    }
  }
});

test("where the browser keeps nothing, or refuses to look, a page says so and is no error of the worker", async () => {
  for (const keeps of [false, "refused"]) {
    for (const path of ["/", "/d/abc", "/embed/abc"]) {
      const shown = await worker({ keeps, network: () => Response.error() }).fetched(path);
      assert.equal(shown.type, "default");
      assert.match(await shown.text(), /keeps no copy of Muster/);
    }
  }
});

test("somebody else's page never stands in for a file, and never becomes the shell", async () => {
  const captive = () => answer(200, HTML, "Accept our terms");
  const file = await worker({ keeps: false, network: captive }).fetched("/assets/app-1.js", { mode: "cors" });
  assert.equal(file.type, "error");
  for (const [path, make, taken] of [
    ["/", captive, false], ["/embed", captive, false], ["/assets/app-1.js", captive, false], ["/", () => answer(502, HTML), false],
    ["/", () => ours.clone(), true], ["/assets/app-1.js", () => answer(200, { "content-type": "text/javascript" }), true],
  ]) {
    const { context } = worker({ network: make });
    const stored = [];
    const keeping = context.keep({ put: async (path) => stored.push(path) }, path);
    await (taken ? keeping : assert.rejects(keeping));
    assert.deepEqual(stored, taken ? [path] : [], path);
  }
});

test("a worker that is woken because edits wait tells every open page, and asks to be woken again where there is none", async () => {
  const { woken } = worker({ network: () => Response.error() });
  assert.deepEqual(await woken("muster-send", 2), ["muster-send", "muster-send"]);
  assert.deepEqual(await woken("another", 2), []);
  await assert.rejects(woken("muster-send", 0), /no page is open/);
});
