// A widget as a page of its own, for frames of other people's pages. The text the server wrote stands until the widget
// is live, and for good where it cannot be. The page around is told how tall it is, in the words that pages listen to.
import * as app from "{{app_js}}";

const KIND = "charter";
const asked = new URLSearchParams(location.search);
const value = (name) => asked.get(name) ?? "";
const [widget, text] = ["widget", "text"].map((id) => document.getElementById(id));

const tell = (message) => parent !== window && parent.postMessage(message, "*");

let told = 0;
function tellHeight() {
  const height = Math.ceil(document.body.getBoundingClientRect().height);
  if (height === told) return;
  told = height;
  tell({ type: "muster-height", height });
  tell({ sentinel: "amp", type: "embed-size", height });
  tell({ type: "frame-resized", value: height });
  tell({ type: "resize", height });
}

function show() {
  widget.hidden = false;
  tellHeight();
}

async function start() {
  const theme = value("theme");
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  new ResizeObserver(tellHeight).observe(document.body);
  tellHeight();
  // Without a text there is nothing that what comes could take the place of.
  widget.hidden = text.childElementCount > 0;
  for (const name of ["muster-ready", "muster-status", "muster-error"]) {
    widget.addEventListener(name, ({ detail }) => {
      if (name === "muster-ready") text.remove();
      show();
      document.title = widget.querySelector("article")?.getAttribute("aria-label") || document.title;
      tell({ type: name, detail, title: document.title });
    });
  }
  await app.default({ module_or_path: fetch("{{app_wasm}}") });
  const doc = decodeURIComponent(location.pathname.split("/").at(-1));
  const values = ["view", "mode", "theme", "token"].map(value);
  // Held, or it would be cleared away, and the widget with it.
  widget.handle = app.mount_widget(widget, widget, KIND, doc, ...values, location.origin);
}

/** Where the server cannot be reached later, this page opens all the same, with what this browser keeps of it here. */
async function keepServiceWorker() {
  await navigator.serviceWorker.register("/sw.js", { updateViaCache: "none" });
}

start().catch((error) => console.info("muster: only the text,", error.message));
keepServiceWorker().catch((error) => console.info("muster: no offline opening,", error.message));
