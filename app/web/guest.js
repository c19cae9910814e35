// Who somebody is: the person a page belongs to, and how a widget in other people's pages is let in. A token is held in
// memory, and shown to nobody but this server.

/** Where this device remembers whose pages these are. */
const KEPT = "muster-me";
/** How long a server may keep somebody waiting whom this device remembers, in milliseconds. */
const PATIENCE_MS = 2500;
/** A fresh token is asked for so long before the old one ends, in seconds, or at half its time. */
const EARLY_S = 60;
/** A token is watched for so long at once: a browser's timers hold no longer. In seconds. */
const WATCH_S = 86_400;
/** Where this device's clock and the server's disagree, a fresh token is asked for no more often, in seconds. */
const PACE_S = 30;
const NOBODY = { id: "", name: "", rank: "" };

/** Without storage nobody is remembered. */
function remembered() {
  try {
    return JSON.parse(localStorage.getItem(KEPT)) ?? undefined;
  } catch {}
}

function remember(me) {
  try {
    localStorage.setItem(KEPT, JSON.stringify(me));
  } catch {}
}

/** Whom the server knows here: `null` is nobody, and a server without sign-in knows everybody by no id. */
async function asked(origin) {
  const answer = await fetch(`${origin}/api/me`, { cache: "no-store" });
  if (answer.status === 401) return null;
  if (!answer.ok) throw new Error(`who is here? ${answer.status}`);
  const { id, name, rank } = await answer.json();
  return { id: id ?? "", name: name ?? "", rank };
}

/**
 * The person this page belongs to: as the server says, or as this device remembers while the server cannot be asked.
 * When it is somebody else's from now on, it is loaded anew.
 */
export async function whoAmI() {
  const known = remembered();
  const told = asked("").catch(() => undefined);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const answer = await (known ? Promise.race([told, late]) : told);
  if (answer === null && !known) {
    location.replace(`/sign-in?next=${encodeURIComponent(location.pathname)}`);
    return new Promise(() => {});
  }
  const me = answer ?? known ?? NOBODY;
  if (answer) remember(me);
  const check = (other) => other.id === me.id || location.reload();
  told.then((other) => other && (remember(other), check(other)));
  addEventListener("storage", ({ key }) => {
    // Erased, there is nobody else: who signs out erases first, and a page loaded anew would keep all of it again.
    const other = key === KEPT && remembered();
    if (other) check(other);
  });
  return me;
}

const words = (part) => {
  const bytes = atob(part.replaceAll("-", "+").replaceAll("_", "/"));
  return JSON.parse(new TextDecoder().decode(Uint8Array.from(bytes, (byte) => byte.charCodeAt(0))));
};

/**
 * What a token says; whether it may be believed is for the server. `who` is whose copies on this device are: after a key
 * was replaced its bearer is another author to the server and the same person here, who must still find what they wrote.
 */
function read(token) {
  try {
    const { person, sub, name, iat, exp } = words(token.split(".")[1]);
    return { who: person ?? `:${sub ?? name}`, name, lasts: exp - iat, left: Math.min(exp - iat, exp - Date.now() / 1000) };
  } catch {
    return { who: "unknown", name: "", left: NaN };
  }
}

/** Whoever is let in to one widget. */
export class Guest {
  #at;
  #enter;
  #who;
  #timer;
  #button;
  #popup;

  /**
   * `place` is where they are asked in, `tell(name, detail)` tells the page, `renew(token, same)` is called with every
   * token after the first; it is of the same author, or of another one.
   */
  constructor({ origin, doc, place, tell, renew, signal }) {
    this.#at = { origin, doc, place, tell, renew };
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
      if (!me) return this.ask();
      if (origin === location.origin) remember(me);
      this.#in({ token: "", who: me.id, name: me.name });
    } catch {
      // Answered and not to be read from here is not the same as away.
      const there = await fetch(`${origin}/api/me`, { mode: "no-cors" }).catch(() => {});
      if (there) return this.ask();
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
    if (!token) return;
    const { who, name, left, lasts } = read(token);
    this.#button?.remove();
    this.#button = undefined;
    if (left === left) this.#watch(left, lasts);
    if (this.#enter) return this.#in({ token, who, name });
    this.#at.renew(token, who === this.#who);
  }

  #watch(left, lasts = left) {
    if (left > WATCH_S) {
      this.#timer = setTimeout(() => this.#watch(left - WATCH_S, lasts), WATCH_S * 1000);
      return;
    }
    const early = Math.max(0, Math.min(EARLY_S, left / 2));
    const expires = () => {
      this.#at.tell("muster-token-expiring", { seconds: Math.round(early) });
      // What they signed in for here, they are asked for again here.
      if (this.#popup) this.ask();
    };
    this.#timer = setTimeout(expires, Math.max(left - early, Math.min(PACE_S, lasts / 2)) * 1000);
  }

  /** Asks them to sign in, in a window of this server's own. */
  ask() {
    if (this.#button) return;
    const button = document.createElement("button");
    Object.assign(button, { type: "button", className: "btn", textContent: "Sign in to edit" });
    button.setAttribute("part", "sign-in");
    button.style.font = "inherit";
    const { origin, doc, place } = this.#at;
    const query = new URLSearchParams({ origin: location.origin, doc });
    button.addEventListener("click", () => {
      this.#popup = open(`${origin}/embed/sign-in?${query}`, "muster-sign-in", "popup,width=480,height=640");
    });
    this.#button = button;
    place.append(button);
  }
}
