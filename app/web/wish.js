// The wish to write, in a text of somebody else’s page: who may have it, how it is told, and where the caret goes then.
import { FIELD, FOR_READING, TEXT_ALONE } from "{{views_js}}";

/** A busy page lets the app wait for no longer, in milliseconds. */
const IDLE_MS = 500;
/** The field of the words that were pressed is waited for so long, and then the first one as long again. In milliseconds. */
const FIELDS_MS = 2000;

/**
 * How the app comes to a widget: `at once`, without a text before it; `soon`, after the text; `asked`, at the first wish to
 * write; `never` to people who only read.
 */
export function wayOf({ view, mode }, role) {
  if (view === FIELD) return "at once";
  if (mode === "read" || role === "reader" || TEXT_ALONE.includes(view)) return "never";
  if (mode === "comment" || role === "commenter") return "asked";
  if (!mode && FOR_READING.includes(view)) return "never";
  return isSlow() ? "asked" : "soon";
}

function isSlow() {
  const { saveData, effectiveType = "" } = navigator.connection ?? {};
  return saveData || /2g|3g/.test(effectiveType);
}

/**
 * Answers once the app is to come: with the spot in the text that was pressed, `{ words, offset }`, with nothing in it where
 * the wish came by a button, and with nothing at all where nobody wished for it. `ahead` fetches what will be needed; `note` is
 * said beside the button.
 */
export function wished({ text, acts, note, way, mode, ahead, signal }) {
  return new Promise((done) => {
    const options = { signal };
    const button = Object.assign(document.createElement("button"), { type: "button", className: "mt-act" });
    button.textContent = mode === "comment" ? "Comment" : "Edit";
    const said = Object.assign(document.createElement("span"), { textContent: note, role: "status" });
    // Behind the way to Muster, which stands there already and does not move.
    acts.append(button, said);
    if (mode === "edit") text.tabIndex = 0;
    button.addEventListener("focus", ahead, options);
    button.addEventListener("pointerdown", ahead, options);
    button.addEventListener("click", () => done({}), options);
    const end = () => {
      [button, said].forEach((part) => part.remove());
      text.removeAttribute("tabindex");
    };
    signal.addEventListener("abort", end, { once: true });
    if (!isSlow()) text.addEventListener("pointerenter", ahead, options);
    if (mode !== "comment") onText(text, done, options);
    if (way === "soon") whenIdle(() => done());
  });
}

/** A press on the words is a wish to write there, but not on a link, and not at the end of a selection. */
export function onText(text, begin, options) {
  const isOurs = ({ target }) => !target.closest("a[href], button");
  const selected = () => String(text.getRootNode().getSelection?.() ?? getSelection()).trim();
  text.addEventListener("click", (event) => isOurs(event) && !selected() && begin(spotOf(event)), options);
  const enter = (event) => {
    if (event.key !== "Enter" || !isOurs(event)) return;
    event.preventDefault();
    event.stopPropagation();
    begin({});
  };
  text.addEventListener("keydown", enter, options);
}

function spotOf({ clientX, clientY, target }) {
  const shadowRoots = [target.getRootNode()].filter((root) => root instanceof ShadowRoot);
  const at = document.caretPositionFromPoint?.(clientX, clientY, { shadowRoots });
  if (at?.offsetNode?.nodeType !== Node.TEXT_NODE) return { words: target.textContent.trim(), offset: 0 };
  const words = at.offsetNode.data;
  return { words: words.trim(), offset: Math.max(0, at.offset - words.indexOf(words.trim())) };
}

function whenIdle(then) {
  if (globalThis.requestIdleCallback) requestIdleCallback(then, { timeout: IDLE_MS });
  else setTimeout(then, IDLE_MS);
}

/** Puts the caret into the field of the app that has the words which were pressed, or into the first one. */
export function putCaret(root, { words = "", offset = 0 }, signal) {
  const fits = (field) => !field.readOnly && !field.disabled && field.checkVisibility();
  const put = (isLate) => {
    const fields = [...root.querySelectorAll("textarea, input:is([type=text], :not([type]))")].filter(fits);
    const pressed = words && fields.find((field) => field.value.includes(words));
    const field = pressed || ((isLate || !words) && fields[0]);
    if (!field) return false;
    field.focus({ preventScroll: true });
    const at = pressed ? field.value.indexOf(words) + offset : field.value.length;
    field.setSelectionRange(at, at);
    return true;
  };
  // Fields come with the parts of the app that they are in. Somebody who goes elsewhere meanwhile is left there.
  let isElsewhere = false;
  for (const type of ["pointerdown", "keydown"]) addEventListener(type, () => (isElsewhere = true), { once: true, capture: true, signal });
  const began = performance.now();
  const look = () => {
    const waited = performance.now() - began;
    if (isElsewhere || signal.aborted || waited > 2 * FIELDS_MS || put(waited > FIELDS_MS)) return;
    requestAnimationFrame(look);
  };
  look();
}
