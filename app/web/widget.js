// A widget in an element of somebody else’s page. The loader fetches this once one comes near: the server’s text is shown
// first and follows what changes, and the app comes to people who may write, at the first sign that they wish to. On a slow line
// each request after another is felt: all that a text needs is in this one file, and the loader has asked for the text.
import { follow, unfollow } from "{{follow_js}}";
import { REFUSAL, Text, remember } from "{{text_js}}";
import { onText, putCaret, wayOf, wished } from "{{wish_js}}";

const ORIGIN = new URL(import.meta.url).origin;
/** The first wait before a text that could not be had is asked for again, and the longest one, in milliseconds. */
const AGAIN_MS = 3000;
const LONGEST_MS = 60_000;

/** `part` is a property too. */
const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/** Whether the server answers at all, be it to be read here or not. */
const isThere = () => fetch(`${ORIGIN}/livez`, { mode: "no-cors", cache: "no-store" }).then(() => true, () => false);

/** Each is of its own: one that all wait for would hold them all. */
const never = () => new Promise(() => {});

/** In a page's vertical text, a block that does not run that way has no width to fill, and is given one. */
function layFlat(element) {
  if (getComputedStyle(element).writingMode[0] === "h") return;
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(":host{writing-mode:horizontal-tb!important;width:min(42em,90vw)!important}");
  element.shadowRoot.adoptedStyleSheets.push(sheet);
}

/** The style sheet of all texts of a page. */
const STYLE = new CSSStyleSheet();
STYLE.replaceSync({{text_style}});

/**
 * Shows the document of `element` for one stay in the page, `at.run`, which is aborted when it ends. `at` has what is the
 * loader's: `token`, the parts `slot` and `box`, the sheets `sheet` and `room`, what the page's policy `lacks` for this server,
 * and `tell`, `ready`, `fall` and `renew`.
 */
export async function mount(element, at) {
  layFlat(element);
  const stay = new Stay(element, at);
  for (let isHere = false; !isHere && !at.run.signal.aborted; ) {
    try {
      await stay.untilWished();
      if (!at.run.signal.aborted) await stay.bring();
      isHere = true;
    } catch (error) {
      if (!(await stay.goesOn(error))) throw error;
    }
  }
}

class Stay {
  #element;
  #at;
  #signal;
  #text;
  #inner = make("div", { className: "mt-text" });
  #acts = make("p", { className: "mt-acts" });
  #guest; // once somebody has to be let in
  #holder; // once it is known whether a read link lets comment, by its key
  #entered = { who: "", name: "" };
  #spot;
  #change;
  #n_away = 0;
  #note = "";
  #isRefused = false;
  /** Whether something else has taken the place of the text, or is about to. */
  #isOver = false;

