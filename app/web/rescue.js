// When the app's module dies, by a panic or a trap in Wasm, nothing that it shows changes any more. The page then says so,
// takes *Saved* down, keeps what stands in its fields, and offers to load it again.

/** Where texts that were being typed are put aside, on pages of this server's own. */
const KEPT = "muster-rescued";
const MODULE = "{{app}}/";
/** The events that the module listens to; it is not woken once it is dead. */
const EVENTS = ["beforeinput", "input", "change", "keydown", "keyup", "click", "focusin", "focusout", "focus", "blur", "compositionend"];

/** A trap's error says where it came from; a panic tells by itself. */
const isDeath = (error) =>
  (error instanceof WebAssembly.RuntimeError || error instanceof RangeError || error?.name === "InternalError") &&
  error.stack?.includes(MODULE);

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

/**
 * Watches over the module for one part of the page: `root` is what it shows, `place` where it is said that it died,
 * `again` loads it anew, `tell(name, detail)` tells the page around. `keeps` is whether this origin is this server's.
 */
export function watch({ root, place, again, keeps, tell, signal }) {
  const typed = new Map();
  let isDead = false;
  root.addEventListener("input", ({ target }) => typed.set(target, target.getAttribute("aria-label") ?? ""), { capture: true, signal });

  const die = () => {
    if (isDead) return;
    isDead = true;
    freeze(root, signal);
    const texts = [...typed].filter(([field]) => field.value?.trim()).map(([field, label]) => `${label}:\n${field.value}`);
    const text = texts.join("\n\n");
    if (keeps && text) putAside(text);
    const says = text
      ? "Everything this device has kept is safe. This was typed here last, and may not be saved:"
      : "Everything this device has kept is safe.";
    notice(place, "Muster has stopped here.", says, text, make("button", { type: "button", className: "btn strong", textContent: "Load it again", onclick: again }));
    tell?.("muster-status", { status: "not-saved", pending: 0 });
    tell?.("muster-error", { reason: "Muster has stopped here. Load it again." });
  };
  addEventListener("muster-panic", die, { signal });
  addEventListener("error", ({ error }) => isDeath(error) && die(), { signal });
  addEventListener("unhandledrejection", ({ reason }) => isDeath(reason) && die(), { signal });
}

/** The words that can be read stay and can be copied; nothing can be changed, and nothing says that it is saved. */
function freeze(root, signal) {
  for (const field of root.querySelectorAll("input, textarea")) field.readOnly = true;
  for (const control of root.querySelectorAll("button, select")) control.disabled = true;
  for (const type of EVENTS) root.addEventListener(type, (event) => event.stopImmediatePropagation(), { capture: true, signal });
  const takeDown = () => {
    for (const chip of root.querySelectorAll("[part=status]")) {
      if (chip.textContent === "Not saved") continue;
      chip.className = "chip lost";
      chip.setAttribute("role", "alert");
      chip.textContent = "Not saved";
      chip.parentNode.querySelector("details")?.remove();
    }
  };
  takeDown();
  new MutationObserver(takeDown).observe(root, { subtree: true, childList: true, characterData: true });
}

/** Says at the head of `place` what has happened; `text` can be copied. Answers the box that says it. */
export function notice(place, head, says, text, ...ways) {
  const box = make("div", { className: "stopped muster-charter", role: "alert" }, make("b", { textContent: head }), " ", says);
  if (text) {
    const words = make("textarea", { className: "copy-out", readOnly: true, rows: 5, value: text, ariaLabel: "What was typed last" });
    const copy = make("button", { type: "button", className: "btn", textContent: "Copy", onclick: () => copyOut(words, copy) });
    box.append(words);
    ways.push(copy);
  }
  box.append(make("div", { className: "acts" }, ...ways));
  place.prepend(box);
  return box;
}

async function copyOut(words, button) {
  words.select();
  try {
    await navigator.clipboard.writeText(words.value);
    button.textContent = "Copied";
  } catch {
    button.textContent = "Selected: copy it with the keyboard";
  }
}

function putAside(text) {
  try {
    localStorage.setItem(KEPT, [localStorage.getItem(KEPT), text].filter(Boolean).join("\n\n"));
  } catch {}
}

/** Offers what was put aside when the module died here before, until the person is done with it. */
export function offerRescued(place) {
  let text;
  try {
    text = localStorage.getItem(KEPT);
  } catch {}
  if (!text) return;
  const done = make("button", { type: "button", className: "btn", textContent: "Done with it" });
  const box = notice(place, "Muster stopped here before.", "This was typed last, and may not have been saved:", text, done);
  done.addEventListener("click", () => {
    localStorage.removeItem(KEPT);
    box.remove();
  });
}
