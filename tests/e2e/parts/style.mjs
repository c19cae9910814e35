// The stylesheet of this working tree in place of the one in the binary, to see a change of it without a build.
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

import { ROOT } from "./server.mjs";

const FIRST = ["tokens.css", "base.css", "bar.css"];

/** The one stylesheet, as the build puts it together. */
export async function stylesheet() {
  const style = join(ROOT, "style");
  const files = [...(await readdir(style)), ...(await readdir(join(style, "widgets"))).map((name) => `widgets/${name}`)];
  const place = (name) => (FIRST.includes(name) ? FIRST.indexOf(name) : FIRST.length);
  const sheets = files.filter((name) => name.endsWith(".css")).sort((a, b) => place(a) - place(b) || (a < b ? -1 : 1));
  return (await Promise.all(sheets.map((name) => readFile(join(style, name), "utf8")))).join("\n");
}

/** Every page of a context wears it. A service worker would answer with its own copy, so the context must block those. */
export async function wear(context) {
  const body = await stylesheet();
  const fulfil = (body) => (route) => route.fulfill({ contentType: "text/css", body });
  await context.route(/\/assets\/(muster|front)-\w+\.css$/, fulfil(body));
  // A page of the app has all of it from the beginning then.
  await context.route(/\/assets\/(back|of-\w+)-\w+\.css$/, fulfil(""));
}
