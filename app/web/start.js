// Starts the app in its own page. A file of its own, because the page's policy allows no inline script.
// It also keeps the service worker: window events carry what the app and it have to say to each other.
import * as app from "{{app_js}}";
import { begin, wear } from "{{app}}/chunks.js";
import { leisure } from "{{leisure_js}}";
import { watchLinks, whoAmI } from "{{person_js}}";
import { offerRescued, watch } from "{{rescue_js}}";
import { dress } from "{{sheets_js}}";

/** The app says so when all of the page is there that somebody came for. */
const there = new Promise((done) => addEventListener("muster-there", done, { once: true }));

/** The key of a read link stays in no address. Answers the page of its document for people who are nobody here. */
function takeKey() {
  const asked = new URLSearchParams(location.search);
  const [, doc] = /^\/d\/([^/]+)$/.exec(location.pathname) ?? [];
  const key = doc && asked.get("key");
  if (!key) return undefined;
  asked.delete("key");
  history.replaceState(history.state, "", location.pathname + (asked.size ? `?${asked}` : "") + location.hash);
  return `/embed/${doc}#key=${key}`;
}

/** Whether somebody is signed in; a server that cannot be asked is no answer against it. */
const isSomebody = () => fetch("/api/me", { cache: "no-store" }).then(({ status }) => status !== 401, () => true);

/** A browser takes its time before it opens the first database of a site. It does while the app comes. */
const wakeStorage = async () => indexedDB.databases();

async function start() {
  wear(dress);
  wakeStorage().catch(() => {});
  // The server leads readers by link there itself; this page comes to them from the worker, when the server is slow.
  const byLink = takeKey();
  if (byLink && !(await isSomebody())) return location.replace(byLink);
  // Below a charter's first words the app asks for the rest by itself, when they are there.
  if (!/^\/d\/(?!org$)/.test(location.pathname)) begin("shell");
  if (/^\/(reviews)?$/.test(location.pathname)) begin("foryou");
  const coming = whoAmI();
  const brief = inBrief();
  watch({ root: document.querySelector("#app"), place: document.body, keeps: true, again: () => location.reload() });
  // Asked for just as the page's head has asked for it already, or some browsers would download it again.
  const module = fetch("{{app_wasm}}", { mode: "no-cors", credentials: "include" });
  await app.default({ module_or_path: module });
  const { id, name, rank } = await coming;
  // Links that are not for this person are not shown; the server decides.
  if (id) document.documentElement.dataset.rank = rank;
  await app.start_app(id, name, rank, brief);
  document.querySelector("#app > [data-first-paint]")?.remove();
  offerRescued(document.body);
  if (id) leisure(there).then(watchLinks);
}

/** The kind of the page's document, which the app needs first of all, is asked for while the app comes. */
function inBrief() {
  const [, doc] = /^\/d\/([^/]+)$/.exec(location.pathname) ?? [];
  if (!doc) return undefined;
  return fetch(`/api/docs/${doc}?brief`, { cache: "no-store" }).then((answer) => (answer.ok ? answer.text() : undefined), () => undefined);
}

/** The page on the screen stays there; only its one line of state changes. */
function explain(error) {
  console.error(error);
  const line = document.querySelector("[data-first-paint-text]");
  if (!line) return;
  const again = document.createElement("button");
  again.type = "button";
  again.textContent = "Try again";
  again.addEventListener("click", () => location.reload());
  line.replaceChildren("Muster could not start here. This browser may be too old, or the connection broke. ", again);
}

let registration;

async function keepServiceWorker() {
  if (!("serviceWorker" in navigator)) return;
  // A worker that is new here makes copies of all files, which would keep the server and the browser from what somebody waits for.
  if (!navigator.serviceWorker.controller) await leisure(there);
  registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  if (!navigator.serviceWorker.controller) registration.active?.postMessage("claim");
  const announce = () => {
    if (!registration.waiting || !navigator.serviceWorker.controller) return;
    document.documentElement.dataset.musterUpdate = "ready";
    window.dispatchEvent(new CustomEvent("muster-update-ready"));
  };
  announce();
  registration.addEventListener("updatefound", () => {
    registration.installing?.addEventListener("statechange", announce);
  });
}

// The app asks when the server says that this release is too old for it, and when it comes back after a long time.
window.addEventListener("muster-update-check", () => registration?.update().catch(() => {}));
window.addEventListener("muster-update-apply", () => {
  if (!registration?.waiting) return location.reload();
  navigator.serviceWorker.addEventListener("controllerchange", () => location.reload(), { once: true });
  registration.waiting.postMessage("activate");
});

// The worker comes after the app, whose files it then finds in the browser's cache. Being refused one (private windows, odd
// hosts) costs offline opening, nothing else.
start().catch(explain).then(keepServiceWorker).catch((error) => console.info("no offline opening:", error.message));
