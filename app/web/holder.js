// Holders of a read link: people whom the server knows by the link’s key alone. Where the link lets them comment, they say
// once on a device what they want to be called; a key is shown with the secret of that device behind it.

/** Where a device keeps its secret, by the server’s address and the document’s id. Without the link it opens nothing. */
const KEPT = "muster-by-link ";
const AWAY = "Muster does not answer just now. Try again.";
const ENDED = "This link does not open the document any more.";
const NOT_KEPT = "This browser keeps nothing for this page, so you will be asked again the next time.";

let n_asked = 0;

const make = (name, properties, ...children) => {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
};

const sentence = (detail) => `${detail[0].toUpperCase()}${detail.slice(1)}.`;

/** Whether this page can keep something at all. */
function canKeep(where) {
  try {
    localStorage.setItem(where, localStorage.getItem(where) ?? "");
    return true;
  } catch {
    return false;
  }
}

function kept(where) {
  try {
    return localStorage.getItem(where) ?? "";
  } catch {
    return "";
  }
}

/** A key has the secret of a device and the pass of a frame behind it, after a dot each. */
const parts = (key) => key.split(".");

export class Holder {
  #at;
  #where;
  #of;
  /** The key to go on with. */
  key;
  /** The author they write as, and how they are shown. */
  who = "";
  name = "";
  /** Whether the server has let them in, and the link lets them comment. */
  isIn = false;
  mayComment = false;
  #isNamed = false;

