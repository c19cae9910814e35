// A script that runs inside each frame of a measured page, before its own. The function is sent to the browser as text, so it
// uses nothing from outside itself.

/**
 * Tells `benchTold(mark, wall)` when all `words` are read (`text`), can be edited (`editable`), and are saved as well (`live`): in
 * a charter of ours, by its chip; in a stock editor, once it is synced. With `presses`, *Edit* is pressed as soon as it can be.
 */
export function watch({ words, presses }) {
  const everything = { subtree: true, childList: true, characterData: true, attributes: true };
  const roots = [document];
  const changes = new MutationObserver(later);
  changes.observe(document, everything);
  const attach = Element.prototype.attachShadow;
  Element.prototype.attachShadow = function (terms) {
    const root = attach.call(this, terms);
    roots.push(root);
    changes.observe(root, everything);
    return root;
  };

  const isRead = (root, word) => {
    const whole = root.body ?? root;
    if (!whole.textContent?.includes(word)) return false;
    const texts = document.createTreeWalker(whole, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (texts.currentNode.data.includes(word) && texts.currentNode.parentElement?.checkVisibility()) return true;
    }
    return false;
  };
  const boxWith = (root, word) =>
    [...root.querySelectorAll("textarea")].some((box) => box.value.startsWith(word) && !box.readOnly && !box.disabled && box.checkVisibility());
  const editorWith = (root, word, within) =>
    [...root.querySelectorAll(`${within} [contenteditable=true]`)].some((editor) => editor.textContent.includes(word));
  const isEditable = (root, word) => boxWith(root, word) || editorWith(root, word, "");
  const isLive = (root, word) =>
    editorWith(root, word, "[data-synced]") || (root.querySelector("[part=status]")?.textContent.trim() === "Saved" && boxWith(root, word));

  const marks = { text: [isRead, new Set(words)], editable: [isEditable, new Set(words)], live: [isLive, new Set(words)] };
  let isDue = false;
  function later() {
    if (isDue) return;
    isDue = true;
    requestAnimationFrame(look);
  }
  function look() {
    isDue = false;
    const wall = performance.timeOrigin + performance.now();
    for (const [mark, [holds, missing]] of Object.entries(marks)) {
      for (const word of missing) if (roots.some((root) => holds(root, word))) missing.delete(word);
      if (missing.size > 0) continue;
      delete marks[mark];
      globalThis.benchTold(mark, wall);
    }
    if (presses && !marks.text) press();
  }
  function press() {
    const buttons = roots.flatMap((root) => [...root.querySelectorAll("button.mt-act:not([data-pressed])")]);
    for (const button of buttons) {
      button.dataset.pressed = "";
      button.click();
    }
  }
  // The value of a text box changes without a change of the document.
  const timer = setInterval(() => (Object.keys(marks).length > 0 ? later() : clearInterval(timer)), 50);
}