  constructor(element, at) {
    [this.#element, this.#at, this.#signal] = [element, at, at.run.signal];
    at.run.token = at.token;
    const asked = () => {
      const { view, mode, theme, item, key } = element;
      return { view, mode, theme, item, key, token: at.run.token };
    };
    const [shown, refused] = [() => this.#show(), () => at.run.words && this.#refuse()];
    const { first } = at.run;
    at.run.first = undefined;
    this.#text = new Text({ origin: ORIGIN, doc: element.doc, into: this.#inner, asked, shown, refused, signal: this.#signal, first });
    this.#signal.addEventListener("abort", () => this.#leave());
  }

  /** Whether the page forbids to ask the server. */
  get #isForbidden() {
    return this.#at.lacks.has(`connect-src ${ORIGIN}`);
  }

  /** Answers once the app is to come; with each change of the element’s attributes it is asked again whether it is. */
  async untilWished() {
    const { run } = this.#at;
    for (let isWished; !isWished && !this.#signal.aborted; ) {
      const turn = new AbortController();
      const changed = new Promise((done) => (this.#change = done));
      run.handle = { update: (name, value) => this.#update(name, value), unmount() {} };
      isWished = await Promise.race([changed, this.#wish(turn.signal)]);
      turn.abort();
    }
  }

  #update(name, value) {
    if (name === "token") this.#at.run.token = value;
    if (name === "theme") return;
    this.#at.room.replaceSync("");
    this.#change(false);
  }

  /** Answers whether the app is to come, as soon as it is. */
  async #wish(signal) {
    const { run } = this.#at;
    const { view, mode, key } = this.#element;
    const isByLink = key && !run.token;
    const mayBe = wayOf({ view, mode }, isByLink ? "reader" : "editor");
    if (mayBe === "at once") return this.#enter().then(() => true);
    const asked = await this.#text.ask();
    // The space that was kept is that of a text, and a sentence or a button is lower.
    if (asked === "refused") this.#at.room.replaceSync("");
    if (this.#isForbidden) throw new Error("this page does not let Muster be asked");
    // The app that comes by itself is on its way while somebody is let in.
    if (mayBe === "soon" && asked === "shown") this.#way(mayBe).then((way) => way === "soon" && this.#ahead(), () => {});
    if (!isByLink && (run.token || asked !== "shown" || mayBe !== "never")) await this.#enter();
    // People who were let in only now are asked for once more.
    const state = asked === "shown" || isByLink ? asked : await this.#text.ask();
    const holder = isByLink && state === "shown" ? await this.#commenter(key) : undefined;
    const way = holder ? wayOf({ view, mode }, "commenter") : await this.#way(mayBe);
    if (signal.aborted) return false;
    // A review that is still to be begun has no text either: of what is not there, the app tells the rest.
    if (state === "refused" && way !== "never" && this.#text.status === 404) return true;
    if (state === "refused" && isByLink) this.#offerLeft().catch(() => {});
    if (state === "refused") return this.#refuse();
    if (state === "away") return way === "never" ? this.#wait(signal) : true;
    const wish = this.#invite(way, holder ? "comment" : mode, signal);
    return holder ? wish.then(() => this.#named(holder, signal)) : wish;
  }

  /** The words of a holder that were not sent are offered where the link has ended. */
  async #offerLeft() {
    const { shadowRoot: into, doc } = this.#element;
    const { offerLeft } = await import("{{left_js}}");
    const dress = async () => {
      await (await import("{{bring_js}}")).dress(this.#at);
      into.adoptedStyleSheets.push(this.#at.sheet);
    };
    await offerLeft({ origin: ORIGIN, doc, into, dress, signal: this.#signal });
  }

  /** The holder of a read link, where it lets them comment. */
  async #commenter(key) {
    if (this.#holder?.of !== key || !this.#holder.is.isIn) {
      const { Holder } = await import("{{holder_js}}");
      this.#holder = { of: key, is: new Holder({ origin: ORIGIN, doc: this.#element.doc, key }) };
      await this.#holder.is.come();
    }
    return this.#holder.is.mayComment ? this.#holder.is : undefined;
  }

  /** Answers whether the holder has a name to comment by. */
  async #named(holder, signal) {
    const isNamed = await holder.named({ acts: this.#acts, signal });
    if (isNamed) this.#entered = { who: holder.who, name: holder.name, holder };
    return isNamed;
  }

  /** Lets somebody in, by their token or as the person they are here; without either they are asked to sign in. */
  async #enter() {
    const { run, tell, renew } = this.#at;
    this.#guest ??= import("{{guest_js}}").then(({ Guest }) => {
      const { shadowRoot: place, doc } = this.#element;
      const reads = () => wayOf(this.#element, "editor") === "never";
      run.guest = new Guest({ origin: ORIGIN, doc, place, signal: this.#signal, tell, renew, reads });
      return run.guest.come(run.token);
    });
    const { token, ...entered } = await this.#guest;
    this.#entered = entered;
    // A token that came later is the better one.
    run.token ||= token;
  }

  /** How the app comes to the bearer of the token; without one, as it may at most. */
  async #way(mayBe) {
    const { token } = this.#at.run;
    if (!token) return mayBe;
    const { roleOf } = await import("{{guest_js}}");
    return wayOf(this.#element, roleOf(token));
  }

  #ahead() {
    import("{{bring_js}}").then(({ load }) => load(this.#at)).catch(() => {});
  }

  #invite(way, mode, signal) {
    // Where the app comes by itself, the space that it had last time is kept for it.
    if (way === "soon" && this.#note) way = "asked";
    if (way !== "soon") this.#keepRoom();
    if (way === "never") return never();
    const ahead = () => this.#ahead();
    // A server that has answered since answers.
    const note = this.#text.status === 0 ? this.#note : "";
    const wish = wished({ text: this.#inner, acts: this.#acts, note, way, mode, ahead, signal });
    return wish.then((spot) => {
      this.#spot = spot;
      return true;
    });
  }

  /** A text that could not be had is asked for again, unless the server answers and this page may not read it. */
  async #wait(signal) {
    const isUnread = this.#text.status === 0 && (this.#isForbidden || (await isThere()));
    if (isUnread) throw new Error("this page may not read the answers of Muster");
    const again = () => signal.aborted || this.#change(false);
    addEventListener("online", again, { signal, once: true });
    setTimeout(again, Math.min(LONGEST_MS, AGAIN_MS * 2 ** this.#n_away));
    this.#n_away += 1;
    return never();
  }

  #show() {
    if (!this.#stand()) return;
    const { run, tell } = this.#at;
    this.#isRefused = this.#acts.hidden = false;
    const heading = this.#inner.querySelector("h1")?.textContent.trim();
    run.words.setAttribute("aria-label", heading || "Muster");
    follow(this.#text);
    if (run.isTold) return;
    run.isTold = true;
    tell("muster-ready", { as: "text" });
  }

  /** The sentence is the same for every reason, and nothing that was shown stays. */
  async #refuse() {
    unfollow(this.#text);
    this.#at.room.replaceSync("");
    const isNew = !this.#isRefused;
    this.#isRefused = this.#acts.hidden = true;
    const sentence = make("p", { className: "mt-closed", part: "closed", textContent: REFUSAL, role: "status" });
    this.#inner.replaceChildren(sentence);
    this.#stand();
    if (isNew && !this.#signal.aborted) this.#at.tell("muster-error", { as: "text", reason: REFUSAL });
    return never();
  }

  /** Takes the place of the words that the page has between the tags. Answers whether it has it. */
  #stand() {
    const { run, box, slot, ready } = this.#at;
    if (this.#signal.aborted || (this.#isOver && !run.words?.isConnected)) return false;
    if (run.words) return true;
    ready();
    box.hidden = slot.hidden = true;
    this.#acts.append(this.#wayToMuster());
    run.words = make("article", { className: "mt-stand", part: "text" }, this.#inner, this.#acts);
    this.#dress(STYLE);
    box.before(run.words);
    this.#measure();
    return true;
  }

  /** The text has a style sheet of its own, and the app has one: each is the first of several. */
  #dress(sheet) {
    const root = this.#element.shadowRoot;
    root.adoptedStyleSheets = [sheet, ...[...root.adoptedStyleSheets].slice(1)];
  }

  #wayToMuster() {
    const href = `${ORIGIN}/d/${encodeURIComponent(this.#element.doc)}`;
    return make("a", { href, className: "mt-open", part: "card", textContent: "Open in Muster" });
  }

  /** The height is remembered for the next visit, whether it is the text’s or the app’s. */
  #measure() {
    const { run, box } = this.#at;
    const measure = new ResizeObserver(() => {
      const px = (run.words?.offsetHeight ?? 0) + box.offsetHeight;
      if (px > 0 && this.#text.state === "shown") remember(this.#element, px);
    });
    for (const part of [run.words, box]) measure.observe(part);
    this.#signal.addEventListener("abort", () => measure.disconnect());
  }

  /** Brings the app, which takes the place of the text once it can. */
  async bring() {
    const opening = make("span", { textContent: this.#spot ? "Opening…" : "", role: "status" });
    this.#acts.append(opening);
    if (this.#element.mode !== "comment") onText(this.#inner, (spot) => (this.#spot = spot), { signal: this.#signal });
    try {
      const { bring } = await import("{{bring_js}}");
      const [ready, leave] = [() => this.#giveWay(), () => this.#giveUp()];
      await bring(this.#element, this.#at, { ...this.#entered, ready, leave, putCaret });
    } catch (error) {
      opening.remove();
      throw error;
    }
  }

  /** Answers the spot in the text that was pressed last. */
  #giveWay() {
    if (this.#isOver) return undefined;
    this.#isOver = true;
    unfollow(this.#text);
    const { sheet, ready } = this.#at;
    this.#keepRoom();
    this.#dress(sheet);
    ready();
    return this.#spot;
  }

  /** Nothing beneath moves up, though what is here is lower than was thought; later, things move only under somebody's hands. */
  #keepRoom() {
    const { room } = this.#at;
    room.replaceSync(`:host{min-height:${this.#element.offsetHeight}px!important}`);
    for (const type of ["click", "keydown"]) {
      this.#element.addEventListener(type, () => room.replaceSync(""), { once: true, signal: this.#signal });
    }
  }

  /** Whether the text goes on by itself though the app did not come: as long as the server is away. */
  async goesOn(error) {
    const isAway = this.#text.state === "shown" && !this.#isForbidden && !(error instanceof WebAssembly.CompileError);
    this.#note = "Muster does not answer just now.";
    if (isAway && !(await isThere())) {
      this.#guest = undefined;
      await new Promise((done) => setTimeout(done, AGAIN_MS));
      return true;
    }
    this.#giveUp();
    return false;
  }

  /** The text stands until there is a frame or a card, which have a way to Muster of their own. */
  #giveUp() {
    this.#isOver = true;
    if (this.#at.run.words) this.#keepRoom();
    this.#acts.remove();
  }

  #leave() {
    this.#change?.(false);
    unfollow(this.#text);
    this.#at.run.words?.remove();
  }
}
