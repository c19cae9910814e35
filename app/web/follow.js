// Texts that follow what changes: each is asked for again when it was heard that it is another one.
import { factsOf, Hearing } from "{{hearing_js}}";

const followed = new Set();
/** The facts by which each text was followed last. */
let sent = new Map();
let Way = Hearing;
let way;

/** Has all texts of this page hear of changes in another way than by a request of its own. */
export function hearBy(other) {
  Way = other;
}

/** Has `text` asked for again whenever the server says that it changed. Shown by other facts than before, it is followed by them. */
export function follow(text) {
  if (followed.has(text) && sent.get(text) === factsOf(text.question)) return;
  followed.add(text);
  again();
}

export function unfollow(text) {
  sent.delete(text);
  if (followed.delete(text)) again();
}

const isVisible = () => document.visibilityState === "visible";

function again() {
  way ??= new Way({ isWanted: () => followed.size > 0 && isVisible(), questions, hear, ask });
  way.again();
}

function questions() {
  for (const text of followed) if (!text.isThere) followed.delete(text);
  const all = [...followed].map((text) => [text, text.question]);
  sent = new Map(all.map(([text, question]) => [text, factsOf(question)]));
  return all.map(([, question]) => question);
}

/** A line names a text by the words with which it was asked for. It is of this page alone, unless several hear it. */
function hear({ doc, view = "", item = "", etag, gone }, isShared = false) {
  const isIt = ({ question: asked }) => asked.doc === doc && asked.view === view && asked.item === item;
  const meant = [...followed].filter(isIt);
  const credentials = new Set(meant.map(({ question }) => question.token ?? question.key));
  for (const text of meant) {
    // With several credentials for one document, one of them fresh perhaps, only its text says which is good no more.
    if (gone && !isShared && credentials.size === 1 && sent.get(text) === factsOf(text.question)) text.refuse();
    else if (gone || text.question.etag !== etag) text.renew();
  }
}

const ask = () => Promise.all([...followed].map((text) => text.renew()));

/** Somebody comes back to the page. Where nothing can be heard, each text is asked for then. */
function lookAgain() {
  if (!isVisible()) return;
  if (way?.isDeaf) ask();
  way?.goOn();
}

document.addEventListener("visibilitychange", () => (isVisible() ? lookAgain() : way?.again()));
addEventListener("focus", lookAgain);
addEventListener("online", lookAgain);
addEventListener("pagehide", () => way?.stop());
addEventListener("pageshow", ({ persisted }) => persisted && lookAgain());
