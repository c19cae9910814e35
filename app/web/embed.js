// Widgets on other people's pages. Also a classic script: no import, no export. Text and app, else frame, else link.
(() => {
  "use strict";
  const ORIGIN = "{{origin}}";
  // Each kind with the ending that ids of its documents have. Without such an ending, a document is of the first.
  const KINDS = {{kinds}};
  const NAMES = ["doc", "view", "mode", "theme", "item", "token", "key"];
  const HOST = ":host{display:block}:host([hidden]){display:none}";
  if (customElements.get("muster-charter")) return;

  const sheet = new CSSStyleSheet();
  sheet.replaceSync(HOST);

  const near = new IntersectionObserver(
    (entries) => {
      for (const entry of entries) if (entry.isIntersecting) entry.target.start();
    },
    { rootMargin: "600px" },
  );

  const make = (name, properties) => Object.assign(document.createElement(name), properties);

  class Widget extends HTMLElement {
    static observedAttributes = NAMES;
    #run; // one stay in the page, from coming near
    #room = new CSSStyleSheet(); // its height of last time is kept free, so that nothing beneath moves
    #slot = make("slot");
    #box = make("div", { part: "widget" });

    constructor() {
      super().attachShadow({ mode: "open" }).append(this.#slot, this.#box);
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
      try {
        px = JSON.parse(localStorage["muster-px"])[[this.doc, this.view, this.item]];
      } catch {}
      this.#room.replaceSync(px > 0 ? `:host{min-height:${+px}px!important}` : "");
      this.shadowRoot.adoptedStyleSheets = [sheet, this.#room];
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
      if (name !== "doc" && run?.handle) return run.handle.update(name, value ?? "");
      this.#stop();
      if (this.isConnected) this.#wait();
    }

    async start(token = this.token) {
      near.unobserve(this);
      if (this.#run || !this.doc) return;
      const run = (this.#run = new AbortController());
      this.#box.hidden = this.childElementCount > 0 || !!this.textContent.trim();
      try {
        const { mount } = await import(ORIGIN + "{{widget_js}}");
        await mount(this, {
          run,
          token,
          sheet,
          room: this.#room,
          host: HOST,
          slot: this.#slot,
          box: this.#box,
          tell: (...told) => this.#tell(...told),
          ready: () => this.#ready(),
          // Of somebody else, it begins anew.
          renew: (token, same) => (same ? run.handle?.update("token", (run.token = token)) : (this.#stop(), this.start(token))),
        });
      } catch (error) {
        console.info("muster:", error.message);
        if (this.#run === run) this.#frame(run, run.token ?? token);
      }
    }

    #ready() {
      this.#run?.words?.remove();
      this.#slot.hidden = true;
      this.#box.hidden = false;
    }

    #stop() {
      near.unobserve(this);
      const run = this.#run;
      this.#run = undefined;
      if (!run) return;
      run.abort();
      run.handle?.unmount();
      this.#box.replaceChildren();
      this.#slot.hidden = false;
    }

    // Of a blocked frame, silence is the only sign.
    #frame(run, token) {
      const query = NAMES.slice(1, 5).filter((name) => this[name]).map((name) => [name, this[name]]);
    query.push(["kind", this.localName.slice(7)]);
      // A frame cannot see that the page around it knows no dark.
      if (!this.theme && !/dark/.test(getComputedStyle(this).colorScheme)) query.push(["theme", "light"]);
      // The part behind # is sent to nobody.
      const src = `${this.#address("embed")}?${new URLSearchParams(query)}#${token || (this.key && "key=" + this.key)}`;
      const frame = make("iframe", { title: "Muster", allow: "clipboard-write", src });
      frame.style.cssText = "display:block;border:0;width:100%;height:1px";
      this.#box.hidden = false;
      this.#box.replaceChildren(frame);
      run.guest &&= run.guest.take();
      run.handle = { update: (...change) => frame.contentWindow.postMessage({ change }, ORIGIN), unmount() {} };
      const timer = setTimeout(() => run === this.#run && this.#card(), 3000);
      const hear = ({ source, data }) => {
        if (source !== frame.contentWindow || !data) return;
        clearTimeout(timer);
        run.handle.update();
        this.#ready();
        if (data.height > 0) frame.style.height = Math.ceil(data.height) + "px";
        if (data.title) frame.title = data.title;
        if (/^muster-[rset]/.test(data.type)) this.#tell(data.type, { as: "frame", ...data.detail });
      };
      addEventListener("message", hear, run);
    }

    #card() {
      const link = make("a", { part: "card", href: this.#address("d"), textContent: "Open in Muster" });
      this.#box.replaceChildren(this.link ? "" : link);
      this.#tell("muster-error", { as: "link" });
    }

    #address(page) {
      return `${ORIGIN}/${page}/${encodeURIComponent(this.doc)}`;
    }

    #tell(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
    }
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
  for (const kind in KINDS) customElements.define("muster-" + kind, class extends Widget {});

  const KEEP_OUT = "pre,code,nav,header,footer,button,[role=textbox],.ProseMirror,.cm-editor,.CodeMirror";
  const BLOCK = "p,div,figure,section,article,blockquote,dd,li,td,th,main,body";
  const links = new Map();

  const widget = (doc, values) => {
    const isIt = (kind) => kind === values.kind || doc.endsWith(KINDS[kind]);
    const element = make("muster-" + Object.keys(KINDS).findLast(isIt));
    for (const name of NAMES) if (values[name]) element[name] = values[name];
    element.doc = doc;
    return element;
  };

  const upgradeBlock = (block) => {
    if (block.querySelector(":scope > [doc]")) return;
    const element = widget(block.dataset.muster, block.dataset);
    element.append(...block.childNodes);
    block.append(element);
  };

  // The link stays, hidden: the page's framework may own it.
  const upgradeLink = (link) => {
    const url = new URL(link.href);
    const doc = /^\/d\/([\w-]{1,64})$/.exec(url.pathname)?.[1];
    const block = link.closest(BLOCK);
    if (!doc || !block || block.matches("li,td,th")) return;
    if (block.querySelectorAll("a,img,input,[doc]").length > 1) return;
    if (block.textContent.trim() !== link.textContent.trim()) return;
    const element = widget(doc, Object.fromEntries(url.searchParams));
    element.link = link;
    element.addEventListener("muster-ready", () => (link.style.display = "none"));
    links.set(link, element);
    link.after(element);
  };

  let due;
  const scan = () => {
    due = undefined;
    // The text after a link may not have arrived.
    if (document.readyState === "loading") return;
    for (const [link, element] of links) {
      if (link.parentNode && link.parentNode === element.parentNode) continue;
      element.remove();
      links.delete(link);
    }
    for (const found of document.querySelectorAll(`a[href^="${ORIGIN}/d/"],[data-muster]`)) {
      if (found.isContentEditable || found.closest(KEEP_OUT) || links.has(found)) continue;
      if (found.dataset.muster) upgradeBlock(found);
      else if (found.href) upgradeLink(found);
    }
  };
  const later = () => (due ??= setTimeout(scan, 20));
  new MutationObserver(later).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", later);
  later();
})();
