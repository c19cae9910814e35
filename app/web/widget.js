// A widget in an element of somebody else's page. The loader fetches this once one comes near; it lets a visitor in,
// and only then brings the app.
import { keepKeys, stand } from "{{around_js}}";
import { Guest } from "{{guest_js}}";
import { watch } from "{{rescue_js}}";

const ORIGIN = new URL(import.meta.url).origin;

/** The address of its connections, as a page's policy names it. */
const SOCKETS = ORIGIN.replace("http", "ws");

let app; // once a page, failed or not, but for what did not come at all
let missed = ""; // as browsers remember for an address that nothing came from it

const fetched = (sheet, host) =>
  Promise.all([
    import("{{app_js}}" + missed),
    fetch(ORIGIN + "{{app_wasm}}"),
    fetch(ORIGIN + "{{css}}").then((css) => css.text()),
  ]).then(async ([module, wasm, css]) => {
    await module.default({ module_or_path: wasm });
    sheet.replaceSync(css + host);
    return module;
  });

function load(sheet, host) {
  const coming = (app ??= fetched(sheet, host));
  return coming.catch((error) => {
    if (error instanceof TypeError && app === coming) [app, missed] = [undefined, missed + "?"];
    throw error;
  });
}

/**
 * Mounts the widget of `element` for one stay in the page, `run`, which is aborted when it ends. `values` are the
 * attributes but the token; `tell`, `ready`, `fall` and `renew` are the element's, and `lacks` holds what the page's policy
 * lacks for this server.
 */
export async function mount(element, { box, run, values, token, sheet, host, lacks, tell, ready, fall, renew }) {
  // It ends before the stay does, where a frame takes the app's place.
  const rung = new AbortController();
  run.signal.addEventListener("abort", () => rung.abort());
  const { signal } = rung;
  // A connection that the page forbids is not one that is away: a frame has its own.
  const isShut = () => lacks.has(`connect-src ${SOCKETS}`);
  if (isShut()) throw new Error("connections are forbidden");
  stand(element, box, ORIGIN, run.signal);
  const guest = new Guest({ origin: ORIGIN, doc: element.doc, place: element.shadowRoot, signal: run.signal, tell, renew });
  run.guest = guest;
  // A guest who brings a token does not wait to be let in.
  if (token) load(sheet, host).catch(() => {});
  const { who, name, ...comes } = await guest.come(token);
  run.token = comes.token;
  const module = await load(sheet, host);
  if (signal.aborted) return;
  const on = (type, then) => {
    element.addEventListener(type, (event) => event.target === element && then(event.detail), { signal });
  };
  on("muster-ready", ready);
  on("muster-error", () => (box.hidden = false));
  on("muster-status", ({ status }) => status === "signed-out" && guest.ask());
  const kind = element.localName.slice(7);
  watch({ root: box, place: box.parentNode, keeps: false, again: () => location.reload(), tell, signal });
  keepKeys(box, signal);
  run.handle = module.mount_widget(element, box, kind, ...values, run.token, ORIGIN, who, name);
  const leave = () => {
    if (!isShut() || !run.handle) return;
    const text = box.querySelector("article")?.innerText ?? "";
    rung.abort();
    run.handle.unmount();
    run.handle = undefined;
    const words = Object.assign(document.createElement("div"), { textContent: text.trim() });
    words.style.whiteSpace = "pre-line";
    box.replaceChildren(words);
    fall("connections are forbidden");
  };
  document.addEventListener("securitypolicyviolation", leave, { signal });
  leave();
}
