// A widget in an element of somebody else's page. The loader fetches this once one comes near; it lets a visitor in,
// and only then brings the app.
import { Guest } from "{{guest_js}}";
import { watch } from "{{rescue_js}}";

const ORIGIN = new URL(import.meta.url).origin;

let app; // once a page, failed or not

const load = (sheet, host) =>
  (app ??= Promise.all([
    import("{{app_js}}"),
    fetch(ORIGIN + "{{app_wasm}}"),
    fetch(ORIGIN + "{{css}}").then((css) => css.text()),
  ]).then(async ([module, wasm, css]) => {
    await module.default({ module_or_path: wasm });
    sheet.replaceSync(css + host);
    return module;
  }));

/**
 * Mounts the widget of `element` for one stay in the page, `run`, which is aborted when it ends. `values` are the
 * attributes but the token; `tell`, `ready` and `renew` are the element's.
 */
export async function mount(element, { box, run, values, token, sheet, host, tell, ready, renew }) {
  const { signal } = run;
  const guest = new Guest({ origin: ORIGIN, doc: element.doc, place: element.shadowRoot, signal, tell, renew });
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
  run.handle = module.mount_widget(element, box, kind, ...values, run.token, ORIGIN, who, name);
}
