// The service worker: the app opens offline, and an update never mixes two releases.
//
// One cache a release, filled before the release becomes active and never written afterwards. A page comes from the
// network when that answers, so a new server is met by its own app; from the cache, with the assets it was built
// with, when it does not. The release before stays, for pages of it that are still open and load a part late.
"use strict";

const RELEASE = "{{version}}";
const PREFIX = "muster-";
const CACHE = PREFIX + RELEASE;
const SHELL = "/";
/** The page of one widget, without its text. */
const FRAME = "/embed";
const ASSETS = {{precache}};
/** How long a page may keep somebody waiting who has it in the cache. */
const PATIENCE_MS = 2500;

/** What stands where the server would have written a page, such as one's account. */
const NO_CONNECTION = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>No connection · Muster</title>
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark">
<link rel="stylesheet" href="{{css}}"></head>
<body class="muster-charter sheet"><main class="doc"><div class="part"><div class="frame"><div class="say-so">
<span class="i i-device" aria-hidden="true"></span><div><h1>This page needs a connection</h1>
<p>Your charters open without one, and what you wrote in them is kept on this device.</p></div>
<div class="acts"><a class="btn" href="/">To the charters</a> <a class="btn word" href="">Try again</a></div>
</div></div></div></main></body></html>`;

const isPage = (url) => /^\/($|import$|new$|(d|new)\/[^/]+$)/.test(url.pathname);
const isFrame = (url) => /^\/embed\/(?!sign-in$)[\w-]+$/.test(url.pathname);
const isAsset = (url) => url.pathname.startsWith("/assets/") || ASSETS.includes(url.pathname);
const isHashed = (path) => path.startsWith("/assets/");

self.addEventListener("install", (event) => event.waitUntil(fill()));
self.addEventListener("activate", (event) => event.waitUntil(takeOver()));
self.addEventListener("message", (event) => {
  if (event.data === "activate") event.waitUntil(self.skipWaiting());
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

async function fill() {
  const cache = await caches.open(CACHE);
  await Promise.all([SHELL, FRAME, ...ASSETS].map((path) => keep(cache, path)));
}

/** A hashed file that an earlier release holds is the same file. */
async function keep(cache, path) {
  const known = isHashed(path) ? await caches.match(path) : undefined;
  const response = known ?? (await fetch(path, { cache: isHashed(path) ? "default" : "no-cache" }));
  // A sign-in page reached through a redirect must not become the shell.
  if (!response.ok || response.redirected) throw new Error(`${path}: ${response.status}`);
  await cache.put(path, response);
}

async function takeOver() {
  // Oldest first: the last of the others is the release before this one.
  const others = (await caches.keys()).filter((name) => name.startsWith(PREFIX) && name !== CACHE);
  await Promise.all(others.slice(0, -1).map((name) => caches.delete(name)));
  await self.registration.navigationPreload?.enable();
  await self.clients.claim();
}

async function page(event, path) {
  const shell = () => caches.open(CACHE).then((cache) => cache.match(path));
  const fresh = fromNetwork(event);
  const answer = await Promise.race([fresh, pause(PATIENCE_MS)]);
  return answer ?? (await shell()) ?? (await fresh) ?? Response.error();
}

/** Nothing when there is no server behind the address: offline, or a proxy that has lost it. */
async function fromNetwork(event) {
  try {
    const response = (await event.preloadResponse) ?? (await fetch(event.request));
    return [502, 503, 504].includes(response.status) ? undefined : response;
  } catch {
    return undefined;
  }
}

/** Not ours; but the browser has asked ahead, and an answer that is good for once must not be asked for again. */
async function asked(event) {
  try {
    return (await event.preloadResponse) ?? (await fetch(event.request));
  } catch {
    return new Response(NO_CONNECTION, { status: 503, headers: { "content-type": "text/html; charset=utf-8" } });
  }
}

async function asset(request) {
  return (await caches.match(request, { ignoreSearch: true })) ?? fetch(request);
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));
