// Guests: how a widget in other people's pages is let in, and whom a device remembers. A token is held in
// memory, and shown to nobody but this server.

/** Where this device remembers whose pages these are. */
export const KEPT = "muster-me";
/** Where a page remembers whom a server named last for a token, by the server's address. */
const BEARER = "muster-bearer ";
/** The first wait before a page asks again for whom it is, and the longest one, in milliseconds. */
const AGAIN_MS = 3000;
const LONGEST_MS = 30_000;
/** A fresh token is asked for so long before the old one ends, in seconds, or at half its time. */
const EARLY_S = 60;
/** A token is watched for so long at once: a browser's timers hold no longer. In seconds. */
const WATCH_S = 86_400;
/** Where this device's clock and the server's disagree, a fresh token is asked for no more often, in seconds. */
const PACE_S = 30;
/** Nothing is shown to people whom the server does not know. The sentence is the same for what is not there. */
const CLOSED = "This document is not open to everybody, or not there any more. Sign in to see it.";
export const NOBODY = { id: "", name: "", rank: "" };

/** Without storage nobody is remembered. */
export function remembered(where = KEPT) {
  try {
    return JSON.parse(localStorage.getItem(where)) ?? undefined;
  } catch {}
}

export function remember(me, where = KEPT) {
  try {
    localStorage.setItem(where, JSON.stringify(me));
  } catch {}
}

/** The person the server knows here: `null` is nobody, and a server without sign-in knows everybody by no id. */
export async function asked(origin) {
  const answer = await fetch(`${origin}/api/me`, { cache: "no-store" });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`who is here? ${answer.status}`);
  const { id, name, rank } = await answer.json();
  return { id: id ?? "", name: name ?? "", rank };
}

const words = (part) => {
  const bytes = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
};

/**
 * The claims of a token, which anybody can make: `claims` only tells a token of somebody else from one of the bearer whom the
 * server named last, and `left` is how long it may last, in seconds.
 */
function read(token) {
  try {
    const { person, sub, name, iat, exp } = words(token.split(".")[1]);
    return { claims: person ?? `:${sub ?? name}`, lasts: exp - iat, left: Math.min(exp - iat, exp - Date.now() / 1000) };
  } catch {
    return { left: NaN };
  }
}

/** The role that a token claims. The server lets nobody do more than it knows the bearer may. */
export function roleOf(token) {
  try {
    return words(token.split(".")[1]).role;
  } catch {
    return undefined;
  }
}

/**
 * The bearer of a token as the server names them: `{ token, who, name }`, or `{ refused }` with its sentence. `frame` is what
 * a frame says of the pages around it. Copies on this device are opened for nobody else: while the server cannot be asked,
 * for the bearer it named last here, if the token is not plainly somebody else's.
 */
async function named(origin, token, frame) {
  const { claims } = read(token);
  const where = BEARER + origin;
  const headers = { authorization: `Bearer ${token}`, "content-type": "application/json" };
  const body = JSON.stringify(frame ?? {});
  const answer = await fetch(`${origin}/api/visitor`, { method: "POST", headers, body, cache: "no-store" }).catch(() => {});
  if (answer?.ok) {
    const { id, name, token: fresh } = await answer.json();
    remember({ id, name, claims }, where);
    return { token: fresh ?? token, who: id, name };
  }
  if (answer && answer.status < 500) {
    remember(null, where);
    const { detail } = await answer.json().catch(() => ({}));
    return { refused: detail ?? `the server answered ${answer.status}`, signedOut: answer.status === 401 };
  }
  const known = remembered(where);
  return known && claims && known.claims === claims ? { token, who: known.id, name: known.name } : undefined;
}

/** A person who is let in to one widget. */
export class Guest {
  #at;
  #enter;
  #who;
  #timer;
  #button;
  #refusal;
  #popup;
  #latest;

