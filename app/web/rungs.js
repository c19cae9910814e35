// The rungs below a widget in somebody else's page: a frame where the page forbids the app, a link where it forbids frames
// too. The loader fetches this once the app did not come. A rung is left for what the page forbids, and for nothing else: a
// server that is away is asked again, and the words that are there stay.

/** Of a blocked frame, silence is the only sign: for so long, in milliseconds. */
const PATIENCE_MS = 3000;
/** The first wait before a server that was away is asked again, and the longest one, in milliseconds. */
const AGAIN_MS = 5000;
const LONGEST_MS = 30_000;

const make = (name, properties) => Object.assign(document.createElement(name), properties);

/** Whether the server answers at all. Some pages hear nothing of what is not marked for them, as this file is. */
async function isThere(at) {
  const asked = [fetch(`${at}/livez`, { mode: "no-cors" }), fetch(import.meta.url, { method: "HEAD", cache: "no-store" })];
  try {
    await Promise.any(asked);
    return true;
  } catch {
    // The page is told of what it forbids in a task of its own, which comes before this one.
    return new Promise((done) => setTimeout(done, 0, false));
  }
}

/**
 * Goes on below the app for one stay in the page, `run`. `at` is the server, `lacks` holds what the page's policy lacks for it,
 * `why` is the reason without such; `tell`, `ready` and `again` are the element's.
 */
export async function fall(element, rung) {
  const { at, run, lacks, why } = rung;
  // WebKit tells of a forbidden app by the error alone.
  if (why.includes("wasm-unsafe-eval")) lacks.add("script-src 'wasm-unsafe-eval'");
  const answers = await isThere(at);
  if (run.signal.aborted) return;
  if (!answers && !lacks.size) return wait(element, rung);
  left(rung, "frame", `The app of Muster did not start in this page: ${why}`);
  frame(element, rung);
}

/** Says why a rung is left for the next. */
function left({ lacks, tell }, as, otherwise) {
  const list = [...lacks].join("; ");
  const reason = list ? `The Content-Security-Policy of this page keeps Muster out. It would have to allow: ${list}.` : otherwise;
  tell("muster-error", { as, reason, lacks: [...lacks] });
  return reason;
}

async function wait(element, { at, box, run, lacks, again }) {
  if (!box.hidden) card(element, { at, box }, "Muster does not answer just now. This page asks it again.");
  let ms = AGAIN_MS;
  do {
    await new Promise((done) => setTimeout(done, ms));
    if (run.signal.aborted) return;
    ms = Math.min(LONGEST_MS, ms * 1.5);
  } while (!(await isThere(at)) && !lacks.size);
  again();
}

/** Words that are there stay until the frame speaks. */
function frame(element, rung) {
  const { at, run, token, box, tell, ready } = rung;
  const query = ["view", "mode", "theme", "item"].filter((name) => element[name]).map((name) => [name, element[name]]);
  query.push(["kind", element.localName.slice(7)]);
  const theme = !element.theme && looks(box);
  if (theme) query.push(["theme", theme]);
  // The part behind # is sent to nobody.
  const src = `${address(element, at, "embed")}?${new URLSearchParams(query)}#${token || (element.key && `key=${element.key}`)}`;
  const frame = make("iframe", { title: "Muster", allow: "clipboard-write", src });
  frame.style.cssText = "display:block;border:0;width:100%;height:1px";
  const words = [...box.childNodes];
  box.hidden = false;
  box.append(frame);
  // The frame lets people in by itself.
  run.guest &&= run.guest.leave();
  // A frame that has not spoken may be another page still: a word to it is an error on the console, and waits.
  const [say, late] = [(...change) => frame.contentWindow?.postMessage({ change }, at), new Map()];
  let hasSpoken = false;
  run.handle = { update: (name, to) => (hasSpoken ? say(name, to) : late.set(name, to)), unmount() {} };
  const timer = setTimeout(() => silent(element, rung, frame), PATIENCE_MS);
  // In a page without an origin of its own, the frame has none either.
  const origins = [new URL(at).origin, "null"];
  const hear = ({ source, origin, data }) => {
    if (source !== frame.contentWindow || !origins.includes(origin) || !data) return;
    clearTimeout(timer);
    for (const word of words.splice(0)) word.remove();
    hasSpoken = true;
    say();
    for (const change of late) say(...change);
    late.clear();
    ready();
    if (data.height > 0) frame.style.height = Math.ceil(data.height) + "px";
    if (data.title) frame.title = data.title;
    if (/^muster-[rset]/.test(data.type)) tell(data.type, { as: "frame", ...data.detail });
  };
  addEventListener("message", hear, run);
}

async function silent(element, rung, frame) {
  const answers = await isThere(rung.at);
  if (rung.run.signal.aborted) return;
  frame.remove();
  if (!answers && ![...rung.lacks].some((one) => one.startsWith("frame"))) return wait(element, rung);
  card(element, rung, left(rung, "link", "This page shows no frame of Muster."));
}

/** The way to the document stands below the words that were known last. */
function card(element, { at, box, lacks }, says) {
  const reason = make("p", { part: "reason", textContent: says });
  // The doctor says which line of the page to change.
  const doctor = `${at}/embed-check?${new URLSearchParams({ reason: says })}`;
  if (lacks?.size) reason.append(" ", make("a", { href: doctor, textContent: "Which line to change" }));
  const link = make("a", { part: "card", href: address(element, at, "d"), textContent: "Open in Muster" });
  box.hidden = false;
  // A link of the page's own is there already.
  box.append(element.link ? "" : link, reason);
}

/** The looks that the page around has, where it has but one of the two: a frame cannot see that. */
function looks(box) {
  const scheme = getComputedStyle(box).colorScheme;
  if (!scheme.includes("dark")) return "light";
  return scheme.includes("light") ? "" : "dark";
}

const address = (element, at, page) => `${at}/${page}/${encodeURIComponent(element.doc)}`;
