// Links that stand alone in somebody else's page become widgets. The loader fetches this once a page has one, and says whose
// links it follows: a page may have the loaders of several servers, each of which knows its own.

const KEEP_OUT =
  "pre,code,nav,header,footer,button,[role=textbox],[role=code],.ProseMirror,.cm-editor,.CodeMirror,.monaco-editor,.ace_editor";
const BLOCK = "p,div,figure,section,article,blockquote,dd,li,td,th,main,body";
const PATH = /^\/d\/([\w-]{1,64})\/?$/;
/** A document is always named by links of this form, whatever else stands in the page. */
const FOUND = 'a[href*="/d/"],[data-muster]';

/** An address without its name for this very machine, of which it has several. */
const plain = (address) => address.replace(/^(https?:\/\/)(localhost|127(\.\d+){3}|\[::1\])(?=[:/]|$)/, "$1localhost");

/** The space that the loader kept at a link or a block is kept by the element from here on, or by nobody. */
function release(found) {
  if (!("room" in found)) return;
  // The page's own style of it is as it was.
  found.style = found.room;
  delete found.room;
}

/** Until there is something to see in the element, the link lies over its space, so that nothing moves when the link goes. */
function layOver(element, link) {
  const { position } = link.style;
  link.style.position = "absolute";
  const shows = new MutationObserver(() => {
    link.style.position = position;
    shows.disconnect();
  });
  shows.observe(element.shadowRoot, { childList: true, subtree: true });
}

/**
 * Follows the page's links to the server at `origin`, for as long as the page is there. `kinds` are the kinds of document, each
 * with the ending of their ids; `names` are the attributes of an element. `isFirst` is whether elements of this page that name
 * no server are this one's.
 */
export function follow({ origin, kinds, names, isFirst }) {
  const links = new Map();
  const own = plain(origin);

  const widget = (doc, values) => {
    const isIt = (kind) => kind === values.kind || doc.endsWith(kinds[kind]);
    const element = document.createElement("muster-" + Object.keys(kinds).findLast(isIt));
    for (const name of names) if (values[name]) element.setAttribute(name, values[name]);
    element.setAttribute("doc", doc);
    if (isFirst) element.removeAttribute("server");
    else element.setAttribute("server", origin);
    return element;
  };

  const upgradeBlock = (block) => {
    const { server } = block.dataset;
    if (server ? plain(server) !== own : !isFirst) return;
    if (block.querySelector(":scope > [doc]")) return;
    const element = widget(block.dataset.muster, block.dataset);
    element.append(...block.childNodes);
    block.append(element);
  };

  // The link stays, hidden: the page's framework may own it.
  const upgradeLink = (link) => {
    const url = new URL(link.href);
    const doc = PATH.exec(url.pathname)?.[1];
    const block = link.closest(BLOCK);
    if (!doc || !block || block.matches("li,td,th")) return;
    if (block.querySelectorAll("a,img,input,[doc]").length > 1) return;
    if (block.textContent.trim() !== link.textContent.trim()) return;
    const element = widget(doc, Object.fromEntries(url.searchParams));
    element.link = link;
    layOver(element, link);
    element.addEventListener("muster-ready", () => (link.style.display = "none"));
    // Where nothing of the document can be shown, the link is the way to it.
    element.addEventListener("muster-error", ({ detail }) => detail.as === "link" && (link.style.display = ""));
    links.set(link, element);
    link.after(element);
  };

  const isIts = (found) => typeof found.href === "string" && plain(found.origin) === own;

  let due;
  const scan = () => {
    due = undefined;
    // The text after a link may not have arrived.
    if (document.readyState === "loading") return;
    for (const [link, element] of links) {
      if (link.parentNode && link.parentNode === element.parentNode) continue;
      element.remove();
      links.delete(link);
      // Where the page has put it, it may not become a widget again.
      link.style.display = link.style.position = "";
    }
    for (const found of document.querySelectorAll(FOUND)) {
      release(found);
      if (found.isContentEditable || found.closest(KEEP_OUT) || links.has(found)) continue;
      if (found.dataset.muster) upgradeBlock(found);
      else if (isIts(found)) upgradeLink(found);
    }
  };
  const later = () => (due ??= setTimeout(scan, 20));
  new MutationObserver(later).observe(document, { childList: true, subtree: true });
  document.addEventListener("DOMContentLoaded", later);
  later();
}
