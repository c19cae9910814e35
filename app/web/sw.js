// The service worker: the app opens offline, and an update never mixes two releases.
//
// One cache a release, filled before the release becomes active and never written afterwards. A page comes from the
// network when this server answers, so a new server is met by its own app; from the cache, with the assets it was built
// with, when nobody does or somebody else. The release before stays, for pages of it that are still open and load a part late.
"use strict";

const RELEASE = "{{version}}";
const PREFIX = "muster-";
const CACHE = PREFIX + RELEASE;
const SHELL = "/";
/** The page of one widget, without its text. */
const FRAME = "/embed";
const ASSETS = {{precache}};
/** The word by which pages are told to send, and by which they ask the browser to be told. */
const SEND = "muster-send";
/** So many files are fetched side by side when a release is taken in. */
const LANES = 4;
/** How long a page may keep somebody waiting who has it in the cache. */
const PATIENCE_MS = 2500;

/** Every answer of this server bears it. An answer without it is somebody else's: of a proxy that has lost the server,
 * or of a network that wants its visitors to sign in first. */
const MARK = "muster-release";

const isPage = (url) => /^\/($|import$|kept$|map$|mine$|new$|picture$|reviews$|share-in$|(boxes|d|new|pressure)\/[^/]+$)/.test(url.pathname);
const isFrame = (url) => /^\/embed\/(?!sign-in$)[\w-]+$/.test(url.pathname);
const isAsset = (url) => url.pathname.startsWith("/assets/") || ASSETS.includes(url.pathname);
const isHashed = (path) => path.startsWith("/assets/");

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") event.waitUntil(self.skipWaiting());
  // A page that was on its way as this worker became active is nobody’s.
  if (event.data === "claim") event.waitUntil(self.clients.claim());
});
// The browser has a network again, and edits wait: a page that is open sends them.
self.addEventListener("sync", (event) => {
  if (event.tag === SEND) event.waitUntil(wake());
});
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  // Everything else, the API, the sync socket and the loader for other pages among it, is not ours.
  if (event.request.method !== "GET" || url.origin !== self.location.origin) return;
  const navigates = event.request.mode === "navigate";
  if (navigates && isPage(url)) event.respondWith(page(event, SHELL));
  else if (navigates && isFrame(url)) event.respondWith(page(event, FRAME));
  else if (navigates) event.respondWith(asked(event));
  else if (isAsset(url)) event.respondWith(asset(event.request));
});

/** A few at a time: the page that is open just now wants something of the server and of the browser, too. */
async function fill() {
  const cache = await caches.open(CACHE);
  const paths = [SHELL, FRAME, ...ASSETS];
  const lane = async () => {
    while (paths.length) await keep(cache, paths.shift());
  };
  await Promise.all(Array.from({ length: LANES }, lane));
}

/** A hashed file that an earlier release holds is the same file. */
async function keep(cache, path) {
  const known = isHashed(path) ? await caches.match(path) : undefined;
  const response = known ?? (await fetch(path, { cache: isHashed(path) ? "default" : "no-cache" }));
  // A sign-in page must not become the shell, whether this server redirects to it or a network puts its own in between.
  const isFile = response.ok && !response.redirected && !isForeignPage(response);
  if (!isFile) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

async function takeOver() {
  // Oldest first: the last of the others is the release before this one.
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

/** While no page is open, the browser asks again later. */
async function wake() {
  const pages = await self.clients.matchAll({ type: "window" });
  if (!pages.length) throw new Error("no page is open that could send");
  for (const page of pages) page.postMessage(SEND);
}

async function page(event, path) {
  const fresh = ownPage(event);
  const answer = await Promise.race([fresh, pause(PATIENCE_MS)]);
  return answer ?? (await kept(path)) ?? (await fresh) ?? instead("This browser keeps no copy of Muster, as in a private window. Nothing can be opened without a connection.");
}

/** A page that this server wrote; nothing when nobody answers, or anybody else, or this server with an error of its own. */
async function ownPage(event) {
  const { response, kind } = await ask(event);
  if (kind === "page" || (kind === "redirect" && (await isServerThere()))) return response;
}

/** The answer that the worker holds under `path`; a private window may refuse to look. */
const kept = (path) => caches.open(CACHE).then((cache) => cache.match(path)).catch(() => undefined);

/** An address the app has no page for. Here another's page is better than none, as when a proxy asks people to sign in. */
async function asked(event) {
  const { response, kind } = await ask(event);
  const isAnswer = kind !== "none" && (kind !== "foreign" || response.ok);
  return isAnswer ? response : instead("Your charters open without one, and what you wrote in them is kept on this device.");
}

/** The answer to a navigation. The browser may have asked ahead, and a link that is good once must not be asked again. */
async function ask(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    return { response, kind: kindOf(response) };
  } catch {
    return { kind: "none" };
  }
}

/**
 * The kind of an answer: a `page` or `data` of this server; `foreign`; a `redirect`, of which browsers show a worker
 * nothing; or `none`, for which Firefox has an answer of type "error" where others reject.
 */
function kindOf(response) {
  if (!response || response.type === "error") return "none";
  if (response.type === "opaqueredirect") return "redirect";
  if (!response.headers.has(MARK)) return "foreign";
  return isHtml(response) ? "page" : "data";
}

const isHtml = (response) => /^text\/html\b/i.test(response.headers.get("content-type") ?? "");
const isForeignPage = (response) => kindOf(response) === "foreign" && isHtml(response);

/** Whether this server answers at its address, and not somebody in its place. */
async function isServerThere() {
  try {
    const answer = await fetch("/livez", { cache: "no-store", redirect: "manual" });
    return ["page", "data"].includes(kindOf(answer));
  } catch {
    return false;
  }
}

/** A file that another's page stands in for is not there: the importer gets an error and no page to run. */
async function asset(request) {
  const known = await caches.match(request, { ignoreSearch: true }).catch(() => undefined);
  if (known) return known;
  const response = await fetch(request);
  return isForeignPage(response) ? Response.error() : response;
}

/** A page that stands where the server would have written one, with a sentence about what is here all the same. */
function instead(sentence) {
  const html = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No connection · Muster</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{{css}}"></head>
<body class="muster-charter sheet"><main class="doc"><div class="part"><div class="frame"><div class="say-so">
<span class="i i-device" aria-hidden="true"></span><div><h1>This page needs a connection</h1><p>${sentence}</p></div>
<div class="acts"><a class="btn" href="/">To the charters</a> <a class="btn word" href="">Try again</a></div>
</div></div></div></main></body></html>`;
  return new Response(html, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
