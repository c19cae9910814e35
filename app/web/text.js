// The server’s text of a document: in other people’s pages it is there before anything else of Muster is, and it is all that
// comes for people who only read.
import { copied, renew } from "{{copied_js}}";
import { grown, pause } from "{{pauses_js}}";

/** The time that the server may take for an answer, in milliseconds. */
const PATIENCE_MS = 20_000;
/** Answers about the document and who asks for it: asked again, the server says the same. */
const REFUSED = [401, 403, 404, 410];
/** Where a page remembers how tall texts were, and of how many, the newest last. */
const HEIGHTS = "muster-px";
const HEIGHTS_MAX = 200;

/** The sentence that stands for every document that is not shown, so that it tells nothing of why. */
export const REFUSAL = "This document is not for you, or not there any more.";

/** One text in a page. */
export class Text {
  #at;
  #first;
  #turn;
  #renewal;
  #etag = "";
  /** `away` until the server has said something, then `shown` or `refused`. */
  state = "away";
  /** The status of the latest answer. */
  status = 0;

  /**
   * `into` holds the text. `asked()` answers what is asked for: `view`, `mode`, `theme`, `item`, `token`, `key`. `shown(page)`
   * and `refused()` are called whenever the server has said so. `first` is the request that was begun before this script was
   * here, where there is one, with what it `asked`.
   */
  constructor({ origin, doc, into, asked, shown, refused, signal, first }) {
    this.#at = { origin, doc, into, asked, shown, refused, signal };
    this.#first = first;
  }

  /** The facts by which the server tells of changes. */
  get question() {
    const { doc, asked } = this.#at;
    const { view, item, token, key } = asked();
    return { doc, view, item, token: token || undefined, key: (!token && key) || undefined, etag: this.#etag || undefined };
  }

  get isThere() {
    return this.#at.into.isConnected;
  }

  /**
   * Fetches the text; the browser itself asks whether the one that it keeps still holds, and no page has to be asked for leave
   * to ask so. Answers the state after it.
   */
  async ask() {
    const { origin, doc, asked, signal } = this.#at;
    const { token, key, ...values } = asked();
    const query = new URLSearchParams(Object.entries(values).filter(([, value]) => value));
    const address = `${origin}/embed/${encodeURIComponent(doc)}.html?${query}`;
    const credential = (token && `Bearer ${token}`) || (key && `Key ${key}`);
    const turn = (this.#turn = {});
    const answer = await fetched(this.#begun(address, credential), signal);
    // The latest question has the last word.
    if (turn !== this.#turn || signal?.aborted) return this.state;
    this.status = answer.status;
    if (answer.status === 200 && answer.page) this.#show(answer);
    else if (REFUSED.includes(answer.status)) this.refuse();
    return this.state;
  }

  /** Asks for a text that is another one now, until the server has said which: one that is busy is given more and more time. */
  async renew() {
    const renewal = (this.#renewal = {});
    const isOver = () => renewal !== this.#renewal || this.#at.signal?.aborted || !this.isThere;
    for (let n = 1; !isOver(); n++) {
      await this.ask();
      if (!isPassing(this.status)) return;
      await pause(grown(n + 1), this.#at.signal);
    }
  }

  /** The request that is on its way already, if it asks for just this, else a new one. */
  #begun(address, credential) {
    const first = this.#first;
    this.#first = undefined;
    if (first?.asked === address + credential && first.readyState) return first;
    first?.abort();
    const request = Object.assign(new XMLHttpRequest(), { responseType: "document" });
    request.open("GET", address);
    if (credential) request.setRequestHeader("authorization", credential);
    request.send();
    return request;
  }

  #show({ page, etag }) {
    const { origin, into, shown } = this.#at;
    const fresh = copied(page, origin);
    fresh.querySelector("h1")?.setAttribute("part", "name");
    renew(into, fresh);
    [this.state, this.#etag] = ["shown", etag];
    shown?.(page);
  }

  /** Nothing of the text stays. */
  refuse() {
    [this.state, this.#etag] = ["refused", ""];
    this.#at.into.replaceChildren();
    this.#at.refused?.();
  }
}

/** Whether the server may say something else in a moment. */
const isPassing = (status) => status === 0 || status === 429 || status >= 500;

/** The page that a request brings, as a document: parsed by the browser, and none of it runs. */
function fetched(request, signal) {
  return new Promise((done) => {
    request.timeout = PATIENCE_MS;
    const stop = () => request.abort();
    signal?.addEventListener("abort", stop, { once: true });
    // A browser complains of a header that is asked for by name and not shown to this page.
    const etag = () => /^etag: *(.+?)\s*$/im.exec(request.getAllResponseHeaders())?.[1] ?? "";
    const end = () => {
      // A text that is followed for long would hold every answer that it ever had.
      signal?.removeEventListener("abort", stop);
      done({ status: request.status, page: request.response, etag: etag() });
    };
    if (request.readyState === XMLHttpRequest.DONE) end();
    else request.onloadend = end;
  });
}

/** Remembers how tall a widget was, so that the loader can keep its space next time. */
export function remember({ doc, view, item }, px) {
  try {
    const where = [doc, view, item].join();
    const kept = heights();
    if (kept[where] === px) return;
    delete kept[where];
    kept[where] = px;
    for (const old of Object.keys(kept).slice(0, -HEIGHTS_MAX)) delete kept[old];
    localStorage[HEIGHTS] = JSON.stringify(kept);
  } catch {
    // Without storage nothing is remembered.
  }
}

function heights() {
  const kept = localStorage[HEIGHTS];
  try {
    return Object(JSON.parse(kept));
  } catch {
    return {};
  }
}
