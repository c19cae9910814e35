// Changes of all texts in a page, heard in one request: the server names the documents that changed, and each is asked for
// again, so nothing of them is in what is heard.

const ORIGIN = new URL(import.meta.url).origin;
/** Texts of one page come and go together: so long the request waits for more of them, in milliseconds. */
const GATHER_MS = 50;
/** The first wait after a request that broke, and the longest one; each is about twice the one before. In milliseconds. */
const FIRST_MS = 1000;
const LONGEST_MS = 60_000;
/** A server that is there says something so often, in milliseconds. */
const SILENCE_MS = 90_000;
/** A request that lasted so long was a good one, in milliseconds. */
const GOOD_MS = 10_000;
/** Answers of a server that has no such address, or none for this page. */
const WITHOUT = [403, 404, 405, 501];

/** The most documents that the server follows for one page. Others are asked for when somebody comes back to the page. */
const DOCUMENTS_MAX = 100;

const followed = new Set();
/** The facts by which the latest request follows each text. */
let sent = new Map();
let turn = new AbortController();
let running;
let isHearing = false;
let isBroken = false;
let isWithout = false;

/** Has `text` asked for again whenever the server says that it changed. Shown by other facts than before, it is followed by them. */
export function follow(text) {
  if (followed.has(text) && (!running || sent.get(text) === factsOf(text))) return;
  followed.add(text);
  again();
}

export function unfollow(text) {
  sent.delete(text);
  if (followed.delete(text)) again();
}

const isWanted = () => !isWithout && followed.size > 0 && document.visibilityState === "visible";

/** Asks anew, with the texts of now: never more than one request at once. */
function again() {
  turn.abort();
  if (running || !isWanted()) return;
  const end = () => {
    running = undefined;
    if (isWanted()) again();
  };
  running = run().then(end, end);
}

async function run() {
  let n_broken = 0;
  while (isWanted()) {
    turn = new AbortController();
    const { signal } = turn;
    await pause(n_broken ? wait(n_broken) : GATHER_MS, signal);
    for (const text of followed) if (!text.isThere) followed.delete(text);
    if (!isWanted()) return;
    const began = performance.now();
    if (!signal.aborted) await listen(signal);
    n_broken = signal.aborted || performance.now() - began > GOOD_MS ? 0 : n_broken + 1;
  }
}

/** Somewhere between half of it and all, or all pages would come back to a server at once. */
const wait = (n) => Math.min(LONGEST_MS, FIRST_MS * 2 ** (n - 1)) * (0.5 + Math.random() / 2);

function pause(ms, signal) {
  return new Promise((done) => {
    const timer = setTimeout(done, ms);
    signal.addEventListener("abort", () => (clearTimeout(timer), done()), { once: true });
  });
}

/** Hears until the request ends, whoever ends it. */
async function listen(signal) {
  const request = new AbortController();
  const stop = () => request.abort();
  signal.addEventListener("abort", stop, { once: true });
  let timer = setTimeout(stop, SILENCE_MS);
  try {
    // Sent as plain text, which browsers let a page of another origin send without asking the server before.
    const answer = await fetch(`${ORIGIN}/api/follow`, { method: "POST", body: question(), cache: "no-store", signal: request.signal });
    isWithout = WITHOUT.includes(answer.status);
    isHearing = answer.ok;
    const reader = answer.ok && answer.body.pipeThrough(new TextDecoderStream()).getReader();
    for (let said = "", piece; reader && !(piece = await reader.read()).done; ) {
      clearTimeout(timer);
      timer = setTimeout(stop, SILENCE_MS);
      const lines = (said + piece.value).split("\n");
      said = lines.pop();
      lines.filter((line) => line.trim()).forEach((line) => hear(JSON.parse(line)));
    }
  } catch {
    // Ended here, by the server or by the way between them: all are asked for anew.
  }
  isBroken = !isHearing && !signal.aborted;
  isHearing = false;
  clearTimeout(timer);
}

/** A text's question without what it holds already: a fresh token is another fact, and another view too. */
const factsOf = ({ question: { etag, ...facts } }) => JSON.stringify(facts);

/** All that is followed, each text once, however often it stands in the page. */
function question() {
  sent = new Map([...followed].map((text) => [text, factsOf(text)]));
  const documents = new Map([...sent].map(([text, facts]) => [facts, text.question]));
  return JSON.stringify({ documents: [...documents.values()].slice(0, DOCUMENTS_MAX) });
}

/** A line names a text by the words with which it was asked for. */
function hear({ doc, view = "", item = "", etag, gone }) {
  const isIt = ({ question: asked }) => asked.doc === doc && asked.view === view && asked.item === item;
  const meant = [...followed].filter(isIt);
  const credentials = new Set(meant.map(({ question }) => question.token ?? question.key));
  for (const text of meant) {
    // With several credentials for one document, one of them fresh perhaps, only its text says which is good no more.
    if (gone && credentials.size === 1 && sent.get(text) === factsOf(text)) text.refuse();
    else if (gone || text.question.etag !== etag) text.ask();
  }
}

/** Somebody comes back to the page. Where nothing can be heard, each text is asked for then. */
function lookAgain() {
  if (isHearing || document.visibilityState !== "visible") return;
  if (isWithout || isBroken) for (const text of followed) text.ask();
  again();
}

document.addEventListener("visibilitychange", () => (document.visibilityState === "visible" ? lookAgain() : again()));
addEventListener("focus", lookAgain);
addEventListener("online", lookAgain);
addEventListener("pagehide", () => turn.abort());
addEventListener("pageshow", ({ persisted }) => persisted && lookAgain());
