// The chunks of the app, which a page may ask for before the app itself is there. The script that loads chunks fetches
// through `fetched` (xtask/src/split.rs).

/** The files of each group; none where the app is in one piece. */
const GROUPS = {{groups}};
const begun = new Map();
const bundles = new Map();

/** Begins to fetch a group that the page is going to show. */
export function begin(group) {
  for (const file of GROUPS[group] ?? []) {
    const { href } = new URL(file, import.meta.url);
    if (file.endsWith(".chunks")) bundle(href);
    // Groups share files.
    else if (!begun.has(href)) begun.set(href, quiet(fetch(href)));
  }
}

/** A file whose fetch was begun is given once: after a failure the network is asked anew. */
export async function fetched({ href, hash }) {
  if (hash) return part(href.slice(0, -hash.length), Number(hash.slice(1)));
  const coming = begun.get(href) ?? fetch(href);
  begun.delete(href);
  return coming;
}

/** A part of a bundle is given once, too, and kept here no longer. */
async function part(href, at) {
  const coming = bundle(href);
  const parts = await coming;
  if (at >= parts.length) throw new Error(`${href} has no part ${at}`);
  if (!parts[at]) {
    forget(href, coming);
    return part(href, at);
  }
  const bytes = parts[at];
  parts[at] = undefined;
  return new Response(bytes, { headers: { "content-type": "application/wasm" } });
}

function bundle(href) {
  const known = bundles.get(href);
  if (known) return known;
  const coming = quiet(fetch(href).then(parted));
  bundles.set(href, coming);
  coming.catch(() => forget(href, coming));
  return coming;
}

/** A bundle that is fetched anew meanwhile stays. */
function forget(href, coming) {
  if (bundles.get(href) === coming) bundles.delete(href);
}

/** The parts of a bundle (xtask/src/bundle.rs). */
async function parted(answer) {
  const bytes = await answer.arrayBuffer();
  const number = (at) => new DataView(bytes).getUint32(4 * at, true);
  const n = answer.ok && bytes.byteLength >= 4 ? number(0) : 0;
  const lengths = 4 * n < bytes.byteLength ? Array.from({ length: n }, (_, at) => number(at + 1)) : [];
  let from = 4 * (n + 1);
  if (!n || lengths.reduce((sum, length) => sum + length, from) !== bytes.byteLength) throw new Error(`${answer.url} is not whole`);
  return lengths.map((length) => bytes.slice(from, (from += length)));
}

/** The caller that asks for it is told of a failure. */
function quiet(coming) {
  coming.catch(() => {});
  return coming;
}
