// A widget as a page of its own, for frames of other people's pages. The text the server wrote stands until the widget
// is live, and for good where it cannot be or where nobody writes: there no app is loaded. The page around is told how tall
// it is, in the words that pages listen to.
import { Guest } from "{{guest_js}}";
import { leisure } from "{{leisure_js}}";
import { offerRescued, watch } from "{{rescue_js}}";
import { dress } from "{{sheets_js}}";
import { FOR_READING, TEXT_ALONE } from "{{views_js}}";

/** How long the page around may take to say something, in milliseconds. */
const PATIENCE_MS = 3000;
/** The time that the server may take for an answer, in milliseconds. */
const ANSWER_MS = 20_000;
const asked = new URLSearchParams(location.search);
const value = (name) => asked.get(name) ?? "";
const [widget, text] = ["widget", "text"].map((id) => document.getElementById(id));
const doc = decodeURIComponent(location.pathname.split("/").at(-1));
// The kind by the server’s word, or by that of whoever made the frame; where neither says it, the server tells those whom a
// token lets in, and without an answer the app tells it from the id.
const kind = document.querySelector("meta[name=muster-kind]")?.content || value("kind");
/** Where a tab of this page by itself holds the key of a read link, for as long as it is open, by the document’s id. */
const KEY = `muster-key ${doc}`;
let { token, key } = takeSecrets();
if (parent === window) key = held(token, key);

const tell = (message) => parent !== window && parent.postMessage(message, "*");

/** Neither a token nor a key stays in an address: neither what the browser remembers nor what somebody copies holds it. */
function takeSecrets() {
  const [, isKey, behind] = /^#(key=)?(.*)$/.exec(location.hash) ?? [];
  const [token, key] = [(!isKey && behind) || value("token"), (isKey && behind) || value("key")];
  if (!token && !key) return { token, key };
  for (const name of ["token", "key"]) asked.delete(name);
  try {
    history.replaceState(null, "", location.pathname + (asked.size ? `?${asked}` : ""));
  } catch {
    // A frame without an origin of its own may not rename itself; it has no history either.
  }
  return { token, key };
}

/** The key with which this page was opened, also when it is loaded again: its address says it no more. */
function held(token, key) {
  try {
    if (key) sessionStorage.setItem(KEY, key);
    return key || (!token && sessionStorage.getItem(KEY)) || "";
  } catch {
    // Without storage the document is read once.
    return key;
  }
}

function forget() {
  try {
    sessionStorage.removeItem(KEY);
  } catch {}
}

/** The origin of the page around, once it has said something; browsers that name all pages around do not wait for it. */
let said;
const around = new Promise((heard) => (said = heard));
let ticket = document.querySelector("meta[name=muster-ticket]")?.content;

/** The proof for the server that only pages the token is for show this frame. The ticket is good once. */
async function proof() {
  const shown = { ticket: ticket || undefined };
  ticket = "";
  if (location.ancestorOrigins) shown.around = [...location.ancestorOrigins];
  else if (!shown.ticket && parent !== window && parent === top) {
    const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
    shown.around = [await Promise.race([around, late])].filter(Boolean);
  }
  return shown;
}

let told = 0;
function tellHeight() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (height === told) return;
  told = height;
  tell({ type: "muster-height", height });
  tell({ sentinel: "amp", type: "embed-size", height });
  tell({ type: "frame-resized", value: height });
  tell({ type: "resize", height });
  tell({ "datawrapper-height": { [doc]: height } });
  tell({ giscus: { resizeHeight: height } });
  tell({ confluenceFrameHeight: height });
}

function show() {
  widget.hidden = false;
  tellHeight();
}

function choose(theme) {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
}

const guest = new Guest({
  origin: location.origin,
  doc,
  place: document.body,
  frame: proof,
  reads: () => isForReading() || (!value("mode") && FOR_READING.includes(value("view"))),
  tell: (type, detail) => tell({ type, detail, title: document.title }),
  renew: (token, same) => {
    if (same) return widget.handle?.update("token", (latest = token));
    // Somebody else's copies are in another place: the widget begins anew for them.
    widget.handle?.unmount();
    begin(guest.come(token));
  },
});
let latest, app, ready;
let isTold = false;

/** The page around changed an attribute. */
addEventListener("message", ({ source, origin, data }) => {
  if (source !== parent || !Array.isArray(data?.change)) return;
  said(origin);
  const [name, to] = data.change.map(String);
  if (!name) return;
  if (name === "token") return guest.take(to);
  // A widget that is not here yet begins with it.
  if (name === "key") key = to;
  else asked.set(name, to);
  if (name === "theme") choose(to);
  widget.handle?.update(name, to);
});

