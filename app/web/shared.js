// Frames of one site that follow changes: a browser holds six connections to a server and no more, so that one frame asks for
// all of them and tells the others what it hears. Where frames cannot speak with each other, each asks for its text from time
// to time instead.
import { factsOf, Hearing } from "{{hearing_js}}";
import { grown } from "{{pauses_js}}";

/** The name of the channel, and of the lock that is held by the frame which asks. */
const NAME = "muster-follow";
/** Where nothing is heard, the pauses between two questions grow from the first of these, some seconds, to the last, half a minute. */
const OFTEN = 3;
const SELDOM = 6;

/** The way in which this frame hears of changes. */
export async function wayHere() {
  try {
    // A frame without an origin of its own has them, and may not use them.
    await navigator.locks.query();
    new BroadcastChannel(NAME).close();
    return Shared;
  } catch {
    return Polling;
  }
}

/** Asks for all texts again and again, the more seldom the longer nothing has changed. */
class Polling {
  isDeaf = true;
  #at;
  #timer;
  #n = OFTEN;

  constructor(at) {
    this.#at = at;
  }

  again() {
    this.stop();
    if (this.#at.isWanted()) this.#timer = setTimeout(() => this.#ask(), grown(this.#n));
  }

  goOn() {
    this.#n = OFTEN;
    this.again();
  }

  stop() {
    clearTimeout(this.#timer);
  }

  async #ask() {
    const known = () => JSON.stringify(this.#at.questions());
    const before = known();
    await this.#at.ask();
    this.#n = known() === before ? Math.min(SELDOM, this.#n + 1) : OFTEN;
    this.again();
  }
}

/** One frame of all that are there leads: it asks with the questions of all, and tells what it hears. */
class Shared {
  #at;
  #me = `${NAME} ${Math.random()}`;
  #hearing;
  #others = new Map();
  /** There while this frame wants to hear of changes. */
  #stay;
  #isHere = false;
  #channel;

  constructor(at) {
    this.#at = at;
  }

  get isDeaf() {
    return this.#hearing?.isDeaf ?? false;
  }

  again() {
    if (!this.#at.isWanted()) return this.stop();
    if (!this.#stay) this.#come();
    else if (this.#hearing) this.#hearing.again();
    else this.#tell();
  }

  goOn() {
    if (this.#hearing && this.#at.isWanted()) this.#hearing.goOn();
    else this.again();
  }

  stop() {
    if (!this.#stay) return;
    this.#stay.abort();
    this.#hearing?.stop();
    this.#channel.postMessage({ from: this.#me, questions: [] });
    this.#channel.close();
    this.#stay = this.#hearing = undefined;
    this.#isHere = false;
    this.#others.clear();
  }

  /** A frame is known to be there by a lock of its own, and the browser says who leads after the one that goes. */
  #come() {
    const stay = (this.#stay = new AbortController());
    this.#channel = new BroadcastChannel(NAME);
    this.#channel.onmessage = ({ data }) => this.#hear(data);
    const lasts = new Promise((end) => stay.signal.addEventListener("abort", end, { once: true }));
    const come = () => {
      this.#isHere = this.#stay === stay;
      this.#tell();
      return lasts;
    };
    navigator.locks.request(this.#me, { signal: stay.signal }, come).catch(() => {});
    const lead = () => {
      if (!stay.signal.aborted) this.#lead(stay);
      return lasts;
    };
    navigator.locks.request(NAME, { signal: stay.signal }, lead).catch(() => {});
  }

  #lead(stay) {
    const hear = (line) => {
      if (stay.signal.aborted) return;
      this.#channel.postMessage({ line });
      this.#at.hear(line, true);
    };
    const isWanted = () => !stay.signal.aborted && this.#at.isWanted();
    this.#hearing = new Hearing({ isWanted, questions: () => this.#questions(), hear });
    this.#channel.postMessage({ isAsked: true });
    this.#hearing.again();
  }

  /** The questions of all who are there. One that went without a word holds its lock no more. */
  async #questions() {
    const { held } = await navigator.locks.query();
    for (const from of this.#others.keys()) if (!held.some(({ name }) => name === from)) this.#others.delete(from);
    return [this.#at.questions(), ...this.#others.values()].flat();
  }

  #tell() {
    if (this.#isHere) this.#channel.postMessage({ from: this.#me, questions: this.#at.questions() });
  }

  #hear({ from, questions, line, isAsked }) {
    if (line) this.#at.hear(line, true);
    if (isAsked) this.#tell();
    if (!from || !this.#hearing) return;
    const isNews = String(questions.map(factsOf)) !== String((this.#others.get(from) ?? []).map(factsOf));
    if (questions.length > 0) this.#others.set(from, questions);
    else this.#others.delete(from);
    if (isNews) this.#hearing.again();
  }
}
