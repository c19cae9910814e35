// The app in an element of somebody else’s page: it is fetched once a page, and takes the place of the text when it is there.
import { watch } from "{{rescue_js}}";
import { putCaret } from "{{wish_js}}";

const ORIGIN = new URL(import.meta.url).origin;

let app; // once a page

/** Fetches the app, and fills its style sheet. A server that was away is asked again by whoever wishes next. */
export const load = (at) =>
  (app ??= fetched(at).catch((error) => {
    // Wasm that a page forbids stays forbidden.
    if (error instanceof TypeError) app = undefined;
    throw error;
  }));

const fetched = ({ sheet, host }) =>
  Promise.all([
    import("{{app_js}}"),
    fetch(ORIGIN + "{{app_wasm}}"),
    fetch(ORIGIN + "{{css}}").then((css) => css.text()),
  ]).then(async ([module, wasm, css]) => {
    await module.default({ module_or_path: wasm });
    sheet.replaceSync(css + host);
    return module;
  });

/**
 * Mounts the app in `element` for the rest of its stay in the page. `guest` is who was let in; `ready` is called when the app can take
 * the place of the text, and answers the spot in it that somebody pressed last, if anybody did.
 */
export async function bring(element, at, { guest, who, name, ready }) {
  const { box, run, tell } = at;
  const { signal } = run;
  const module = await load(at);
  if (signal.aborted) return;
  const on = (type, then) => {
    element.addEventListener(type, (event) => event.target === element && then(event.detail), { signal });
  };
  on("muster-ready", () => {
    const spot = ready();
    // A caret goes nowhere while somebody writes elsewhere in the page.
    const { activeElement } = element.getRootNode();
    if (spot && (!activeElement || [document.body, element].includes(activeElement))) putCaret(box, spot, signal);
  });
  on("muster-error", () => box.childElementCount > 0 && ready());
  on("muster-status", ({ status }) => status === "signed-out" && guest?.ask());
  watch({ root: box, place: box.parentNode, keeps: false, again: () => location.reload(), tell, signal });
  const kind = element.localName.slice(7);
  const { doc, view, mode, theme, item } = element;
  run.handle = module.mount_widget(element, box, kind, doc, view, mode, theme, run.token, ORIGIN, who, name);
  if (item) run.handle.update("item", item);
}
