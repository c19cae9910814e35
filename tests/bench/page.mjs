// Scripts that run inside the measured pages, before their own. Functions here are sent to the browser as text, so
// they use nothing from outside themselves.

/** Puts `bench` into a page. `field`: how the text begins that is typed into. `files`: what an empty page fetches. */
export function prepare({ field, files }) {
  const bench = { pageStart: performance.now(), scriptStart: null, ready: null, keys: [], seen: [] };
  globalThis.bench = bench;

  const boxesIn = (root) => {
    const found = [...root.querySelectorAll("textarea")];
    for (const element of root.querySelectorAll("*")) {
      if (element.shadowRoot) found.push(...boxesIn(element.shadowRoot));
    }
    return found;
  };
  bench.nBoxes = () => boxesIn(document).length;
  bench.box = () => boxesIn(document).find((box) => box.value.startsWith(field) && !box.readOnly && !box.disabled);

  /** The caret goes behind the last letter. */
  bench.enter = () => {
    const box = bench.box();
    box.focus();
    box.setSelectionRange(box.value.length, box.value.length);
    return box;
  };

  /** From here on, the time of each key is kept: when the browser had it, not when a handler ran. */
  bench.listen = () => {
    bench.enter();
    const wall = (event) => bench.keys.push(performance.timeOrigin + event.timeStamp);
    window.addEventListener("keydown", wall, { capture: true });
  };

  /** From here on, the time at which each further letter stands in this page is kept. */
  bench.watch = () => {
    const box = bench.box();
    const from = box.value.length;
    const note = () => {
      const now = performance.timeOrigin + performance.now();
      while (bench.seen.length < box.value.length - from) bench.seen.push(now);
    };
    const everything = { subtree: true, childList: true, characterData: true, attributes: true };
    new MutationObserver(note).observe(box.getRootNode(), everything);
  };

  const nextTask = () =>
    new Promise((done) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = done;
      port2.postMessage(null);
    });

  /** Letters put in by the browser's own editing, timed around: the handlers, what they set off, the layout. */
  bench.strokes = async (n) => {
    const cost = { script: [], layout: [], n_long_tasks: 0 };
    const long = new PerformanceObserver((list) => (cost.n_long_tasks += list.getEntries().length));
    long.observe({ type: "longtask" });
    bench.enter();
    for (let i = 0; i < n; i++) {
      const start = performance.now();
      document.execCommand("insertText", false, "abcdefghijklmnopqrstuvwxyz "[i % 27]);
      await nextTask();
      cost.script.push(performance.now() - start);
      document.documentElement.getBoundingClientRect();
      cost.layout.push(performance.now() - start);
      await new Promise((done) => setTimeout(done, 30));
    }
    long.disconnect();
    return cost;
  };

  /** Whether a letter typed now stays. */
  bench.takesText = async () => {
    const box = bench.enter();
    document.execCommand("insertText", false, "!");
    await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
    return box.value.endsWith("!");
  };

  bench.bytes = () => {
    const files = new Map();
    for (const { name, encodedBodySize } of performance.getEntriesByType("resource")) {
      if (name.includes("/assets/")) files.set(name, Math.max(encodedBodySize, files.get(name) ?? 0));
    }
    return [...files];
  };

  if (files) {
    bench.scriptStart = bench.pageStart;
    const all = files.map(async (file) => (await fetch(file)).arrayBuffer());
    Promise.all(all).then(() => (bench.ready = performance.now()));
    return;
  }
  const fetchOfPage = globalThis.fetch;
  globalThis.fetch = (...args) => {
    bench.scriptStart ??= performance.now();
    return fetchOfPage(...args);
  };
  const look = () => {
    if (bench.ready === null && bench.box()) bench.ready = performance.now();
    return bench.ready !== null;
  };
  const changes = new MutationObserver(() => look() && changes.disconnect());
  changes.observe(document, { subtree: true, childList: true, characterData: true, attributes: true });
  const frame = () => look() || requestAnimationFrame(frame);
  frame();
}

/** The peer: a text box, a socket, and no document. Letters that come are put at the end. */
export const RELAY_PAGE = `<!doctype html><meta charset="utf-8"><title>relay</title><textarea></textarea><pre></pre>
<script>
  const [box, copy] = [document.querySelector("textarea"), document.querySelector("pre")];
  const socket = new WebSocket(new URLSearchParams(location.search).get("relay"));
  const start = new URLSearchParams(location.search).get("field");
  socket.onopen = () => (box.value = copy.textContent = start);
  socket.onmessage = ({ data }) => (box.value = copy.textContent += data);
  box.oninput = ({ data }) => socket.send(data);
</script>`;
