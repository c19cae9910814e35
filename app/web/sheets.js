// The style sheets of the app’s own pages. Two stand in a page’s head, for the first words; those of chunks come with them, and
// stand between the two (xtask/src/stylesheet.rs).

/** Their addresses: that of most chunks, and those of one group alone by its name; none where the app is in one piece. */
const SHEETS = {{sheets}};
/** Groups that show nothing by themselves; words are kept with some of them, whatever else does not come. */
const BARE = ["later"];
const worn = new Map();

/** Puts on what a group of chunks is shown in. Answers once it is there. */
export const dress = (group) => (BARE.includes(group) ? undefined : Promise.all([worn_as("most"), worn_as(group)]));

/** A sheet that did not come is asked for again with the chunk. */
function worn_as(name) {
  if (!SHEETS[name]) return undefined;
  if (!worn.has(name)) worn.set(name, put(name));
  return worn.get(name);
}

function put(name) {
  const link = Object.assign(document.createElement("link"), { rel: "stylesheet", href: SHEETS[name] });
  const put = new Promise((done, fail) => {
    link.addEventListener("load", done);
    link.addEventListener("error", () => fail(new Error(`${SHEETS[name]} did not come`)));
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
