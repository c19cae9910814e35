// Changes of many texts, heard in one request: the server names the documents that changed, and nothing of them is in what is
// heard.
import { grown, pause } from "{{pauses_js}}";

const ORIGIN = new URL(import.meta.url).origin;
/** Texts of one page come and go together: so long the request waits for more of them, in milliseconds. */
const GATHER_MS = 50;
/** A server that is there says something so often, in milliseconds. */
const SILENCE_MS = 90_000;
/** A request that lasted so long was a good one, in milliseconds. */
const GOOD_MS = 10_000;
/** Answers of a server that has no such address, or none for this page. */
const WITHOUT = [403, 404, 405, 501];
/** The most documents that the server follows for one page. Others are asked for when somebody comes back to the page. */
const DOCUMENTS_MAX = 100;

/** A text's question without what it holds already: a fresh token is another fact, and another view too. */
export const factsOf = ({ etag, ...facts }) => JSON.stringify(facts);

/** One request after another, as long as `isWanted()`. `questions()` says what is followed, `hear(line)` is called for each line. */
export class Hearing {
  #at;
  #turn = new AbortController();
  #running;
  #isHearing = false;
  #isBroken = false;
  #isWithout = false;

  constructor(at) {
    this.#at = at;
  }

  /** Whether nothing is heard, though it should be. */
  get isDeaf() {
    return !this.#isHearing && (this.#isBroken || this.#isWithout);
  }

  get #isWanted() {
    return !this.#isWithout && this.#at.isWanted();
  }

  /** Asks anew, with the questions of now: never more than one request at once. */
  again() {
    this.stop();
    if (this.#running || !this.#isWanted) return;
    const end = () => {
      this.#running = undefined;
      if (this.#isWanted) this.again();
    };
    this.#running = this.#run().then(end, end);
  }

  /** Nothing is asked anew where a request is open, or about to be. */
  goOn() {
    if (!this.#isHearing) this.again();
  }

  stop() {
    this.#turn.abort();
  }

  async #run() {
    let n_broken = 0;
    while (this.#isWanted) {
      this.#turn = new AbortController();
      const { signal } = this.#turn;
      await pause(n_broken ? grown(n_broken) : GATHER_MS, signal);
      if (!this.#isWanted) return;
      const began = performance.now();
      if (!signal.aborted) await this.#listen(signal);
      n_broken = signal.aborted || performance.now() - began > GOOD_MS ? 0 : n_broken + 1;
    }
  }

  /** Hears until the request ends, whoever ends it. */
  async #listen(signal) {
    const request = new AbortController();
    const stop = () => request.abort();
    signal.addEventListener("abort", stop, { once: true });
    let timer = setTimeout(stop, SILENCE_MS);
    try {
      const body = asked(await this.#at.questions());
      signal.throwIfAborted();
      // Sent as plain text, which browsers let a page of another origin send without asking the server before.
      const answer = await fetch(`${ORIGIN}/api/follow`, { method: "POST", body, cache: "no-store", signal: request.signal });
      this.#isWithout = WITHOUT.includes(answer.status);
      this.#isHearing = answer.ok;
      const reader = answer.ok && answer.body.pipeThrough(new TextDecoderStream()).getReader();
      for (let said = "", piece; reader && !(piece = await reader.read()).done; ) {
        clearTimeout(timer);
        timer = setTimeout(stop, SILENCE_MS);
        const lines = (said + piece.value).split("\n");
        said = lines.pop();
        lines.filter((line) => line.trim()).forEach((line) => this.#at.hear(JSON.parse(line)));
      }
    } catch {
      // Ended here, by the server or by the way between them: all are asked for anew.
    }
    this.#isBroken = !this.#isHearing && !signal.aborted;
    this.#isHearing = false;
    clearTimeout(timer);
  }
}

/** Each text once, however often it is shown. Where two hold different words of it, the server says which are those of now. */
function asked(questions) {
  const documents = new Map();
  for (const question of questions) {
    const facts = factsOf(question);
    const isSame = (documents.get(facts) ?? question).etag === question.etag;
    documents.set(facts, isSame ? question : JSON.parse(facts));
  }
  return JSON.stringify({ documents: [...documents.values()].slice(0, DOCUMENTS_MAX) });
}
