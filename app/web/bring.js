// The app in an element of somebody else’s page: it is fetched once a page, and takes the place of the text when it is there.
import { watch } from "{{rescue_js}}";
import { putCaret } from "{{wish_js}}";

const ORIGIN = new URL(import.meta.url).origin;

let app; // once a page, failed or not

/** Fetches the app, and fills its style sheet. */
export const load = ({ sheet, host }) =>
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
 * Mounts the app in `element` for the rest of its stay in the page. `guest` is who was let in, `spot` the words that somebody
 * pressed, if it was so; `ready` is called when the app can take the place of the text.
 */
export async function bring(element, at, { guest, who, name, spot, ready }) {
  const { box, run, tell } = at;
  const { signal } = run;
  const module = await load(at);
  if (signal.aborted) return;
  const on = (type, then) => {
    element.addEventListener(type, (event) => event.target === element && then(event.detail), { signal });
  };
  on("muster-ready", () => {
    ready();
    // A caret goes nowhere while somebody writes elsewhere in the page.
    const { activeElement } = document;
    if (spot && (!activeElement || [document.body, element].includes(activeElement))) putCaret(box, spot, signal);
    spot = undefined;
  });
  on("muster-error", () => box.childElementCount > 0 && ready());
  on("muster-status", ({ status }) => status === "signed-out" && guest?.ask());
  watch({ root: box, place: box.parentNode, keeps: false, again: () => location.reload(), tell, signal });
  const kind = element.localName.slice(7);
  const { doc, view, mode, theme, item } = element;
  run.handle = module.mount_widget(element, box, kind, doc, view, mode, theme, run.token, ORIGIN, who, name);
  if (item) run.handle.update("item", item);
}
