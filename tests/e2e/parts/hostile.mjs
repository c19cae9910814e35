// Other scripts that run in a page: translators, grammar tools, dark readers, and worse. Everything here runs in the page.

/**
 * Acts on the page at random, every few milliseconds, until `stopHostile()`: replaces text nodes as translators do,
 * also where it is asked not to, wraps fields and puts elements beside them as grammar tools do, styles elements as dark
 * readers do, takes elements out and puts them back.
 */
export function beHostile(seed) {
  let state = seed >>> 0 || 1;
  const below = (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  const any = (list) => list[below(list.length)];
  const roots = () => [document.body, ...[...document.querySelectorAll("*")].map((element) => element.shadowRoot).filter(Boolean)];
  const active = () => {
    let at = document.activeElement;
    while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
    return at;
  };
  const texts = () =>
    roots().flatMap((root) => {
      const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
      const found = [];
      while (walker.nextNode()) {
        const { data, parentElement } = walker.currentNode;
        if (data.trim() && parentElement && !parentElement.closest("script, style, textarea, option")) found.push(walker.currentNode);
      }
      return found;
    });
  const all = (selector) => roots().flatMap((root) => [...root.querySelectorAll(selector)]);
  const translate = (text) => {
    const inner = document.createElement("font");
    inner.textContent = [...text.data].reverse().join("");
    const outer = document.createElement("font");
    outer.append(inner);
    text.replaceWith(outer);
  };
  const ACTS = {
    translate: () => texts().filter(() => below(3) === 0).forEach(translate),
    translateAll: () => texts().forEach(translate),
    wrap: () => {
      const field = any(all("textarea, input").filter((field) => field !== active()));
      if (!field) return;
      const box = document.createElement("grammar-box");
      field.replaceWith(box);
      box.append(field);
    },
    beside: () => any(all("textarea, input"))?.after(document.createElement("grammar-mark")),
    darken: () => {
      const element = any(all("*"));
      element.setAttribute("data-darkreader-inline-color", "");
      element.style.setProperty("--darkreader-inline-color", "#eee");
      element.style.color = any(["", "#ddd", "#111"]);
    },
    sheet: () => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync("p { color: inherit }");
      document.adoptedStyleSheets.push(sheet);
    },
    takeOut: () => {
      const element = any(all("*").filter((one) => one.parentNode && !["BODY", "HEAD", "HTML", "SCRIPT"].includes(one.tagName)));
      if (!element || element.contains(active()) || element.shadowRoot?.contains(active())) return;
      const mark = document.createComment("");
      element.replaceWith(mark);
      mark.replaceWith(element);
    },
    moveCaret: () => {
      const field = active();
      if (field?.tagName === "TEXTAREA") field.setSelectionRange(field.value.length, field.value.length);
    },
  };
  const done = [];
  const timer = setInterval(() => {
    const name = any(Object.keys(ACTS));
    done.push(name);
    ACTS[name]();
  }, 15);
  window.stopHostile = () => {
    clearInterval(timer);
    return done.length;
  };
}

/** Notes every frame in which the chip says *Saved* while its element's status says that something is not. */
export function watchChip() {
  window.lies = [];
  let status = "";
  addEventListener("muster-status", ({ detail }) => (status = detail.status), true);
  const look = () => {
    const root = document.querySelector("muster-charter")?.shadowRoot ?? document;
    const chip = root.querySelector("[part=status]")?.textContent.trim();
    if (status && chip === "Saved" && status !== "saved") window.lies.push(`${chip} while ${status}`);
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}
