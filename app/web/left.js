// Words that the holder of a read link wrote and that were not sent, and nobody else's. A device notes them for as long as they are
// not, and for some days at most, so that they are offered to be copied out where the link is opened again and opens its document
// no more: the app does not come there.
import { notice } from "{{rescue_js}}";

const ENDED = "This link does not open the document any more.";
/** Where a device notes such words, by the server’s address, the document’s id, the author who wrote them and their page. */
const LEFT = "muster-by-link-left ";
/** A note is kept for so long after its words last stood in a page, in milliseconds. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;

const place = (origin, doc) => `${LEFT}${origin} ${doc} `;

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/** The words of a note; none once it is too old, or where it is no note of ours. */
function read(name) {
  try {
    const { at, words } = JSON.parse(localStorage.getItem(name));
    return Date.now() - at < KEPT_MS && typeof words === "string" ? words : "";
  } catch {
    return "";
  }
}

/** Every note whose name begins so, by its name. A page without storage has none. */
function noted(begins) {
  try {
    const names = Object.keys(localStorage).filter((name) => name.startsWith(begins));
    return names.map((name) => [name, read(name)]);
  } catch {
    return [];
  }
}

// Notes of any document that say nothing any more go.
for (const [name, words] of noted(LEFT)) if (!words) localStorage.removeItem(name);

/** Whether an author has drafts on this device, which are sent from any page of theirs. */
const hasDrafts = (who) => Object.keys(localStorage).some((key) => key.startsWith(`muster-draft ${who} `));

/** The names of the locks that pages hold or wait for. */
async function locks() {
  const { held, pending } = await navigator.locks.query();
  return new Set([...held, ...pending].map(({ name }) => name));
}

/** The note of one page of an author: another page of theirs has a note of its own, and neither writes over the other’s. */
export class Note {
  #all;
  #who;
  #letGo = () => {};
  name;

  constructor({ origin, doc, who }) {
    this.#who = who;
    this.#all = place(origin, doc) + who;
    this.name = `${this.#all} ${Math.random().toString(36).slice(2)}`;
    // As long as it is held, other pages leave the note alone. The lock ends with the page.
    const end = new Promise((done) => (this.#letGo = done));
    navigator.locks?.request(this.name, () => end).catch(() => {});
  }

  /** Notes the words that are not sent yet; without any, that there are none. `isSaved` is whether everything here is sent. */
  keep(words, isSaved) {
    this.#tidy(words, isSaved).catch(() => {});
    try {
      if (words) return localStorage.setItem(this.name, JSON.stringify({ at: Date.now(), words }));
    } catch {
      // A page that keeps nothing has said so; a note of earlier words would say what is not so.
    }
    try {
      localStorage.removeItem(this.name);
    } catch {
      // Storage that is gone holds nothing.
    }
  }

  /** The page writes no more of it. */
  end() {
    this.#letGo();
  }

  /** Notes of pages that are gone go, once their words stand here, or everything of the author on this device is sent. */
  async #tidy(words, isSaved) {
    const there = await locks();
    const isDone = (theirs) => words.includes(theirs) || (isSaved && !words && !hasDrafts(this.#who));
    for (const [name, theirs] of of(this.#all)) {
      if (name !== this.name && !there.has(name) && isDone(theirs)) localStorage.removeItem(name);
    }
  }
}

/** The notes of one author; one of before has the author’s name alone. */
const of = (all) => noted(all).filter(([name]) => name === all || name.startsWith(`${all} `));

/** Forgets the words of an author: these notes, the drafts, and the copy that they were kept in. */
function forget(names, who) {
  const isSetDown = (key) => key.startsWith("muster-left ") && key.endsWith(` muster ${who}`);
  const isTheirs = (key) => names.includes(key) || key.startsWith(`muster-draft ${who} `) || isSetDown(key);
  try {
    for (const key of Object.keys(localStorage).filter(isTheirs)) localStorage.removeItem(key);
    if (who) indexedDB.deleteDatabase(`muster ${who}`);
  } catch {
    // Storage that is gone holds nothing.
  }
}

/** The way to throw words away, which asks once more. */
function discarding(gone) {
  const way = make("span");
  const button = (textContent, onclick, className = "btn") => make("button", { type: "button", className, textContent, onclick });
  const show = (...parts) => {
    const hadFocus = way.contains(way.getRootNode().activeElement);
    way.replaceChildren(...parts);
    if (hadFocus) way.querySelector("button").focus();
  };
  const ask = () => show(button("Discard", sure));
  const sure = () => {
    const says = make("span", { role: "alert", textContent: "These words cannot be brought back. " });
    show(says, button("Discard them for good", gone), " ", button("Keep them", ask));
  };
  ask();
  return way;
}

/**
 * Offers in `into` the words that an author has not sent, which stand in the notes of these names, to be copied out and thrown
 * away. People who come to them later read at first only that there are some: others may look on.
 */
export function offer({ names, who, words, into, signal, isShown = false }) {
  let box;
  const put = (next) => {
    box?.replaceWith(next);
    box = next;
    box.dataset.left = who;
  };
  const way = discarding(() => {
    forget(names, who);
    box.remove();
  });
  const show = () => put(notice(into, ENDED, "This was not sent:", words, way));
  const press = () => {
    show();
    box.querySelector("textarea").focus();
  };
  const ask = make("button", { type: "button", className: "btn", textContent: "Show them", onclick: press });
  if (isShown) show();
  else put(notice(into, ENDED, "Words that were written here were not sent.", "", ask));
  signal?.addEventListener("abort", () => box.remove());
}

/**
 * Offers in `into` everything that was not sent from here by a link that has ended, once a page; `dress` brings the style of
 * what is offered first, where the page has none.
 */
export async function offerLeft({ origin, doc, into, dress, signal }) {
  const left = noted(place(origin, doc)).filter(([, words]) => words);
  if (!left.length || into.querySelector("[data-left]")) return;
  await dress?.().catch(() => {});
  if (signal?.aborted) return;
  const authorOf = ([name]) => name.slice(place(origin, doc).length).split(" ")[0];
  for (const who of new Set(left.map(authorOf))) {
    const theirs = left.filter((one) => authorOf(one) === who);
    // Pages of one author have in common what a document of theirs keeps.
    const words = theirs.map(([, words]) => words).sort((one, other) => other.length - one.length);
    const own = words.filter((some, at) => !words.slice(0, at).some((more) => more.includes(some)));
    offer({ names: theirs.map(([name]) => name), who, words: own.join("\n\n"), into, signal });
  }
}
