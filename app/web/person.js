// The person whom one of Muster's own pages belongs to, and what they have to be told.
import { asked, KEPT, NOBODY, remember, remembered } from "{{guest_js}}";

/** How long a server may keep somebody waiting whom this device remembers, in milliseconds. */
const PATIENCE_MS = 2500;
/** How often a page that is looked at asks whether its person has to be told something, in milliseconds. */
const LOOK_MS = 60_000;

/**
 * The person this page belongs to: as the server says, or as this device remembers while the server cannot be asked.
 * When it is somebody else's from now on, it is loaded anew.
 */
export async function whoAmI() {
  const known = remembered();
  const told = asked("").catch(() => undefined);
  const late = new Promise((done) => setTimeout(done, PATIENCE_MS));
  const answer = await (known ? Promise.race([told, late]) : told);
  if (answer === null && !known) {
    // Words that another app shares stand in the address, and come along.
    location.replace(`/sign-in?next=${encodeURIComponent(location.pathname + location.search)}`);
    return new Promise(() => {});
  }
  const me = answer ?? known ?? NOBODY;
  if (answer) remember(me);
  const check = (other) => other.id === me.id || location.reload();
  told.then((other) => other && (remember(other), check(other)));
  addEventListener("storage", ({ key }) => {
    // Erased, there is nobody else: who signs out erases first, and a page loaded anew would keep all of it again.
    const other = key === KEPT && remembered();
    if (other) check(other);
  });
  return me;
}

/**
 * Tells the person of this page, for as long as it is open, when a link was made that lets somebody sign in as them.
 */
export function watchLinks() {
  let bar;
  const look = async () => {
    if (document.visibilityState !== "visible") return;
    const me = await fetch("/api/me", { cache: "no-store" }).then((answer) => answer.ok && answer.json(), () => {});
    if (!me) return;
    const [link] = me.links ?? [];
    bar?.remove();
    bar = link && document.body.insertBefore(warning(link), document.body.firstChild);
  };
  addEventListener("focus", look);
  document.addEventListener("visibilitychange", look);
  setInterval(look, LOOK_MS);
  look();
}

function warning({ maker, used_ms }) {
  const bar = document.createElement("div");
  bar.className = "alarm";
  bar.setAttribute("role", "alert");
  const more = Object.assign(document.createElement("a"), { href: "/account#links", textContent: "See what to do" });
  const said = used_ms ? "Somebody signed in as you by a link that " : "A link that lets somebody sign in as you was made by ";
  bar.append(said, Object.assign(document.createElement("b"), { textContent: maker }), used_ms ? " made. " : ". ", more);
  return bar;
}
