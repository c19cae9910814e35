// The page around a widget: the ground that it stands on, whatever colour that has and takes later; and the keys, which are
// the widget's while it takes text.

/** Lightness, from 0 to 1, from which on dark ink can be read on a ground, and up to which light ink can. */
const LIGHT_FROM = 0.83;
const DARK_TO = 0.38;
/** The lightness of an empty page, in the looks that it has. */
const CANVAS = { light: 1, dark: 0.18 };
const DARK = matchMedia("(prefers-color-scheme: dark)");

/** The events of somebody who types; they leave a widget as if they were of its element. */
const TYPED = ["keydown", "keypress", "keyup", "beforeinput", "input", "paste", "copy", "cut"];
const COMPOSED = ["compositionstart", "compositionupdate", "compositionend"];
const TEXT = "input, textarea, select, [contenteditable]";

/** Keeps what is typed into a widget, and the keys that mean something in it, from the page's own shortcuts. */
export function keepKeys(box, signal) {
  const keep = (event) => {
    const [at] = event.composedPath();
    if (event.defaultPrevented || at.matches?.(TEXT)) event.stopPropagation();
  };
  for (const type of [...TYPED, ...COMPOSED]) box.addEventListener(type, keep, { signal });
}

const parts = new Set();
let isWithoutImages = false;

/** Icons are pictures that the style sheet carries. Where a page forbids such, signs stand in their place. */
document.addEventListener("securitypolicyviolation", ({ disposition, effectiveDirective, blockedURI }) => {
  if (disposition === "report" || effectiveDirective !== "img-src" || !blockedURI.startsWith("data")) return;
  isWithoutImages = true;
  for (const box of parts) box.classList.add("without-images");
});

const around = (node) => node.assignedSlot ?? node.parentElement ?? node.getRootNode().host;

/** A colour's lightness and how much of it covers what is below; the browser itself reads it, in whatever form it is written. */
function read(probe, colour) {
  probe.style.backgroundColor = "transparent";
  probe.style.backgroundColor = `oklch(from ${colour} l c h / alpha)`;
  const found = /^oklch\(([\d.e-]+)[^/)]*(?:\/ ([\d.e-]+))?/.exec(getComputedStyle(probe).backgroundColor);
  return found ? { lightness: Number(found[1]), covers: Number(found[2] ?? 1) } : { lightness: NaN, covers: 0 };
}

/** The lightness of what is seen below an element; not a number where that is a picture. */
function below(element, probe) {
  const layers = [];
  for (let at = element; at; at = around(at)) {
    const { backgroundImage, backgroundColor } = getComputedStyle(at);
    if (backgroundImage !== "none") return NaN;
    layers.push(read(probe, backgroundColor));
    if (layers.at(-1).covers === 1) break;
  }
  const { colorScheme } = getComputedStyle(document.documentElement);
  const isDark = colorScheme.includes("dark") && (DARK.matches || !colorScheme.includes("light"));
  return layers.reduceRight((ground, { lightness, covers }) => (covers ? ground + (lightness - ground) * covers : ground), CANVAS[isDark ? "dark" : "light"]);
}

/** The looks that a widget has on its ground, and whether it paints one of its own. */
function looks(element, probe) {
  const ground = below(element, probe);
  const chosen = element.getAttribute("theme");
  // Beside a picture, the page's own words tell how light it is.
  const isLight = ground === ground ? ground > 0.6 : !(read(probe, getComputedStyle(element).color).lightness > 0.6);
  const scheme = chosen === "light" || chosen === "dark" ? chosen : isLight ? "light" : "dark";
  const isRead = scheme === "light" ? ground >= LIGHT_FROM : ground <= DARK_TO;
  return { scheme, isRead };
}

/**
 * Lets a widget be read wherever it stands, and follows the page: `box` is what holds it in the shadow root of `element`,
 * `origin` where its own frames are from. Answers what looks again, for changes that no page shows.
 */
export function stand(element, box, origin, signal) {
  const root = box.getRootNode();
  const [probe, sheet] = [document.createElement("i"), new CSSStyleSheet()];
  // The page's own colour of words comes in here, so that a change of it is noticed however it was made.
  const PROBE = "[part=ground]{position:absolute;width:0;height:0;color:inherit;transition:color 1ms}";
  probe.setAttribute("part", "ground");
  probe.setAttribute("aria-hidden", "true");
  root.append(probe);
  root.adoptedStyleSheets.push(sheet);
  parts.add(box);
  if (isWithoutImages) box.classList.add("without-images");

  let due, said, known, isInline = false;
  const look = () => {
    due = undefined;
    if (signal.aborted || !element.isConnected) return;
    watch();
    // A page that takes the style of everything away means no widget.
    isInline ||= getComputedStyle(element).display === "inline";
    const { scheme, isRead } = looks(element, probe);
    // A colour that changes back before a frame was drawn would end its transition without a word.
    probe.getAnimations().forEach((fading) => fading.finish());
    const paper = isRead ? "" : "background:var(--muster-paper,Canvas);padding:1em;border-radius:0.375em";
    const words = `[part=widget],[part=refusal]{color:var(--muster-ink,CanvasText);${paper}}`;
    const block = isInline ? ":host{display:block!important}:host([hidden]){display:none!important}" : "";
    const says = `${block}${PROBE}:host>:not(slot){color-scheme:${scheme}}${words}`;
    if (says === said) return;
    sheet.replaceSync((said = says));
    const hasChanged = known && known !== scheme;
    known = scheme;
    for (const frame of hasChanged ? box.querySelectorAll("iframe") : []) tell(frame);
  };
  // A frame that has not spoken may be another page still: a word to it is an error on the console, and waits.
  const [spoke, late] = [new WeakSet(), new WeakSet()];
  const tell = (frame) => {
    if (!spoke.has(frame)) return late.add(frame);
    frame.contentWindow?.postMessage({ change: ["theme", known] }, origin);
  };
  const hear = ({ source, origin: from }) => {
    const frame = from === origin && [...box.querySelectorAll("iframe")].find((one) => one.contentWindow === source);
    if (!frame) return;
    spoke.add(frame);
    if (late.delete(frame)) tell(frame);
  };
  addEventListener("message", hear, { signal });
  const later = () => (due ??= requestAnimationFrame(look));

  // All that holds the element can change the colour below it, and is watched; so is what styles the page.
  const holders = new MutationObserver(later);
  let path = [];
  const watch = () => {
    const now = [];
    for (let at = element; at; at = around(at)) now.push(at);
    if (now.length === path.length && now.every((one, nth) => one === path[nth])) return;
    path = now;
    holders.disconnect();
    for (const one of path) holders.observe(one, { attributes: true });
    holders.observe(document.head, { childList: true, subtree: true, characterData: true, attributes: true });
  };
  const moves = new MutationObserver(() => around(element) !== path[1] && later());
  moves.observe(document, { childList: true, subtree: true });
  probe.addEventListener("transitionrun", later, { signal });
  // A ground that fades into another colour has it in the end.
  const fades = ({ propertyName, target }) => /^background|^color$/.test(propertyName) && target.contains(element) && later();
  document.addEventListener("transitionend", fades, { signal });
  DARK.addEventListener("change", later, { signal });
  signal.addEventListener("abort", () => {
    holders.disconnect();
    moves.disconnect();
    probe.remove();
    parts.delete(box);
    root.adoptedStyleSheets = root.adoptedStyleSheets.filter((one) => one !== sheet);
  });
  look();
  return later;
}
