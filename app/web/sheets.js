// The style sheets of the app’s own pages. Two stand in a page’s head, for the first words; those of chunks come with them, and
// stand between the two (xtask/src/stylesheet.rs).

/** Their addresses: that of most chunks, and those of one group alone by its name; none where the app is in one piece. */
const SHEETS = {{sheets}};
/** Groups that show nothing by themselves; words are kept with some of them, whatever else does not come. */
const BARE = ["later"];
const worn = new Map();
/** A part waits no longer for a sheet that neither comes nor fails, in milliseconds: it is shown without. */
const PATIENCE_MS = 8000;
const LATE = "A style sheet has not come, so this page does not look as it should. Nothing that was written is lost. ";
/** The sheets that parts are shown without, and the way to ask for them again. */
const late = new Map();
let box;
let n_again = 0;

/** Puts on what a group of chunks is shown in. Answers once it is there. */
export const dress = (group) => (BARE.includes(group) ? undefined : Promise.all([worn_as("most"), worn_as(group)]));

/** A sheet that did not come is asked for again with the chunk. */
function worn_as(name) {
  if (!SHEETS[name]) return undefined;
  if (!worn.has(name)) worn.set(name, put(name));
  return worn.get(name);
}

function put(name, again = "") {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: SHEETS[name] + again });
  const put = new Promise((done, fail) => {
    const patience = setTimeout(() => {
      say(name, link);
      done();
    }, PATIENCE_MS);
    link.addEventListener("load", () => {
      clearTimeout(patience);
      say(name);
      done();
    });
    link.addEventListener("error", () => {
      clearTimeout(patience);
      fail(new Error(`${SHEETS[name]} did not come`));
    });
  });
  const [front, back] = ["front", "back"].map((place) => document.querySelector(`link[data-sheet=${place}]`));
  if (name === "most") front.after(link);
  else back.before(link);
  put.catch(() => {
    worn.delete(name);
    link.remove();
  });
  return put;
}

/** Says that a sheet is late, or no more that it is. */
function say(name, link) {
  if (link) late.set(name, link);
  else late.delete(name);
  if (!late.size) return void (box = box?.remove());
  if (box) return;
  const again = Object.assign(document.createElement("button"), { type: "button", className: "btn", textContent: "Try again" });
  again.addEventListener("click", () => {
    for (const [name, link] of late) {
      link.remove();
      // A browser that still waits for an address does not ask for it twice.
      worn.set(name, put(name, `?again=${(n_again += 1)}`));
    }
  });
  box = Object.assign(document.createElement("p"), { className: "banner missing no-print", role: "status" });
  box.append(LATE, again);
  document.body.prepend(box);
}