  /**
   * `place` is where they are asked in, `tell(name, detail)` tells the page, `renew(token, same)` is called with every
   * token after the first; it is of the same author, or of another one. `frame()` answers what a frame knows of the pages
   * around it, and `reads()` whether nobody writes in what is shown.
   */
  constructor({ origin, doc, place, tell, renew, signal, frame, reads }) {
    this.#at = { origin, doc, place, tell, renew, signal, frame, reads };
    const hear = ({ origin: from, source, data }) => {
      if (from === origin && source && source === this.#popup && typeof data?.token === "string") this.take(data.token);
    };
    addEventListener("message", hear, { signal });
    signal?.addEventListener("abort", () => clearTimeout(this.#timer));
  }

  /** Answers once somebody is in: `{ token, who, name }`. Without a token they may have to sign in. */
  async come(token) {
    const entered = new Promise((enter) => (this.#enter = enter));
    if (token) this.take(token);
    else this.#look();
    return entered;
  }

  async #look() {
    const { origin } = this.#at;
    try {
      const me = await asked(origin);
      if (!me) return this.#askAtFirst();
      if (origin === location.origin) remember(me);
      this.#in({ token: "", who: me.id, name: me.name });
    } catch {
      // Answered and not to be read from here is not the same as away.
      const there = await fetch(`${origin}/api/me`, { mode: "no-cors" }).catch(() => {});
      if (there) return this.#askAtFirst();
      const { id, name } = (origin === location.origin && remembered()) || NOBODY;
      this.#in({ token: "", who: id, name });
    }
  }

  #in(guest) {
    this.#who = guest.who;
    this.#enter?.(guest);
    this.#enter = undefined;
  }

  /** They have a token, the first or a fresh one; or none that is to be watched here any more. */
  take(token) {
    clearTimeout(this.#timer);
    this.#latest = token;
    if (!token) return;
    this.#button?.remove();
    this.#refusal?.remove();
    this.#button = this.#refusal = undefined;
    this.#take(token);
  }

  /** Nobody is let in here any more, and nobody is asked to sign in. */
  leave() {
    this.take();
    this.#button?.remove();
    this.#refusal?.remove();
    this.#button = this.#refusal = undefined;
  }

  async #take(token) {
    const guest = await this.#named(token);
    if (!guest || this.#latest !== token) return;
    if (guest.refused && this.#enter) return this.#refuse(guest);
    const { left, lasts } = read(token);
    if (left === left) this.#watch(left, lasts);
    if (this.#enter) return this.#in(guest);
    // A widget that is shown is told by its own connection why a fresh token is refused.
    this.#at.renew(guest.token ?? token, guest.refused !== undefined || guest.who === this.#who);
  }

  /** Asks until the server answers, unless this device knows whom it named last. */
  async #named(token) {
    const { origin, frame, signal } = this.#at;
    let ms = AGAIN_MS;
    while (this.#latest === token && !signal?.aborted) {
      const guest = await named(origin, token, await frame?.());
      if (guest) return guest;
      await new Promise((done) => setTimeout(done, ms));
      ms = Math.min(LONGEST_MS, ms * 1.5);
    }
  }

  /** The words in the page stay, with the reason why no more are shown. */
  #refuse({ refused, signedOut }) {
    const sentence = `${refused[0].toUpperCase()}${refused.slice(1)}.`;
    this.#say(sentence);
    this.#at.tell("muster-error", { reason: sentence });
    if (signedOut) this.ask();
  }

  /** Nobody has come with anything yet, and a button alone would not say why nothing is shown. */
  #askAtFirst() {
    if (!this.#refusal) this.#say(CLOSED);
    this.ask();
  }

  #say(sentence) {
    const line = Object.assign(document.createElement("p"), { textContent: sentence });
    line.setAttribute("role", "status");
    line.setAttribute("part", "refusal");
    this.#at.place.append((this.#refusal = line));
  }

  #watch(left, lasts = left) {
    if (left > WATCH_S) {
      this.#timer = setTimeout(() => this.#watch(left - WATCH_S, lasts), WATCH_S * 1000);
      return;
    }
    const early = Math.max(0, Math.min(EARLY_S, left / 2));
    const expires = () => {
      this.#at.tell("muster-token-expiring", { seconds: Math.round(early) });
      // A person who signed in here for the token is asked to again here.
      if (this.#popup) this.ask();
    };
    this.#timer = setTimeout(expires, Math.max(left - early, Math.min(PACE_S, lasts / 2)) * 1000);
  }

  /** Asks them to sign in, in a window of this server's own. */
  ask() {
    if (this.#button) return;
    const button = document.createElement("button");
    const { origin, doc, place, reads } = this.#at;
    Object.assign(button, { type: "button", className: "btn", textContent: reads() ? "Sign in to read" : "Sign in to edit" });
    button.setAttribute("part", "sign-in");
    button.style.font = "inherit";
    const query = new URLSearchParams({ origin: location.origin, doc });
    button.addEventListener("click", () => {
      this.#popup = open(`${origin}/embed/sign-in?${query}`, "muster-sign-in", "popup,width=480,height=640");
    });
    this.#button = button;
    place.append(button);
  }
}
