// Random acts of people and pages, the same for the same seed. Everything here runs in the page.

/**
 * Acts on widgets of one page: mounts them, takes them out, changes what they show and for whom, writes, clicks, goes
 * offline and comes back. `docs` are charters; `steps` is how many acts. Answers what was done, for the report.
 */
export async function actOnWidgets({ origin, js, wasm, docs, seed, steps }) {
  const app = await import(js);
  await app.default({ module_or_path: fetch(wasm) });
  const VIEWS = ["full", "card", "coverage", "metrics", "three-ms", "people", "relationships", "mission", "mandate", "none such"];
  const MODES = ["edit", "comment", "read"];
  let state = seed >>> 0 || 1;
  const below = (n) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) % n;
  };
  const any = (list) => list[below(list.length)];
  const slots = [0, 1, 2, 3].map(() => {
    const host = document.createElement("div");
    host.attachShadow({ mode: "open" }).append(document.createElement("div"));
    document.body.append(host);
    return { host, box: host.shadowRoot.firstChild, handle: undefined };
  });
  const found = (selector) => slots.flatMap(({ box }) => [...box.querySelectorAll(selector)]);
  const key = (target, name, more) =>
    target.dispatchEvent(new KeyboardEvent("keydown", { key: name, bubbles: true, composed: true, cancelable: true, ...more }));
  let online = true;
  Object.defineProperty(navigator, "onLine", { get: () => online });
  const goes = (to) => {
    online = to;
    dispatchEvent(new Event(to ? "online" : "offline"));
  };
  const unmount = (slot) => {
    slot.handle?.unmount();
    slot.handle = undefined;
  };
  const mount = (slot) => {
    unmount(slot);
    const { host, box } = slot;
    slot.handle = app.mount_widget(host, box, "charter", any(docs), any(VIEWS), any(MODES), "auto", "", origin, "", "");
  };
  const ACTS = {
    mount: () => mount(any(slots)),
    mountAgain: () => mount(any(slots)),
    unmount: () => unmount(any(slots)),
    // From within the widget's own event, as a page does that hears it and lets go, or shows another one.
    unmountWhenTold: () => {
      const slot = any(slots);
      slot.host.addEventListener(any(["muster-ready", "muster-status"]), () => unmount(slot), { once: true });
    },
    changeWhenTold: () => {
      const slot = any(slots);
      const view = any(VIEWS);
      slot.host.addEventListener("muster-status", () => slot.handle?.update("view", view), { once: true });
    },
    view: () => any(slots).handle?.update("view", any(VIEWS)),
    mode: () => any(slots).handle?.update("mode", any(MODES)),
    token: () => any(slots).handle?.update("token", ""),
    offline: () => goes(false),
    online: () => goes(true),
    focus: () => any(found("textarea, input, select"))?.focus(),
    leave: () => slots.map(({ host }) => host.shadowRoot.activeElement).find(Boolean)?.blur(),
    click: () => any(found("button, summary"))?.click(),
    open: () => any(found("details"))?.toggleAttribute("open"),
    write: () => {
      const box = any(found("textarea, input[type=text]"));
      if (!box) return;
      box.focus();
      box.value = `${box.value}${any(["a", " b", "ä", "**c**", ""])}`;
      box.dispatchEvent(new InputEvent("input", { bubbles: true, composed: true }));
      if (below(2)) box.dispatchEvent(new Event("change", { bubbles: true }));
    },
    choose: () => {
      const select = any(found("select"));
      if (!select) return;
      select.value = any([...select.options]).value;
      select.dispatchEvent(new Event("change", { bubbles: true }));
    },
    key: () => {
      const box = any(found("textarea, input"));
      box?.focus();
      if (box) key(box, any(["Enter", "Backspace", "Escape", "z", "y", "ArrowUp", "ArrowDown", "?"]), { ctrlKey: !below(2), altKey: !below(3) });
    },
    compose: () => any(found("textarea"))?.dispatchEvent(new CompositionEvent(any(["compositionstart", "compositionend"]), { bubbles: true })),
    // A page around it may act on an element: it is moved, and taken out with the focus in it.
    move: () => document.body.append(any(slots).host),
    hide: () => dispatchEvent(new Event(any(["focus", "blur", "pagehide", "pageshow"]))),
  };
  const WAITS = [
    () => {},
    () => Promise.resolve(),
    () => new Promise((done) => setTimeout(done, 0)),
    () => new Promise(requestAnimationFrame),
    () => new Promise((done) => setTimeout(done, below(60))),
  ];
  const done = [];
  for (let step = 0; step < steps; step += 1) {
    const name = any(Object.keys(ACTS));
    done.push(name);
    window.lastActs = done.slice(-12);
    ACTS[name]();
    await any(WAITS)();
  }
  goes(true);
  // A page that was hidden last begins nothing until it is shown.
  dispatchEvent(new Event("pageshow"));
  slots.forEach(unmount);
  // Where nobody waits for what it tells.
  const last = document.createElement("div");
  document.body.append(last);
  window.lastHandle = app.mount_widget(last, last, "charter", docs[0], "full", "edit", "auto", "", origin, "", "");
  return done.length;
}
