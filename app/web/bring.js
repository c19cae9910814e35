// The app in an element of somebody else’s page: it is fetched once a page, and takes the place of the text when it is there.
import { keepKeys, stand } from "{{around_js}}";
import { watch } from "{{rescue_js}}";

const ORIGIN = new URL(import.meta.url).origin;

/** The address of its connections, as a page's policy names it. */
const SOCKETS = ORIGIN.replace("http", "ws");

let app; // once a page, failed or not, but for what did not come at all
let missed = ""; // as browsers remember for an address that nothing came from it

const styled = () => fetch(ORIGIN + "{{css}}").then((css) => css.text());

/** Fills the app’s style sheet, where something of the app’s is shown without it. */
export const dress = async ({ sheet, host }) => sheet.replaceSync((await styled()) + host);

const fetched = ({ sheet, host }) =>
  Promise.all([import("{{app_js}}" + missed), fetch(ORIGIN + "{{app_wasm}}"), styled()]).then(async ([module, wasm, css]) => {
    await module.default({ module_or_path: wasm });
    sheet.replaceSync(css + host);
    return module;
  });

/**
 * The app draws itself from markup of its own, which a page that asks for trusted types lets nobody make of words. Tried only
 * where the app is to come: a page notes each such try.
 */
function mustDraw() {
  new DOMParser().parseFromString("", "text/html");
}

/** Fetches the app, and fills its style sheet. */
export async function load(at) {
  mustDraw();
  const coming = (app ??= fetched(at));
  return coming.catch((error) => {
    if (error instanceof TypeError && app === coming) [app, missed] = [undefined, missed + "?"];
    throw error;
  });
}

/**
 * Mounts the app in `element` for the rest of its stay in the page. `at` has what is the loader’s; `who` and `name` are of the
 * person who was let in, who is the `holder` of a read link where there is one. `ready` is called when the app can take the place
 * of the text, and answers the spot in it that somebody pressed last, if anybody did; `putCaret` goes there; `leave` is called
 * where the app has to go again.
 */
export async function bring(element, at, { who, name, holder, ready, leave, putCaret }) {
  const { box, run, tell, lacks, fall } = at;
  // It ends before the stay does, where a frame takes the app's place.
  const rung = new AbortController();
  run.signal.addEventListener("abort", () => rung.abort());
  const { signal } = rung;
  // A connection that the page forbids is not one that is away: a frame has its own.
  const isShut = () => lacks.has(`connect-src ${SOCKETS}`);
  if (isShut()) throw new Error("connections are forbidden");
  const module = await load(at);
  if (run.signal.aborted) return;
  // The ground is followed for the whole stay, however often the app is brought.
  run.stands ??= stand(element, box, ORIGIN, run.signal);
  const on = (type, then) => {
    element.addEventListener(type, (event) => event.target === element && then(event.detail), { signal });
  };
  on("muster-ready", () => {
    const spot = ready();
    // The text's style sheet, which is gone now, made a block of every element.
    run.stands();
    // A caret goes nowhere while somebody writes elsewhere in the page.
    const { activeElement } = element.getRootNode();
    if (spot && (!activeElement || [document.body, element].includes(activeElement))) putCaret(box, spot, signal);
  });
  on("muster-error", () => box.childElementCount > 0 && ready());
  on("muster-status", ({ status }) => status === "signed-out" && run.guest?.ask());
  watch({ root: box, place: box.parentNode, keeps: false, again: () => location.reload(), tell, signal });
  keepKeys(box, signal);
  const { doc, view, mode, theme, item } = element;
  const token = holder ? holder.credential : run.token;
  try {
    run.handle = module.mount_widget(element, box, element.localName.slice(7), doc, view, mode, theme, token, ORIGIN, who, name);
  } catch (error) {
    // Nothing that this app was to hear is heard for what comes in its place.
    rung.abort();
    throw error;
  }
  if (holder) {
    const anew = () => at.renew(element.token, false);
    run.handle = holder.held(run.handle, { host: element, root: box, place: box.parentNode, signal, anew });
  }
  if (item) run.handle.update("item", item);
  const check = () => {
    if (!isShut() || !run.handle) return;
    const text = box.querySelector("article")?.innerText ?? "";
    rung.abort();
    leave();
    run.handle.unmount();
    run.handle = undefined;
    const words = Object.assign(document.createElement("div"), { textContent: text.trim() });
    words.style.whiteSpace = "pre-line";
    box.replaceChildren(...(run.words?.isConnected ? [] : [words]));
    fall("connections are forbidden");
  };
  document.addEventListener("securitypolicyviolation", check, { signal });
  check();
}
