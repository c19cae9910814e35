// The chunks of the app, which a page may ask for before the app itself is there. The script that loads chunks fetches
// through `fetched` (xtask/src/split.rs).

/** The files of each group; none where the app is in one piece. */
const GROUPS = {{groups}};
const begun = new Map();
/** A file that one group alone needs is named by it. */
const OWN = /\/split_(\w+)\.wasm$/;
/** Puts on what a group is shown in; other people's pages have all of it from the beginning. */
let dress = () => undefined;

/** From now on no chunk is given before `how(group)` answers. */
export function wear(how) {
  dress = how;
}

/** Begins to fetch a group that the page is going to show. */
export function begin(group) {
  quiet(Promise.resolve(dress(group)));
  for (const file of GROUPS[group] ?? []) {
    const { href } = new URL(file, import.meta.url);
    // Groups share files.
    if (!begun.has(href)) begun.set(href, quiet(fetch(href)));
  }
}

/** A file whose fetch was begun is given once: after a failure the network is asked anew. */
export async function fetched({ href }) {
  const coming = begun.get(href) ?? fetch(href);
  begun.delete(href);
  const [, group] = OWN.exec(href) ?? [];
  const [answer] = await Promise.all([coming, group && dress(group)]);
  return answer;
}

/** The caller that asks for it is told of a failure. */
function quiet(coming) {
  coming.catch(() => {});
  return coming;
}