/** Whether nobody writes here. */
const isForReading = () => value("mode") === "read" || TEXT_ALONE.includes(value("view")) || (key !== "" && !latest);

let n_begun = 0;

/** `first` is the text, where it was asked for before it is known who comes. */
async function begin(coming, first) {
  const nth = (n_begun += 1);
  const early = first && (await isAnswered(first)) ? await read(first) : undefined;
  const entered = await coming;
  // Begun anew meanwhile, it is somebody else’s.
  if (nth !== n_begun || early?.stay.signal.aborted) return;
  latest = entered.token;
  if (entered.holder?.isIn) key = entered.holder.key;
  // Without an answer there is the copy that this device keeps, and the app reads that one only.
  const reading = early ?? (isForReading() ? await read(first) : undefined);
  if (!reading) await mount(entered);
  else if (entered.holder?.mayComment && reading.text.state === "shown") invite(entered.holder, reading.stay, reading.invited.signal);
}

/** Asks for the text by the key alone, which opens those that are not limited to sites: it need not wait for who its holder is. */
function askByKey() {
  const named = ["view", "mode", "theme", "item"].map((name) => [name, value(name)]);
  const query = new URLSearchParams(named.filter(([, value]) => value));
  const address = `${location.origin}/embed/${encodeURIComponent(doc)}.html?${query}`;
  const credential = `Key ${key}`;
  const request = Object.assign(new XMLHttpRequest(), { responseType: "document", timeout: ANSWER_MS, asked: address + credential });
  request.open("GET", address);
  request.setRequestHeader("authorization", credential);
  request.send();
  return request;
}

const isAnswered = (request) =>
  new Promise((done) => request.addEventListener("loadend", () => done(request.status === 200), { once: true }));

/** The holder of a read link is nobody here. The key goes on with the proof that only pages which it is for show this frame. */
async function byLink() {
  const { Holder } = await import("{{holder_js}}");
  const holder = new Holder({ origin: location.origin, doc, key });
  const { status } = await holder.come(await proof());
  // A key that opens nothing any more keeps nobody from coming in as who they are.
  if (!holder.isIn && status && status !== 429) forget();
  if (status === 401) offerLeft().catch(() => {});
  return { token: "", who: "", name: "", holder };
}

/** The words of a holder that were not sent are offered where the link has ended. */
async function offerLeft() {
  const left = await import("{{left_js}}");
  await left.offerLeft({ origin: location.origin, doc, into: document.body });
  tellHeight();
}

/**
 * Below the text, the way to comment for a holder whose link lets them, until `signal`. The app comes once they have a name, and
 * ends `stay` in the text.
 */
async function invite(holder, stay, signal) {
  const { wayOf, wished } = await import("{{wish_js}}");
  if (signal.aborted || wayOf({ view: value("view"), mode: value("mode") }, "commenter") === "never") return;
  const acts = Object.assign(document.createElement("p"), { className: "mt-acts" });
  text.after(acts);
  signal.addEventListener("abort", () => acts.remove());
  const ahead = () => load().catch(() => {});
  for (let isNamed; !isNamed; ) {
    const turn = new AbortController();
    signal.addEventListener("abort", () => turn.abort());
    await wished({ text, acts, note: "", way: "asked", mode: "comment", ahead, signal: turn.signal });
    turn.abort();
    isNamed = await holder.named({ acts, signal });
    if (signal.aborted) return;
  }
  key = holder.key;
  acts.textContent = "Opening…";
  acts.setAttribute("role", "status");
  widget.addEventListener("muster-ready", () => stay.abort(), { once: true });
  try {
    await mount({ token: holder.credential, who: holder.who, name: holder.name, holder });
  } catch (error) {
    console.info("muster:", error.message);
    acts.textContent = "Commenting could not start here. Load this page again to try once more.";
  }
}

/** Tells once that there is a text to read. */
function tellText() {
  if (!isTold) tell({ type: "muster-ready", detail: { as: "text" }, title: document.title });
  isTold = true;
}

/**
 * The text alone, until the page around says that it is for writing, or a holder comments. Answers it with the signals of its stay and
 * of the way to comment; nothing where there is none. `first` is the request that was begun for it, if there is one.
 */