  constructor({ origin, doc, key }) {
    this.#at = `${origin}/api/visitor`;
    this.#where = `${KEPT}${origin} ${doc}`;
    this.#of = { origin, doc };
    const [link, device, ...pass] = parts(key);
    this.key = [link, device || kept(this.#where), ...pass].join(".").replace(/\.+$/, "");
  }

  /** The key as the app shows it. */
  get credential() {
    return `key.${this.key}`;
  }

  /** Asks the server, which is told `facts` of the frame or a name. Answers the status, and the reason of a refusal. */
  async come(facts = {}) {
    const headers = { authorization: `Key ${this.key}`, "content-type": "application/json" };
    const asking = fetch(this.#at, { method: "POST", headers, body: JSON.stringify(facts), cache: "no-store" });
    const answer = await asking.catch(() => {});
    const said = await answer?.json().catch(() => {});
    if (!answer || answer.status >= 500 || !said) return { status: 0, refused: AWAY };
    if (answer.status === 401) return { status: 401, refused: ENDED };
    if (!answer.ok) return { status: answer.status, refused: sentence(said.detail || "that was not taken") };
    Object.assign(this, { key: said.key ?? this.key, who: said.id, name: said.name, isIn: true, mayComment: said.may === "comment" });
    this.#isNamed = Boolean(said.is_named);
    return { status: answer.status };
  }

  /** Asks in `acts` for a name, unless this device has one. Answers whether there is one, and not whether they thought better. */
  async named({ acts, signal }) {
    if (this.#isNamed) return true;
    const asked = form(canKeep(this.#where));
    acts.before(asked.form);
    acts.hidden = true;
    asked.field.focus();
    try {
      return await this.#answered(asked, signal);
    } finally {
      asked.form.remove();
      acts.hidden = false;
    }
  }

  #answered({ form, field, send, wrong, later }, signal) {
    return new Promise((done) => {
      const refuse = (says) => {
        wrong.textContent = says;
        field.setAttribute("aria-invalid", "true");
        field.focus();
      };
      signal.addEventListener("abort", () => done(false), { once: true });
      later.addEventListener("click", () => done(false));
      form.addEventListener("keydown", (event) => event.stopPropagation());
      form.addEventListener("submit", async (event) => {
        event.preventDefault();
        const name = field.value.trim();
        if (!name) return refuse("Say what you want to be called.");
        send.disabled = true;
        const { refused } = await this.come({ name });
        send.disabled = false;
        if (refused) return refuse(refused);
        this.#keep();
        done(true);
      });
    });
  }

  #keep() {
    try {
      localStorage.setItem(this.#where, parts(this.key)[1]);
    } catch {
      // The form has said that they will be asked again.
    }
  }

  /**
   * Holds the app of this holder, `handle`, which tells its states at `host`. Words of theirs that are not sent are noted for as
   * long as they are not. Once the link opens the document no more, all of the app goes, and those words are offered beside `root`,
   * where they can be copied. `anew` begins with what the page gives instead.
   */
  held(handle, { host, root, place, signal, anew }) {
    const typed = noteTyped(root, signal);
    let isOver = false;
    const coming = import("{{left_js}}");
    let left;
    coming.then(({ Note }) => !isOver && (left = new Note({ ...this.#of, who: this.who })), () => {});
    const unsent = () => {
      try {
        return handle.unsent().trim();
      } catch {
        // An app that has died says nothing; what is typed stands in the page.
        return "";
      }
    };
    /** Notes what is not sent as it is now, and answers it. The app says when it has read its copy and all of it is sent. */
    const note = (isSaved = false) => {
      if (isOver) return "";
      const words = [typed(), unsent()].filter(Boolean).join("\n\n");
      left?.keep(words, isSaved);
      return words;
    };
    const close = () => {
      isOver = true;
      handle.unmount();
    };
    const unmount = () => {
      if (isOver) return;
      note();
      left?.end();
      close();
    };
    const end = async () => {
      if (isOver || signal?.aborted) return;
      const words = note();
      // A page that offers its words still has the note of them.
      if (!words) left?.end();
      close();
      const { offer } = await coming;
      if (signal?.aborted) return;
      if (words) return offer({ names: left ? [left.name] : [], who: this.who, words, into: place, signal, isShown: true });
      const { notice } = await import("{{rescue_js}}");
      const box = notice(place, ENDED, "Ask the person who gave it to you for another.");
      signal?.addEventListener("abort", () => box.remove());
    };
    // The app has to come to its end of what it tells just now.
    const act = (status) => (status === "link-ended" ? end() : note(status === "saved"));
    const hear = ({ target, detail }) => target === host && setTimeout(act, 0, detail?.status);
    for (const name of ["muster-status", "muster-unsent"]) host.addEventListener(name, hear, { signal });
    // A page that goes, or is put away, may never come back.
    addEventListener("pagehide", () => note(), { signal });
    document.addEventListener("visibilitychange", () => note(), { signal });
    const update = (name, value) => {
      if (name === "token" || name === "key") anew();
      else if (!isOver) handle.update(name, value);
    };
    return { update, unmount };
  }
}

/** The form that asks for a name. */
function form(isKept) {
  const id = `muster-name-${(n_asked += 1)}`;
  const hint = `${id}-hint`;
  const label = make("label", { htmlFor: id, textContent: "What do you want to be called?" });
  const field = make("input", { id, type: "text", className: "mt-act", autocomplete: "name" });
  field.style.cursor = "text";
  field.setAttribute("aria-describedby", hint);
  const send = make("button", { type: "submit", className: "mt-act", textContent: "Go on" });
  const later = make("button", { type: "button", className: "mt-act", textContent: "Not now" });
  const says = `Your comments stand under this name, marked as by link.${isKept ? "" : ` ${NOT_KEPT}`}`;
  const wrong = make("span", { role: "alert" });
  const parts = [label, field, send, later, wrong, make("span", { id: hint, textContent: says })];
  return { form: make("form", { className: "mt-acts", noValidate: true }, ...parts), field, send, wrong, later };
}

/**
 * Notes what is typed in the fields of `root`, and the drafts that were left there before. Answers what of it was not sent, each
 * under its field’s name.
 */
function noteTyped(root, signal) {
  const typed = new Map();
  const sent = new Set();
  const note = ({ target }) => {
    sent.delete(target);
    typed.set(target, target.getAttribute("aria-label") ?? "");
  };
  // A composer that is sent goes with its field; one that is not sent stays.
  const send = (from) => {
    const composer = from.closest?.("[data-compose]");
    for (const field of typed.keys()) if (composer?.contains(field)) sent.add(field);
  };
  const begun = ({ target }) => target.closest?.("[data-compose]") && !typed.has(target) && note({ target });
  root.addEventListener("input", note, { capture: true, signal });
  root.addEventListener("focusin", begun, { capture: true, signal });
  root.addEventListener("click", ({ target }) => target.closest?.("button.strong") && send(target), { capture: true, signal });
  const isSent = ({ key, ctrlKey, metaKey }) => key === "Enter" && (ctrlKey || metaKey);
  root.addEventListener("keydown", (event) => isSent(event) && send(event.target), { capture: true, signal });
  return () => {
    for (const target of root.querySelectorAll("[data-compose] textarea")) begun({ target });
    const left = [...typed].filter(([field]) => field.value?.trim() && (field.isConnected || !sent.has(field)));
    return left.map(([field, label]) => `${label}:\n${field.value}`).join("\n\n");
  };
}
