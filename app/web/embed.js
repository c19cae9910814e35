// Widgets on other people's pages. Also a classic script: no import, no export. Text and app, else frame, else link.
(() => {
  "use strict";
  const ORIGIN = "{{origin}}";
  // Each kind with the ending that ids of its documents have. Without such an ending, a document is of the first.
  const KINDS = {{kinds}};
  const NAMES = ["doc", "view", "mode", "theme", "item", "token", "key", "server"];
  const HOST = ":host{display:block}:host([hidden]){display:none}";
  // The first loader of a page makes the elements. Of each server they know its files, and what the page's policy lacks for it.
  const known = customElements.get("muster-charter");
  const SERVERS = known ? known.servers : { __proto__: null };
  if (!SERVERS || SERVERS[ORIGIN]) return;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(HOST);
  const lacks = new Set();
  SERVERS[ORIGIN] = { file: "{{widget_js}}", rungs: "{{rungs_js}}", sheet, lacks };

  document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, blockedURI, sourceFile }) => {
    // Some browsers tell no more of a connection than its scheme.
    const is = (origin) => (blockedURI + "/").startsWith(origin + "/") || blockedURI + ":" === new URL(origin).protocol;
    const source = blockedURI === "wasm-eval" ? "'wasm-unsafe-eval'" : [ORIGIN, ORIGIN.replace("http", "ws")].find(is);
    if (disposition === "report" || !/^(script|connect|frame|require)/.test(effectiveDirective)) return;
    if (source) lacks.add(effectiveDirective.replace("-elem", "") + " " + source);
    else if (blockedURI === "trusted-types-sink" && sourceFile.startsWith(ORIGIN)) lacks.add("scripts without require-trusted-types-for");
  });

  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) entry.target.start();
    },
    { rootMargin: "600px" },
  );

  // Browsers remember for an address that nothing came from it. While a server is away for days, it grows no longer.
  const anew = (file) => file.replace(/\?.*|$/, "?" + Date.now());
  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  // Places in which a link may stay one (app/web/links.js).
  const NO_TEXT = "li,td,th,pre,nav,header,[data-muster]";
  // Texts that were asked for before there is an element to show them, each by the words of its question.
  const early = {};
  // The text comes beside the script that shows it, asked for in that script's own words (app/web/text.js). A field has none.
  // Its credential is the body of the request: before it sends a header, a browser asks the server for leave to, which is a round more.
  const ask = (at, of, token) => {
    if (of.view === "silent") return;
    const query = new URLSearchParams();
    for (const name of NAMES.slice(1, 5)) if (of[name]) query.set(name, of[name]);
    const address = `${at}/embed/${encodeURIComponent(of.doc)}.html?${query}`;
    const credential = token ? "Bearer " + token : of.key ? "Key " + of.key : "";
    const asked = address + credential;
    const begun = early[asked];
    delete early[asked];
    if (begun) return begun;
    const request = Object.assign(new XMLHttpRequest(), { responseType: "document", asked });
    request.open(credential ? "POST" : "GET", address);
    request.send(credential);
    return request;
  };

  // The height of last time, or about that of a view; and whether it is of the view alone.
  const heightOf = ({ doc, view = "", item = "" }) => {
    let px;
    try {
      px = +JSON.parse(localStorage["muster-px"])[[doc, view, item]];
    } catch {}
    return [px || (/^(|full|current)$/.test(view) ? 640 : /^(metrics|map|agenda|advice|summary|recent)$/.test(view) ? 360 : 300), !px];
  };

  class Widget extends HTMLElement {
    static observedAttributes = NAMES;
    static servers = SERVERS;
    // One stay in the page, from coming near.
    #run;
    // Its height is kept free, so that nothing beneath moves.
    #room = new CSSStyleSheet();
    #isGuess;
    #slot = make("slot");
    #box = make("div", { part: "widget" });
    // Times in a row that nothing came from the server.
    #n_away = 0;

    constructor() {
      super().attachShadow({ mode: "open" }).append(this.#slot, this.#box);
      this.shadowRoot.adoptedStyleSheets = [sheet, this.#room];
    }

    connectedCallback() {
      for (const name of NAMES) {
        if (!Object.hasOwn(this, name)) continue;
        const early = this[name];
        delete this[name];
        this[name] = early;
      }
      if (!this.#run) this.#wait();
    }

    #wait() {
      let px;
      [px, this.#isGuess] = heightOf(this);
      // A page that has it scroll has given it a height of its own.
      this.#room.replaceSync(getComputedStyle(this).overflowY === "visible" ? `:host{min-height:${px}px!important}` : "");
      near.observe(this);
    }

    // Moved, it is connected again at once.
    disconnectedCallback() {
      queueMicrotask(() => this.isConnected || this.#stop());
    }

    attributeChangedCallback(name, before, value) {
      if (before === value) return;
      const run = this.#run;
      if (name === "token" && run?.guest) return run.guest.take(value ?? "");
      if (name !== "doc" && name !== "server" && run?.handle) return run.handle.update(name, value ?? "");
      this.#stop();
      if (this.isConnected) this.#wait();
    }

    async start(token = this.token) {
      near.unobserve(this);
      const known = SERVERS[this.#at];
      // Of a server that is not known yet, the loader is still to come.
      if (this.#run || !this.doc || !known) return;
      const run = (this.#run = new AbortController());
      this.shadowRoot.adoptedStyleSheets = [known.sheet, this.#room];
      this.#box.hidden = this.childElementCount > 0 || !!this.textContent.trim();
      const coming = import(this.#at + known.file);
      try {
        // Behind the script in the browser's queue, however many elements begin at once.
        await 0;
        run.first = ask(this.#at, this, token);
        const { mount } = await coming.catch((error) => {
          known.file = anew(known.file);
          throw error;
        });
        this.#n_away = 0;
        await mount(this, {
          run,
          token,
          sheet: known.sheet,
          host: HOST,
          lacks: known.lacks,
          room: this.#room,
          slot: this.#slot,
          box: this.#box,
          tell: this.#tell,
          ready: this.#ready,
          fall: (why) => this.#fall(run, run.token ?? token, why),
          // Of somebody else, it begins anew.
          renew: (token, same) => (same ? run.handle?.update("token", (run.token = token)) : (this.#stop(), this.start(token))),
        });
      } catch (error) {
        console.info("muster:", error.message);
        this.#fall(run, run.token ?? token, error.message);
      }
    }

    // The rungs below the app. While not even they come the server is away, and asked again.
    async #fall(run, token, why) {
      const [at, box, known] = [this.#at, this.#box, SERVERS[this.#at]];
      if (this.#isGuess && !run.words) this.#room.replaceSync("");
      const again = () => run === this.#run && (this.#stop(), this.start(token));
      try {
        const { fall } = await import(at + known.rungs);
        this.#n_away = 0;
        fall(this, { at, run, token, why, lacks: known.lacks, box, tell: this.#tell, ready: this.#ready, again });
      } catch {
        known.rungs = anew(known.rungs);
        if (!box.hidden) box.append(make("a", { part: "card", href: `${at}/d/${this.doc}`, textContent: "Open in Muster" }));
        setTimeout(() => known.lacks.size || again(), Math.min(60000, 5000 * 1.5 ** this.#n_away++));
      }
    }

    #ready = () => {
      this.#run?.words?.remove();
      this.#slot.hidden = true;
      this.#box.hidden = false;
    };

    #stop() {
      near.unobserve(this);
      const run = this.#run;
      this.#run = undefined;
      if (!run) return;
      run.abort();
      run.first?.abort();
      run.handle?.unmount();
      this.#box.replaceChildren();
      this.#slot.hidden = false;
    }

    get #at() {
      return this.server.replace(/\/$/, "") || ORIGIN;
    }

    #tell = (name, detail) => {
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
    };
  }

  for (const name of NAMES) {
    Object.defineProperty(Widget.prototype, name, {
      get() {
        return this.getAttribute(name) ?? "";
      },
      set(value) {
        this.setAttribute(name, value ?? "");
      },
    });
  }
  for (const kind in KINDS) customElements.get("muster-" + kind) ?? customElements.define("muster-" + kind, class extends Widget {});
  for (const waits of document.querySelectorAll(`[server^="${ORIGIN}"]`)) waits.connectedCallback?.();

  // Only a page with links to documents has use for what makes elements of them. A machine has several names for itself.
  const part = ORIGIN.replace(/^http:\/\/(localhost|127.0.0.1|\[::1\])/, "");
  let due;
  let isFollowed;
  const look = () => {
    due = undefined;
    const found = [...document.querySelectorAll(`a[href*="${part}/d/"],[data-muster]`)];
    if (isFollowed || !found[0]) return;
    isFollowed = true;
    watching.disconnect();
    // A link that stays one leads there too.
    const bring = (file) => import(ORIGIN + file).catch(() => ({}));
    bring("{{links_js}}").then(({ follow }) => {
      if (follow) follow({ origin: ORIGIN, kinds: KINDS, names: NAMES, isFirst: !known });
      else for (const one of found) if ("room" in one) one.style = one.room;
    });
    for (const one of found) {
      const { dataset, parentNode } = one;
      const doc = dataset.muster ?? one.pathname?.split("/")[2];
      if ((!dataset.muster && one.textContent !== parentNode.textContent) || one.getBoundingClientRect().top > innerHeight + 600) continue;
      // The script of an element that a link near is to become comes beside the one that makes it.
      bring(SERVERS[ORIGIN].file);
      // So does its text, where it is sure to become one, and its space is there before anything of the page is drawn anew.
      const of = { ...(dataset.muster ? dataset : Object.fromEntries(new URLSearchParams(one.search))), doc };
      if (known || of.server || !doc || one.isContentEditable || parentNode.closest(NO_TEXT)) continue;
      one.room = one.style.cssText;
      one.style = one.room + ";display:block;min-height:" + heightOf(of)[0] + "px";
      const request = ask(ORIGIN, of, of.token);
      if (request) early[request.asked] = request;
    }
  };
  const later = () => (due ??= requestAnimationFrame(look));
  const watching = new MutationObserver(later);
  watching.observe(document, { childList: true, subtree: true });
  later();
})();
