// Another document's markup, copied into this page node by node: only elements and attributes of a closed list come along,
// so nothing that somebody wrote is ever active here. The list is the one that the server's faces are written with
// (shared/src/files/faces/closed.rs).

/** The attributes that every element may have. */
const ANYWHERE = ["class", "dir", "lang"];
/** Elements, and the attributes that they may have besides those. All else is left out with everything in it. */
const ELEMENTS = {
  article: [], header: [], h1: [], h2: [], h3: [], h4: [], h5: [], h6: [], p: [], br: [], strong: [], em: [], code: [], a: [],
  span: ["aria-hidden"], ul: [], ol: ["start"], li: [], dl: [], dt: [], dd: [], table: [], tbody: [], tr: [], th: ["scope"],
  td: [], svg: ["viewBox", "preserveAspectRatio", "aria-hidden"],
  circle: ["cx", "cy", "r", "pathLength", "transform", "stroke-dasharray", "stroke-dashoffset"], rect: ["x", "y", "width", "height"],
};
const DRAWN = ["svg", "circle", "rect"];
const SVG = "http://www.w3.org/2000/svg";
const HTML = "http://www.w3.org/1999/xhtml";
const SCHEMES = ["http:", "https:", "mailto:"];
/** The classes of our own style sheet for texts. */
const OURS = /^mt(-[\w-]+)?$/;

/** The body of a page as a fragment of this one; `origin` is where its addresses begin. */
export function copied(page, origin) {
  const into = document.createDocumentFragment();
  // A page can give its own elements the names of a document’s properties.
  const body = Document.prototype.querySelector.call(page, "body");
  if (body) copyInto(into, body, origin);
  return into;
}

function copyInto(into, from, origin) {
  for (const node of from.childNodes) {
    if (node.nodeType === Node.TEXT_NODE) into.append(node.data);
    if (node.nodeType !== Node.ELEMENT_NODE) continue;
    const copy = emptyCopy(node, origin);
    if (!copy) continue;
    copyInto(copy, node, origin);
    into.append(copy);
  }
}

function emptyCopy(from, origin) {
  const name = from.localName;
  const space = DRAWN.includes(name) ? SVG : HTML;
  if (from.namespaceURI !== space || !Object.hasOwn(ELEMENTS, name)) return undefined;
  const copy = document.createElementNS(space, name);
  for (const attribute of [...ANYWHERE, ...ELEMENTS[name]]) {
    const value = from.getAttribute(attribute);
    const kept = attribute === "class" ? value?.split(/\s+/).filter((one) => OURS.test(one)).join(" ") : value;
    if (kept) copy.setAttribute(attribute, kept);
  }
  const to = name === "a" && address(from.getAttribute("href"), origin);
  if (to) Object.assign(copy, { href: to, rel: "noopener noreferrer nofollow" });
  return copy;
}

/** An address that only leads somewhere; without one, a link is its words. */
function address(value, origin) {
  if (!value) return undefined;
  try {
    const url = new URL(value, origin);
    return SCHEMES.includes(url.protocol) ? url.href : undefined;
  } catch {
    return undefined;
  }
}

/** Makes what stands in `old` what stands in `fresh`, and leaves alone what is the same: somebody may have selected it. */
export function renew(old, fresh) {
  const [before, after] = [[...old.childNodes], [...fresh.childNodes]];
  const least = Math.min(before.length, after.length);
  let [start, end] = [0, 0];
  while (start < least && before[start].isEqualNode(after[start])) start += 1;
  while (end < least - start && before.at(-1 - end).isEqualNode(after.at(-1 - end))) end += 1;
  const [gone, come] = [before.slice(start, before.length - end), after.slice(start, after.length - end)];
  if (gone.length === 1 && come.length === 1 && isSameBox(gone[0], come[0])) return renew(gone[0], come[0]);
  const behind = before[before.length - end] ?? null;
  for (const node of gone) node.remove();
  for (const node of come) old.insertBefore(node, behind);
}

function isSameBox(one, other) {
  return one.nodeType === Node.ELEMENT_NODE && one.cloneNode().isEqualNode(other.cloneNode());
}