async function read(first) {
  const [stay, invited] = [new AbortController(), new AbortController()];
  stay.signal.addEventListener("abort", () => invited.abort());
  const { read } = await import("{{reading_js}}");
  const asked = () => ({ view: value("view"), mode: value("mode"), theme: value("theme"), item: value("item"), token: latest, key });
  const told = (type, detail, title = document.title) => {
    document.title = title;
    if (type === "muster-ready") return tellText();
    invited.abort();
    tell({ type, detail, title });
  };
  const reading = await read({ doc, into: text, asked, tell: told, signal: stay.signal, first });
  if (!reading) return undefined;
  const update = (name) => {
    const isOther = name === "key" && key !== "" && !latest;
    if (isForReading() && !isOther) return reading.ask();
    stay.abort();
    begin(isOther ? byLink() : guest.come(latest));
  };
  widget.handle = { update, unmount: () => stay.abort() };
  return { text: reading, stay, invited };
}

/** Whether a page of this server’s shows this frame. It says already who is there. */
function isInOurs() {
  try {
    return parent !== window && parent.location.origin === location.origin;
  } catch {
    return false;
  }
}

/** Answers once the widget shows its document, or why it does not. */
const shown = () =>
  new Promise((done) => {
    for (const name of ["muster-ready", "muster-error"]) widget.addEventListener(name, done, { once: true });
  });

/** The app, once: its scripts are all asked for at once, though they name each other one by one. */
function load() {
  ready ??= (async () => {
    document.head.append(document.getElementById("app").content);
    const { wear } = await import("{{app}}/chunks.js");
    wear(dress);
    app = await import("{{app_js}}");
    await app.default({ module_or_path: fetch("{{app_wasm}}") });
    if (isInOurs()) app.be_unseen();
    keepServiceWorker(shown()).catch((error) => console.info("muster: no offline opening,", error.message));
  })();
  return ready;
}

async function mount({ token, who, name, holder }) {
  const [named] = await Promise.all([kind || kindOf(token), load()]);
  const values = ["view", "mode", "theme"].map(value);
  hold(who);
  // Held, or it would be cleared away, and the widget with it.
  try {
    const handle = app.mount_widget(widget, widget, named, doc, ...values, token, location.origin, who, name);
    widget.handle = holder ? holder.held(handle, { host: widget, root: widget, place: document.body, anew: again }) : handle;
    widget.handle.update("item", value("item"));
  } catch (refused) {
    // A document that has no widget is read as its text; without one, the page says at least why.
    if (!text.innerText.trim()) text.textContent = refused.message;
    throw refused;
  }
}

/** Muster's own pages throw away no copy from under this one (app/src/pages/pocket/held.rs). The lock ends with the page. */
function hold(who) {
  const lasting = navigator.locks?.request(`muster-shown ${who} ${doc}`, { mode: "shared" }, () => new Promise(() => {}));
  lasting?.catch(() => {});
}

async function kindOf(token) {
  if (!token) return "";
  const authorization = token.startsWith("key.") ? `Key ${token.slice(4)}` : `Bearer ${token}`;
  const asked = fetch(`/api/docs/${encodeURIComponent(doc)}?brief`, { headers: { authorization } });
  const answer = await asked.catch(() => {});
  return answer?.ok ? (await answer.json()).kind : "";
}

/** Loaded again, it is let in as before. */
function again() {
  if (latest || key) location.hash = latest || `key=${key}`;
  location.reload();
}

async function start() {
  choose(value("theme"));
  new ResizeObserver(tellHeight).observe(document.body);
  tellHeight();
  // Without a text there is nothing that what comes could take the place of.
  widget.hidden = text.childElementCount > 0;
  for (const name of ["muster-ready", "muster-status", "muster-error"]) {
    widget.addEventListener(name, ({ detail }) => {
      if (name === "muster-ready") text.remove();
      if (detail?.status === "signed-out") guest.ask();
      show();
      document.title = widget.querySelector("article")?.getAttribute("aria-label") || document.title;
      tell({ type: name, detail, title: document.title });
    });
  }
  watch({ root: widget, place: document.body, keeps: true, again, tell: (type, detail) => tell({ type, detail, title: document.title }) });
  offerRescued(document.body);
  const isByLink = key && !token;
  const first = isByLink && !text.querySelector("article") ? askByKey() : undefined;
  const coming = isByLink ? byLink() : guest.come(token);
  // The scripts that are needed come while somebody is let in.
  if (isForReading()) import("{{reading_js}}").catch(() => {});
  else load().catch(() => {});
  if (isForReading() && text.childElementCount > 0) tellText();
  await begin(coming, first);
}

/**
 * Where the server cannot be reached later, this page opens all the same, with what this browser keeps of it here. The worker
 * fetches the whole app, so people who only read have none.
 */
async function keepServiceWorker(there) {
  if (!navigator.serviceWorker.controller) await leisure(there);
  const registration = await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
  if (!navigator.serviceWorker.controller) registration.active?.postMessage("claim");
}

start().catch((error) => console.info("muster: only the text,", error.message));
